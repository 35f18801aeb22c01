package import Kernel
package import Storage

/// Something that reads the log in order and keeps tables of its own in step with it.
///
/// `react` runs in the transaction that also moves the reactor's cursor: its tables and its place in the log never
/// disagree. It must not change the record.
package protocol Reactor: Sendable {
    /// Names its cursor; never change it once it has run.
    var name: String { get }
    /// Which events are handed over.
    var selection: EventSelection { get }
    /// Whether it wants the texts of events at all.
    var readsTexts: Bool { get }
    /// Takes the next events of one shard, in `seq` order.
    func react(to events: [LoggedEvent], in transaction: Transaction) throws
}

/// A reactor that asks for nothing else gets every event.
extension Reactor {
    package var selection: EventSelection { .all }
    package var readsTexts: Bool { true }
}

/// Which events a reactor wants: those it passes over are not even read.
package enum EventSelection: Sendable {
    case all
    /// Messages in which a link stands.
    case withLinks

    /// What holds of them in the log, word for word what the index of them is made with.
    var condition: SQL? {
        switch self {
        case .all: nil
        case .withLinks: "traits & 2 <> 0"
        }
    }
}

/// An event as the log has it, for reactors.
package struct LoggedEvent: Sendable, Equatable {
    package let shard: Int
    package let seq: Int64
    package let group: GroupID
    package let instant: Instant
    package let kind: EventKind
    package let sender: HandleID
    /// The text; nil for events without words and for erased ones.
    package let text: String?
}

/// What one run of a reactor did.
package struct ReactorOutcome: Sendable, Equatable {
    package var events = 0
    /// Events set aside after failing too often; they are listed in `events_set_aside`.
    package var setAside = 0
}

