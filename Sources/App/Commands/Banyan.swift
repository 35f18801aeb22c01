package import ArgumentParser
import Foundation
import Kernel

/// The command line: `banyan NOUN-OR-VERB …`.
package struct Banyan: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "banyan",
        abstract: Help.text("banyan"),
        subcommands: [
            ServeCommand.self, ImportCommand.self, TodayCommand.self, AlertsCommand.self, GroupsCommand.self,
            ReportCommand.self, ReportsCommand.self,
            CompareCommand.self, EffectCommand.self, InsightCommand.self, SearchCommand.self, WordsCommand.self,
            VerifyCommand.self, PeopleCommand.self, EraseCommand.self, ForgetCommand.self, RetentionCommand.self,
            AuditCommand.self,
            WebhooksCommand.self, DatabaseCommand.self, ConfigCommand.self,
            WelcomeCommand.self,
            DemoCommand.self, SimulateCommand.self,
            BenchCommand.self, BareServerCommand.self,
        ])

    package init() {}

    /// Runs the command line and ends the process with its exit status.
    package static func run() async -> Never {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
            Foundation.exit(0)
        } catch let fault as Fault {
            FileHandle.standardError.write(Console.data("banyan: \(Help.catalogue(fault))"))
            Foundation.exit(fault.code.rawValue)
        } catch {
            end(error)
        }
    }

    /// Ends the process as the parser would, its words in the person's language.
    private static func end(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        let message = Help.translated(fullMessage(for: error))
        if !message.isEmpty {
            let output = code.isSuccess ? FileHandle.standardOutput : FileHandle.standardError
            output.write(Console.data(message))
        }
        Foundation.exit(code.rawValue)
    }
}
