package import ArgumentParser
import Foundation
import Kernel

/// The command line: `banyan NOUN-OR-VERB …`.
package struct Banyan: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "banyan",
        abstract: "Keeps chat communities alive: reads chat histories, counts what is true, shows what needs you.",
        subcommands: [
            ImportCommand.self, GroupsCommand.self, ReportCommand.self, CompareCommand.self, EffectCommand.self,
            VerifyCommand.self, EraseCommand.self,
            DatabaseCommand.self, WelcomeCommand.self, BenchCommand.self,
        ])

    package init() {}

    /// Runs the command line and ends the process with its exit status.
    package static func run() async -> Never {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            Foundation.exit(0)
        } catch let fault as Fault {
            let catalogue = TextCatalogue(language(of: CommandLine.arguments))
            FileHandle.standardError.write(Console.data("banyan: \(catalogue(fault))"))
            Foundation.exit(fault.code.rawValue)
        } catch {
            exit(withError: error)
        }
    }

    private static func language(of arguments: [String]) -> Language {
        let asked = arguments.enumerated().compactMap { index, argument -> String? in
            if argument.hasPrefix("--lang=") { return String(argument.dropFirst(7)) }
            return argument == "--lang" && index + 1 < arguments.count ? arguments[index + 1] : nil
        }
        return asked.first.flatMap { Language(locale: $0) } ?? Console.languageOfLocale
    }
}