/// Runs reactors over the log: leases a shard, hands over a batch, moves the cursor.
package struct ReactorRunner: Sendable {
    let store: Store
    let world: World
    /// Who holds the leases: one name per process.
    let owner: String
    let batchSize: Int

    /// After how many failures an event is set aside.
    static let mostFailures = 5
    /// How long a lease lasts; one that outlives its process is taken over after this.
    static let leaseMilliseconds: Int64 = 60_000

    package init(store: Store, world: World, owner: String, batchSize: Int = 10_000) {
        self.store = store
        self.world = world
        self.owner = owner
        self.batchSize = batchSize
    }

    /// Runs a reactor on every shard it can lease until it has seen all there is.
    ///
    /// A batch that fails rolls back with its cursor and is tried event by event, so that only the poisonous one waits;
    /// after five tries that event is set aside with its reason and the reactor goes on. A task that is cancelled ends
    /// behind the batch that it is at: the log may be hours long.
    package func catchUp(_ reactor: some Reactor) async throws -> ReactorOutcome {
        var outcome = ReactorOutcome()
        let shards = try await store.read { transaction in
            try transaction.all("SELECT shard FROM shards ORDER BY shard") { $0.int(0) }
        }
        for shard in shards where try await lease(reactor.name, shard) {
            var size = batchSize
            while !Task.isCancelled {
                let step = try await step(reactor, shard, size)
                outcome.events += step.events
                outcome.setAside += step.setAside
                if step.isDone { break }
                size = step.failed ? 1 : min(batchSize, size * 4)
            }
            try await release(reactor.name, shard)
        }
        return outcome
    }

    /// Moves a reactor's cursors to the end of the log: what is there is none of its business.
    package func skip(_ reactor: some Reactor) async throws {
        let name = reactor.name
        let behind = try await store.read { transaction in
            let query: SQL = """
                SELECT s.shard FROM shards s LEFT JOIN reactors r ON r.shard = s.shard AND r.name = \(name)
                WHERE s.last_seq > COALESCE(r.position, 0) ORDER BY s.shard
                """
            return try transaction.all(query) { $0.int(0) }
        }
        for shard in behind where try await lease(name, shard) {
            try await store.write { transaction in
                _ = try transaction.execute(
                    """
                    UPDATE reactors SET position = (SELECT last_seq FROM shards WHERE shards.shard = reactors.shard),
                        failing_seq = NULL, failures = 0
                    WHERE name = \(name) AND shard = \(shard) AND leased_by = \(owner)
                    """)
            }
            try await release(name, shard)
        }
    }

    private struct Step: Sendable {
        var events = 0
        var setAside = 0
        var failed = false
        var isDone = false
    }

    private func step(_ reactor: some Reactor, _ shard: Int, _ size: Int) async throws -> Step {
        do {
            return try await store.write { transaction in
                let position = try position(reactor.name, shard, in: transaction)
                guard let next = try stretch(reactor, after: position, shard, size, in: transaction) else {
                    return Step(isDone: true)
                }
                if !next.events.isEmpty { try reactor.react(to: next.events, in: transaction) }
                try move(reactor.name, shard, to: next.last, in: transaction)
                return Step(events: next.passed)
            }
        } catch let fault as Fault where fault.code == .unavailable || fault.code == .cannotWrite {
            // The database, not the event: nothing is to be set aside.
            throw fault
        } catch {
            if size > 1 { return Step(failed: true) }
            return try await noteFailure(reactor, shard, String(describing: error))
        }
    }

    private func noteFailure(_ reactor: some Reactor, _ shard: Int, _ reason: String) async throws -> Step {
        let name = reactor.name
        return try await store.write { transaction in
            let position = try position(name, shard, in: transaction)
            guard let next = try stretch(reactor, after: position, shard, 1, in: transaction) else {
                return Step(isDone: true)
            }
            let seq = next.last
            let failures = try transaction.first(
                """
                UPDATE reactors SET failures = CASE WHEN failing_seq = \(seq) THEN failures + 1 ELSE 1 END,
                    failing_seq = \(seq)
                WHERE name = \(name) AND shard = \(shard) RETURNING failures
                """
            ) { $0.int(0) }
            guard failures ?? 0 >= Self.mostFailures else { return Step(failed: true) }
            try transaction.execute(
                """
                INSERT INTO events_set_aside (reactor, shard, seq, reason, set_aside_at)
                VALUES (\(name), \(shard), \(seq), \(reason), \(world.now()))
                """)
            try move(name, shard, to: seq, in: transaction)
            return Step(setAside: 1)
        }
    }

    // MARK: - What comes next

    /// A part of the log: the events in it that are wanted, the number of its last event, and how many it has in all.
    private struct Stretch {
        let events: [LoggedEvent]
        let last: Int64
        let passed: Int
    }

    /// The part that begins behind a number and holds so many events that are wanted; nil where the log ends there.
    private func stretch(
        _ reactor: some Reactor, after seq: Int64, _ shard: Int, _ limit: Int, in transaction: Transaction
    ) throws -> Stretch? {
        guard let condition = reactor.selection.condition else {
            let events = try LoggedEvent.read(
                "shard = \(shard) AND seq > \(seq)", hasTexts: reactor.readsTexts, limit: limit, in: transaction)
            return events.last.map { Stretch(events: events, last: $0.seq, passed: events.count) }
        }
        // Asked first: what is committed after this is not passed over unseen.
        let end = try transaction.first("SELECT last_seq FROM shards WHERE shard = \(shard)") { $0.int64(0) } ?? 0
        guard end > seq else { return nil }
        let events = try LoggedEvent.read(
            "shard = \(shard) AND seq > \(seq) AND seq <= \(end) AND \(sql: condition)",
            hasTexts: reactor.readsTexts, limit: limit, in: transaction)
        let last = events.count < limit ? end : events.last?.seq ?? end
        return Stretch(events: events, last: last, passed: Int(last - seq))
    }

    // MARK: - Leases and cursors

    private func lease(_ name: String, _ shard: Int) async throws -> Bool {
        let now = world.now()
        return try await store.write { transaction in
            try transaction.execute(
                "INSERT INTO reactors (name, shard, position) VALUES (\(name), \(shard), 0) ON CONFLICT (name, shard) DO NOTHING"
            )
            return try transaction.execute(
                """
                UPDATE reactors SET leased_by = \(owner), leased_until = \(now.advanced(byMilliseconds: Self.leaseMilliseconds))
                WHERE name = \(name) AND shard = \(shard)
                    AND (leased_by IS NULL OR leased_by = \(owner) OR leased_until <= \(now))
                """) == 1
        }
    }

    private func release(_ name: String, _ shard: Int) async throws {
        try await store.write { transaction in
            _ = try transaction.execute(
                """
                UPDATE reactors SET leased_by = NULL, leased_until = NULL
                WHERE name = \(name) AND shard = \(shard) AND leased_by = \(owner)
                """)
        }
    }

    /// Where the cursor stands; renews the lease, and fails where another process has taken it over.
    private func position(_ name: String, _ shard: Int, in transaction: Transaction) throws -> Int64 {
        let until = world.now().advanced(byMilliseconds: Self.leaseMilliseconds)
        let position = try transaction.first(
            """
            UPDATE reactors SET leased_until = \(until)
            WHERE name = \(name) AND shard = \(shard) AND leased_by = \(owner) RETURNING position
            """
        ) { $0.int64(0) }
        guard let position else { throw Fault(.busy, "record.lease-lost", ["reactor": name]) }
        return position
    }

    private func move(_ name: String, _ shard: Int, to seq: Int64, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE reactors SET position = \(seq), failing_seq = NULL, failures = 0
            WHERE name = \(name) AND shard = \(shard)
            """)
    }
}

extension LoggedEvent {
    /// The events of a condition, in `seq` order.
    static func read(
        _ condition: SQL, hasTexts: Bool = true, limit: Int? = nil, in transaction: Transaction
    ) throws -> [LoggedEvent] {
        let bound: SQL = limit.map { "LIMIT \($0)" } ?? ""
        let query: SQL = """
            SELECT shard, seq, group_id, instant, kind, COALESCE(speaker_id, sender_id), \(raw: hasTexts ? "body" : "NULL")
            FROM events
            WHERE \(sql: condition) ORDER BY seq \(sql: bound)
            """
        return try transaction.all(query) { row in
            LoggedEvent(
                shard: row.int(0), seq: row.int64(1), group: row.id(2), instant: row.instant(3),
                kind: EventKind(rawValue: Int16(clamping: row.int64(4))) ?? .pin, sender: row.id(5),
                text: row.optionalString(6))
        }
    }
}
