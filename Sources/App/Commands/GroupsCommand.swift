import ArgumentParser
import Insight
import Kernel
import Storage

enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
}

/// `banyan groups`
struct GroupsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups", abstract: Help.text("groups"))

    @OptionGroup var common: CommonOptions
    @Option(help: .words("groups.format")) var format: OutputFormat = .text

    func run() async throws {
        let console = try common.console()
        try await common.withStore { store in
            let summaries = try await store.read { try GroupSummary.all(in: $0) }
            switch format {
            case .json: console.print(try GroupSummary.jsonLines(summaries))
            case .text: console.print(GroupSummary.text(summaries, console.catalogue))
            }
        }
    }
}
