import Kernel
import Logging
import Record
import Storage
import Synchronization
import Tables
import TestSupport

@testable import Desk
@testable import Notices

/// A database with two groups, a clock that goes when told to, chance from a seed, and a carrier that the test decides about.
struct NoticeScene: Sendable {
    let store: Store
    let clock: SceneClock
    let world: World
    let outlets: OutletStore
    let rye: GroupID
    let oats: GroupID

    static let start = at("2026-11-24 08:00")
    static let system = Actor.system("test")

    init(_ store: Store, seed: UInt64 = 1) async throws {
        let clock = SceneClock(Self.start)
        let chance = Mutex(SeededGenerator(seed: seed))
        self.store = store
        self.clock = clock
        let world = World(now: { clock.now }, ids: IDSource(now: { clock.now }, node: 1)) { count in
            chance.withLock { chance in (0..<count).map { _ in UInt8.random(in: 0...255, using: &chance) } }
        }
        self.world = world
        outlets = OutletStore(world: world, key: ServerKey([UInt8](repeating: 7, count: 32)))
        (rye, oats) = try await store.write { transaction in
            let record = RecordStore(world: world)
            let ids = try ["rye", "oats"].map { name in
                try record.openGroup(
                    network: "wechat", name: name, zone: "Asia/Shanghai", isPresence: false, in: transaction
                ).id
            }
            return (ids[0], ids[1])
        }
    }

    func engine(_ transport: any NoticeTransport, hasMail: Bool = true) throws -> DeliveryEngine {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let mail = try MailServer(url: "smtp://mail.example:587", from: MailAddress("banyan@house.example"))
        return DeliveryEngine(
            store: store, outlets: outlets, transport: transport, mail: hasMail ? mail : nil, world: world,
            logger: logger)
    }

    func webhook(
        _ url: String = "https://hooks.example/in", _ kinds: Set<NoticeKind> = [.alertOpened],
        groups: Set<GroupID>? = nil
    ) async throws -> (id: WebhookID, secret: WebhookSecret) {
        let new = try NewWebhook(
            url: WebhookURL(url), label: "", subscription: Subscription(kinds: kinds, groups: groups))
        return try await store.write { try outlets.make(new, by: Self.system, in: $0) }
    }

    func recipient(_ address: String, groups: Set<GroupID>? = nil) async throws -> MailRecipientID {
        let new = try NewMailRecipient(
            address: MailAddress(address), language: .english,
            subscription: Subscription(kinds: [.alertOpened], groups: groups))
        return try await store.write { try outlets.make(new, askingAt: nil, by: Self.system, in: $0) }
    }

    @discardableResult
    func post(_ occurrence: String, group: GroupID? = nil, words: [Language: NoticeWords] = [:]) async throws -> Bool {
        let notice = Notice(
            .alertOpened, occurrence: occurrence, group: group, at: clock.now, data: ["number": .text(occurrence)],
            words: words)
        return try await store.write { try outlets.notices.post(notice, in: $0) }
    }

    func deliveries(to outlet: Outlet? = nil, in state: Delivery.State? = nil) async throws -> [Delivery] {
        try await store.read {
            try DeliveryStore(outlets: outlets).deliveries(
                to: outlet, in: state, limit: 1000, by: Self.system, in: $0)
        }
    }

    func state(of id: WebhookID) async throws -> Webhook {
        try await store.read { try outlets.webhook(id, by: Self.system, in: $0) }
    }
}

/// A clock that goes when told to.
final class SceneClock: Sendable {
    private let instant: Mutex<Instant>
    init(_ instant: Instant) { self.instant = Mutex(instant) }
    var now: Instant { instant.withLock { $0 } }
    func advance(bySeconds seconds: Int64) { instant.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

/// A carrier that answers as the test says and remembers what it was handed.
final class ScriptedTransport: NoticeTransport {
    let posts = Mutex<[WebhookRequest]>([])
    let mails = Mutex<[OutgoingMail]>([])
    let answer: Mutex<WebhookAnswer>
    let mailAnswer: Mutex<MailAnswer>

    init(_ answer: WebhookAnswer = WebhookAnswer(code: 200), mail: MailAnswer = .accepted) {
        self.answer = Mutex(answer)
        mailAnswer = Mutex(mail)
    }

    func post(_ request: WebhookRequest) async -> WebhookAnswer {
        posts.withLock { $0.append(request) }
        return answer.withLock { $0 }
    }

    func send(_ mail: OutgoingMail) async -> MailAnswer {
        mails.withLock { $0.append(mail) }
        return mailAnswer.withLock { $0 }
    }

    func answers(_ answer: WebhookAnswer) { self.answer.withLock { $0 = answer } }
    func answers(mail answer: MailAnswer) { mailAnswer.withLock { $0 = answer } }
    var ids: [String] { posts.withLock { $0.compactMap { $0.header("webhook-id") } } }
}

extension WebhookRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

extension TestEngine {
    func withNotices<T: Sendable>(seed: UInt64 = 1, _ body: (NoticeScene) async throws -> T) async throws -> T {
        try await withStore(ProgramMigrations.all) { try await body(try await NoticeScene($0, seed: seed)) }
    }
}
