package import Kernel
package import Storage

/// Groups that are somebody else's: imported to be compared with, and no part of the community.
extension RecordStore {
    package static func isCompetitor(_ group: GroupID, in transaction: Transaction) throws -> Bool {
        try transaction.first("SELECT 1 FROM competitor_groups WHERE group_id = \(group)") { _ in true } ?? false
    }

    /// How many groups are competitors'.
    package static func competitors(in transaction: Transaction) throws -> Int {
        try transaction.first("SELECT COUNT(*) FROM competitor_groups") { $0.int(0) } ?? 0
    }

    /// Says that a group is a competitor's, or that it is none; tells whether that changed anything.
    package func setCompetitor(
        _ isCompetitor: Bool, by name: String, of group: Group, in transaction: Transaction
    ) throws -> Bool {
        guard try RecordStore.isCompetitor(group.id, in: transaction) != isCompetitor else { return false }
        if isCompetitor {
            try transaction.execute(
                """
                INSERT INTO competitor_groups (group_id, marked_at, marked_by)
                VALUES (\(group.id), \(world.now()), \(name))
                """)
        } else {
            try transaction.execute("DELETE FROM competitor_groups WHERE group_id = \(group.id)")
        }
        // Figures over the whole community have become others.
        _ = try lock(group, in: transaction)
        _ = try markRevision(group, isSettled: nil, in: transaction)
        forget(group.id)
        return true
    }
}
