import ArgumentParser
import Foundation
import Insight
import Kernel
import Record
import Reports
import Storage

/// `banyan report GROUP`, `banyan report --all-groups`
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Report on a group, or on all of them: the last 28 days of the data, or the days you name.",
        discussion: """
            html is one file with charts, to be looked at, printed or sent; csv opens in a spreadsheet; json has the \
            keys of the definitions.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The group's name, or network/name.") var group: String?
    @Flag(help: "A report for every group, with an index, into the folder of --output.") var allGroups = false
    @Option(help: "The first day (YYYY-MM-DD).") var from: String?
    @Option(help: "The last day (YYYY-MM-DD).") var to: String?
    @Flag(help: "From the first day of the data to the last.") var all = false
    @Option(help: "text, json, csv or html.") var format: ReportFormat = .text
    @Option(help: "The file to write, or with --all-groups the folder. Default: standard output.") var output: String?

    func run() async throws {
        let console = try common.console()
        let window = try window()
        switch (group, allGroups) {
        case (let name?, false): try await report(on: name, window, console)
        case (nil, true): try await reportOnAll(window, console)
        default: throw Fault(.usage, "report.one-or-all")
        }
    }

    private func report(on name: String, _ window: ReportWindow, _ console: Console) async throws {
        let writer = ReportWriter(format, catalogue: console.catalogue, world: .real())
        try await common.withStore { store in
            let report = try await store.read { transaction in
                let group = try App.group(called: name, in: transaction)
                return try GroupReport.load(group: group.id, window: window, in: transaction)
            }
            let bytes = try writer.bytes(report)
            guard let output else { return console.print(bytes) }
            try WholeFile.write(bytes, to: output)
            console.tell("report.written", ["path": output])
            tellOfCharts(writer, console)
        }
    }

    private func reportOnAll(_ window: ReportWindow, _ console: Console) async throws {
        guard let output else { throw Fault(.usage, "report.needs-output") }
        let writer = ReportWriter(
            format, catalogue: console.catalogue, world: .real(), place: .inFolder(index: "./index.html"))
        let interruption = Interruption()
        let progress = CountLine(console.catalogue)
        try await common.withStore { store in
            let folder = ReportFolder(
                path: output, writer: writer, window: window, shouldStop: { interruption.wasRequested })
            let outcome: ReportFolder.Outcome
            do {
                outcome = try await folder.write(store) { progress.show("report.progress", done: $0, of: $1) }
            } catch {
                progress.end()
                throw error
            }
            progress.end()
            let values = ["path": output, "done": String(outcome.written), "all": String(outcome.groups)]
            console.tell(outcome.wasStopped ? "report.stopped" : "report.all-written", values)
            tellOfCharts(writer, console)
            if outcome.wasStopped { throw ExitCode(130) }
        }
    }

    private func tellOfCharts(_ writer: ReportWriter, _ console: Console) {
        if let assets = writer.assets, assets.charts == nil { console.tell("page.no-charts") }
    }

    private func window() throws -> ReportWindow {
        let first = try civilDay(from, option: "--from")
        let last = try civilDay(to, option: "--to")
        if all {
            guard first == nil, last == nil else { throw Fault(.usage, "command.all-or-days") }
            return .all
        }
        switch (first, last) {
        case (nil, nil): return .last28Days
        case (let first?, let last?): return .days(from: first, to: last)
        default: throw Fault(.usage, "command.both-days")
        }
    }
}
