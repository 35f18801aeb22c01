package import Kernel
internal import Record
package import Storage

/// Somebody who may be the same person as another, and the name that suggests it.
package struct LikelySame: Sendable, Equatable {
    package var line: MemberLine
    package var name: String

    package init(line: MemberLine, name: String) {
        self.line = line
        self.name = name
    }

    package static let shown = 5
    /// So many names of somebody are looked for, and so many bearers of each.
    private static let namesTried = 12
    private static let bearersTried = 40

    /// People with a name of somebody's in another group or network, those with most messages first.
    ///
    /// Left out are those whose merge with them was undone. Names are looked up in their index, each for few bearers, so
    /// a name that thousands have costs no more than another.
    package static func people(
        like person: PersonID, in scope: GroupChoice, in transaction: Transaction
    ) throws -> [LikelySame] {
        let names: SQL = """
            SELECT DISTINCT h.key, h.name FROM people p JOIN handles h ON h.person_id = p.id
            WHERE (p.id = \(person) OR p.counted_as = \(person)) AND h.scope <> 0 AND h.name <> ''
                AND \(sql: scope.holds("h.scope"))
            ORDER BY h.key, h.name LIMIT \(namesTried)
            """
        var found: [PersonID: String] = [:]
        for (key, name) in try transaction.all(names, { ($0.string(0), $0.string(1)) }) {
            let bearers: SQL = """
                SELECT COALESCE(p.counted_as, p.id) FROM handles h JOIN people p ON p.id = h.person_id
                WHERE h.key = \(key) AND h.scope <> 0 AND \(sql: scope.holds("h.scope")) LIMIT \(bearersTried)
                """
            try transaction.forEach(bearers) { row in
                let other: PersonID = row.id(0)
                if other != person, found[other] == nil { found[other] = name }
            }
        }
        for merge in try PersonMerge.history(of: person, in: transaction) where merge.undone != nil {
            found[merge.from] = nil
            found[merge.into] = nil
        }
        guard !found.isEmpty else { return [] }
        var query = MemberQuery()
        query.scope = scope
        query.only = Array(found.keys)
        let lines = try query.lines(limit: namesTried * bearersTried, in: transaction)
        let ordered = lines.sorted { ($1.messages, $0.id) < ($0.messages, $1.id) }
        return ordered.prefix(shown).map { LikelySame(line: $0, name: found[$0.id] ?? $0.name) }
    }
}
