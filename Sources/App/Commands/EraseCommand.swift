import ArgumentParser
import Desk
import Foundation
import Kernel
import Record
import Storage

/// `banyan erase PERSON`
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: Help.text("erase"),
        discussion: Help.text("erase.more"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("erase.person")) var person: String
    @Option(help: .words("erase.group")) var group: String?
    @Flag(help: .words("yes")) var yes = false

    func run() async throws {
        let console = try common.console()
        let record = RecordStore(world: .real())
        try await common.withStore { store in
            let match = try await store.read { transaction in
                try onlyOne(of: record.people(called: person, in: transaction), in: transaction)
            }
            guard yes || confirm(match, console) else {
                console.tell("erase.left")
                return
            }
            let desk = DataDesk(store: store, record: record)
            let outcome = try await desk.eraseFromRecord(match.id, by: Wiring.caller, at: World.real().now())
            console.tell("erase.done", ["texts": String(outcome.texts), "names": String(outcome.names)])
            do {
                try await store.rewrite()
            } catch let fault as Fault {
                // What was asked for is done and stays done; only its traces are still there.
                throw Fault(
                    fault.code, "erase.not-rewritten",
                    ["reason": console.catalogue(fault), "person": match.id.description],
                    cause: fault.cause)
            }
        }
    }

    private func onlyOne(of people: [PersonMatch], in transaction: Transaction) throws -> PersonMatch {
        var found = people
        if let group {
            let chosen = try App.group(called: group, in: transaction)
            found = found.filter { $0.groups.contains("\(chosen.network)/\(chosen.name)") }
        }
        if found.count == 1 { return found[0] }
        if found.isEmpty { throw Fault(.notFound, "record.no-such-person", ["person": person]) }
        let list = found.map {
            "\($0.id): \($0.handles.joined(separator: ", ")) (\($0.groups.joined(separator: ", ")))"
        }
        throw Fault(.badInput, "erase.several", ["person": person, "found": list.joined(separator: "\n")])
    }

    private func confirm(_ match: PersonMatch, _ console: Console) -> Bool {
        console.confirms(
            "erase.confirm",
            [
                "names": match.handles.joined(separator: ", "), "groups": match.groups.joined(separator: ", "),
                "messages": String(match.messages),
            ])
    }
}
