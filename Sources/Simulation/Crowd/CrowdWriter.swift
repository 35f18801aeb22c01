package import Kernel
package import Record
package import Storage

/// Writes a crowd into a database, many groups to a transaction, and goes on where it was stopped.
///
/// The next groups are made while the last are written. A group is finished once its data are noted to reach the plan's
/// end; one that is there and not finished is made again, and the record drops what it has of it.
package struct CrowdWriter {
    package struct Outcome: Sendable, Equatable {
        /// Groups written, and groups that were there already.
        package var made = 0
        package var known = 0
        package var events = 0
        package var wasStopped = false
    }

    let store: Store
    let record: RecordStore
    private let world: CrowdWorld
    /// About how many events share a transaction.
    var eventsPerTransaction = 24_000

    package init(_ plan: CrowdPlan, store: Store, record: RecordStore) throws {
        self.store = store
        self.record = record
        world = try CrowdWorld(plan)
    }

    /// How many groups are looked up at once, so that memory does not grow with their number.
    private static let window = 1_000

    package func run(
        shouldStop: () -> Bool = { false }, progress: (Outcome) -> Void = { _ in }
    ) async throws -> Outcome {
        var outcome = Outcome()
        for start in stride(from: 0, to: world.plan.groups, by: Self.window) {
            let numbers = Array(start..<min(world.plan.groups, start + Self.window))
            let finished = try await finished(numbers)
            outcome.known += finished.count
            let missing = numbers.filter { !finished.contains($0) }
            try await write(missing, &outcome, shouldStop, progress)
            if outcome.wasStopped { return outcome }
        }
        return outcome
    }

    private func write(
        _ numbers: [Int], _ outcome: inout Outcome, _ shouldStop: () -> Bool, _ progress: (Outcome) -> Void
    ) async throws {
        var source = CrowdSource(numbers, world, size: eventsPerTransaction)
        var ready = source.next()
        while let batch = ready {
            if shouldStop() {
                outcome.wasStopped = true
                return
            }
            let before = source
            let following = Task.detached {
                var source = before
                let batch = source.next()
                return (source, batch)
            }
            outcome.events += try await write(batch)
            outcome.made += batch.parts.count { $0.isLast }
            progress(outcome)
            (source, ready) = await following.value
        }
    }

    private func write(_ batch: CrowdBatch) async throws -> Int {
        let end = self.end
        return try await store.write { [record] transaction in
            var added = 0
            for part in batch.parts {
                let group = try record.openGroup(
                    network: CrowdPlan.network, name: part.name, kind: part.kind, zone: CrowdPlan.zone,
                    isPresence: false, in: transaction)
                added += try record.append(part.events, to: group, in: transaction).added
                if part.isLast { try record.note(observedUntil: end, of: group, in: transaction) }
            }
            return added
        }
    }

    private var end: Instant {
        var zone = CivilZone(CrowdPlan.zone) ?? .utc
        return zone.start(of: world.plan.lastDay.advanced(by: 1)).advanced(byMilliseconds: -1)
    }

    private func finished(_ numbers: [Int]) async throws -> Set<Int> {
        let names = numbers.map { number in
            var chance = world.plan.chance(of: number, 0x67)
            return CrowdLife(number, world, &chance).name
        }
        let end = self.end
        let isFinished = try await store.read { [record] transaction in
            try names.map { name in
                let group = try Group.find(network: CrowdPlan.network, name: name, in: transaction)
                guard let group, let until = try record.observedUntil(group, in: transaction) else { return false }
                return until >= end
            }
        }
        return Set(zip(numbers, isFinished).filter(\.1).map(\.0))
    }
}

/// Events of several groups that go into one transaction.
struct CrowdBatch: Sendable {
    struct Part: Sendable {
        let name: String
        let kind: GroupKind
        let events: [Event]
        /// Whether the group is whole with these.
        let isLast: Bool
    }

    var parts: [Part] = []
}

/// Makes the groups one after the other, in batches; holds one batch and one group's day.
struct CrowdSource: Sendable {
    private let world: CrowdWorld
    private let size: Int
    private var numbers: ArraySlice<Int>
    private var current: CrowdTalk?

    init(_ numbers: [Int], _ world: CrowdWorld, size: Int) {
        self.numbers = numbers[...]
        self.world = world
        self.size = size
    }

    mutating func next() -> CrowdBatch? {
        var batch = CrowdBatch()
        var count = 0
        while count < size, batch.parts.count < 256 {
            guard var talk = current ?? numbers.popFirst().map({ CrowdTalk($0, world) }) else { break }
            var events: [Event] = []
            var isLast = false
            while count + events.count < size || events.isEmpty {
                guard let day = talk.nextDay() else {
                    isLast = true
                    break
                }
                events += day
            }
            current = isLast ? nil : talk
            count += events.count
            batch.parts.append(
                CrowdBatch.Part(name: talk.life.name, kind: talk.life.kind, events: events, isLast: isLast))
        }
        return batch.parts.isEmpty ? nil : batch
    }
}
