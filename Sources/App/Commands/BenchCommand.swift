import ArgumentParser
import Foundation
import Kernel

/// `banyan bench`
struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure how fast Banyan is here, each figure beside its limit of the same run.",
        discussion: """
            Histories are made for it in a folder that is removed again. Where BANYAN_REAL_DATA names a folder with a \
            large real history (irc-raku/logs), that is measured, too; where BANYAN_TEST_POSTGRES names a server, the \
            import is measured on it as well.
            """)

    @Option(help: "Only these: import, memory, report, groups, intake; may be repeated.") var only: [String] = []
    @Option(help: "Messages of the made history.") var messages = 2_000_000
    @Option(help: "Megabytes of the made file whose import must stay small in memory.") var megabytes = 1_000
    @Option(help: "A folder with room for the made histories and their databases. Default: the system's own.")
    var folder: String?

    func validate() throws {
        let known = Set(BenchCommand.names)
        for name in only where !known.contains(name) {
            throw ValidationError(
                "There is no benchmark \(name). Known: \(BenchCommand.names.joined(separator: ", ")).")
        }
    }

    static let names = ["import", "memory", "report", "groups", "intake"]

    func run() async throws {
        let parent = folder ?? FileManager.default.temporaryDirectory.path
        let place = parent + "/banyan-bench-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let bench = Bench(folder: place, program: BenchCommand.program)
        FileHandle.standardOutput.write(Data((BenchFigure.heading + "\n").utf8))
        for name in BenchCommand.names where only.isEmpty || only.contains(name) {
            switch name {
            case "import": try await ImportBench(bench: bench, messages: messages).run()
            case "memory": try await MemoryBench(bench: bench, megabytes: megabytes).run()
            case "report": try await ReportBench(bench: bench).run()
            case "groups": try await GroupsBench(bench: bench).run()
            default: try await IntakeBench(bench: bench).run()
            }
        }
    }

    /// This program, to measure whole processes of.
    private static var program: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }
}
