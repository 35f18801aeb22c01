package import Kernel
internal import Storage
internal import Synchronization

/// The record's verbs: every change to groups, people, memberships, events and rollups goes through here.
///
/// Verbs take the transaction they are to happen in. One that throws leaves nothing behind once that transaction is
/// rolled back. Safe to share: what it remembers of a group between calls is checked against the database each time.
package final class RecordStore: Sendable {
    let world: World
    private let remembered = Mutex(RememberedFolds())

    package init(world: World) { self.world = world }

    /// How many groups' folds are kept in memory between appends; the least recently used goes first.
    private static let mostRemembered = 256

    /// The group's fold as the database stands in this transaction, remembered or loaded.
    func fold(of group: Group, revision: Int64, in transaction: Transaction) throws -> GroupFold {
        let fold = remembered.withLock({ $0.take(group.id, revision: revision) })
        if let fold, try fold.mergePoint == PersonMerge.point(in: transaction) { return fold }
        return try GroupFold.standing(group, ids: world.ids, in: transaction)
    }

    /// Remembers a fold for the revision it leads to. Should the transaction be rolled back, no database will ever
    /// show that revision, and the fold is loaded anew.
    func remember(_ fold: GroupFold, revision: Int64) {
        remembered.withLock { $0.put(fold, revision: revision, most: Self.mostRemembered) }
    }

    /// Forgets all folds, for the sake of memory: whoever appends next loads the group's anew.
    package func forgetFolds() { remembered.withLock { $0.removeAll() } }

    func forget(_ group: GroupID) { remembered.withLock { $0.remove(group) } }
}

/// Folds by group. A fold is used by one transaction at a time: it is taken out for use, and whoever uses it holds the
/// lock of the group's shard.
private struct RememberedFolds: @unchecked Sendable {
    private var folds: [GroupID: (fold: GroupFold, revision: Int64, used: Int)] = [:]
    private var clock = 0

    mutating func take(_ group: GroupID, revision: Int64) -> GroupFold? {
        guard let entry = folds.removeValue(forKey: group), entry.revision == revision else { return nil }
        return entry.fold
    }

    mutating func put(_ fold: GroupFold, revision: Int64, most: Int) {
        clock += 1
        folds[fold.group.id] = (fold, revision, clock)
        if folds.count > most, let oldest = folds.min(by: { $0.value.used < $1.value.used }) {
            folds.removeValue(forKey: oldest.key)
        }
    }

    mutating func removeAll() { folds.removeAll() }

    mutating func remove(_ group: GroupID) { folds.removeValue(forKey: group) }
}
