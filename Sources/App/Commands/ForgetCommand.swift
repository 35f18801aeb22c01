import ArgumentParser
import Kernel
import Record
import Storage

/// `banyan forget --before DAY`
struct ForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget", abstract: Help.text("forget"), discussion: Help.text("forget.more"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("forget.groups")) var groups: [String] = []
    @Option(help: .words("forget.before")) var before: String
    @Flag(help: .words("yes")) var yes = false

    func run() async throws {
        let console = try common.console()
        let record = RecordStore(world: .real())
        guard let day = try civilDay(before, option: "--before") else { return }
        try await common.withStore { store in
            let chosen = try await store.read { transaction in
                guard !groups.isEmpty else { return try Group.all(in: transaction) }
                return try groups.map { try group(called: $0, in: transaction) }
            }
            let values = ["groups": String(chosen.count), "day": day.description]
            guard yes || console.confirms("forget.confirm", values) else {
                console.tell("erase.left")
                return
            }
            var texts = 0
            // A transaction for each group: appends to others need not wait.
            for group in chosen {
                texts += try await store.write {
                    try record.forgetTexts(before: group.start(of: day), in: group, in: $0)
                }
            }
            // Forgotten words are to leave the file, too, not only its rows.
            if texts > 0 { try await store.rewrite() }
            console.tell(
                "forget.done", ["texts": String(texts), "groups": String(chosen.count), "day": day.description])
        }
    }
}

extension Group {
    /// When a civil day begins in the group's own zone.
    fileprivate func start(of day: CivilDay) throws -> Instant {
        guard var civil = CivilZone(zone) else { throw Fault(.badInput, "record.unknown-zone", ["zone": zone]) }
        return civil.instant(WallTime(day: day, millisecondOfDay: 0))
    }
}
