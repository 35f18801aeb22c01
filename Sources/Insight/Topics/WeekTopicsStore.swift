package import Kernel
package import Record
package import Storage
internal import Words

// What reads the tables of topics.

extension WeekTopics {
    /// The weeks of a group that are counted, the latest first, at most so many.
    package static func weeks(
        of group: GroupID, limit: Int = 104, in transaction: Transaction
    ) throws -> [CivilDay] {
        try transaction.all(
            """
            SELECT week FROM topic_weeks WHERE group_id = \(group) AND messages > 0 ORDER BY week DESC LIMIT \(limit)
            """
        ) { $0.day(0) }
    }

    /// The weeks of some groups together that are counted, the latest first.
    package static func weeks(
        of groups: GroupChoice, limit: Int = 104, in transaction: Transaction
    ) throws -> [CivilDay] {
        try transaction.all(
            """
            SELECT DISTINCT week FROM topic_weeks WHERE messages > 0 AND \(sql: groups.holds("group_id"))
            ORDER BY week DESC LIMIT \(limit)
            """
        ) { $0.day(0) }
    }

    /// The week to begin with: the last that is over where there is one, else the last.
    package static func standard(of groups: GroupChoice, in transaction: Transaction) throws -> CivilDay? {
        let weeks = try weeks(of: groups, limit: 2, in: transaction)
        let last = try transaction.first(
            "SELECT MAX(last_day) FROM group_totals WHERE \(sql: groups.holds("group_id"))"
        ) { $0.optionalInt32(0).map { CivilDay(number: $0) } }
        guard let last = last ?? nil else { return weeks.first }
        return weeks.first { $0.advanced(by: 6) <= last } ?? weeks.first
    }

    /// Whether weeks are still to be counted.
    package static func isBehind(_ group: GroupID?, in transaction: Transaction) throws -> Bool {
        let place: SQL = group.map { "AND group_id = \($0)" } ?? ""
        return try transaction.first(
            "SELECT 1 FROM topic_weeks WHERE is_due = 1 AND counted_at IS NULL \(sql: place) LIMIT 1"
        ) { _ in true }
            ?? false
    }

    /// What a group talked about in a week; empty where nothing was counted.
    package static func load(
        _ week: CivilDay, of group: GroupID, withPeople: Bool, in transaction: Transaction
    ) throws -> WeekTopics {
        var counts = WeekCounts(week: week)
        let totals: SQL = """
            SELECT messages, speakers, uses FROM topic_weeks WHERE group_id = \(group) AND week = \(week)
            """
        try transaction.forEach(totals) {
            (counts.messages, counts.speakers, counts.uses) = ($0.int(0), $0.int(1), $0.int(2))
        }
        try transaction.forEach(
            "SELECT kind, word, messages, speakers FROM topic_words WHERE group_id = \(group) AND week = \(week)"
        ) { row in
            counts.words.append((TopicWord(row, at: 0), 1))
        }
        try readPast(of: group, &counts, in: transaction)
        try transaction.forEach(
            """
            SELECT word, other, together, strength FROM topic_pairs WHERE group_id = \(group) AND week = \(week)
            """
        ) { row in
            let pair = TopicPair(row)
            counts.pairs[pair.word, default: []].append(pair)
        }
        counts.orderPairs()
        var topics = WeekTopics(counts)
        if withPeople { try topics.addTellers(group, in: transaction) }
        return topics
    }

    private static func readPast(of group: GroupID, _ counts: inout WeekCounts, in transaction: Transaction) throws {
        let past: SQL = """
            SELECT week, uses FROM topic_weeks WHERE group_id = \(group) AND week < \(counts.week) AND uses > 0
            ORDER BY week DESC LIMIT \(mostPast)
            """
        let weeks = try transaction.all(past) { (week: $0.day(0), uses: $0.int(1)) }
        guard let oldest = weeks.last?.week else { return }
        counts.pastWeeks = weeks.count
        counts.usesBefore = weeks.reduce(0) { $0 + $1.uses }
        counts.hasLongPast = weeks.count >= 4
        try transaction.forEach(
            """
            SELECT kind, word, messages FROM topic_words
            WHERE group_id = \(group) AND week >= \(oldest) AND week < \(counts.week)
            """
        ) { row in
            guard let kind = TopicKind(rawValue: Int16(clamping: row.int64(0))) else { return }
            counts.before[kind, default: [:]][row.string(1), default: 0] += row.int(2)
        }
        for (word, _) in counts.words where word.kind == .word && counts.before[.word]?[word.word] == nil {
            let earlier: SQL = """
                SELECT 1 FROM topic_words WHERE group_id = \(group) AND kind = \(word.kind.rawValue)
                    AND word = \(word.word) AND week < \(oldest) LIMIT 1
                """
            if try transaction.first(earlier, { _ in true }) != nil { counts.known.insert(word.word) }
        }
    }

    private mutating func addTellers(_ group: GroupID, in transaction: Transaction) throws {
        for index in topics.indices {
            let query: SQL = """
                SELECT t.person_id, p.name, t.messages FROM topic_speakers t JOIN people p ON p.id = t.person_id
                WHERE t.group_id = \(group) AND t.week = \(week) AND t.word = \(topics[index].head.word)
                    AND p.erased_at IS NULL
                ORDER BY t.messages DESC, t.person_id LIMIT 3
                """
            topics[index].tellers = try transaction.all(query) {
                Topic.Teller(person: $0.id(0), name: $0.string(1), messages: $0.int(2))
            }
        }
    }
}

extension WeekCounts {
    mutating func orderPairs() {
        for key in pairs.keys {
            pairs[key]!.sort { ($1.together * $1.strength, $0.other) < ($0.together * $0.strength, $1.other) }
        }
    }
}

extension TopicWord {
    init(_ row: Row, at column: Int) {
        self.init(
            kind: TopicKind(rawValue: Int16(clamping: row.int64(column))) ?? .word, word: row.string(column + 1),
            messages: row.int(column + 2), speakers: row.int(column + 3))
    }
}

extension TopicPair {
    /// A row of `word, other, together, strength`.
    init(_ row: Row) {
        self.init(word: row.string(0), other: row.string(1), together: row.int(2), strength: row.int(3))
    }
}
