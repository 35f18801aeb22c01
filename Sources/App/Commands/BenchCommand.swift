import ArgumentParser
import Foundation
import Kernel
import Storage

/// `banyan bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: Help.text("bench"),
        discussion: Help.text("bench.more"))

    @Option(help: .words("bench.only", ["names": BenchCommand.names.joined(separator: ", ")])) var only: [String] = []
    @Option(help: .words("bench.messages")) var messages = 2_000_000
    @Option(help: .words("bench.megabytes")) var megabytes = 1_000
    @Option(help: .words("bench.groups")) var groups = 2_000
    @Option(help: .words("bench.members")) var members = 100
    @Option(help: .words("bench.database")) var database: String?
    @Option(help: .words("bench.folder"))
    var folder: String?

    func validate() throws {
        let known = Set(BenchCommand.names)
        for name in only where !known.contains(name) {
            throw ValidationError(
                Help.catalogue(
                    "command.no-such-bench", ["name": name, "known": BenchCommand.names.joined(separator: ", ")]))
        }
    }

    static let names = [
        "import", "memory", "report", "groups", "intake", "simulate", "exports", "forecast", "words", "search",
        "topics",
        "keepers", "pages",
    ]

    func run() async throws {
        let parent = folder ?? FileManager.default.temporaryDirectory.path
        let place = parent + "/banyan-bench-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let bench = Bench(folder: place, program: BenchCommand.program)
        let server = try server
        FileHandle.standardOutput.write(Data((BenchFigure.heading + "\n").utf8))
        for name in BenchCommand.names where only.isEmpty || only.contains(name) {
            switch name {
            case "import": try await ImportBench(bench: bench, messages: messages).run()
            case "memory": try await MemoryBench(bench: bench, megabytes: megabytes).run()
            case "report": try await ReportBench(bench: bench).run()
            case "groups": try await GroupsBench(bench: bench).run()
            case "simulate": try await SimulateBench(bench: bench).run()
            case "forecast": try await ForecastBench(bench: bench).run()
            case "words": WordsBench().run()
            case "search": try await SearchBench(bench: bench, messages: messages, server: server).run()
            case "topics": try await TopicsBench(bench: bench, messages: min(messages, 1_000_000)).run()
            case "keepers": try await KeepersBench(bench: bench).run()
            case "exports": try ExportsBench(bench: bench).run()
            case "pages":
                try await PagesBench(
                    bench: bench, groups: groups, members: members, database: server == nil ? database : nil
                ).run()
            default: try await IntakeBench(bench: bench).run()
            }
        }
    }

    /// The server that searching is measured on; nil where a file is named or nothing.
    private var server: String? {
        get throws {
            guard let database, try DatabaseLocation(database).engine == .postgres else { return nil }
            return database
        }
    }

    /// This program, to measure whole processes of.
    private static var program: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }
}
