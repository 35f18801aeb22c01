import ArgumentParser
import Desk
import Kernel
import Storage

/// `banyan audit verify`
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: Help.text("audit"), subcommands: [Verify.self])

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.text("audit.verify"), discussion: Help.text("audit.verify.more"))

        @OptionGroup var common: CommonOptions
        @Option(help: .words("audit.head")) var head: String?

        func run() async throws {
            let console = try common.console()
            let noted = head
            try await common.withStore { store in
                let verdict = try await store.read { try AuditTrail.verify(noted: noted, in: $0) }
                let entries = String(verdict.entries)
                if let found = verdict.firstBreak {
                    let what = console.catalogue("audit.\(found.kind.rawValue)")
                    console.print(
                        console.catalogue(
                            "audit.broken", ["seq": String(found.seq), "what": what, "entries": entries]))
                    throw ExitCode(1)
                }
                guard let head = verdict.head else { return console.tell("audit.empty") }
                console.print(console.catalogue("audit.sound", ["entries": entries, "head": head.text]))
            }
        }
    }
}
