import ArgumentParser
import Kernel
import Record
import Storage

/// `banyan verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: Help.text("verify"),
        discussion: Help.text("verify.more"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("verify.groups")) var groups: [String] = []

    /// How many differences of a group are printed; all are counted.
    private static let mostShown = 50

    func run() async throws {
        let console = try common.console()
        let record = RecordStore(world: .real())
        try await common.withStore { store in
            let chosen = try await store.read { transaction in
                guard !groups.isEmpty else { return try Group.all(in: transaction) }
                return try groups.map { try group(called: $0, in: transaction) }
            }
            var differing = 0
            for group in chosen {
                let found = try await store.read { try record.verify(group, in: $0) }
                differing += found.count
                tell(found, of: group, console)
            }
            let counts = ["groups": String(chosen.count), "differences": String(differing)]
            console.tell(differing == 0 ? "verify.agrees" : "verify.differs", counts)
            if differing > 0 { throw ExitCode(1) }
        }
    }

    private func tell(_ found: [Discrepancy], of group: Group, _ console: Console) {
        for discrepancy in found.prefix(Self.mostShown) {
            console.print(
                console.catalogue(
                    "verify.difference",
                    [
                        "group": group.name, "place": discrepancy.place, "row": discrepancy.row,
                        "stored": discrepancy.stored ?? "–", "counted": discrepancy.counted ?? "–",
                    ]))
        }
        if found.count > Self.mostShown {
            console.print(
                console.catalogue(
                    "verify.more", ["group": group.name, "count": String(found.count - Self.mostShown)]))
        }
    }
}
