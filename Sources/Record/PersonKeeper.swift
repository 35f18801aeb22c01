package import Kernel
package import Storage

/// Keeps what lists of all people are ordered by in line with their memberships: messages, when they last spoke, their name.
///
/// Whoever writes a membership notes the person in `person_changes`, by the group, so that writers of two groups never wait
/// for each other. The notes are taken out before the memberships are added up: one that comes meanwhile is found again.
package struct PersonKeeper: Sendable {
    private let store: Store

    /// People of one transaction: whoever else writes waits for so many at most.
    private static let step = 500

    package init(store: Store) { self.store = store }

    /// Adds up once more whoever has changed, at most `limit` people.
    ///
    /// - Returns: how many they were; with fewer than `limit` all are of the present record.
    @discardableResult
    package func refresh(limit: Int) async throws -> Int {
        var count = 0
        while count < limit, !Task.isCancelled {
            let done = try await store.write { try Self.take(min(Self.step, limit), in: $0) }
            count += done
            guard done > 0 else { break }
        }
        return count
    }

    package func refreshAll() async throws { try await refresh(limit: .max) }

    private static func take(_ limit: Int, in transaction: Transaction) throws -> Int {
        let last = try transaction.first(
            """
            SELECT MAX(person_id) FROM
                (SELECT DISTINCT person_id FROM person_changes ORDER BY person_id LIMIT \(limit)) AS changed
            """
        ) { $0.optionalInt64(0) }
        guard let last = last ?? nil else { return 0 }
        let people = Set(
            try transaction.all("DELETE FROM person_changes WHERE person_id <= \(last) RETURNING person_id") {
                $0.int64(0)
            })
        guard let first = people.min() else { return 0 }
        var list: SQL = "(\(first)"
        for person in people.sorted().dropFirst() { list = list + ", \(person)" }
        list = list + ")"
        try transaction.execute("DELETE FROM person_standings WHERE person_id IN \(sql: list)")
        try write(list, in: transaction)
        return people.count
    }

    private static func write(_ people: SQL, in transaction: Transaction) throws {
        let rows = Columns([("person_id", .int64), ("messages", .int64), ("last_spoke", .int64), ("name_key", .bytes)])
        try transaction.forEach(
            """
            SELECT p.id, p.name, CAST(SUM(m.messages) AS BIGINT), MAX(COALESCE(m.last_message_at, 0))
            FROM people p JOIN memberships m ON m.person_id = p.id
            WHERE p.id IN \(sql: people) AND p.erased_at IS NULL GROUP BY p.id, p.name ORDER BY p.id
            """
        ) { row in
            rows[0].append(row.int64(0))
            rows[1].append(row.int64(2))
            rows[2].append(row.int64(3))
            rows[3].append(PersonStanding.nameKey(row.string(1)))
        }
        try transaction.insert(
            into: "person_standings", rows,
            onConflict: """
                ON CONFLICT (person_id) DO UPDATE SET messages = excluded.messages, last_spoke = excluded.last_spoke,
                name_key = excluded.name_key
                """)
    }
}

/// What lists are ordered by of one person.
package enum PersonStanding {
    private static let longest = 60

    /// What names are ordered by: without case and width, byte by byte, so on either engine in the same order; whoever has
    /// no name comes last.
    package static func nameKey(_ name: String) -> [UInt8] {
        let folded = foldedName(name)
        return Array((folded.isEmpty ? "\u{10FFFF}" : String(folded.prefix(longest))).utf8)
    }

    /// Notes that the memberships of a group's people are other ones now.
    static func note(_ people: Columns, in transaction: Transaction) throws {
        try transaction.insert(
            into: "person_changes", people, onConflict: "ON CONFLICT (person_id, group_id) DO NOTHING")
    }

    /// Notes all who have a membership that a condition holds of.
    static func note(where condition: SQL, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO person_changes (person_id, group_id)
            SELECT m.person_id, m.group_id FROM memberships m WHERE \(sql: condition) ORDER BY m.person_id
            ON CONFLICT (person_id, group_id) DO NOTHING
            """)
    }
}
