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
    package var order = Order.met
    /// Whether the largest, or the last, comes first; whoever was met last always does.
    package var isDescending = true
    /// What the order goes by of whom the page begins behind; as `MemberLine.place`.
    package var place: String?
    /// So many names with a word are gathered, whoever has them, without asking the people met last first.
    var common = 10_000
    /// How many people are asked whether they have the name, before all names with it are gathered.
    var asked = 20_000

    package init() {}
}

/// A line of the list.
package struct MemberLine: Sendable, Equatable {
    package var id: PersonID
    package var name: String
    package var groups: [Place] = []
    package var messages = 0
    package var lastSpoke: Instant?
    /// What the list's order goes by; nil where that is who was met last.
    package var place: String?

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
        var lines = try order == .met ? people(limit: limit, in: transaction) : ordered(limit: limit, in: transaction)
        try addPlaces(to: &lines, in: transaction)
        return lines
    }

    private func people(limit: Int, in transaction: Transaction) throws -> [MemberLine] {
        guard let words else { return try people("1 = 1", limit, in: transaction) }
        let sought = NameWords.sought(words)
        let number = Int64(words) ?? 0
        guard !sought.isEmpty else { return try people("p.id = \(number)", limit, in: transaction) }
        guard group == nil else { return try people(isNamed(sought, number), limit, in: transaction) }
        let counts = try sought.map { try NameWords.count(of: $0, atMost: common, in: transaction) }
        let rarest = counts.indices.min { counts[$0] < counts[$1] } ?? 0
        if counts[rarest] >= common, let floor = try floor(in: transaction) {
            // A page is sooner full of the people met last who have such a name than all are gathered who have it.
            let last = try people("p.id > \(floor) AND \(sql: isNamed(sought, number))", limit, in: transaction)
            if last.count >= limit { return last }
        }
        var others = sought
        let driving = others.remove(at: rarest)
        return try people(bearers(of: driving, others, number), limit, in: transaction)
    }

    private func people(_ isMeant: SQL, _ limit: Int, in transaction: Transaction) throws -> [MemberLine] {
        let query: SQL = """
            SELECT p.id, p.name FROM people p WHERE p.id < \(after?.value ?? .max) AND p.erased_at IS NULL
            AND \(sql: isOfThem) AND \(sql: isMeant) AND \(sql: isSeen) ORDER BY p.id DESC LIMIT \(limit)
            """
        return try transaction.all(query) { MemberLine(id: $0.id(0), name: $0.string(1)) }
    }

    var isOfThem: SQL { only.map { SQL.list($0.map(\.value), "p.id") } ?? "1 = 1" }

    private var isSeen: SQL {
        if let group {
            guard scope.includes(group) else { return "1 = 0" }
            return "p.id IN (SELECT m.person_id FROM memberships m WHERE m.group_id = \(group))"
        }
        if scope == .all { return "EXISTS (SELECT 1 FROM memberships m WHERE m.person_id = p.id)" }
        return "p.id IN (SELECT m.person_id FROM memberships m WHERE \(sql: scope.holds("m.group_id")))"
    }

    /// Behind whom nobody is asked; nil where there are not so many.
    private func floor(in transaction: Transaction) throws -> PersonID? {
        try transaction.first(
            """
            SELECT p.id FROM people p WHERE p.id < \(after?.value ?? .max) ORDER BY p.id DESC
            LIMIT 1 OFFSET \(asked)
            """
        ) { $0.id(0) }
    }

    /// A name that somebody has in a group that may not be seen does not lead to them.
    private var isOwn: SQL { scope == .all ? "1 = 1" : "(h.scope = 0 OR \(sql: scope.holds("h.scope")))" }

    /// The condition that somebody is among those who have a name with a word, and others.
    ///
    /// Whom the bearers of ten thousand names are counted as is not looked up for each: few are counted as somebody else, and
    /// those are asked for their names. SQLite joins in the order of a `CROSS JOIN`.
    func bearers(of word: String, _ others: [String], _ number: Int64) -> SQL {
        """
        p.counted_as IS NULL AND p.id IN (SELECT h.person_id FROM handles h
            WHERE \(sql: NameWords.holds(word, handle: "h.id")) AND \(sql: isOwn) AND \(sql: has(others))
            UNION ALL SELECT o.counted_as FROM people o CROSS JOIN handles h
            WHERE o.counted_as IS NOT NULL AND h.person_id = o.id AND \(sql: isOwn) AND \(sql: has([word] + others))
            UNION ALL SELECT CAST(\(number) AS BIGINT))
        """
    }

    /// The same as a question to each person in turn.
    func isNamed(_ words: [String], _ number: Int64) -> SQL {
        """
        (p.id = \(number)
            OR (p.counted_as IS NULL AND EXISTS (SELECT 1 FROM handles h
                WHERE h.person_id = p.id AND \(sql: isOwn) AND \(sql: has(words))))
            OR p.id IN (SELECT o.counted_as FROM people o JOIN handles h ON h.person_id = o.id
                WHERE o.counted_as IS NOT NULL AND \(sql: isOwn) AND \(sql: has(words))))
        """
    }

    private func has(_ words: [String]) -> SQL {
        words.reduce("1 = 1") { $0 + " AND \(sql: NameWords.has($1, handle: "h.id"))" }
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
