package import Kernel
package import Record
package import Words

/// What was talked about in a week: in one group, or in several together.
package struct WeekTopics: Sendable, Equatable {
    /// The week's Monday.
    package var week: CivilDay
    package var messages = 0
    /// Who spoke; in several groups the sum over them.
    package var speakers = 0
    /// How many groups are looked at together; nil for one.
    package var groups: Int?
    /// Each word of a message once.
    package var uses = 0
    /// How many weeks before it is held against.
    package var pastWeeks = 0
    package var topics: [Topic] = []
    package var rising: [WordChange] = []
    package var falling: [WordChange] = []
    /// Words that no earlier week has among those that are kept.
    package var newWords: [WordChange] = []
    package var hashtags: [WordChange] = []
    package var links: [WordChange] = []

    package init(week: CivilDay) { self.week = week }

    package var days: DayRange { DayRange(from: week, to: week.advanced(by: 6)) }
    /// Whether there is a past to hold it against.
    package var hasPast: Bool { pastWeeks >= WeekTopics.leastPast }

    static let leastPast = 2
    static let mostPast = 12
    package static let topicsShown = 10
    package static let wordsShown = 12
}

/// A word with what goes with it, so that it reads like something.
package struct Topic: Sendable, Equatable {
    package var head: WordChange
    /// The words that go with it best.
    package var companions: [String]
    /// Who speaks of it most; only where people may be seen.
    package var tellers: [Teller] = []

    package struct Teller: Sendable, Equatable {
        package let person: PersonID
        package let name: String
        package let messages: Int
    }

    package var words: [String] { [head.word] + companions }
}

/// A word of a week, held against the weeks before.
package struct WordChange: Sendable, Equatable {
    package let word: String
    package var messages: Int
    package var speakers: Int
    /// In how many groups; 1 where it is one that is looked at.
    package var groups = 1
    /// Messages a week before; nil where there is no past.
    package var before: Double?
    /// z-score of the log-odds; nil where there is no past.
    package var z: Double?
    package var isNew = false

    package var isRising: Bool { (z ?? 0) >= LogOdds.told && speakers >= 2 && messages >= 3 }
}

/// What is known of a week and the weeks before it, from which its topics are told.
struct WeekCounts {
    var week: CivilDay
    var messages = 0
    var speakers = 0
    var uses = 0
    var groups: Int?
    var words: [(word: TopicWord, groups: Int)] = []
    /// The weeks before, their words, and how often each was said.
    var pastWeeks = 0
    var usesBefore = 0
    var before: [TopicKind: [String: Int]] = [:]
    /// Words that some earlier week has; only the week's own are asked for.
    var known: Set<String> = []
    var hasLongPast = false
    var pairs: [String: [TopicPair]] = [:]
}

extension WeekTopics {
    /// Sums up a week. Everything follows from the counts; ties are settled by the word.
    init(_ counts: WeekCounts) {
        self.init(week: counts.week)
        (messages, speakers, uses, groups) = (counts.messages, counts.speakers, counts.uses, counts.groups)
        pastWeeks = counts.pastWeeks
        var changes: [TopicKind: [WordChange]] = [:]
        for (word, groups) in counts.words {
            changes[word.kind, default: []].append(WeekTopics.change(word, groups, counts))
        }
        let words = changes[.word] ?? []
        topics = WeekTopics.topics(words, counts.pairs)
        rising = WeekTopics.first(words.filter(\.isRising)) { $0.z ?? 0 }
        newWords = WeekTopics.first(words.filter { $0.isNew && $0.messages >= 3 }) { Double($0.messages * $0.speakers) }
        falling = WeekTopics.falling(words, counts)
        hashtags = WeekTopics.first(changes[.hashtag] ?? []) { Double($0.messages) }
        links = WeekTopics.first(changes[.link] ?? []) { Double($0.messages) }
    }

