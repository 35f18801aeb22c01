package import Kernel
internal import Record
package import Storage

extension MemberQuery {
    /// By what people can be ordered.
    package enum Order: String, Sendable, CaseIterable {
        /// When the record first met them.
        case met
        case messages, name
        /// When they last spoke.
        case last
    }

    /// The people of a page in an order other than that in which they were met.
    ///
    /// Of all people the order is an index of `person_standings`, and of one group an index of its memberships, names
    /// apart: these are put in order when they are asked for, as many as the group has members. For who may see some groups alone
    /// their people's memberships in these are added up. None of it grows with what was said.
    func ordered(limit: Int, in transaction: Transaction) throws -> [MemberLine] {
        if let group, !scope.includes(group) { return [] }
        let source = source
        let meant = try meant(in: transaction)
        if meant.areAll { return try plain(source, limit: limit, in: transaction) }
        var condition = source.condition + " AND p.id = \(raw: source.person) AND p.erased_at IS NULL"
        condition = condition + " AND \(sql: isOfThem) AND \(sql: meant.condition)"
        condition = condition + behind(source)
        // Either the order is walked along and each person looked up, or few people are found and put in order: SQLite
        // takes the tables as they stand here.
        let tables: SQL =
            meant.areFew ? "people p CROSS JOIN \(sql: source.tables)" : "\(sql: source.tables) CROSS JOIN people p"
        let query: SQL = """
            SELECT p.id, p.name, \(raw: source.value) FROM \(sql: tables)
            WHERE \(sql: condition) \(sql: ordering(source)) LIMIT \(limit)
            """
        return try transaction.all(query, line)
    }

    /// Whoever they are: the order alone is read, and of each row of the page whose it is.
    private func plain(_ source: Source, limit: Int, in transaction: Transaction) throws -> [MemberLine] {
        let person: SQL = "FROM people p WHERE p.id = \(raw: source.person)"
        let query: SQL = """
            SELECT \(raw: source.person), COALESCE((SELECT p.name \(sql: person)), ''), \(raw: source.value)
            FROM \(sql: source.tables)
            WHERE \(sql: source.condition) AND (SELECT p.erased_at \(sql: person)) IS NULL \(sql: behind(source))
            \(sql: ordering(source)) LIMIT \(limit)
            """
        return try transaction.all(query, line)
    }

    private func line(_ row: Row) -> MemberLine {
        var line = MemberLine(id: row.id(0), name: row.string(1))
        line.place = order == .name ? String(decoding: row.bytes(2), as: UTF8.self) : String(row.int64(2))
        return line
    }

    private func behind(_ source: Source) -> SQL {
        guard let after, let value = bound else { return "" }
        let sign = isDescending ? "<" : ">"
        return " AND (\(raw: source.value), \(raw: source.person)) \(raw: sign) (\(sql: value), \(after))"
    }

    private func ordering(_ source: Source) -> SQL {
        let direction = isDescending ? "DESC" : "ASC"
        return "ORDER BY \(raw: source.value) \(raw: direction), \(raw: source.person) \(raw: direction)"
    }

    private struct Source {
        let tables: SQL
        /// Columns: whose row it is, and what the order goes by.
        let person: String
        let value: String
        var condition: SQL = "1 = 1"
    }

    private var source: Source {
        if let group {
            let ofGroup: SQL = "m.group_id = \(group)"
            switch order {
            case .met, .messages:
                return Source(
                    tables: "memberships m", person: "m.person_id", value: "m.messages", condition: ofGroup)
            case .last:
                return Source(
                    tables: "memberships m", person: "m.person_id", value: "COALESCE(m.last_message_at, 0)",
                    condition: ofGroup)
            case .name:
                return Source(
                    tables: "memberships m CROSS JOIN person_standings s", person: "m.person_id", value: "s.name_key",
                    condition: ofGroup + " AND s.person_id = m.person_id")
            }
        }
        let column = order == .name ? "name_key" : order == .last ? "last_spoke" : "messages"
        if scope == .all {
            return Source(tables: "person_standings s", person: "s.person_id", value: "s." + column)
        }
        let own: SQL = """
            (SELECT m.person_id, CAST(SUM(m.messages) AS BIGINT) AS messages,
                MAX(COALESCE(m.last_message_at, 0)) AS last_spoke
            FROM memberships m WHERE \(sql: scope.holds("m.group_id")) GROUP BY m.person_id) o
            """
        guard order == .name else { return Source(tables: own, person: "o.person_id", value: "o." + column) }
        return Source(
            tables: own + " CROSS JOIN person_standings s", person: "o.person_id", value: "s.name_key",
            condition: "s.person_id = o.person_id")
    }

    /// What the order goes by of whom the page begins behind; nil where it says nothing that can be.
    private var bound: SQL? {
        guard let place else { return nil }
        if order == .name { return "\(Array(place.utf8))" }
        return Int64(place).map { "\($0)" }
    }

    /// Who is looked for, and whether these are few beside all there are.
    private func meant(in transaction: Transaction) throws -> (condition: SQL, areFew: Bool, areAll: Bool) {
        guard let words else { return ("1 = 1", only != nil, only == nil) }
        let sought = NameWords.sought(words)
        let number = Int64(words) ?? 0
        guard !sought.isEmpty else { return ("p.id = \(number)", true, false) }
        let counts = try sought.map { try NameWords.count(of: $0, atMost: common, in: transaction) }
        let rarest = counts.indices.min { counts[$0] < counts[$1] } ?? 0
        // A page is soon full of those who have a name that so many have.
        if sought.count == 1, counts[rarest] >= common { return (isNamed(sought, number), false, false) }
        var others = sought
        let driving = others.remove(at: rarest)
        return (bearers(of: driving, others, number), true, false)
    }
}
