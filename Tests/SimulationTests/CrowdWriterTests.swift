import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Simulation

/// A crowd in a database: whole, the same after a stop, nothing twice.
struct CrowdWriterTests {
    private static let plan = CrowdPlan(groups: 60, members: 8, days: 12, lastDay: CrowdTests.lastDay)

    /// - Parameter process: Which process it is; ids of two are never the same.
    private static func writer(_ plan: CrowdPlan, _ store: Store, process: Int = 1) throws -> CrowdWriter {
        let now = Instant(seconds: 1_795_400_000)
        let world = World(now: { now }, ids: IDSource(now: { now }, node: UInt16(process)))
        var writer = try CrowdWriter(plan, store: store, record: RecordStore(world: world))
        writer.eventsPerTransaction = 150
        return writer
    }

    /// Everything of every group, by name.
    private static func picture(_ store: Store) async throws -> [String: RecordPicture] {
        try await store.read { transaction in
            var pictures: [String: RecordPicture] = [:]
            for group in try Group.all(in: transaction) {
                pictures[group.name] = try RecordPicture(of: group, in: transaction)
            }
            return pictures
        }
    }

    @Test(
        "A crowd is written through the record, verifies, and a second run adds nothing",
        arguments: TestEngine.available)
    func whole(engine: TestEngine) async throws {
        try await engine.withStore(RecordMigrations.all) { store in
            let writer = try Self.writer(Self.plan, store)
            let outcome = try await writer.run()
            #expect(outcome.made == 60 && outcome.known == 0 && outcome.events > 500)
            let again = try await writer.run()
            #expect(again.made == 0 && again.known == 60 && again.events == 0)
            let record = RecordStore(world: .still(at: Instant(seconds: 1_795_400_000)))
            let differences = try await store.read { transaction in
                try Group.all(in: transaction).flatMap { try record.verify($0, in: transaction) }
            }
            #expect(differences.isEmpty)
        }
    }

    @Test("One that is stopped again and again ends as one that was not")
    func resumed() async throws {
        let whole = try await TestEngine.sqlite.withStore(RecordMigrations.all) { store in
            _ = try await Self.writer(Self.plan, store).run()
            return try await Self.picture(store)
        }
        let resumed = try await TestEngine.sqlite.withStore(RecordMigrations.all) { store in
            var stops = 0
            while true {
                var batches = 0
                let outcome = try await Self.writer(Self.plan, store, process: stops + 1).run(
                    shouldStop: {
                        batches += 1
                        return batches > 3
                    })
                if !outcome.wasStopped { break }
                stops += 1
            }
            #expect(stops > 1)
            return try await Self.picture(store)
        }
        #expect(whole.count == 60 && whole.keys == resumed.keys)
        for (name, picture) in whole { #expect(resumed[name] == picture, "\(name)") }
    }

    @Test("People are met in several groups by their network's id")
    func shared() async throws {
        try await TestEngine.sqlite.withStore(RecordMigrations.all) { store in
            _ = try await Self.writer(Self.plan, store).run()
            let (people, memberships) = try await store.read { transaction in
                let people = try transaction.first("SELECT COUNT(*) FROM people") { $0.int(0) } ?? 0
                return (people, try transaction.first("SELECT COUNT(*) FROM memberships") { $0.int(0) } ?? 0)
            }
            #expect(people < memberships)
        }
    }
}
