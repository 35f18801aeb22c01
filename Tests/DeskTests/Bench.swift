import Kernel
import Record
import Storage
import Synchronization
import Tables
import TestSupport
import Testing

@testable import Desk

/// A clock that goes when told to.
final class Clock: Sendable {
    private let instant: Mutex<Instant>
    init(_ instant: Instant = at("2026-11-24 08:00")) { self.instant = Mutex(instant) }
    var now: Instant { instant.withLock { $0 } }
    func advance(bySeconds seconds: Int64) { instant.withLock { $0 = $0.advanced(bySeconds: seconds) } }
}

/// A desk over a database of its own, its chance seeded and its passwords cheap to hash.
struct Bench: Sendable {
    let store: Store
    let clock = Clock()
    let world: World
    let desk: DeskStore
    let front: FrontDesk

    static let password = "nine lives of a cat"
    static let client = Client(address: "192.0.2.7", userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    static let cheap = PasswordCost(logRounds: 4, blockSize: 8, parallelism: 1)

    init(_ store: Store, limits: SignInLimits = .init(), cost: PasswordCost = cheap, seed: UInt64 = 1) throws {
        let chance = Mutex(SeededGenerator(seed: seed))
        let clock = clock
        self.store = store
        world = World(now: { clock.now }, ids: IDSource(now: { clock.now }, node: 1)) { count in
            chance.withLock { chance in (0..<count).map { _ in UInt8.random(in: 0...255, using: &chance) } }
        }
        desk = DeskStore(world: world, key: ServerKey([UInt8](repeating: 7, count: 32)))
        front = FrontDesk(
            store: store, desk: desk, hasher: try PasswordHasher(world: world, cost: cost), limits: limits)
    }

    var now: Instant { clock.now }

    func write<T: Sendable>(_ body: @escaping @Sendable (DeskStore, Instant, Transaction) throws -> T) async throws -> T
    {
        let (desk, now) = (desk, now)
        return try await store.write { try body(desk, now, $0) }
    }

    /// The first owner, signed in.
    func owner() async throws -> Actor {
        let made = try await write { try $0.makeFirstLink(at: $1, in: $2) }
        return try await take(made, "Olga").actor
    }

    /// Somebody who has taken up an invitation.
    func join(_ name: String, _ role: Role, _ scope: Scope, by actor: Actor) async throws -> Actor {
        let rights = try Rights(role, scope)
        let made = try await write { try $0.invite(rights, by: actor, at: $1, in: $2) }
        return try await take(made, name).actor
    }

    func take(_ link: MadeLink, _ name: String) async throws -> SignedIn {
        let new = try NewStaff(name: name, signInName: name + "@example.org", language: .english, zone: "Asia/Shanghai")
        return try await front.takeUp(link.token.text, as: new, password: Self.password, from: Self.client, at: now)
    }

    func signIn(_ name: String, _ password: String = password) async throws -> SignIn {
        try await front.signIn(name: name + "@example.org", password: password, from: Self.client, at: now)
    }

    func group(_ name: String = "tea") async throws -> GroupID {
        let record = RecordStore(world: world)
        return try await store.write {
            try record.openGroup(network: "wechat", name: name, zone: "UTC", isPresence: false, in: $0).id
        }
    }

    func entries(_ filter: AuditFilter = .init(), by actor: Actor = .system("test")) async throws -> [AuditEntry] {
        try await store.read { try AuditTrail.entries(filter, limit: 200, by: actor, in: $0).entries }
    }
}

extension TestEngine {
    func withDesk<T: Sendable>(
        limits: SignInLimits = .init(), cost: PasswordCost = Bench.cheap, _ body: (Bench) async throws -> T
    ) async throws -> T {
        try await withStore(ProgramMigrations.all) { store in
            try await body(Bench(store, limits: limits, cost: cost))
        }
    }
}

/// The text key of the refusal; nil where there was none.
func refusal<T>(_ body: () async throws -> T) async -> String? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? Fault)?.text ?? "\(error)"
    }
}

extension SignIn {
    var whole: SignedIn? { if case .whole(let signedIn) = self { signedIn } else { nil } }
    var half: SecretToken? { if case .half(let token) = self { token } else { nil } }
}
