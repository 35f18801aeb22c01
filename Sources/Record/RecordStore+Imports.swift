package import Kernel
package import Storage

/// How far a file has been taken into a group, so that an import that was cut goes on where it stopped.
package struct ImportProgress: Sendable, Equatable {
    /// What tells this content from any other: the digest of all its events' keys in order.
    package let digest: Int64
    /// The file's name, to show.
    package let source: String
    /// How many events the file has, and how many of them are in the record.
    package let events: Int
    package var taken: Int

    package var isFinished: Bool { taken == events }

    package init(digest: Int64, source: String, events: Int, taken: Int = 0) {
        self.digest = digest
        self.source = source
        self.events = events
        self.taken = taken
    }
}

extension RecordStore {
    /// How many events of each file, by digest, the group has already been given.
    package func importedEvents(of group: Group, in transaction: Transaction) throws -> [Int64: Int] {
        var taken: [Int64: Int] = [:]
        try transaction.forEach("SELECT digest, taken FROM imports WHERE group_id = \(group.id)") { row in
            taken[row.int64(0)] = row.int(1)
        }
        return taken
    }

    package func eventCount(of group: Group, in transaction: Transaction) throws -> Int {
        try transaction.first("SELECT events FROM group_totals WHERE group_id = \(group.id)") { $0.int(0) } ?? 0
    }

    /// Notes that the data of a group reach until an instant; where they are known to reach further, that stays.
    package func note(observedUntil instant: Instant, of group: Group, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE groups SET observed_until = \(instant)
            WHERE id = \(group.id) AND (observed_until IS NULL OR observed_until < \(instant))
            """)
    }

    /// How far the data of a group are noted to reach; nil where nobody noted it.
    package func observedUntil(_ group: Group, in transaction: Transaction) throws -> Instant? {
        try transaction.first("SELECT observed_until FROM groups WHERE id = \(group.id)") { $0.optionalInstant(0) }
            ?? nil
    }

    /// Notes how far a file has been taken; belongs into the transaction that took the events.
    package func note(_ progress: ImportProgress, of group: Group, in transaction: Transaction) throws {
        let now = world.now()
        let finished = progress.isFinished ? now : nil
        try transaction.execute(
            """
            INSERT INTO imports (group_id, digest, source, events, taken, started_at, finished_at)
            VALUES (\(group.id), \(progress.digest), \(progress.source), \(progress.events), \(progress.taken), \(now),
                \(finished))
            ON CONFLICT (group_id, digest) DO UPDATE SET taken = excluded.taken, finished_at = excluded.finished_at
            """)
    }
}
