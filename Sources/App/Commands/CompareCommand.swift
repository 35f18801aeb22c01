import ArgumentParser
import Insight
import Kernel
import Record
import Storage

/// `banyan compare A B`, `banyan compare A --kind`
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: Help.text("compare"))

    @OptionGroup var common: CommonOptions
    @OptionGroup var days: WindowOptions
    @Argument(help: .words("group")) var first: String
    @Argument(help: .words("compare.second")) var second: String?
    @Flag(help: .words("compare.kind")) var kind = false
    @Option(help: .words("compare.format")) var format: OutputFormat = .text

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
