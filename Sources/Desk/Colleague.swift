package import Kernel
package import Storage

/// Somebody of the staff by name, as colleagues see them.
package struct Colleague: Sendable, Hashable {
    package let id: StaffID
    package let name: String

    package init(id: StaffID, name: String) { (self.id, self.name) = (id, name) }

    /// Those who may tend a group: not shut out, not there to look on, and with the group among theirs.
    package static func tending(_ group: GroupID, in transaction: Transaction) throws -> [Colleague] {
        try all(
            "(s.is_limited = 0 OR EXISTS (SELECT 1 FROM staff_groups w WHERE w.staff_id = s.id AND w.group_id = \(group)))",
            in: transaction)
    }

    /// Everybody who may tend any group, with the groups of those who may not tend all.
    package static func tendingAny(in transaction: Transaction) throws -> [(who: Colleague, groups: Set<GroupID>?)] {
        var groups: [Int64: Set<GroupID>] = [:]
        try transaction.forEach(
            "SELECT w.staff_id, w.group_id FROM staff_groups w JOIN staff s ON s.id = w.staff_id WHERE s.is_limited = 1"
        ) { groups[$0.int64(0), default: []].insert($0.id(1)) }
        let limited = Set(try all("s.is_limited = 1", in: transaction))
        return try all("1 = 1", in: transaction).map { one in
            (who: one, groups: limited.contains(one) ? groups[one.id.value] ?? [] : nil)
        }
    }

    /// Those who look after any of some groups, whoever they are by now, in the order of their names.
    package static func keeping(_ scope: Scope, in transaction: Transaction) throws -> [Colleague] {
        var isSeen: SQL = "1 = 1"
        if scope.isLimited {
            isSeen = "1 = 0"
            for group in scope.groups.sorted() { isSeen = isSeen + " OR p.group_id = \(group)" }
        }
        return try transaction.all(
            """
            SELECT s.id, s.name FROM staff s
            WHERE EXISTS (SELECT 1 FROM group_profiles p WHERE p.keeper_id = s.id AND (\(sql: isSeen)))
            ORDER BY s.name, s.id LIMIT \(most)
            """
        ) { Colleague(id: $0.id(0), name: $0.string(1)) }
    }

    private static func all(_ condition: SQL, in transaction: Transaction) throws -> [Colleague] {
        try transaction.all(
            """
            SELECT s.id, s.name FROM staff s LEFT JOIN staff_disablings d ON d.staff_id = s.id
            WHERE d.staff_id IS NULL AND s.role <> \(Role.viewer.rawValue) AND \(sql: condition)
            ORDER BY s.id LIMIT \(most)
            """
        ) { Colleague(id: $0.id(0), name: $0.string(1)) }
    }

    /// A choice of more is no choice.
    private static let most = 500
}
