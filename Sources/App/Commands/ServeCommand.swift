import ArgumentParser
import Bulletins
import Desk
import Foundation
import Importing
import Insight
import Kernel
import Logging
import Notices
import Record
import Rounds
import ServiceLifecycle
import Storage
import UnixSignals
import Web
import Words

/// `banyan serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: Help.text("serve"), discussion: Help.text("serve.more"))

    @OptionGroup var common: CommonOptions
    @Option(help: .words("serve.host")) var host: String?
    @Option(help: .words("serve.port")) var port: Int?
    @Option(name: .customLong("public-url"), help: .words("serve.public-url")) var publicURL: String?
    @Option(name: .customLong("trusted-proxy"), help: .words("serve.trusted-proxy")) var trustedProxies: [String] = []
    @Option(name: .customLong("tls-certificate"), help: .words("serve.tls-certificate")) var certificate: String?
    @Option(name: .customLong("tls-key"), help: .words("serve.tls-key")) var privateKey: String?
    @Option(name: .customLong("webhook-reach"), help: .words("serve.webhook-reach")) var webhookReach: String?
    @Option(help: .words("serve.uploads")) var uploads: String?
    @Option(help: .words("serve.log-format")) var logFormat: String?
    @Option(help: .words("serve.log-level")) var logLevel: String?

    func run() async throws {
        Heap.limitArenas()
        let console = try common.console()
        let world = World.real()
        let settings = try common.settings(flags)
        let folder = try common.dataFolder()
        let options = try WebOptions(settings, uploads: folder + "/uploads")
        let logger = ServeCommand.logger(settings, world)
        try await common.withStore(whereNone: .make, countsLater: true) { store in
            let key = try ServeCommand.serverKey(settings, folder: folder, world)
            let desk = DeskStore(world: world, key: key)
            let site = try Site(store: store, world: world, key: key, options: options, logger: logger)
            try await ServeCommand.foundCommunity(settings, store, desk, world)
            let link = try await firstLink(store, desk, world)
            let application = try WebServer.application(site, logger: logger) { port in
                let base = options.address(listeningOn: port)
                console.tell("serve.listening", ["url": base])
                if let link { console.tell("serve.first-link", ["url": base + "/join/" + link]) }
            }
            let standings = StandingService(
                keeper: StandingKeeper(store: store, world: world), people: PersonKeeper(store: store),
                outlook: OutlookKeeper(store: store, world: world),
                today: { try await Wiring.today(store, world) }, logger: logger)
            let rounds = RoundsService(
                today: TodayKeeper(store: store, world: world), alerts: Wiring.alertKeeper(store, world),
                world: world, logger: logger)
            let settling = SettlingService(store: store, record: RecordStore(world: world), logger: logger)
            let imports = ImportRunner(
                store: store, desk: desk, uploads: options.uploads, world: world, logger: logger,
                afterwards: { try await Wiring.catchUp(store, world) })
            let keeping = DeskKeepingService(store: store, desk: desk, world: world, logger: logger)
            let retention = RetentionService(
                desk: DataDesk(store: store, record: RecordStore(world: world)), world: world, logger: logger)
            let search = SearchService(store: store, world: world, logger: logger)
            let topics = TopicService(store: store, world: world, logger: logger)
            let engine = Wiring.deliveries(store, key, options, world, logger)
            let feed = NoticeFeedService(store: store, world: world, logger: logger)
            let quiet = QuietService(
                answers: { site.answers },
                letGo: {
                    site.letGo()
                    WordDictionary.letGoIfUnasked()
                })
            let services = ServiceGroup(
                configuration: .init(
                    services: [
                        standings, rounds, settling, imports, search, topics, keeping, retention,
                        BulletinService(maker: site.maker),
                        DeliveryService(engine: engine), feed, quiet,
                        DayService(site: site, logger: logger), application,
                    ],
                    gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
            try await services.run()
            console.tell("serve.stopped")
        }
    }

    private var flags: [SettingKey: SettingValue] {
        var flags: [SettingKey: SettingValue] = [:]
        let texts: [SettingKey: String?] = [
            .host: host, .publicURL: publicURL, .certificate: certificate, .privateKey: privateKey,
            .uploadsFolder: uploads, .logFormat: logFormat, .logLevel: logLevel,
            .webhookReach: webhookReach,
        ]
        for case (let key, let text?) in texts { flags[key] = .text(text) }
        if let port { flags[.port] = .number(port) }
        if !trustedProxies.isEmpty { flags[.trustedProxies] = .list(trustedProxies) }
        return flags
    }

    private static func logger(_ settings: Settings, _ world: World) -> Logger {
        let format = settings.text(.logFormat).flatMap { LogFormat(rawValue: $0) } ?? .text
        let level = settings.text(.logLevel).flatMap { Logger.Level(rawValue: $0) } ?? .notice
        return format.logger("banyan", level: level, world: world)
    }

    /// The key that is set, else that of the file beside the data.
    static func serverKey(_ settings: Settings, folder: String, _ world: World) throws -> ServerKey {
        if let text = settings.text(.serverKey) { return try ServerKey(base64: text) }
        return try ServerKey.load(file: folder + "/server.key", world: world)
    }

    /// Gives a community that has chosen nothing yet the language and zone that are set.
    private static func foundCommunity(
        _ settings: Settings, _ store: Store, _ desk: DeskStore, _ world: World
    ) async throws {
        let language = settings.text(.communityLanguage).flatMap { Language(rawValue: $0) }
        let zone = settings.text(.communityZone)
        guard language != nil || zone != nil else { return }
        let community = try Community(language: language ?? .simplifiedChinese, zone: zone ?? "Asia/Shanghai")
        try await store.write { transaction in
            guard try desk.community(in: transaction) == nil else { return }
            try desk.setCommunity(community, by: .system("banyan serve"), at: world.now(), in: transaction)
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

extension WebOptions {
    /// - Parameter uploads: Where uploads wait where nothing else is set.
    init(_ settings: Settings, uploads: String) throws {
        self.init(uploads: settings.text(.uploadsFolder) ?? uploads)
        host = settings.text(.host) ?? host
        port = settings.number(.port) ?? port
        publicAddress = settings.text(.publicURL).flatMap { PublicAddress($0) }
        trustedProxies = settings.list(.trustedProxies)
        certificate = settings.text(.certificate)
        key = settings.text(.privateKey)
        mail = try settings.mailServer()
        webhookReach = settings.text(.webhookReach) == "private" ? .alsoPrivate : .everywhereOutside
        if let mebibytes = settings.number(.uploadsQuota) { uploadQuota = mebibytes << 20 }
        if let mebibytes = settings.number(.uploadsLargest) { mostUpload = mebibytes << 20 }
    }
}

extension Settings {
    /// The server that takes mail; nil where none is set.
    func mailServer() throws -> MailServer? {
        guard let url = text(.mailServer), let from = text(.mailFrom) else { return nil }
        return try MailServer(
            url: url, user: text(.mailUser), password: text(.mailPassword), from: MailAddress(from),
            needsTLS: text(.mailSecurity) != "offered", authority: text(.mailAuthority))
    }
}

extension Wiring {
    /// What sends webhooks and mail.
    static func deliveries(
        _ store: Store, _ key: ServerKey, _ options: WebOptions, _ world: World, _ logger: Logger
    ) -> DeliveryEngine {
        DeliveryEngine(
            store: store, outlets: OutletStore(world: world, key: key),
            transport: CurlTransport(reach: options.webhookReach, mail: options.mail), mail: options.mail, world: world,
            logger: logger)
    }
}
