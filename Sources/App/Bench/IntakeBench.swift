import Foundation
import Kernel
import Record
import Storage

/// Single events from 64 senders at once, each answered when durable, beside one commit per event.
///
/// Two limits: our own append with a commit for each event, and bare rows with a commit for each.
struct IntakeBench {
    let bench: Bench

    private static let senders = 64
    private static let eventsEach = 500
    private static let alone = 2000

    func run() async throws {
        let store = try await bench.freshStore("intake.sqlite")
        let record = RecordStore(world: .real())
        let group = try await store.write { transaction in
            try record.openGroup(network: "bench", name: "intake", zone: "UTC", isPresence: false, in: transaction)
        }
        let clock = EventClock()
        let one = try await Bench.seconds {
            for _ in 0..<Self.alone {
                let event = clock.next(sender: 0)
                try await store.write { _ = try record.append([event], to: group, in: $0) }
            }
        }.seconds
        let intake = EventIntake(store: store, record: record)
        let many = try await Bench.seconds {
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for sender in 0..<Self.senders {
                    tasks.addTask {
                        for _ in 0..<Self.eventsEach {
                            _ = try await intake.append(clock.next(sender: sender), to: group)
                        }
                    }
                }
                try await tasks.waitForAll()
            }
        }.seconds
        let bare = try await bareCommits()
        await store.close()
        show(many, one, bare)
    }

    private func show(_ many: Double, _ one: Double, _ bare: Double) {
        let count = Self.senders * Self.eventsEach
        let rate = Double(count) / many
        for (name, seconds) in [("append", one), ("bare row", bare)] {
            let ratio = rate * seconds / Double(Self.alone)
            BenchFigure(
                name: "single events, 64 senders, beside one \(name) a commit",
                ours: BenchFigure.rate(count, many, "events"),
                limit: BenchFigure.rate(Self.alone, seconds, "commits"), ratio: BenchFigure.ratio(ratio),
                goal: "≥ 20", isMet: ratio >= 20
            ).show()
        }
    }

    /// Seconds for one small row a commit into a table of two columns, on the same disk with the same durability.
    private func bareCommits() async throws -> Double {
        let store = try await bench.freshStore("bare-commits.sqlite")
        try await store.write { try $0.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)") }
        let seconds = try await Bench.seconds {
            for index in 0..<Self.alone {
                try await store.write {
                    try $0.execute("INSERT INTO bare VALUES (\(index), 'some words of a usual length')")
                }
            }
        }.seconds
        await store.close()
        return seconds
    }
}

/// Events in the order of their time, from many tasks.
private final class EventClock: Sendable {
    private let count = Counter()

    func next(sender: Int) -> Event {
        let number = count.next()
        let instant = Instant(milliseconds: 1_767_225_600_000 + Int64(number))
        return Event(
            kind: .text, instant: instant, key: EventKey(sourceID: padded(number, to: 12)),
            sender: Party(name: "sender \(sender)", id: "id \(sender)"),
            text: "some words of a usual length, number \(number)")
    }
}
