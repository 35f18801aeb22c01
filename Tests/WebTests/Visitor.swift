import Bulletins
import Foundation
import HTTPTypes
import Hummingbird
import Importing
import Insight
import Kernel
import Logging
import NIOCore
import Record
import Storage
import Synchronization
import Tables
import TestSupport

@testable import Desk
@testable import Web

/// A clock that goes when told to.
final class HouseClock: Sendable {
    private let instant: Mutex<Instant>
    init(_ instant: Instant) { self.instant = Mutex(instant) }
    var now: Instant { instant.withLock { $0 } }
    func advance(bySeconds seconds: Int64) { instant.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

/// A console over a small real database, with its real router: everything but the socket.
///
///     try await engine.withHouse { house in
///         let group = try await house.group("tea", Script…events)
///         let owner = try await house.visitor(.owner)
///         let page = try await owner.get("/groups")
///         #expect(page.status == 200 && page.text.contains("tea"))
///     }
struct WebHouse: Sendable {
    let store: Store
    let clock: HouseClock
    let world: World
    let site: Site
    let router: RouterResponder<VisitContext>
    /// All routes that there are.
    let routes: [(method: String, path: String)]

    static let password = "nine lives of a cat"
    static let cheap = PasswordCost(logRounds: 4, blockSize: 8, parallelism: 1)

    init(_ store: Store, now: Instant = at("2026-11-24 08:00"), folder: String = "/nonexistent") throws {
        let clock = HouseClock(now)
        let chance = Mutex(SeededGenerator(seed: 1))
        self.store = store
        self.clock = clock
        world = World(now: { clock.now }, ids: IDSource(now: { clock.now }, node: 1)) { count in
            chance.withLock { chance in (0..<count).map { _ in UInt8.random(in: 0...255, using: &chance) } }
        }
        let key = ServerKey([UInt8](repeating: 7, count: 32))
        site = try Site(
            store: store, world: world, key: key, options: WebOptions(uploads: folder), passwordCost: Self.cheap,
            printer: PagePrinter(path: "/nonexistent"))
        let made = Routes(site: site).router()
        routes = made.routes.map { (method: $0.method.rawValue, path: "\($0.path)") }
        router = made.buildResponder()
    }

    /// A group with what was said in it.
    func group(_ name: String, _ events: [Event] = [], zone: String = "Asia/Shanghai") async throws -> GroupID {
        let record = site.record
        return try await store.write { transaction in
            let group = try record.openGroup(
                network: "wechat", name: name, zone: zone, isPresence: false, in: transaction)
            try record.append(events, to: group, in: transaction)
            return group.id
        }
    }

    /// Somebody of the staff, signed in with a browser of their own.
    func visitor(
        _ role: Role, groups: Set<GroupID> = [], name: String? = nil, language: Language = .english
    ) async throws -> Visitor {
        let (desk, now, name) = (site.desk, clock.now, name ?? role.rawValue)
        let scope: Scope = role == .owner || role == .admin || (role == .viewer && groups.isEmpty) ? .all : .own(groups)
        let rights = try Rights(role, scope)
        let hash = try PasswordHash(Self.password, Self.cheap, salt: world.bytes(16))
        let signInName = name.filter { $0 != " " } + "@example.org"
        let begun = try await store.write { transaction in
            let link =
                try role == .owner && !desk.hasStaff(in: transaction)
                ? try desk.makeFirstLink(at: now, in: transaction)
                : try desk.invite(rights, by: .system("test"), at: now, in: transaction)
            let new = try NewStaff(name: name, signInName: signInName, language: language, zone: "Asia/Shanghai")
            let staff = try desk.takeUp(link.token, new, hash, address: nil, at: now, in: transaction)
            let begun = try desk.begin(staff, isHalf: false, Visitor.client, at: now, in: transaction)
            return (token: begun.token, actor: Actor(staff, session: begun.id, address: "192.0.2.7"))
        }
        return Visitor(self, cookies: [CookieJar.sessionName(isSecure: false): begun.token.text], actor: begun.actor)
    }

    /// Somebody who has not signed in.
    func nobody() -> Visitor { Visitor(self, cookies: [:], actor: nil) }
}

/// Somebody with a browser: keeps cookies, sends what a browser would, follows nothing on its own.
final class Visitor: Sendable {
    let house: WebHouse
    let actor: Actor?
    private let cookies: Mutex<[String: String]>

    static let client = Client(address: "192.0.2.7", userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")

    init(_ house: WebHouse, cookies: [String: String], actor: Actor?) {
        self.house = house
        self.actor = actor
        self.cookies = Mutex(cookies)
    }

    var cookieNames: Set<String> { Set(cookies.withLock { $0.keys }) }
    func cookie(_ name: String) -> String? { cookies.withLock { $0[name] } }
    func setCookie(_ name: String, _ value: String?) { cookies.withLock { $0[name] = value } }

    func get(_ path: String, _ headers: [String: String] = [:]) async throws -> Reply {
        try await send("GET", path, headers)
    }

    /// Sends a form as a browser does, from our own page.
    func post(_ path: String, _ fields: [(String, String)] = []) async throws -> Reply {
        var form = FormFields()
        let text = fields.map { FormFields.escaped($0.0) + "=" + FormFields.escaped($0.1) }.joined(separator: "&")
        form = try FormFields(encoded: Array(text.utf8))
        return try await send(
            "POST", path,
            ["Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"],
            Array(form.encoded.utf8))
    }

    /// Any request at all, with the cookies.
    func send(
        _ method: String, _ path: String, _ headers: [String: String] = [:], _ body: [UInt8] = []
    ) async throws -> Reply {
        var fields = HTTPFields()
        let jar = cookies.withLock { $0.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } }
        if !jar.isEmpty { fields[.cookie] = jar.joined(separator: "; ") }
        fields[.userAgent] = Visitor.client.userAgent
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        if !body.isEmpty { fields[.contentLength] = String(body.count) }
        let head = HTTPRequest(
            method: HTTPRequest.Method(method) ?? .get, scheme: "http", authority: "banyan.test", path: path,
            headerFields: fields)
        let request = Request(head: head, body: RequestBody(buffer: ByteBuffer(bytes: body)))
        let context = VisitContext(source: QuietSource(), address: ClientAddress(text: "192.0.2.7")!)
        let response = try await house.router.respond(to: request, context: context)
        let sink = BodySink()
        try await response.body.write(sink)
        let reply = Reply(status: response.status.code, headers: response.headers, bytes: sink.bytes)
        for field in response.headers[values: .setCookie] { keep(field) }
        return reply
    }

    private func keep(_ field: String) {
        let pair = field.split(separator: ";")[0].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let (name, value) = (String(pair[0]), String(pair[1]))
        cookies.withLock { $0[name] = value.isEmpty ? nil : value }
    }
}

/// What came back.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPFields
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// Where it sends one on to.
    var location: String? { headers[.location] }

    /// The text with all marks taken out, for looking for words.
    var words: String {
        var inside = false
        return String(
            text.filter { letter in
                if letter == "<" { inside = true }
                defer { if letter == ">" { inside = false } }
                return !inside
            })
    }
}

/// A log that keeps its number, which pages of errors show, and says nothing.
private struct QuietSource: RequestContextSource {
    let logger: Logger

    init() {
        var logger = Logger(label: "test") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .critical
        logger[metadataKey: "hb.request.id"] = "test"
        self.logger = logger
    }
}

private final class BodySink: ResponseBodyWriter, Sendable {
    private let all = Mutex<[UInt8]>([])
    var bytes: [UInt8] { all.withLock { $0 } }
    func write(_ buffer: ByteBuffer) async throws { all.withLock { $0 += Array(buffer.readableBytesView) } }
    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension TestEngine {
    /// Runs `body` with a console over a database of its own.
    func withHouse<T: Sendable>(
        now: Instant = at("2026-11-24 08:00"), _ body: (WebHouse) async throws -> T
    ) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try await withStore(ProgramMigrations.all) { store in
            try await body(WebHouse(store, now: now, folder: folder))
        }
    }
}
