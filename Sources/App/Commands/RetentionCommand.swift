import ArgumentParser
import Desk
import Kernel
import Record
import Storage

/// `banyan retention`
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: Help.text("retention"), discussion: Help.text("retention.more"))

    @OptionGroup var common: CommonOptions
    @Argument(help: .words("retention.groups")) var groups: [String] = []
    @Option(help: .words("retention.keep")) var keep: String?
    @Flag(name: .customLong("run"), help: .words("retention.run")) var isCarriedOut = false
    @Flag(help: .words("yes")) var yes = false

    func run() async throws {
        let console = try common.console()
        let world = World.real()
        try await common.withStore { store in
            let desk = DataDesk(store: store, record: RecordStore(world: world))
            let chosen = try await store.read { transaction in
                try groups.map { try group(called: $0, in: transaction) }
            }
            if let keep {
                let new = try Self.retention(keep)
                if new?.days != nil, !(yes || console.confirms("retention.confirm", ["keep": keep])) {
                    return console.tell("erase.left")
                }
                try await store.write { transaction in
                    for id in chosen.isEmpty ? [nil] : chosen.map({ Optional($0.id) }) {
                        try desk.setRetention(new, of: id, by: Wiring.caller, at: world.now(), in: transaction)
                    }
                }
            }
            if isCarriedOut {
                let texts = try await desk.carryOutRetention(by: Wiring.caller, at: world.now())
                if texts > 0 { try await store.rewrite() }
                console.tell("retention.done", ["texts": String(texts)])
            }
            try await show(store, chosen, console)
        }
    }

    /// - Returns: nil for `default`: what holds for all groups, or for the community for ever.
    private static func retention(_ text: String) throws -> TextRetention? {
        switch text {
        case "default": return nil
        case "for-ever": return .forEver
        case "none": return .days(0)
        default:
            guard let days = Int(text) else { throw Fault(.usage, "retention.bad-keep", ["value": text]) }
            return try TextRetention(days: days)
        }
    }

    private func show(_ store: Store, _ chosen: [Group], _ console: Console) async throws {
        var line = ""
        func add(_ name: String, _ retention: TextRetention?, _ none: String) {
            let text = retention.map { $0.days.map { $0 == 0 ? "none" : String($0) } ?? "for-ever" } ?? none
            line += "\(text)  \(name)\n"
        }
        let all = try await store.read { try RecordStore.retention(of: nil, in: $0) }
        add("*", all, "for-ever")
        if chosen.isEmpty {
            var last = GroupID(0)
            while true {
                let page = try await store.read { [last] in
                    try RecordStore.ownRetentions(after: last, limit: 500, in: $0)
                }
                for one in page { add(one.name, one.retention, "default") }
                guard page.count == 500, let end = page.last else { break }
                last = end.group
            }
        }
        for group in chosen {
            let own = try await store.read { try RecordStore.retention(of: group.id, in: $0) }
            add(group.name, own, "default")
        }
        console.print(line)
    }
}
