package import Kernel
internal import Record
package import Storage

/// Which people a list of members shows: the latest met first.
package struct MemberQuery: Sendable {
    /// The beginning of any word of somebody's names, each of several; any part of a Chinese one; or their whole id.
    package var words: String?
    /// Only those who are or were in this group.
    package var group: GroupID?
    /// The groups that may be seen; nobody who was never in one of them is shown.
    package var scope = GroupChoice.all
    /// Only these.
    package var only: [PersonID]?
    /// Behind whom the page begins.
    package var after: PersonID?

    package init() {}
}

/// A line of the list.
package struct MemberLine: Sendable, Equatable {
    package var id: PersonID
    package var name: String
    package var groups: [Place] = []
    package var messages = 0
    package var lastSpoke: Instant?

    /// A group that somebody is or was in.
    package struct Place: Sendable, Equatable {
        package var group: GroupID
        package var name: String
        package var isIn: Bool
    }
}

extension MemberQuery {
    /// The lines of a page, at most `limit`.
    package func lines(limit: Int, in transaction: Transaction) throws -> [MemberLine] {
        let query: SQL = """
            SELECT p.id, p.name FROM people p WHERE p.id < \(after?.value ?? .max) AND p.erased_at IS NULL
            AND \(sql: isSeen) AND \(sql: isMeant) AND \(sql: isOfThem) ORDER BY p.id DESC LIMIT \(limit)
            """
        var lines = try transaction.all(query) { MemberLine(id: $0.id(0), name: $0.string(1)) }
        try addPlaces(to: &lines, in: transaction)
        return lines
    }

    private var isOfThem: SQL { only.map { SQL.list($0.map(\.value), "p.id") } ?? "1 = 1" }

    private var isSeen: SQL {
        if let group {
            guard scope.includes(group) else { return "1 = 0" }
            return "p.id IN (SELECT m.person_id FROM memberships m WHERE m.group_id = \(group))"
        }
        if scope == .all { return "EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = p.id)" }
        return "p.id IN (SELECT m.person_id FROM memberships m WHERE \(sql: scope.holds("m.group_id")))"
    }

    private var isMeant: SQL {
        guard let words else { return "1 = 1" }
        let sought = NameWords.sought(words)
        let number = Int64(words) ?? 0
        guard !sought.isEmpty else { return "p.id = \(number)" }
        // A name that somebody has in a group that may not be seen does not lead to them.
        let isOwn: SQL = scope == .all ? "1 = 1" : "(h.scope = 0 OR \(sql: scope.holds("h.scope")))"
        var isNamed: SQL = "1 = 1"
        for word in sought { isNamed = isNamed + " AND \(sql: NameWords.holds(word, handle: "h.id"))" }
        return """
            p.id IN (SELECT COALESCE(o.counted_as, o.id) FROM handles h JOIN people o ON o.id = h.person_id
                WHERE \(sql: isNamed) AND \(sql: isOwn) UNION SELECT CAST(\(number) AS BIGINT))
            """
    }

    private func addPlaces(to lines: inout [MemberLine], in transaction: Transaction) throws {
        guard !lines.isEmpty else { return }
        var index: [Int64: Int] = [:]
        for (place, line) in lines.enumerated() { index[line.id.value] = place }
        let query: SQL = """
            SELECT m.person_id, m.group_id, g.name, m.left_at, m.messages, m.last_message_at
            FROM memberships m JOIN groups g ON g.id = m.group_id
            WHERE \(sql: SQL.list(index.keys, "m.person_id")) AND \(sql: scope.holds("m.group_id"))
            ORDER BY m.messages DESC, m.group_id
            """
        try transaction.forEach(query) { row in
            guard let place = index[row.int64(0)] else { return }
            lines[place].groups.append(.init(group: row.id(1), name: row.string(2), isIn: row.isNull(3)))
            lines[place].messages += row.int(4)
            lines[place].lastSpoke = [lines[place].lastSpoke, row.optionalInstant(5)].compactMap { $0 }.max()
        }
    }
}
