import Foundation
import Kernel
import Storage
import TestSupport
import Testing

struct TroubleTests {
    @Test("a full disk is told, and loses nothing that was acknowledged")
    func diskFull() async throws {
        try await TestEngine.sqlite.withLocation { location in
            var options = StoreOptions()
            options.pageLimit = 300
            let store = try await Store.open(location, options: options)
            try await store.migrate(Fixtures.migrations)
            let (kept, faults) = await Self.fill(store)
            #expect(!kept.isEmpty)
            #expect(Set(faults.map(\.text)) == ["storage.disk-full"])
            #expect(faults.allSatisfy { $0.code == .cannotWrite })
            let inside = try await Fixtures.ids(store)
            await store.close()
            #expect(inside == kept.sorted())

            let again = try await Store.open(location)
            let after = try await Fixtures.ids(again)
            #expect(after == kept.sorted())
            try await again.write { try $0.insert(into: "things", Fixtures.things(9000...9100)) }
            let report = try await again.check()
            #expect(report.isSound)
            await again.close()
        }
    }

    /// 16 writers at once, of about 4 MB in all: the ids that were acknowledged, and the failures.
    private static func fill(_ store: Store) async -> ([Int64], [Fault]) {
        await withTaskGroup(of: ([Int64], [Fault]).self) { group in
            for writer in Int64(0)..<16 {
                group.addTask {
                    var kept: [Int64] = []
                    var faults: [Fault] = []
                    for turn in Int64(0)..<40 {
                        let id = writer * 100 + turn
                        let note = String(repeating: "note ", count: 1400)
                        let failure = await fault {
                            try await store.write { try $0.insert(into: "things", Fixtures.things([id], note: note)) }
                        }
                        if let failure { faults.append(failure) } else { kept.append(id) }
                    }
                    return (kept, faults)
                }
            }
            return await group.reduce(into: ([], [])) { $0 = ($0.0 + $1.0, $0.1 + $1.1) }
        }
    }

    @Test("a lock that another process holds too long is told as that")
    func locked() async throws {
        try await TestEngine.sqlite.withLocation { location in
            var options = StoreOptions()
            options.busyTimeoutMilliseconds = 50
            let first = try await Store.open(location, options: options)
            try await first.migrate(Fixtures.migrations)
            let second = try await Store.open(location, options: options)
            let failure = try await first.write { transaction in
                try transaction.execute("INSERT INTO totals VALUES ('a', 1)")
                // Blocks this writer on purpose until the other store has given up.
                let answered = DispatchSemaphore(value: 0)
                let told = Told()
                Task {
                    told.fault = await fault { try await second.write { try $0.execute("DELETE FROM totals") } }
                    answered.signal()
                }
                answered.wait()
                return told.fault
            }
            #expect(failure?.text == "storage.busy")
            await first.close()
            await second.close()
        }
    }

    private final class Told: @unchecked Sendable {
        var fault: Fault?
    }

    @Test("a server that is away is tried again, then told")
    func serverAway() async throws {
        var options = StoreOptions()
        options.connectDelays = [10, 20]
        let location = try DatabaseLocation("postgres://ann:s3cret@127.0.0.1:1/chat")
        let refusal = await fault { try await Store.open(location, options: options) }
        #expect(refusal?.code == .unavailable)
        #expect(refusal?.text == "storage.server-away")
        #expect(refusal?.values["database"] == "postgres://ann@127.0.0.1:1/chat")
        #expect(refusal?.cause?.contains("s3cret") == false)
    }

    @Test("a database that the server does not have is told as that", .enabled(if: TestEngine.postgresURL != nil))
    func unknownDatabase() async throws {
        let url = try #require(TestEngine.postgresURL)
        let slash = try #require(url.lastIndex(of: "/"))
        let location = try DatabaseLocation("\(url[..<slash])/no_such_database")
        let refusal = await fault { try await Store.open(location) }
        #expect(refusal?.text == "storage.unknown-database")
        #expect(refusal?.values["name"] == "no_such_database")
    }

    @Test("a connection lost fails its write; the next finds its way", .enabled(if: TestEngine.postgresURL != nil))
    func connectionLost() async throws {
        try await TestEngine.postgres.withStore(Fixtures.migrations) { store in
            let failure = await fault {
                try await store.write { transaction in
                    try transaction.insert(into: "things", Fixtures.things([1]))
                    try transaction.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(failure?.code == .unavailable)
            try await store.write { try $0.insert(into: "things", Fixtures.things([2])) }
            let ids = try await Fixtures.ids(store)
            #expect(ids == [2])
        }
    }

    @Test("connections that died while idle are made anew", .enabled(if: TestEngine.postgresURL != nil))
    func idleLoss() async throws {
        try await TestEngine.postgres.withStore(Fixtures.migrations) { store in
            let process = try await store.read { try $0.first("SELECT pg_backend_pid()") { $0.int(0) } }
            try await TestEngine.postgres.withLocation { location in
                let other = try await Store.open(location)
                try await other.write { try $0.execute("SELECT pg_terminate_backend(\(Int32(process ?? 0)))") }
                await other.close()
            }
            let ids = try await Fixtures.ids(store)
            #expect(ids == [])
        }
    }
}
