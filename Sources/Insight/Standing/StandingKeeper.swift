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

    /// How many groups share a transaction: whoever else writes waits for so many at most.
    private static let step = 20

    /// Counts anew those groups whose record has moved since they were counted, with their health and risk.
    ///
    /// These are set against all groups, once at the end, which costs a reading of all: so `limit` is better large.
    ///
    /// - Returns: how many were counted; with fewer than `limit` all are of the present record.
    @discardableResult
    package func refresh(limit: Int) async throws -> Int {
        let now = world.now()
        let due = try await store.read { try GroupStanding.due(limit: limit, in: $0) }
        var counted: [GroupID] = []
        for start in stride(from: 0, to: due.count, by: Self.step) {
            if Task.isCancelled { break }
            counted += try await count(Array(due[start..<min(due.count, start + Self.step)]), at: now)
        }
        guard !counted.isEmpty else { return due.count }
        try await store.write { [counted] in try GroupOutlook.refresh(counted, at: now, in: $0) }
        return due.count
    }

    private func count(_ groups: [GroupID], at now: Instant) async throws -> [GroupID] {
        var counted: [CountedStanding] = []
        for group in groups {
            // Each in a reading of its own: none holds the database's past for long.
            if let one = try await store.read({ try GroupStanding.counted(group, at: now, in: $0) }) {
                counted.append(one)
            }
        }
        return try await store.write { [counted] transaction in
            for one in counted { try one.write(in: transaction) }
            let groups = counted.map(\.standing.group)
            try GroupStanding.copyLabels(groups, in: transaction)
            return groups
        }
    }

    /// Counts until all standings are of the present record.
    package func refreshAll() async throws {
        let limit = 500
        var counted = 0
        while true {
            let step = try await refresh(limit: limit)
            counted += step
            if step < limit { break }
        }
        // Those counted first were set against groups that were counted after them.
        guard counted > 1 else { return }
        let now = world.now()
        try await store.write { try GroupOutlook.refresh(nil, at: now, in: $0) }
    }
}
