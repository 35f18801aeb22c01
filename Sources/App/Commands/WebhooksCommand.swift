import ArgumentParser
import Desk
import Kernel
import Logging
import Notices
import Storage
import Web

/// `banyan webhooks list|test`
struct WebhooksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks", abstract: Help.text("webhooks"), discussion: Help.text("webhooks.more"),
        subcommands: [List.self, Test.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: Help.text("webhooks.list"))

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let (console, world) = (try common.console(), World.real())
            let settings = try common.settings()
            let key = try ServeCommand.serverKey(settings, folder: common.dataFolder(), world)
            let outlets = OutletStore(world: world, key: key)
            let webhooks = try await common.withStore { store in
                try await store.read { try outlets.webhooks(limit: Webhook.most, by: Wiring.caller, in: $0) }
            }
            guard !webhooks.isEmpty else { return console.tell("webhooks.none") }
            let lines = webhooks.map { webhook in
                let state = console.catalogue("web.notices.state." + webhook.state.rawValue)
                let kinds = webhook.kinds.map(\.rawValue).sorted().joined(separator: ",")
                return [webhook.id.description, state, webhook.url, kinds, webhook.label].filter { !$0.isEmpty }
                    .joined(separator: "  ")
            }
            console.print(lines.joined(separator: "\n"))
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: Help.text("webhooks.test"), discussion: Help.text("webhooks.test.more"))

        @OptionGroup var common: CommonOptions
        @Option(name: .customLong("webhook-reach"), help: .words("serve.webhook-reach")) var webhookReach: String?
        @Argument(help: .words("webhooks.id")) var id: Int64

        func run() async throws {
            let (console, world) = (try common.console(), World.real())
            let settings = try common.settings(webhookReach.map { [.webhookReach: .text($0)] } ?? [:])
            let folder = try common.dataFolder()
            let key = try ServeCommand.serverKey(settings, folder: folder, world)
            let outlets = OutletStore(world: world, key: key)
            var logger = Logger(label: "banyan") { StreamLogHandler.standardError(label: $0) }
            logger.logLevel = .error
            let (webhook, options) = (WebhookID(id), try WebOptions(settings, uploads: folder + "/uploads"))
            let delivery = try await common.withStore { [logger] store in
                let engine = Wiring.deliveries(store, key, options, world, logger)
                let id = try await store.write { try outlets.test(webhook, by: Wiring.caller, in: $0) }
                // A server that runs beside this may have been quicker; then it is the one to say what became of it.
                _ = try await engine.deliver(id)
                return try await store.read {
                    try engine.deliveries.delivery(id, by: Wiring.caller, in: $0)
                }
            }
            try tell(delivery, console)
        }

        private func tell(_ delivery: Delivery, _ console: Console) throws {
            let state = console.catalogue("web.notices.delivery." + delivery.state.rawValue)
            let trouble = delivery.fault.map { console.catalogue($0) }
            let parts = [state, delivery.code.map(String.init), trouble, delivery.webhookID].compactMap { $0 }
            console.print(parts.joined(separator: "  "))
            if delivery.state == .failed { throw ExitCode(1) }
        }
    }
}
