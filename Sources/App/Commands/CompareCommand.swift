import ArgumentParser
import Insight
import Kernel
import Record
import Storage

/// `banyan compare A B`, `banyan compare A --kind`
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two groups, or a group with the others of its kind, over as many days each.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var days: WindowOptions
    @Argument(help: "The group's name, or network/name.") var first: String
    @Argument(help: "The group to compare it with.") var second: String?
    @Flag(help: "Compare it with the other groups of its kind.") var kind = false
    @Option(help: "text or json.") var format: OutputFormat = .text

    func run() async throws {
        let console = try common.console()
        let window = try days.window()
        guard kind == (second == nil) else { throw Fault(.usage, "compare.one-way") }
        try await common.withStore { store in
            try await store.read { transaction in
                let group = try App.group(called: first, in: transaction).id
                guard let second else {
                    let found = try KindComparison.load(group, window: window, in: transaction)
                    return format == .json ? Output.json(try found.jsonData()) : .text(found.text(console.catalogue))
                }
                let other = try App.group(called: second, in: transaction).id
                let found = try GroupComparison.load(group, other, window: window, in: transaction)
                return format == .json ? Output.json(try found.jsonData()) : .text(found.text(console.catalogue))
            }.print(to: console)
        }
    }
}
