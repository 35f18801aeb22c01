internal import Desk
internal import Kernel
internal import Record
internal import Storage

/// All that the pages work with.
struct Site: Sendable {
    let store: Store
    let record: RecordStore
    let desk: DeskStore
    let world: World
    let assets: AssetShelf
    let counts = TrafficCounts()
    let options: WebOptions
    private let catalogues: [Language: TextCatalogue]

    init(store: Store, record: RecordStore, desk: DeskStore, world: World, options: WebOptions) {
        self.store = store
        self.record = record
        self.desk = desk
        self.world = world
        self.options = options
        assets = AssetShelf.load()
        catalogues = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, TextCatalogue($0)) })
    }

    func catalogue(_ language: Language) -> TextCatalogue { catalogues[language] ?? TextCatalogue(language) }

    func look(_ context: VisitContext) -> Look {
        Look(catalogue: catalogue(context.language), assets: assets, visit: context)
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

    package init(uploads: String) { self.uploads = uploads }
}
