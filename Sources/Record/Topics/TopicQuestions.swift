internal import Kernel

/// Finds, among a week's messages, the turns of its answered questions and their answers, and the thanks for them.
struct TopicQuestions {
    private struct Entry {
        let question: AnsweredQuestion
        var turn = -1
        var answer: EventKey?
        var answerTurn = -1
        /// How sure it is that this message is the answer: a reply, a message that mentions somebody, any.
        var certainty = 0
        var answerer: HandleID?
        var isThanked = false
    }

    /// So long after an answer thanks are for it.
    private static let thanksMilliseconds: Int64 = 3_600_000

    private var entries: [Entry]
    private var byKey: [EventKey: Int] = [:]
    private var byAnswerer: [PersonID: [Int]] = [:]
    /// Answered ones that their asker may still thank for.
    private var waiting: [PersonID: [Int]] = [:]

    init(_ questions: [AnsweredQuestion]) {
        entries = questions.map { Entry(question: $0) }
        for (index, question) in questions.enumerated() {
            byKey[question.key] = index
            byAnswerer[question.answerer, default: []].append(index)
        }
    }

    mutating func note(_ message: TopicMessage, turn: Int, thanks: (String) -> Bool) {
        if let index = byKey[message.key] { entries[index].turn = turn }
        noteThanks(message, thanks)
        guard let candidates = byAnswerer[message.person], !candidates.isEmpty else { return }
        var isOver = 0
        for index in candidates {
            let question = entries[index].question
            guard question.answeredAt <= message.instant else { break }
            guard question.answeredAt == message.instant else {
                isOver += 1
                continue
            }
            let certainty = message.replyKey == question.key ? 3 : message.mentions.isEmpty ? 1 : 2
            guard certainty > entries[index].certainty else { continue }
            if entries[index].certainty == 0 { waiting[question.asker, default: []].append(index) }
            entries[index].certainty = certainty
            (entries[index].answer, entries[index].answerTurn) = (message.key, turn)
            entries[index].answerer = message.handle
        }
        if isOver > 0 {
            byAnswerer[message.person] = candidates.filter { entries[$0].question.answeredAt >= message.instant }
        }
    }

    private mutating func noteThanks(_ message: TopicMessage, _ thanks: (String) -> Bool) {
        guard let open = waiting[message.person] else { return }
        let still = open.filter {
            message.instant.milliseconds - entries[$0].question.answeredAt.milliseconds <= Self.thanksMilliseconds
        }
        waiting[message.person] = still.isEmpty ? nil : still
        guard !still.isEmpty, thanks(message.text) else { return }
        for index in still {
            let isForThem =
                message.replyKey == entries[index].answer || message.mentions.isEmpty
                || entries[index].answerer.map(message.mentions.contains) ?? false
            if isForThem { entries[index].isThanked = true }
        }
    }

    /// - Parameter words: The words that may name what a question and its answer are about, by the numbers of their turns.
    func answers(_ words: (_ question: Int, _ answer: Int) -> [String]) -> [TopicAnswer] {
        entries.flatMap { entry -> [TopicAnswer] in
            guard let answer = entry.answer, entry.turn >= 0 else { return [] }
            let question = entry.question
            return words(entry.turn, entry.answerTurn).map { word in
                TopicAnswer(
                    word: word, question: question.key, answer: answer, askedAt: question.askedAt,
                    asker: question.asker, answerer: question.answerer, isThanked: entry.isThanked)
            }
        }
    }
}
