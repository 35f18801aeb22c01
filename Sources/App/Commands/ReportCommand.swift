import ArgumentParser
import Insight
import Kernel
import Record
import Storage

/// `banyan report GROUP`
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Report on a group: the last 28 days of its data, or the days you name.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The group's name, or network/name.") var group: String
    @Option(help: "The first day (YYYY-MM-DD).") var from: String?
    @Option(help: "The last day (YYYY-MM-DD).") var to: String?
    @Flag(help: "From the first day of the data to the last.") var all = false
    @Option(help: "text, or json with the keys of the definitions.") var format: OutputFormat = .text

    func run() async throws {
        let console = try common.console()
        let window = try window()
        try await common.withStore { store in
            let report = try await store.read { transaction in
                let group = try App.group(called: group, in: transaction)
                return try GroupReport.load(group: group.id, window: window, in: transaction)
            }
            switch format {
            case .json: console.print(try report.jsonData())
            case .text: console.print(report.text(console.catalogue))
            }
        }
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
