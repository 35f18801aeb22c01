package import Kernel
package import Storage

/// Keeps the standings in line with the record.
package struct StandingKeeper: Sendable {
    let store: Store
    let world: World

    package init(store: Store, world: World) {
        self.store = store
        self.world = world
    }

    /// Counts anew those groups whose record has moved since they were counted, and, once none is left, the risks of all.
    ///
    /// - Returns: how many were counted; with fewer than `limit` all are of the present record.
    @discardableResult
    package func refresh(limit: Int) async throws -> Int {
        let now = world.now()
        let due = try await store.read { try GroupStanding.due(limit: limit, in: $0) }
        guard !due.isEmpty else { return 0 }
        var counted: [CountedStanding] = []
        for group in due {
            // Each in a reading of its own: none holds the database's past for long.
            if let one = try await store.read({ try GroupStanding.counted(group, at: now, in: $0) }) {
                counted.append(one)
            }
        }
        let isLast = due.count < limit
        try await store.write { [counted] transaction in
            for one in counted { try one.write(in: transaction) }
            try GroupStanding.relabel(counted.map(\.standing.group), in: transaction)
            if isLast { try GroupStanding.refreshRisks(in: transaction) }
        }
        return due.count
    }

    /// Counts until all standings are of the present record.
    package func refreshAll() async throws {
        let limit = 100
        while try await refresh(limit: limit) == limit {}
    }
}
