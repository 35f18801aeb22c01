package import Kernel
package import Record
package import Storage

/// A message that tells of a need.
package struct NeedEvidence: Sendable, Equatable {
    package var group: GroupID
    package var groupName: String
    package var zone: String
    package var instant: Instant
    package var person: PersonID
    package var name: String
    package var text: String

    package static let most = 8

    /// The newest messages of a group and some days that tell of a need, by their rows in the log.
    package static func load(
        _ hint: Hint, in group: GroupID, days: DayRange, in transaction: Transaction
    ) throws -> [NeedEvidence] {
        try load(
            """
            n.group_id = \(group) AND n.day BETWEEN \(days.from) AND \(days.to) AND n.hint = \(hint.key)
            """, in: transaction)
    }

    private static func load(_ condition: SQL, in transaction: Transaction) throws -> [NeedEvidence] {
        try transaction.all(
            """
            SELECT n.group_id, g.name, g.zone, e.instant, COALESCE(p.counted_as, p.id), h.name, SUBSTR(e.body, 1, 400)
            FROM need_mentions n JOIN events e ON e.shard = n.shard AND e.seq = n.seq
            JOIN groups g ON g.id = n.group_id JOIN handles h ON h.id = n.handle_id JOIN people p ON p.id = h.person_id
            WHERE \(sql: condition) AND e.body IS NOT NULL
            ORDER BY n.day DESC, n.shard, n.seq DESC LIMIT \(most)
            """
        ) { row in
            NeedEvidence(
                group: row.id(0), groupName: row.string(1), zone: row.string(2), instant: row.instant(3),
                person: row.id(4), name: row.string(5), text: row.string(6))
        }
    }
}

/// What somebody turned out to need, or to be, by their own words.
package struct MemberHint: Sendable, Hashable {
    package var hint: Hint
    package var times: Int
    package var lastDay: CivilDay

    /// Those of a person in some groups, the latest first.
    package static func all(
        of person: PersonID, _ scope: GroupChoice, in transaction: Transaction
    ) throws -> [MemberHint] {
        let query: SQL = """
            SELECT n.hint, COUNT(*), MAX(n.day) FROM people p JOIN handles h ON h.person_id = p.id
            JOIN need_mentions n ON n.handle_id = h.id
            WHERE (p.id = \(person) OR p.counted_as = \(person)) AND \(sql: scope.holds("n.group_id"))
            GROUP BY n.hint ORDER BY 3 DESC, 2 DESC, 1
            """
        return try transaction.all(query) { (key: $0.string(0), times: $0.int(1), day: $0.day(2)) }.compactMap { row in
            Hint(key: row.key).map { MemberHint(hint: $0, times: row.times, lastDay: row.day) }
        }
    }
}
