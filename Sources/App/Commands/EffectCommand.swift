import ArgumentParser
import Insight
import Kernel
import Record
import Storage

/// `banyan effect GROUP --date D`
struct EffectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "effect",
        abstract: "What changed with a date: before and after, against groups of the same kind.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The group's name, or network/name.") var group: String
    @Option(help: "The first day after (YYYY-MM-DD).") var date: String
    @Option(help: "How many days before and from the date on.") var days = 28
    @Option(help: "A group to compare with; may be repeated. Default: all others of its kind.") var with: [String] = []
    @Option(help: "text or json.") var format: OutputFormat = .text

    func run() async throws {
        let console = try common.console()
        guard let day = try civilDay(date, option: "--date") else { return }
        try await common.withStore { store in
            try await store.read { transaction in
                let own = try App.group(called: group, in: transaction).id
                let others = try with.map { try App.group(called: $0, in: transaction).id }
                let found = try Effect.load(own, date: day, days: days, with: others, in: transaction)
                return format == .json ? Output.json(try found.jsonData()) : .text(found.text(console.catalogue))
            }.print(to: console)
        }
    }
}
