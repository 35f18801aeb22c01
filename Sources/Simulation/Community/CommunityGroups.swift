package import Kernel
package import Record
package import Storage

/// Writes the made community into a database, each group whole or not at all; one that is there stays as it is.
package struct CommunityGroups: Sendable {
    let record: RecordStore
    let seed: UInt64
    let lastDay: CivilDay

    package init(record: RecordStore, seed: UInt64, lastDay: CivilDay) {
        (self.record, self.seed, self.lastDay) = (record, seed, lastDay)
    }

    package struct Outcome: Sendable {
        package var made = 0
        package var known = 0
        package var events = 0
        package var wasStopped = false
    }

    /// - Parameters:
    ///   - shouldStop: Asked before each group.
    ///   - progress: Told how many groups of how many are there.
    package func make(
        _ community: MadeCommunity, in store: Store, shouldStop: () -> Bool = { false },
        progress: (Int, Int) -> Void = { _, _ in }
    ) async throws -> Outcome {
        let end = try await end(of: community, in: store)
        let histories = community.histories(seed: seed, ending: end)
        var outcome = Outcome()
        for (index, history) in histories.enumerated() {
            if shouldStop() {
                outcome.wasStopped = true
                return outcome
            }
            if let count = try await make(history, in: store) {
                outcome.made += 1
                outcome.events += count
            } else {
                outcome.known += 1
            }
            progress(index + 1, histories.count)
        }
        return outcome
    }

    /// The last day made: that of the groups already there, so that one cut off is finished as it was begun.
    private func end(of community: MadeCommunity, in store: Store) async throws -> CivilDay {
        let names = community.stories.map(\.group)
        let record = record
        let until: Instant? = try await store.read { transaction in
            for name in names {
                guard let group = try Group.find(network: MadeCommunity.network, name: name, in: transaction) else {
                    continue
                }
                if let until = try record.observedUntil(group, in: transaction) { return until }
            }
            return nil
        }
        guard let until, var zone = CivilZone(MadeCommunity.zone) else { return lastDay }
        return zone.civil(until).day
    }

    /// How many events were written; nil where the group is there already.
    private func make(_ history: MadeHistory, in store: Store) async throws -> Int? {
        var zone = CivilZone(MadeCommunity.zone) ?? .utc
        let end = zone.start(of: history.lastDay.advanced(by: 1)).advanced(byMilliseconds: -1)
        return try await store.write { [record] transaction in
            let name = history.story.group
            if try Group.find(network: MadeCommunity.network, name: name, in: transaction) != nil { return nil }
            let group = try record.openGroup(
                network: MadeCommunity.network, name: name, kind: history.story.kind, zone: MadeCommunity.zone,
                isPresence: false, in: transaction)
            let events = Array(history)
            try record.append(events, to: group, in: transaction)
            try record.note(observedUntil: end, of: group, in: transaction)
            return events.count
        }
    }
}
