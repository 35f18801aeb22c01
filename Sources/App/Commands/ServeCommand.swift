import ArgumentParser
import Desk
import Foundation
import Importing
import Insight
import Kernel
import Logging
import ServiceLifecycle
import Storage
import UnixSignals
import Web

/// `banyan serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: Help.text("serve"))

    @OptionGroup var common: CommonOptions
    @Option(help: .words("serve.host")) var host = "127.0.0.1"
    @Option(help: .words("serve.port")) var port = 8080

    func run() async throws {
        let console = try common.console()
        let world = World.real()
        let folder = try common.dataFolder()
        try await common.withStore(whereNone: .make) { store in
            var options = WebOptions(uploads: folder + "/uploads")
            options.host = host
            options.port = port
            let key = try ServerKey.load(file: folder + "/server.key", world: world)
            let site = try Site(store: store, world: world, key: key, options: options)
            let link = try await firstLink(store, DeskStore(world: world, key: key), world)
            var logger = Logger(label: "banyan") { StreamLogHandler.standardError(label: $0) }
            logger.logLevel = .notice
            let application = try WebServer.application(site, logger: logger) { port in
                let base = "http://\(host):\(port)"
                console.tell("serve.listening", ["url": base])
                if let link { console.tell("serve.first-link", ["url": base + "/join/" + link]) }
            }
            let standings = StandingService(
                keeper: StandingKeeper(store: store, world: world), outlook: OutlookKeeper(store: store, world: world),
                today: { try await Wiring.today(store, world) }, logger: logger)
            let imports = ImportRunner(
                store: store, desk: DeskStore(world: world, key: key), uploads: options.uploads, world: world,
                logger: logger, afterwards: { try await Wiring.catchUp(store, world) })
            let services = ServiceGroup(
                configuration: .init(
                    services: [standings, imports, application], gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: logger))
            try await services.run()
            console.tell("serve.stopped")
        }
    }

    /// The way in for the first owner, while there is nobody yet.
    private func firstLink(_ store: Store, _ desk: DeskStore, _ world: World) async throws -> String? {
        try await store.write { transaction in
            guard try !desk.hasStaff(in: transaction) else { return nil }
            return try desk.makeFirstLink(at: world.now(), in: transaction).token.text
        }
    }
}
