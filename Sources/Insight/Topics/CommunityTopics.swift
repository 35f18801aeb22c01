package import Kernel
package import Record
package import Storage
internal import Words

/// What several groups talk about together.
extension WeekTopics {
    /// How many of the week's words are looked at.
    private static let mostWords = 400
    private static let mostOld = 200

    package static func load(
        _ week: CivilDay, of groups: GroupChoice, in transaction: Transaction
    ) throws -> WeekTopics {
        var counts = WeekCounts(week: week)
        let place = groups.holds("group_id")
        let totals: SQL = """
            SELECT COUNT(*), COALESCE(SUM(messages), 0), COALESCE(SUM(speakers), 0), COALESCE(SUM(uses), 0)
            FROM topic_weeks WHERE week = \(week) AND messages > 0 AND \(sql: place)
            """
        try transaction.forEach(totals) { row in
            (counts.groups, counts.messages, counts.speakers, counts.uses) = (
                row.int(0), row.int(1), row.int(2), row.int(3)
            )
        }
        for kind in TopicKind.allCases {
            let most = kind == .word ? mostWords : wordsShown
            for (word, count) in try words(kind, of: week, groups, limit: most, in: transaction) {
                counts.words.append((word, count))
            }
        }
        try readPast(of: groups, &counts, in: transaction)
        try readPairs(of: groups, &counts, in: transaction)
        return WeekTopics(counts)
    }

    /// The most said words of a week; those of all groups are kept as sums, those of some are added up.
    private static func words(
        _ kind: TopicKind, of week: CivilDay, _ groups: GroupChoice, limit: Int, in transaction: Transaction
    ) throws -> [(TopicWord, Int)] {
        let query: SQL
        if case .all = groups {
            query = """
                SELECT word, messages, speakers, groups FROM community_words
                WHERE week = \(week) AND kind = \(kind.rawValue) ORDER BY messages DESC, word LIMIT \(limit)
                """
        } else {
            query = """
                SELECT word, SUM(messages), SUM(speakers), COUNT(*) FROM topic_words
                WHERE week = \(week) AND kind = \(kind.rawValue) AND \(sql: groups.holds("group_id"))
                GROUP BY word ORDER BY 2 DESC, word LIMIT \(limit)
                """
        }
        return try transaction.all(query) { row in
            (TopicWord(kind: kind, word: row.string(0), messages: row.int(1), speakers: row.int(2)), row.int(3))
        }
    }

    private static func word(
        _ word: String, of week: CivilDay, _ groups: GroupChoice, in transaction: Transaction
    ) throws -> (word: TopicWord, groups: Int)? {
        let query: SQL = """
            SELECT COALESCE(SUM(messages), 0), COALESCE(SUM(speakers), 0), COUNT(*) FROM topic_words
            WHERE kind = 1 AND word = \(word) AND week = \(week) AND \(sql: groups.holds("group_id"))
            """
        return try transaction.first(query) { row in
            (TopicWord(kind: .word, word: word, messages: row.int(0), speakers: row.int(1)), row.int(2))
        }.flatMap { $0.1 > 0 ? $0 : nil }
    }

    private static func readPast(
        of groups: GroupChoice, _ counts: inout WeekCounts, in transaction: Transaction
    ) throws {
        let past: SQL = """
            SELECT week, SUM(uses) FROM topic_weeks
            WHERE week < \(counts.week) AND week >= \(counts.week.advanced(by: -7 * 26)) AND uses > 0
                AND \(sql: groups.holds("group_id"))
            GROUP BY week ORDER BY week DESC LIMIT \(mostPast)
            """
        let weeks = try transaction.all(past) { (week: $0.day(0), uses: $0.int(1)) }
        guard let oldest = weeks.last?.week, let latest = weeks.first?.week else { return }
        counts.pastWeeks = weeks.count
        counts.usesBefore = weeks.reduce(0) { $0 + $1.uses }
        counts.hasLongPast = weeks.count >= 4
        var asked = Set(counts.words.filter { $0.word.kind == .word }.map(\.word.word))
        // What was said a week before may have fallen out of sight.
        let old = try words(.word, of: latest, groups, limit: mostOld, in: transaction).map(\.0.word)
        for word in old where !asked.contains(word) {
            if let now = try self.word(word, of: counts.week, groups, in: transaction) { counts.words.append(now) }
        }
        asked.formUnion(old)
        for word in asked.sorted() {
            let query: SQL
            if case .all = groups {
                query = """
                    SELECT COALESCE(SUM(CASE WHEN week >= \(oldest) THEN messages ELSE 0 END), 0), COUNT(*)
                    FROM community_words WHERE kind = 1 AND word = \(word) AND week < \(counts.week)
                    """
            } else {
                query = """
                    SELECT COALESCE(SUM(CASE WHEN week >= \(oldest) THEN messages ELSE 0 END), 0), COUNT(*)
                    FROM topic_words
                    WHERE kind = 1 AND word = \(word) AND week < \(counts.week) AND \(sql: groups.holds("group_id"))
                    """
            }
            try transaction.forEach(query) { row in
                if row.int(0) > 0 { counts.before[.word, default: [:]][word] = row.int(0) }
                if row.int(1) > 0 { counts.known.insert(word) }
            }
        }
    }

    private static func readPairs(
        of groups: GroupChoice, _ counts: inout WeekCounts, in transaction: Transaction
    ) throws {
        for (word, _) in counts.words.filter({ $0.word.kind == .word }).prefix(120) {
            let query: SQL = """
                SELECT word, other, SUM(together), SUM(strength * together) / SUM(together) FROM topic_pairs
                WHERE week = \(counts.week) AND word = \(word.word) AND \(sql: groups.holds("group_id"))
                GROUP BY word, other ORDER BY 3 DESC, other LIMIT 20
                """
            counts.pairs[word.word] = try transaction.all(query) { TopicPair($0) }
        }
        counts.orderPairs()
    }

    /// The groups that speak of a word most in a week.
    package static func groups(
        speakingOf word: String, in week: CivilDay, of groups: GroupChoice, limit: Int, in transaction: Transaction
    ) throws -> [(group: GroupID, name: String, messages: Int)] {
        let query: SQL = """
            SELECT t.group_id, g.name, t.messages FROM topic_words t JOIN groups g ON g.id = t.group_id
            WHERE t.kind = 1 AND t.word = \(word) AND t.week = \(week) AND \(sql: groups.holds("t.group_id"))
            ORDER BY t.messages DESC, t.group_id LIMIT \(limit)
            """
        return try transaction.all(query) { (group: $0.id(0), name: $0.string(1), messages: $0.int(2)) }
    }
}
