import Kernel
import Record
import TestSupport

/// What a text tells, by rules as simple as the texts of `RandomHistory` are.
struct NaiveTraits {
    var isQuestion = false
    var hasLink = false
    var isLong = false
    var isCaption = false

    init(_ words: String?, _ kind: EventKind) {
        guard let words else { return }
        let parts = words.split(separator: " ")
        hasLink = parts.contains { $0.contains("://") }
        isQuestion =
            parts.contains { !$0.contains("://") && $0.hasSuffix("?") && $0.count > 1 }
            || words.lowercased().contains("does anyone know")
        let scalars = Array(words.unicodeScalars)
        let trimmed = scalars.drop { $0.properties.isWhitespace }.reversed().drop { $0.properties.isWhitespace }
        isLong = trimmed.count >= 30
        isCaption = (kind == .picture || kind == .video) && !trimmed.isEmpty
    }

    var stored: Int { (isQuestion ? 1 : 0) + (hasLink ? 2 : 0) + (isLong ? 4 : 0) + (isCaption ? 8 : 0) }
}

/// A question and who answered it.
struct Asked {
    let event: Event
    let asker: Int
    let day: CivilDay
    var answer: (at: Instant, by: Int)?

    func line(_ names: [String]) -> String {
        QuestionLine(
            instant: event.instant, place: event.order, key: event.key, day: day, asker: names[asker],
            answeredAt: answer?.at, answerer: answer.map { names[$0.by] }
        ).description
    }
}

extension NaiveRecount {
    /// Questions, answers and what a message carries: each message held against every question before it.
    mutating func weigh(_ event: Event, _ traits: NaiveTraits, _ speaker: Int, _ named: Set<Int>, _ day: CivilDay) {
        var isAnswer = false
        for index in questions.indices where questions[index].asker != speaker {
            let waited = event.instant.milliseconds - questions[index].event.instant.milliseconds
            guard waited <= 86_400_000 else { continue }
            let isReply = event.replyTo == questions[index].event.key
            guard isReply || named.contains(questions[index].asker) else { continue }
            if questions[index].answer == nil { questions[index].answer = (event.instant, speaker) }
            isAnswer = true
        }
        if isAnswer {
            add("answers", day)
            note("answers", speaker, day)
        }
        if traits.isQuestion {
            questions.append(Asked(event: event, asker: speaker, day: day))
            add("questions", day)
            note("questions", speaker, day)
        }
        let carries = [.link, .card, .file].contains(event.kind) || traits.stored > 0 || isAnswer
        if carries { add("carrying", day) }
    }

    /// When the group died, looked for day by day.
    func life(_ names: [String]) -> String {
        guard let first = days.keys.min(), let last = days.keys.max() else { return "" }
        let byDay = Dictionary(grouping: spoken, by: \.day).mapValues { Set($0.map(\.person)) }
        let speakingDay = byDay.keys.max()
        let speaker = spoken.last { $0.day == speakingDay }?.person
        var died: CivilDay?
        var day = first
        while died == nil, day.advanced(by: 6) <= last {
            let week = (0..<7).reduce(into: Set<Int>()) { $0.formUnion(byDay[day.advanced(by: $1)] ?? []) }
            if week.count < 2, isRevived(after: day.advanced(by: 6)) { died = day }
            day = day.advanced(by: 1)
        }
        return RecordPicture.life(
            died: died, second: spoken.filter { $0.person != speaker }.map(\.day).max(), last: speakingDay,
            speaker: speaker.map { names[$0] })
    }

    /// Whether behind a silence somebody else speaks than who spoke before.
    private func isRevived(after day: CivilDay) -> Bool {
        zip(spoken, spoken.dropFirst()).contains { $0.person != $1.person && $1.day > day }
    }
}
