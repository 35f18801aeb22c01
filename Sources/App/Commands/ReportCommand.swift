import ArgumentParser
import Insight
import Kernel
import Record
import Storage

/// `banyan report GROUP`
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: Help.text("report"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("group")) var group: String
    @Option(help: .words("from")) var from: String?
    @Option(help: .words("to")) var to: String?
    @Flag(help: .words("all")) var all = false
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
