import Kernel
import Storage
import TestSupport
import Testing

struct WriteTests {
    private struct Refusal: Error {}

    @Test("a write that throws takes back its own work and nothing of its neighbours'", arguments: TestEngine.available)
    func neighbours(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            let kept = await withTaskGroup(of: Int64?.self) { group in
                for id in Int64(1)...200 {
                    group.addTask {
                        try? await store.write { transaction in
                            try transaction.insert(into: "things", Fixtures.things([id]))
                            if id % 4 == 0 { throw Refusal() }
                            return id
                        }
                    }
                }
                return await group.reduce(into: [Int64]()) { if let id = $1 { $0.append(id) } }
            }
            let wanted = (Int64(1)...200).filter { $0 % 4 != 0 }
            #expect(kept.sorted() == wanted)
            let ids = try await Fixtures.ids(store)
            #expect(ids == wanted)
        }
    }

    @Test("the error that a write throws comes back to its caller", arguments: TestEngine.available)
    func ownError(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            await #expect(throws: Refusal.self) { try await store.write { _ in throw Refusal() } }
            let changed = try await store.write { try $0.execute("INSERT INTO totals VALUES ('a', 1)") }
            #expect(changed == 1)
        }
    }

    @Test("letting go of memory takes nothing from whoever reads or writes meanwhile", arguments: TestEngine.available)
    func release(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in Int64(1)...60 {
                    group.addTask {
                        try await store.write { _ = try $0.insert(into: "things", Fixtures.things([id])) }
                        store.releaseMemory()
                        #expect(try await Fixtures.ids(store).contains(id))
                    }
                }
                try await group.waitForAll()
            }
            store.releaseMemory()
            #expect(try await Fixtures.ids(store) == Array(1...60))
        }
    }

    @Test("a statement that fails fails the write, even where the error is swallowed", arguments: TestEngine.available)
    func swallowed(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            let failure = await fault {
                try await store.write { transaction in
                    try transaction.execute("INSERT INTO totals VALUES ('good', 1)")
                    _ = try? transaction.execute("INSERT INTO totals VALUES ('bad', -1)")
                }
            }
            #expect(failure?.text == "storage.constraint")
            let rows = try await Fixtures.dump(store)
            #expect(rows.isEmpty)
        }
    }

    @Test("a reference to nothing is refused", arguments: TestEngine.available)
    func references(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            let failure = await fault {
                try await store.write { try $0.execute("INSERT INTO parts VALUES (\(1), \(1))") }
            }
            #expect(failure?.text == "storage.constraint")
        }
    }

    @Test("a read cannot write", arguments: TestEngine.available)
    func readOnly(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            let failure = await fault {
                _ = try await store.read { try $0.execute("INSERT INTO totals VALUES ('a', 1)") }
            }
            #expect(failure?.text == "storage.read-only")
        }
    }

    @Test("64 writers at once lose no addition", arguments: TestEngine.available)
    func manyWriters(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            try await store.write { try $0.execute("INSERT INTO totals VALUES ('sum', 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in Int64(0)..<64 {
                    group.addTask {
                        for turn in Int64(0)..<10 {
                            try await store.write { transaction in
                                try transaction.insert(into: "things", Fixtures.things([writer * 10 + turn]))
                                try transaction.execute("UPDATE totals SET n = n + \(writer) WHERE name = 'sum'")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let ids = try await Fixtures.ids(store)
            #expect(ids == Array(0..<640))
            let sum = try await store.read { try $0.first("SELECT n FROM totals") { $0.int64(0) } }
            #expect(sum == Int64(20_160))
        }
    }

    @Test("what was acknowledged is there when the database is opened again", arguments: TestEngine.available)
    func reopening(engine: TestEngine) async throws {
        try await engine.withLocation { location in
            let store = try await Store.open(location)
            try await store.migrate(Fixtures.migrations)
            try await store.write { try $0.insert(into: "things", Fixtures.things(1...100)) }
            await store.close()
            let refusal = await fault { try await store.write { _ in } }
            #expect(refusal?.text == "storage.closed")

            let again = try await Store.open(location)
            let ids = try await Fixtures.ids(again)
            #expect(ids == Array(1...100))
            await again.close()
        }
    }

    @Test("a read sees one moment while writers go on", arguments: TestEngine.available)
    func snapshot(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            let writing = Task {
                for id in Int64(1)...200 {
                    try await store.write { try $0.insert(into: "things", Fixtures.things([id])) }
                }
            }
            for _ in 0..<20 {
                let (first, second) = try await store.read { transaction in
                    let count: SQL = "SELECT count(*) FROM things"
                    return (try transaction.first(count) { $0.int(0) }, try transaction.first(count) { $0.int(0) })
                }
                #expect(first == second)
            }
            try await writing.value
        }
    }
}
