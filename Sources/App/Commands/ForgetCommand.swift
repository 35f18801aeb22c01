import ArgumentParser
import Desk
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
            let desk = DataDesk(store: store, record: record)
            let scope = groups.isEmpty ? nil : chosen
            let texts = try await desk.forgetTexts(before: day, in: scope, by: Wiring.caller, at: World.real().now())
            console.tell(
                "forget.done", ["texts": String(texts), "groups": String(chosen.count), "day": day.description])
        }
    }
}
