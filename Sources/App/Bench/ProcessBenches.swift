import Foundation
import Insight
import Kernel
import Record
import Simulation
import Storage

/// How much memory the import of one very large file takes: a whole process, its highest resident mark.
///
/// Once for years of talk, once for a file that claims to be all of one day, where every question of it waits for its
/// answer until the end. The limit: the same program importing a file a hundredth as large; a ratio near 1 says memory
/// does not grow.
struct MemoryBench {
    let bench: Bench
    let megabytes: Int

    func run() async throws {
        try await show("years of talk") { try writeYears(bytes: $0, under: $1) }
        try await show("one day") { try BenchHistory().writeFile(bytes: $0, under: $1).path }
    }

    private func show(_ what: String, _ write: (_ bytes: Int, _ folder: String) throws -> String) async throws {
        let small = try await peak(max(1, megabytes / 100), write)
        let large = try await peak(megabytes, write)
        let ratio = Double(large) / Double(max(1, small))
        BenchFigure(
            name: "memory, import of \(megabytes) MB, \(what)", ours: "\(large / 1024) MiB",
            limit: "\(small / 1024) MiB for \(max(1, megabytes / 100)) MB", ratio: BenchFigure.ratio(ratio),
            goal: "< 150 MB", isMet: large * 1024 < 150_000_000
        ).show()
    }

    private func peak(
        _ megabytes: Int, _ write: (_ bytes: Int, _ folder: String) throws -> String
    ) async throws -> Int {
        let folder = bench.path("large")
        let database = bench.path("large.sqlite")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer {
            for path in [folder, database, database + "-wal", database + "-shm"] {
                try? FileManager.default.removeItem(atPath: path)
            }
        }
        let file = try write(megabytes * 1_000_000, folder)
        return try await bench.process(["import", file, "--database", database, "--timezone", "UTC"]).kibibytes
    }

    private func writeYears(bytes: Int, under folder: String) throws -> String {
        let path = folder + "/bench.jsonl"
        var talk = BenchTalk(isChinese: false)
        let file = try BenchFile(path)
        while file.bytes < bytes {
            let message = talk.next()
            file.add(
                #"{"time":"\#(message.day)T\#(message.clock)Z","sender":"\#(message.name)","text":"\#(message.words)"}"#
                    .utf8)
            try file.endLine()
        }
        try file.close()
        return path
    }
}

/// A whole `banyan report --format json`, all its parts, over a group of a million messages.
///
/// The limit: the same process doing nothing but starting (`--help`) and the bare reading of the same rollup rows.
struct ReportBench {
    let bench: Bench

    func run() async throws {
        let folder = bench.path("million")
        _ = try BenchHistory().writeDays(messages: 1_000_000, under: folder)
        let database = bench.path("million.sqlite")
        _ = try await bench.process(["import", folder, "--database", database, "--timezone", "UTC"])
        let store = try await Store.open(DatabaseLocation(database))
        let start = try await Bench.median(of: 7) { try await bench.process(["--help"]).seconds }
        for (name, options) in [("last 28 days", [String]()), ("all", ["--all"])] {
            let ours = try await Bench.median(of: 7) {
                try await bench.process(["report", "#bench", "--database", database, "--format", "json"] + options)
                    .seconds
            }
            let from: Int64 = options.isEmpty ? try await firstOfWindow(store) : 0
            let bare = try await Bench.median(of: 7) {
                try await Bench.seconds { try await store.read { try ReportBench.read($0, from: from) } }.seconds
            }
            let ratio = (start + bare) / ours
            BenchFigure(
                name: "report, 1M messages, \(name)", ours: BenchFigure.milliseconds(ours),
                limit: BenchFigure.milliseconds(start + bare) + " start and bare rows", ratio: BenchFigure.ratio(ratio),
                goal: "≤ 500 ms", isMet: ours <= 0.5
            ).show()
        }
        await store.close()
    }

    private func firstOfWindow(_ store: Store) async throws -> Int64 {
        try await store.read { try $0.first("SELECT last_day - 27 FROM group_totals") { $0.int64(0) } ?? 0 }
    }

    private static func read(_ transaction: Transaction, from: Int64) throws {
        let byDay = ["member_days", "group_days", "group_hours", "edge_days", "questions"]
        let queries: [SQL] =
            byDay.map { "SELECT * FROM \(raw: $0) WHERE day >= \(from)" }
            + ["memberships", "stays", "links"].map { "SELECT * FROM \(raw: $0)" }
        for query in queries {
            var sum: Int64 = 0
            try transaction.forEach(query) { sum &+= $0.optionalInt64(1) ?? $0.optionalInt64(2) ?? 0 }
        }
    }
}

/// A whole `banyan groups --format json` over ten thousand groups, and how long they live.
struct GroupsBench {
    let bench: Bench

    func run() async throws {
        let store = try await bench.freshStore("groups.sqlite")
        let plan = CrowdPlan(
            groups: 10_000, members: 8, days: 30, lastDay: CivilDay(year: 2026, month: 11, day: 22)!)
        _ = try await CrowdWriter(plan, store: store, record: RecordStore(world: .real())).run()
        let arguments = ["groups", "--database", bench.path("groups.sqlite"), "--format", "json"]
        let lines = try await bench.process(arguments).output.count { $0 == UInt8(ascii: "\n") }
        precondition(lines == 10_001, "the list has \(lines) lines")
        let ours = try await Bench.median(of: 7) { try await bench.process(arguments).seconds }
        let start = try await Bench.median(of: 7) { try await bench.process(["--help"]).seconds }
        let bare = try await Bench.median(of: 7) {
            try await Bench.seconds { try await store.read { try GroupsBench.read($0) } }.seconds
        }
        let survival = try await Bench.median(of: 7) {
            try await Bench.seconds {
                let curve = GroupSurvival(try await store.read { try GroupSummary.all(in: $0) }).all
                precondition(curve.subjects == 10_000, "the curve has \(curve.subjects) subjects")
            }.seconds
        }
        await store.close()
        BenchFigure(
            name: "survival, 10,000 groups", ours: BenchFigure.milliseconds(survival),
            limit: BenchFigure.milliseconds(bare) + " bare rows", ratio: BenchFigure.ratio(bare / survival),
            goal: "≤ 1000 ms", isMet: survival <= 1
        ).show()
        BenchFigure(
            name: "groups, 10,000 groups", ours: BenchFigure.milliseconds(ours),
            limit: BenchFigure.milliseconds(start + bare) + " start and bare rows",
            ratio: BenchFigure.ratio((start + bare) / ours), goal: "≤ 200 ms", isMet: ours <= 0.2
        ).show()
    }

    private static func read(_ transaction: Transaction) throws {
        var sum: Int64 = 0
        try transaction.forEach("SELECT g.*, t.* FROM groups g JOIN group_totals t ON t.group_id = g.id") {
            sum &+= $0.int64(0)
        }
    }
}
