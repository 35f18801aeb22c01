import ArgumentParser
import Insight
import Kernel
import Record
import Storage

/// `banyan insight portrait GROUP [--against GROUP]`
struct PortraitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "portrait", abstract: Help.text("portrait"), discussion: Help.text("portrait.more"))

    @OptionGroup var common: CommonOptions
    @OptionGroup var days: WindowOptions
    @Argument(help: .words("group")) var group: String
    @Option(help: .words("portrait.against")) var against: String?
    @Option(help: .words("compare.format")) var format: OutputFormat = .text

    func run() async throws {
        let console = try common.console()
        let window = try days.window()
        try await common.withStore { store in
            let runner = ReactorRunner(store: store, world: .real(), owner: Wiring.owner)
            try await Wiring.readNeeds(store, runner)
            try await store.read { transaction in
                let own = try App.group(called: group, in: transaction).id
                let portrait = try GroupPortrait.load(group: own, window: window, in: transaction)
                guard let against else {
                    return format == .json
                        ? Output.json(portrait.jsonData) : .text(portrait.text(console.catalogue))
                }
                let other = try App.group(called: against, in: transaction).id
                let comparison = PortraitComparison(
                    portrait, try GroupPortrait.load(group: other, window: window, in: transaction))
                return format == .json
                    ? Output.json(comparison.jsonData) : .text(comparison.text(console.catalogue))
            }.print(to: console)
        }
    }
}
