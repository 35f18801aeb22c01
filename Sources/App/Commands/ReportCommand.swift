import ArgumentParser
import Bulletins
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
    @Flag(help: .words("report.community")) var community = false
    @OptionGroup var days: WindowOptions
    @Option(help: .words("report.format")) var format: ReportFormat = .text
    @Option(help: .words("report.output")) var output: String?

    func run() async throws {
        let console = try common.console()
        let window = try days.window()
        switch (group, allGroups, community) {
        case (let name?, false, false): try await report(on: name, window, console)
        case (nil, true, false): try await reportOnAll(window, console)
        case (nil, false, true): try await reportOnCommunity(window, console)
        default: throw Fault(.usage, "report.one-or-all")
        }
    }

    private func report(on name: String, _ window: ReportWindow, _ console: Console) async throws {
        var writer = ReportWriter(format, catalogue: console.catalogue, world: .real())
        try await common.withStore { store in
            let needsLives = format == .html || format == .pdf
            let (report, lives) = try await store.read { transaction in
                let group = try App.group(called: name, in: transaction)
                return (
                    try GroupReport.loadWhole(group: group.id, window: window, withTopics: true, in: transaction),
                    needsLives ? GroupSurvival(try GroupSummary.all(in: transaction)) : nil
                )
            }
            writer.lives = lives
            try write(try await writer.bytes(report), writer, console)
        }
    }

    /// All groups together; without days named, the week that ends with the last day of anybody's data.
    private func reportOnCommunity(_ window: ReportWindow, _ console: Console) async throws {
        let writer = ReportWriter(format, catalogue: console.catalogue, world: .real())
        let standard: ReportWindow = window == .last28Days ? .last(7) : window
        try await common.withStore { store in
            let zone = try await store.read { try BulletinStore.zone(in: $0) }
            let report = try await store.read { transaction in
                let data = try GroupSummary.all(in: transaction).compactMap(\.data)
                guard let from = data.map(\.from).min(), let to = data.map(\.to).max(),
                    let days = try standard.resolved(data: DayRange(from: from, to: to))
                else { throw Fault(.notFound, "report.community.none") }
                return try CommunityReport.load(.all, window: days, scope: nil, in: transaction)
            }
            try write(try await writer.bytes(report, zone: zone), writer, console)
        }
    }

    private func write(_ bytes: Data, _ writer: ReportWriter, _ console: Console) throws {
        guard let output else { return console.print(bytes) }
        let place = URL(fileURLWithPath: output)
        WholeFile.sweep(place.deletingLastPathComponent().path, for: place.lastPathComponent)
        try WholeFile.write(bytes, to: output)
        console.tell("report.written", ["path": output])
        tellOfCharts(writer, console)
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
            if outcome.kept > 0 { console.tell("report.kept", ["count": String(outcome.kept)]) }
            tellOfCharts(writer, console)
            if outcome.wasStopped { throw ExitCode(130) }
        }
    }

    private func tellOfCharts(_ writer: ReportWriter, _ console: Console) {
        if let assets = writer.assets, assets.charts == nil { console.tell("page.no-charts") }
    }
}
