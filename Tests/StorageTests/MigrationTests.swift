import Kernel
import Storage
import TestSupport
import Testing

struct MigrationTests {
    @Test("migrating twice is migrating once", arguments: TestEngine.available)
    func idempotent(engine: TestEngine) async throws {
        try await engine.withStore(Array(Fixtures.migrations.prefix(1))) { store in
            try await store.write { try $0.insert(into: "things", Fixtures.things(1...3)) }
            try await store.migrate(Fixtures.migrations)
            try await store.migrate(Fixtures.migrations)
            let recorded = try await store.recordedMigrations()
            #expect(recorded == Fixtures.migrations.map(\.name))
            let ids = try await Fixtures.ids(store)
            #expect(ids == [1, 2, 3])
        }
    }

    @Test("a database of a newer program is refused, and the unknown migration named", arguments: TestEngine.available)
    func newer(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            let refusal = await fault { try await store.migrate(Array(Fixtures.migrations.prefix(1))) }
            #expect(refusal?.code == .wrongDatabase)
            #expect(refusal?.text == "storage.newer")
            #expect(refusal?.values["migration"] == "2026-01-02 parts")
        }
    }

    @Test("a migration that fails leaves nothing of itself or of those before it", arguments: TestEngine.available)
    func failing(engine: TestEngine) async throws {
        try await engine.withStore { store in
            let broken = Migration("2026-01-03 broken", "CREATE TABLE good (id {id}) {rows};\nCREATE TABLE bad (;")
            let failure = await fault { try await store.migrate(Fixtures.migrations + [broken]) }
            #expect(failure != nil)
            let recorded = try await store.recordedMigrations()
            #expect(recorded.isEmpty)
            try await store.migrate(Fixtures.migrations)
        }
    }

    @Test("two programs may migrate one database at once", arguments: TestEngine.available)
    func atOnce(engine: TestEngine) async throws {
        try await engine.withLocation { location in
            let stores = [try await Store.open(location), try await Store.open(location)]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for store in stores { group.addTask { try await store.migrate(Fixtures.migrations) } }
                try await group.waitForAll()
            }
            for store in stores { await store.close() }
        }
    }
}
