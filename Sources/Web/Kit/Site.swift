package import Bulletins
package import Desk
package import Kernel
package import Logging
package import Notices
internal import Record
package import Storage
internal import Synchronization

/// All that the pages work with.
package struct Site: Sendable {
    let store: Store
    let record: RecordStore
    let frontDesk: FrontDesk
    let key: ServerKey
    let world: World
    let assets: AssetShelf
    let counts = TrafficCounts()
    let options: WebOptions
    let proxies: ProxyTrust
    /// Makes the reports that are kept.
    package let maker: BulletinMaker
    /// Prints reports, where this machine can.
    let printer: PagePrinter
    /// How often one visitor may change something.
    let writes = RateLimits<ClientNetwork>(.times(60, thenEverySeconds: 1))
    let days: DayShelf
    let shelves = Shelves()
    private let catalogues = TextShelf()

    /// - Throws: `Fault(.badInput)` where a trusted proxy is no address.
    package init(
        store: Store, world: World, key: ServerKey, options: WebOptions, passwordCost: PasswordCost = .today,
        printer: PagePrinter = .ofThisMachine(), logger: Logger = Logger(label: "banyan")
    ) throws {
        self.store = store
        days = DayShelf(store: store)
        self.world = world
        self.key = key
        self.options = options
        self.printer = printer
        maker = BulletinMaker(
            store: store, desk: DeskStore(world: world, key: key), world: world, logger: logger)
        record = RecordStore(world: world)
        frontDesk = FrontDesk(
            store: store, desk: DeskStore(world: world, key: key),
            hasher: try PasswordHasher(world: world, cost: passwordCost))
        proxies = ProxyTrust(
            ranges: try options.trustedProxies.map { text in
                guard let range = AddressRange(text) else { throw Fault(.badInput, "web.bad-proxy", ["value": text]) }
                return range
            })
        assets = AssetShelf.load()
        shelves.add(days.shelf)
    }

    var desk: DeskStore { frontDesk.desk }

    /// Whom the program tells what.
    var outlets: OutletStore { OutletStore(world: world, key: key) }

    func catalogue(_ language: Language) -> TextCatalogue { catalogues[language] }

    func look(_ context: VisitContext) -> Look {
        Look(catalogue: catalogue(context.language), assets: assets, visit: context)
    }
}

/// The texts of each language, read when somebody first asks for it.
private final class TextShelf: Sendable {
    private let known = Mutex<[Language: TextCatalogue]>([:])

    subscript(language: Language) -> TextCatalogue {
        known.withLock { known in
            if let catalogue = known[language] { return catalogue }
            let catalogue = TextCatalogue(language)
            known[language] = catalogue
            return catalogue
        }
    }
}

/// How the server is run.
package struct WebOptions: Sendable {
    package var host = "127.0.0.1"
    package var port = 8080
    /// Under which it is reached from outside, where that is another address than the one it listens on.
    package var publicAddress: PublicAddress?
    /// Addresses or ranges of the proxies in front that are believed.
    package var trustedProxies: [String] = []
    /// Files of the certificate chain and its key, PEM.
    package var certificate: String?
    package var key: String?
    /// Where uploads wait until they are imported.
    package var uploads: String
    /// How many bytes may wait there.
    package var uploadQuota = 4 << 30
    /// How many bytes one of them may have.
    package var mostUpload = 2 << 30

    /// How often one token may ask the API.
    package var apiRate = RateRule(burst: 300, intervalMilliseconds: 50)

    /// The server that takes mail; nil where none is set.
    package var mail: MailServer?
    /// How far webhooks reach.
    package var webhookReach = NetworkReach.everywhereOutside

    package init(uploads: String) { self.uploads = uploads }

    /// Whether it speaks TLS itself.
    package var isEncrypted: Bool { certificate != nil }

    /// The address to be told to people.
    ///
    /// - Parameter port: The one that it listens on, which is another than `port` where that is 0.
    package func address(listeningOn port: Int) -> String {
        if let publicAddress { return publicAddress.text }
        let name = host.contains(":") ? "[\(host)]" : host
        return (isEncrypted ? "https://" : "http://") + "\(name):\(port)"
    }
}
