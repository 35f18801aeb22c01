import ArgumentParser
import Foundation
import Kernel

/// `banyan config`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: Help.text("config-command"), discussion: Help.text("config-command.more"))

    /// How it is shown; `markdown` is the page of documentation, without present values.
    enum Format: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json, markdown }

    @OptionGroup var common: CommonOptions
    @Option(help: .words("config-command.format")) var format: Format = .text

    func run() async throws {
        let console = try common.console()
        guard format != .markdown else { return console.print(SettingsText.document(console.catalogue)) }
        let text = SettingsText(settings: try common.settings(), catalogue: console.catalogue)
        if format == .json { console.print(text.json) } else { console.print(text.text) }
    }
}
