package import Kernel
package import Storage

/// What tells one state of a group's record from another: as long as it is the same, so is every report on it.
package struct RecordMark: Hashable, Sendable {
    package let group: GroupID
    let revision: Int64
    let observedUntil: Int64
    package let name: String
    package let network: String
    package let kind: String
    package let zone: String
    /// The days of its data; nil where it has none.
    package let data: DayRange?

    /// Nil where there is no such group.
    package static func load(_ group: GroupID, in transaction: Transaction) throws -> RecordMark? {
        try transaction.first(
            """
            SELECT g.revision, g.observed_until, g.name, g.network, g.kind, g.zone, t.first_day, t.last_day
            FROM groups g LEFT JOIN group_totals t ON t.group_id = g.id WHERE g.id = \(group)
            """
        ) { row in
            RecordMark(
                group: group, revision: row.int64(0), observedUntil: row.optionalInt64(1) ?? 0, name: row.string(2),
                network: row.string(3), kind: row.string(4), zone: row.string(5), data: DayRange(row, at: 6))
        }
    }
}

/// What tells one state of the whole record from another: as long as it is the same, nothing was said in any group.
package struct RecordPulse: Hashable, Sendable {
    let revision: Int64

    package static func load(in transaction: Transaction) throws -> RecordPulse {
        // Revisions are ids, and ids grow.
        RecordPulse(
            revision: try transaction.first("SELECT MAX(revision) FROM groups") { $0.optionalInt64(0) ?? 0 } ?? 0)
    }
}
