import Foundation
import Kernel
import Storage
import TestSupport
import Testing

struct BackupTests {
    private static func withFile<T>(_ body: (String) async throws -> T) async throws -> T {
        let name = "banyan-\(UUID().uuidString).backup"
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    private static func fill(_ store: Store) async throws {
        try await store.write { transaction in
            try transaction.insert(into: "things", Fixtures.things(1...3000, note: "群\t聊\n\\N \\. 'x'"))
            try transaction.execute("INSERT INTO totals VALUES ('written', 0)")
            try transaction.execute("INSERT INTO parts VALUES (\(1), \(2))")
        }
    }

    @Test("a backup made while writers go on holds one moment", arguments: TestEngine.available)
    func whileWriting(engine: TestEngine) async throws {
        try await Self.withFile { file in
            let (written, before, after) = try await engine.withStore(Fixtures.migrations) { store in
                try await Self.fill(store)
                let before = try await Fixtures.ids(store).count
                let writing = Task {
                    var id: Int64 = 10_000
                    while !Task.isCancelled {
                        let next = id
                        try await store.write { transaction in
                            try transaction.insert(into: "things", Fixtures.things([next]))
                            try transaction.execute("UPDATE totals SET n = n + 1")
                        }
                        id += 1
                    }
                    return Int(id - 10_000)
                }
                try await Task.sleep(for: .milliseconds(50))
                try await store.backup(to: file)
                writing.cancel()
                let count = (try? await writing.value) ?? 0
                return (count, before, try await Fixtures.ids(store).count)
            }
            #expect(after >= before + written)
            try await engine.withLocation { location in
                let store = try await Store.open(location)
                try await store.restore(from: file, Fixtures.migrations)
                let rows = try await Fixtures.ids(store).count
                let counted = try await store.read { try $0.first("SELECT n FROM totals") { $0.int(0) } }
                // Rows and their count were written together: a backup of two moments would tell them apart.
                #expect(rows == 3000 + (counted ?? -1))
                #expect((before...after).contains(rows))
                try await store.migrate(Fixtures.migrations)
                let report = try await store.check()
                #expect(report.problems == [])
                await store.close()
            }
        }
    }

    @Test("every value survives backup and restore", arguments: TestEngine.available)
    func sameRows(engine: TestEngine) async throws {
        try await Self.withFile { file in
            let wanted = try await engine.withStore(Fixtures.migrations) { store in
                try await Self.fill(store)
                try await store.backup(to: file)
                return try await Fixtures.dump(store)
            }
            try await engine.withLocation { location in
                let store = try await Store.open(location)
                try await store.restore(from: file, Fixtures.migrations)
                let found = try await Fixtures.dump(store)
                #expect(found == wanted)
                let second = await fault { try await store.restore(from: file, Fixtures.migrations) }
                #expect(second?.text == "storage.not-empty")
                await store.close()
            }
        }
    }

    @Test("a backup cut short or altered is refused and nothing restored", arguments: TestEngine.available)
    func damaged(engine: TestEngine) async throws {
        try await Self.withFile { file in
            try await engine.withStore(Fixtures.migrations) { store in
                try await Self.fill(store)
                try await store.backup(to: file)
            }
            let whole = try Data(contentsOf: URL(fileURLWithPath: file))
            var altered = whole
            // SQLite keeps no digest of its pages: what it notices is a broken structure.
            switch engine {
            case .sqlite: altered.replaceSubrange(8192..<8392, with: [UInt8](repeating: 0xFF, count: 200))
            case .postgres: altered[whole.count / 2] ^= 1
            }
            let pieces = [whole.prefix(whole.count - 1), whole.prefix(whole.count / 2), whole.prefix(4096), altered]
            for piece in pieces {
                try Data(piece).write(to: URL(fileURLWithPath: file))
                try await engine.withLocation { location in
                    let store = try await Store.open(location)
                    let refusal = await fault { try await store.restore(from: file, Fixtures.migrations) }
                    #expect(refusal?.text == "storage.backup-damaged", "\(piece.count) of \(whole.count) bytes")
                    let recorded = try await store.recordedMigrations()
                    #expect(recorded.isEmpty)
                    await store.close()
                }
            }
        }
    }

    @Test("other files, missing files, and backups of a newer program are refused", arguments: TestEngine.available)
    func refused(engine: TestEngine) async throws {
        try await Self.withFile { file in
            try await engine.withStore { store in
                // The migrations table alone is no content, but it is not an empty database either.
                let refusal = await fault { try await store.restore(from: file, []) }
                #expect(refusal?.text == "storage.not-empty")
            }
            try await engine.withLocation { location in
                let store = try await Store.open(location)
                let missing = await fault { try await store.restore(from: file, Fixtures.migrations) }
                #expect(missing?.text == "storage.backup-unreadable")
                try Data(String(repeating: "diary ", count: 1000).utf8).write(to: URL(fileURLWithPath: file))
                let other = await fault { try await store.restore(from: file, Fixtures.migrations) }
                #expect(other?.text == "storage.backup-foreign")
                await store.close()
            }
            try await engine.withStore(Fixtures.migrations) { store in
                let exists = await fault { try await store.backup(to: file) }
                #expect(exists?.text == "storage.backup-exists")
                try FileManager.default.removeItem(atPath: file)
                try await store.backup(to: file)
            }
            try await engine.withLocation { location in
                let store = try await Store.open(location)
                let newer = await fault { try await store.restore(from: file, []) }
                #expect(newer?.text == "storage.newer")
                await store.close()
            }
        }
    }

    @Test("a backup that cannot be written says why and leaves nothing behind", arguments: TestEngine.available)
    func unwritable(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            let refusal = await fault { try await store.backup(to: "/no/such/folder/file") }
            #expect(refusal?.code == .cannotWrite)
        }
    }
}
