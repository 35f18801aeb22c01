package import Kernel
package import Storage

/// What happened on a day in some groups together.
package struct DayCounts: Sendable, Equatable {
    package var joins = 0
    package var leaves = 0
    package var messages = 0
    package var speakers = 0
    package var questions = 0
    package var answered = 0

    package init() {}
}

/// A day held against the same weekday before.
package struct DayChange: Sendable, Equatable {
    package var day: CivilDay
    package var counts: DayCounts
    package var before: DayCounts
    /// Whether there is any data of a day so long before.
    package var hasBefore: Bool

    /// The last whole day of which anything is known: yesterday, or, where the record ends earlier, its last day. Nil where
    /// there is no record at all.
    package static func load(
        _ scope: GroupChoice, yesterday: CivilDay, in transaction: Transaction
    ) throws -> DayChange? {
        let ends = try transaction.first(
            """
            SELECT MAX(last_day), MIN(first_day) FROM group_totals WHERE \(sql: scope.holds("group_id"))
            """
        ) { (last: $0.optionalInt32(0), first: $0.optionalInt32(1)) }
        guard let last = ends?.last, let first = ends?.first else { return nil }
        let day = min(yesterday, CivilDay(number: last))
        let before = day.advanced(by: -7)
        return DayChange(
            day: day, counts: try DayCounts(on: day, scope, in: transaction),
            before: try DayCounts(on: before, scope, in: transaction), hasBefore: first <= before.number)
    }
}

extension DayCounts {
    init(on day: CivilDay, _ scope: GroupChoice, in transaction: Transaction) throws {
        self.init()
        // Group by group along their keys: days have no index of their own. SQLite joins in the order of a `CROSS JOIN`.
        let sums: SQL = """
            SELECT CAST(COALESCE(SUM(d.joins), 0) AS BIGINT), CAST(COALESCE(SUM(d.leaves), 0) AS BIGINT),
                CAST(COALESCE(SUM(d.messages), 0) AS BIGINT), CAST(COALESCE(SUM(d.questions), 0) AS BIGINT)
            FROM groups g CROSS JOIN group_days d
            WHERE d.group_id = g.id AND d.day = \(day) AND \(sql: scope.holds("g.id"))
                AND \(sql: .isOurs("g.id"))
            """
        if let found = try transaction.first(sums, { ($0.int(0), $0.int(1), $0.int(2), $0.int(3)) }) {
            (joins, leaves, messages, questions) = found
        }
        // Each counted once here: ten thousand groups' people are more than an engine cares to sort.
        var people: Set<Int64> = []
        let spoke: SQL = """
            SELECT d.person_id FROM groups g CROSS JOIN member_days d
            WHERE d.group_id = g.id AND d.day = \(day) AND d.messages > 0 AND \(sql: scope.holds("g.id"))
                AND \(sql: .isOurs("g.id"))
            """
        try transaction.forEach(spoke) { people.insert($0.int64(0)) }
        speakers = people.count
        guard questions > 0 else { return }
        let (from, to) = (
            Instant(seconds: Int64(day.number - 1) * 86_400), Instant(seconds: Int64(day.number + 2) * 86_400)
        )
        let helped: SQL = """
            SELECT COUNT(*) FROM groups g CROSS JOIN questions q
            WHERE q.group_id = g.id AND q.instant BETWEEN \(from) AND \(to)
                AND q.day = \(day) AND q.answered_at IS NOT NULL AND \(sql: scope.holds("g.id"))
                AND \(sql: .isOurs("g.id"))
            """
        answered = try transaction.first(helped) { $0.int(0) } ?? 0
    }
}

/// Questions of a group that nobody has answered for a day, where most of what is asked there stays so.
package struct WaitingQuestions: Sendable, Equatable {
    package var group: GroupID
    package var groupName: String
    package var count: Int
    package var oldest: Instant

    /// Those asked in the week before `now` and more than a day ago, by group, the most first; only of groups where
    /// three of four of these have no answer: some question stays open everywhere.
    package static func all(
        _ scope: GroupChoice, at now: Instant, limit: Int, in transaction: Transaction
    ) throws -> [WaitingQuestions] {
        let (from, to) = (now.advanced(bySeconds: -8 * 86_400), now.advanced(bySeconds: -86_400))
        return try transaction.all(
            """
            SELECT g.id, g.name, SUM(CASE WHEN q.answered_at IS NULL THEN 1 ELSE 0 END) AS waiting,
                MIN(CASE WHEN q.answered_at IS NULL THEN q.instant END)
            FROM groups g CROSS JOIN questions q
            WHERE q.group_id = g.id AND q.instant BETWEEN \(from) AND \(to)
                AND \(sql: scope.holds("g.id"))
                AND \(sql: .isOurs("g.id"))
            GROUP BY g.id, g.name
            HAVING SUM(CASE WHEN q.answered_at IS NULL THEN 4 ELSE 0 END) >= COUNT(*) * 3
            ORDER BY waiting DESC, g.id LIMIT \(limit)
            """
        ) { WaitingQuestions(group: $0.id(0), groupName: $0.string(1), count: $0.int(2), oldest: $0.instant(3)) }
    }
}
