import ArgumentParser
import Foundation
import Kernel
import Notices
import Record
import Simulation
import Storage

/// `banyan demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: Help.text("demo"), discussion: Help.text("demo.more"))

    @OptionGroup var common: CommonOptions
    @Option(help: .words("demo.seed")) var seed: UInt64 = 1

    func run() async throws {
        let console = try common.console()
        let world = World.real()
        let community = try MadeCommunity()
        let interruption = Interruption()
        try await common.withStore(whereNone: .make) { store in
            var zone = CivilZone(MadeCommunity.zone) ?? .utc
            // Today is not over: the histories end with yesterday.
            let yesterday = zone.civil(world.now()).day.advanced(by: -1)
            let groups = CommunityGroups(record: RecordStore(world: world), seed: seed, lastDay: yesterday)
            let line = CountLine(console.catalogue)
            let outcome = try await groups.make(
                community, in: store, shouldStop: { interruption.wasRequested },
                progress: { line.show("demo.progress", done: $0, of: $1) })
            line.end()
            if outcome.wasStopped {
                console.tell("demo.stopped", ["made": String(outcome.made)])
                throw ExitCode(130)
            }
            try await Wiring.catchUp(store, world)
            try await addOutlets(store, world, console.catalogue)
            console.print(text(community, outcome, console.catalogue))
        }
    }

    /// A webhook and a recipient to look at. Both are paused: nothing of a demo goes out.
    private func addOutlets(_ store: Store, _ world: World, _ catalogue: TextCatalogue) async throws {
        let key = try ServeCommand.serverKey(common.settings(), folder: common.dataFolder(), world)
        let (outlets, caller) = (OutletStore(world: world, key: key), Wiring.caller)
        let webhook = try NewWebhook(
            url: WebhookURL("https://members.example/banyan"), label: catalogue("demo.webhook"),
            subscription: Subscription(kinds: [.alertOpened, .alertClosed, .reportMade], groups: nil))
        let recipient = try NewMailRecipient(
            address: MailAddress("operator@members.example"), language: catalogue.language,
            subscription: Subscription(kinds: [.alertOpened, .reportMade], groups: nil))
        try await store.write { transaction in
            guard try outlets.webhooks(limit: 1, by: caller, in: transaction).isEmpty,
                try outlets.recipients(limit: 1, by: caller, in: transaction).isEmpty
            else { return }
            let id = try outlets.make(webhook, by: caller, in: transaction).id
            try outlets.set(.paused, of: id, by: caller, in: transaction)
            let reader = try outlets.make(recipient, askingAt: nil, by: caller, in: transaction)
            try outlets.set(.paused, of: reader, by: caller, in: transaction)
        }
    }

    private func text(
        _ community: MadeCommunity, _ outcome: CommunityGroups.Outcome, _ catalogue: TextCatalogue
    ) -> String {
        let figures = [
            "brand": community.brand, "made": String(outcome.made), "known": String(outcome.known),
            "events": String(outcome.events), "days": String(MadeCommunity.days),
        ]
        var lines = [catalogue(outcome.made == 0 ? "demo.known" : "demo.done", figures), "", catalogue("demo.stories")]
        for story in community.toLookFor {
            lines.append("  · " + catalogue("demo.story.\(story.name)"))
            lines.append("    " + story.groups.joined(separator: catalogue("demo.between")))
        }
        lines += ["", catalogue("demo.next")]
        return lines.joined(separator: "\n")
    }
}
