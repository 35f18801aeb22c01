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
        commandName: "report", abstract: Help.text("report"), discussion: Help.text("report.more"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("group")) var group: String?
    @Flag(help: .words("report.all-groups")) var allGroups = false
    @Option(help: .words("from")) var from: String?
    @Option(help: .words("to")) var to: String?
    @Flag(help: .words("all")) var all = false
    @Option(help: .words("report.format")) var format: ReportFormat = .text
    @Option(help: .words("report.output")) var output: String?

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
                return try GroupReport.loadWhole(group: group.id, window: window, in: transaction)
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