    private static func change(_ word: TopicWord, _ groups: Int, _ counts: WeekCounts) -> WordChange {
        var change = WordChange(word: word.word, messages: word.messages, speakers: word.speakers, groups: groups)
        guard counts.pastWeeks >= leastPast else { return change }
        let before = counts.before[word.kind]?[word.word] ?? 0
        change.before = Double(before) / Double(counts.pastWeeks)
        if word.kind == .word {
            change.z = LogOdds(word.messages, of: counts.uses, before: before, of: counts.usesBefore)?.z
            change.isNew = counts.hasLongPast && before == 0 && !counts.known.contains(word.word)
        }
        return change
    }

    private static func falling(_ words: [WordChange], _ counts: WeekCounts) -> [WordChange] {
        guard counts.pastWeeks >= leastPast, counts.usesBefore > 0 else { return [] }
        let here = Dictionary(words.map { ($0.word, $0) }, uniquingKeysWith: { first, _ in first })
        // A word that is not kept may still have been said as often as the rarest that is.
        let isFull = words.count >= TopicLimits.words
        let hidden = isFull ? words.map(\.messages).min() ?? 0 : 0
        var fallen: [WordChange] = []
        for (word, before) in counts.before[.word] ?? [:] {
            let now = here[word]?.messages ?? hidden
            let expected = Double(before) / Double(counts.usesBefore) * Double(counts.uses)
            guard expected >= 3, Double(now) < expected,
                let odds = LogOdds(now, of: counts.uses, before: before, of: counts.usesBefore), odds.z <= -1.28
            else { continue }
            var change = here[word] ?? WordChange(word: word, messages: 0, speakers: 0, groups: 0)
            change.before = Double(before) / Double(counts.pastWeeks)
            change.z = odds.z
            fallen.append(change)
        }
        return first(fallen) { -($0.z ?? 0) }
    }

    private static func first(_ words: [WordChange], by worth: (WordChange) -> Double) -> [WordChange] {
        let valued = words.map { (worth($0), $0) }
        return valued.sorted { ($1.0, $0.1.word) < ($0.0, $1.1.word) }.prefix(wordsShown).map(\.1)
    }

    // MARK: - Topics

    /// Words that go together, the weightiest first: what many say, and what is said more than it was.
    private static func topics(_ words: [WordChange], _ pairs: [String: [TopicPair]]) -> [Topic] {
        let ranked = words.map { (weight($0), $0) }.sorted { ($1.0, $0.1.word) < ($0.0, $1.1.word) }.map(\.1)
        var taken: Set<String> = []
        var topics: [Topic] = []
        for head in ranked where !taken.contains(head.word) {
            if topics.contains(where: { isForm(head.word, of: $0.head.word) }) { continue }
            taken.insert(head.word)
            var companions: [String] = []
            for pair in pairs[head.word] ?? [] where companions.count < 4 {
                guard pair.strength >= 150, !taken.contains(pair.other), !isForm(pair.other, of: head.word),
                    !companions.contains(where: { isForm(pair.other, of: $0) })
                else { continue }
                companions.append(pair.other)
                if pair.strength >= 300 { taken.insert(pair.other) }
            }
            topics.append(Topic(head: head, companions: companions))
            if topics.count == topicsShown { break }
        }
        return topics
    }

    private static func weight(_ word: WordChange) -> Double {
        (Double(word.messages) * Double(word.speakers)).squareRoot() * (1 + max(0, word.z ?? 0) / 3)
    }

    /// Whether two words are one but for their ending: `module` and `modules`, `install` and `installed`.
    static func isForm(_ one: String, of other: String) -> Bool {
        let (short, long) = one.utf8.count <= other.utf8.count ? (one, other) : (other, one)
        guard short.utf8.count >= 3, long.hasPrefix(short), short != long else { return one == other }
        return ["s", "es", "ed", "d", "ing", "er", "ers", "的", "们"].contains(String(long.dropFirst(short.count)))
    }
}
