package import Kernel
package import Record
package import Storage

/// The made groups that a newcomer is shown.
package struct SampleGroups: Sendable {
    let record: RecordStore
    let seed: UInt64
    let lastDay: CivilDay

    package struct Sample: Sendable {
        package let group: Group
        package let story: GroupStory
        /// Whether it was made just now.
        package let isNew: Bool
    }

    package init(record: RecordStore, seed: UInt64, lastDay: CivilDay) {
        (self.record, self.seed, self.lastDay) = (record, seed, lastDay)
    }

    /// Makes those that the database does not have yet, each whole or not at all. One that is there stays as it is.
    package func make(in store: Store) async throws -> [Sample] {
        var samples: [Sample] = []
        for story in try GroupStory.all() {
            samples.append(try await make(story, in: store))
        }
        return samples
    }

    private func make(_ story: GroupStory, in store: Store) async throws -> Sample {
        let history = MadeHistory(story, seed: seed, ending: lastDay)
        return try await store.write { [record] transaction in
            let known = try Group.find(network: MadeHistory.network, name: story.group, in: transaction)
            if let known { return Sample(group: known, story: story, isNew: false) }
            let group = try record.openGroup(
                network: MadeHistory.network, name: story.group, kind: story.kind, zone: MadeHistory.zone,
                isPresence: false, in: transaction)
            try record.append(Array(history), to: group, in: transaction)
            return Sample(group: group, story: story, isNew: true)
        }
    }
}
