import Foundation
import Kernel
import TestSupport
import Testing

@testable import Storage

struct OpeningTests {
    @Test("a file of other bytes is refused and left as it was")
    func notADatabase() async throws {
        try await TestEngine.sqlite.withLocation { location in
            let path = try #require(location.path)
            let bytes = Data(String(repeating: "This is my diary. ", count: 500).utf8)
            try bytes.write(to: URL(fileURLWithPath: path))
            let refusal = await fault { try await Store.open(location) }
            #expect(refusal?.text == "storage.not-a-database")
            #expect(refusal?.code == .wrongDatabase)
            let after = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(after == bytes)
        }
    }

    @Test("another program's SQLite file is refused and left as it was")
    func foreignFile() async throws {
        try await TestEngine.sqlite.withLocation { location in
            let path = try #require(location.path)
            let ours = try await Store.open(location)
            try await ours.write { try $0.session.run("CREATE TABLE recipes (name TEXT)") }
            await ours.close()
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            let refusal = await fault { try await Store.open(location) }
            #expect(refusal?.text == "storage.foreign")
            let after = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(after == before)
        }
    }

    @Test("another program's PostgreSQL schema is refused", .enabled(if: TestEngine.postgresURL != nil))
    func foreignSchema() async throws {
        try await TestEngine.postgres.withLocation { location in
            let store = try await Store.open(location)
            try await store.write { try $0.session.run("CREATE TABLE recipes (name TEXT)") }
            let migration = await fault { try await store.migrate(Fixtures.migrations) }
            #expect(migration?.text == "storage.foreign")
            await store.close()
            let refusal = await fault { try await Store.open(location) }
            #expect(refusal?.text == "storage.foreign")
        }
    }

    @Test("a folder, and a file in no folder, are refused as such")
    func folders() async throws {
        try await TestEngine.sqlite.withLocation { location in
            let path = try #require(location.path)
            let folder = try DatabaseLocation(URL(fileURLWithPath: path).deletingLastPathComponent().path)
            let isFolder = await fault { try await Store.open(folder) }
            #expect(isFolder?.text == "storage.is-folder")
            let nowhere = try DatabaseLocation("\(path)-no/such/file.sqlite")
            let noFolder = await fault { try await Store.open(nowhere) }
            #expect(noFolder?.text == "storage.no-folder")
        }
    }

    @Test("a read-only file and a read-only folder are refused", .enabled(if: Lock.works, "root, and no chattr"))
    func readOnly() async throws {
        try await TestEngine.sqlite.withLocation { location in
            let path = try #require(location.path)
            let store = try await Store.open(location)
            try await store.migrate(Fixtures.migrations)
            await store.close()
            for place in [path, URL(fileURLWithPath: path).deletingLastPathComponent().path] {
                Lock.set(place, true)
                let refusal = await fault { try await Store.open(location) }
                Lock.set(place, false)
                #expect(refusal?.text == "storage.read-only")
                #expect(refusal?.code == .forbidden)
            }
        }
    }

    @Test("every commit waits for the disk, and a database is told by its header")
    func settings() async throws {
        try await TestEngine.sqlite.withStore(Fixtures.migrations) { store in
            let names = ["synchronous", "foreign_keys", "cache_size", "wal_autocheckpoint", "application_id"]
            let values = try await store.write { transaction in
                try names.map { try transaction.first("PRAGMA \(raw: $0)") { $0.int(0) } }
            }
            #expect(values == [2, 1, -24_576, 10_000, 0x424E_594E])
            let mode = try await store.read { try $0.first("PRAGMA journal_mode") { $0.string(0) } }
            #expect(mode == "wal")
        }
    }

    @Test("every refusal has a text in every language", arguments: Language.allCases)
    func texts(language: Language) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/Storage").standardizedFileURL
        let catalogue = TextCatalogue(language)
        var keys: Set<String> = []
        let files = FileManager.default.enumerator(atPath: folder.path)
        while let file = files?.nextObject() as? String {
            guard file.hasSuffix(".swift") else { continue }
            let source = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            for part in source.split(separator: "\"") where part.hasPrefix("storage.") { keys.insert(String(part)) }
        }
        #expect(keys.count > 25)
        #expect(keys.subtracting(catalogue.keys).sorted() == [])
    }
}

/// Makes a file or folder read-only: by its mode, or for root, whom no mode stops, by the file system's own mark.
private enum Lock {
    static let works: Bool = {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(UUID().uuidString)").path
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        set(path, true)
        let isLocked = access(path, W_OK) != 0
        set(path, false)
        unlink(path)
        return isLocked
    }()

    static func set(_ path: String, _ isLocked: Bool) {
        if geteuid() != 0 {
            chmod(path, isLocked ? 0o500 : 0o700)
        } else {
            _ = try? SystemTool.run("/usr/bin/chattr", [isLocked ? "+i" : "-i", path])
        }
    }
}
