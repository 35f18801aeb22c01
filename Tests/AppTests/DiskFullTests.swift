import Foundation
import Importing
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import App

/// A disk that fills up in the middle of an import.
struct DiskFullTests {
    private static let log = MadeLog(linesPerDay: 3_000)

    /// Whether this process may make a small file system to fill.
    private static let canMount: Bool = {
        let folder = FileManager.default.temporaryDirectory.path + "/banyan-mount-\(UUID().uuidString)"
        guard getuid() == 0, (try? SmallDisk(at: folder, megabytes: 1)) != nil else { return false }
        return true
    }()

    @Test("A full disk stops an import, keeps what was confirmed, and lets it go on", .enabled(if: canMount))
    func smallDisk() async throws {
        try await CommandScene.run { scene in
            let folder = try Self.log.write(1...28, into: "history", of: scene)
            try await scene.importing(folder)
            let whole = try await scene.picture()

            let disk = try SmallDisk(at: scene.path("disk"), megabytes: 12)
            var full = scene
            full.banyan.database = scene.path("disk/banyan.sqlite")
            let stopped = try await full.banyan("import", "--timezone", "UTC", folder)
            let kept = try await full.picture()
            #expect(stopped.status == 73)
            #expect(stopped.errors.contains("no room left"), "\(stopped.errors)")
            #expect(kept.messages > 0 && kept.messages < whole.messages)
            #expect(kept.verify == "agrees")

            try disk.grow(toMegabytes: 64)
            try await full.importing(folder)
            #expect(try await full.picture() == whole)
        }
    }

    @Test("A database at its page limit keeps what was confirmed and lets the import go on")
    func pageLimit() async throws {
        try await CommandScene.run { scene in
            let folder = try Self.log.write(1...28, into: "history", of: scene)
            try await scene.importing(folder)
            let whole = try await scene.picture()

            var full = scene
            full.banyan.database = scene.path("limited.sqlite")
            let fault = try await Self.importWithin(pages: 2600, folder, into: full.banyan.database)
            #expect(fault?.code == .cannotWrite && fault?.text == "storage.disk-full")
            let kept = try await full.picture()
            #expect(kept.messages > 0 && kept.messages < whole.messages)
            #expect(kept.verify == "agrees")

            try await full.importing(folder)
            #expect(try await full.picture() == whole)
        }
    }

    private static func importWithin(pages: Int, _ folder: String, into path: String) async throws -> Fault? {
        var options = StoreOptions()
        options.pageLimit = pages
        let store = try await Store.open(DatabaseLocation(path), options: options)
        try await store.migrate(Wiring.migrations)
        let importer = Importer(
            store: store, record: RecordStore(world: .real()), progress: ProgressLine(TextCatalogue(.english)),
            catalogue: TextCatalogue(.english), shouldStop: { false })
        var request = ImportRequest(paths: [folder])
        request.zone = "UTC"
        do {
            _ = try await importer.run(request)
        } catch let fault as Fault {
            await store.close()
            return fault
        }
        await store.close()
        return nil
    }
}

/// A file system of a few megabytes in memory, gone with this object.
private final class SmallDisk {
    private let folder: String

    init(at folder: String, megabytes: Int) throws {
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try SmallDisk.call("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "none", folder])
    }

    func grow(toMegabytes megabytes: Int) throws {
        try SmallDisk.call("/usr/bin/mount", ["-o", "remount,size=\(megabytes)m", folder])
    }

    deinit {
        try? SmallDisk.call("/usr/bin/umount", ["-l", folder])
        try? FileManager.default.removeItem(atPath: folder)
    }

    private struct Failed: Error {}

    private static func call(_ program: String, _ arguments: [String]) throws {
        if try SystemTool.run(program, arguments).status != 0 { throw Failed() }
    }
}
