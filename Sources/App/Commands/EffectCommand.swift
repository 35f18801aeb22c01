import ArgumentParser
import Insight
import Kernel
import Record
import Storage

/// `banyan effect GROUP --date D`
struct EffectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "effect",
        abstract: Help.text("effect"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("group")) var group: String
    @Option(help: .words("effect.date")) var date: String
    @Option(help: .words("effect.days")) var days = 28
    @Option(help: .words("effect.with")) var with: [String] = []
    @Option(help: .words("compare.format")) var format: OutputFormat = .text

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
