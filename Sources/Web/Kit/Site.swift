package import Desk
package import Kernel
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
    /// How often one visitor may change something.
    let writes = RateLimits<ClientNetwork>(.times(60, thenEverySeconds: 1))
    private let catalogues = TextShelf()

    /// - Throws: `Fault(.badInput)` where a trusted proxy is no address.
    package init(
        store: Store, world: World, key: ServerKey, options: WebOptions, passwordCost: PasswordCost = .today
    ) throws {
        self.store = store
        self.world = world
        self.key = key
        self.options = options
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
    }

    var desk: DeskStore { frontDesk.desk }

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

    package init(uploads: String) { self.uploads = uploads }
}
