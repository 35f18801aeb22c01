import Connectors
import Foundation
import Importing
import Kernel
import Record
import Storage

/// The import of a large plain IRC history, from file to durable rollups, beside the same events inserted bare.
///
/// The limit: the same event rows by one prepared statement into the same table with the same indexes and
/// references, 10,000 to a commit; no parsing, no rollups.
struct ImportBench {
    let bench: Bench
    let messages: Int

    func run() async throws {
        let folder = bench.path("history")
        _ = try BenchHistory().writeDays(messages: messages, under: folder)
        try await measure(folder, "import, made, \(messages / 1000)k messages")
        try FileManager.default.removeItem(atPath: folder)
        if let real = ImportBench.largestRealHistory() {
            try await measure(real, "import, real \((real as NSString).lastPathComponent)")
        }
    }

    private func measure(_ folder: String, _ name: String) async throws {
        try await measure(folder, name, on: DatabaseLocation(bench.path("ours.sqlite"))) {
            try await bench.freshStore($0)
        }
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: bench.path("ours.sqlite") + suffix)
        }
        guard let url = ProcessInfo.processInfo.environment["BANYAN_TEST_POSTGRES"], !url.isEmpty else { return }
        try await measureOnServer(folder, name, url)
    }

    private func measure(
        _ folder: String, _ name: String, on location: DatabaseLocation, fresh: (String) async throws -> Store
    ) async throws {
        let ours = try await fresh("ours.sqlite")
        let (seconds, events) = try await Bench.seconds { try await take(folder, into: ours) }
        let bare = try await fresh("bare.sqlite")
        let limit = try await BareInserts.seconds(from: ours, into: bare)
        await bare.close()
        await ours.close()
        show(name + ", SQLite", events, seconds, limit)
    }

    private func measureOnServer(_ folder: String, _ name: String, _ url: String) async throws {
        let ours = try await ServerSchema.make(url, "bench_ours")
        let (seconds, events) = try await Bench.seconds { try await take(folder, into: ours.store) }
        let bare = try await ServerSchema.make(url, "bench_bare")
        let limit = try await BareInserts.seconds(from: ours.store, into: bare.store)
        try await bare.drop()
        try await ours.drop()
        show(name + ", PostgreSQL", events, seconds, limit)
    }

    private func show(_ name: String, _ events: Int, _ seconds: Double, _ limit: Double) {
        let ratio = limit / seconds
        BenchFigure(
            name: name, ours: BenchFigure.rate(events, seconds, "events"),
            limit: BenchFigure.rate(events, limit, "events") + " bare", ratio: BenchFigure.ratio(ratio),
            goal: "≥ 0.50", isMet: ratio >= 0.5
        ).show()
    }

    private func take(_ folder: String, into store: Store) async throws -> Int {
        let world = World.real()
        let importer = Importer(
            store: store, record: RecordStore(world: world), progress: SilentProgress(),
            catalogue: TextCatalogue(.english), shouldStop: { false })
        var request = ImportRequest(paths: [folder])
        request.zone = "UTC"
        let summary = try await importer.run(request)
        try await Wiring.catchUp(store, world)
        return summary.added
    }

    /// The channel with the most lines under `BANYAN_REAL_DATA/irc-raku/logs`.
    private static func largestRealHistory() -> String? {
        guard let data = ProcessInfo.processInfo.environment["BANYAN_REAL_DATA"] else { return nil }
        let logs = data + "/irc-raku/logs"
        let channels = (try? FileManager.default.contentsOfDirectory(atPath: logs)) ?? []
        return channels.map { logs + "/" + $0 }.max { size(of: $0) < size(of: $1) }
    }

    private static func size(of folder: String) -> Int {
        let walk = try? ExportWalk([folder])
        return walk?.byteCount ?? 0
    }
}

struct SilentProgress: ImportListener {
    func begin(files: Int, bytes: Int) {}
    func advance(events: Int, bytes: Int) {}
    func end() {}
}
