import Insight
import Kernel
import Logging
import Notices
import Record
import Reports
import Rounds
import Storage
import Synchronization
import Tables
import TestSupport

@testable import Bulletins
@testable import Desk

/// A database with three groups of two months' talk, a clock that goes when told to, and people of the staff.
struct BulletinScene: Sendable {
    let store: Store
    let clock: Mutexed<Instant>
    let world: World
    let desk: DeskStore
    let groups: [GroupID]

    static let start = at("2026-11-24 08:00", zone: "Asia/Shanghai")
    static let system = Actor.system("test")

    var bulletins: BulletinStore { BulletinStore(world: world) }

    init(_ store: Store) async throws {
        let clock = Mutexed(Self.start)
        let count = Mutex(UInt8(0))
        let world = World(now: { clock.value }, ids: IDSource(now: { clock.value }, node: 1)) { size in
            count.withLock { count in
                count &+= 1
                return [UInt8](repeating: count, count: size)
            }
        }
        let desk = DeskStore(world: world, key: ServerKey([UInt8](repeating: 7, count: 32)))
        self.store = store
        self.clock = clock
        self.world = world
        self.desk = desk
        groups = try await store.write { transaction in
            let community = try Community(language: .english, zone: "Asia/Shanghai")
            try desk.setCommunity(community, by: Self.system, at: clock.value, in: transaction)
            return try [("rye", 8, 8), ("oats", 8, 2), ("spelt", 3, 8)].map { name, before, now in
                try Self.group(name, before: before, now: now, RecordStore(world: world), in: transaction)
            }
        }
    }

    /// A group in which so many people spoke each day of October and early November, and so many in the week before the
    /// start.
    private static func group(
        _ name: String, before: Int, now: Int, _ record: RecordStore, in transaction: Transaction
    ) throws -> GroupID {
        let group = try record.openGroup(
            network: "wechat", name: name, zone: "Asia/Shanghai", isPresence: false, in: transaction)
        var script = Script(from: "2026-10-01 10:00", zone: "Asia/Shanghai")
        for day in 0..<54 {
            let date = CivilDay(year: 2026, month: 10, day: 1)!.advanced(by: day)
            for person in 0..<(day < 47 ? before : now) {
                script.add(
                    .text, "\(name) \(person)", "bread?", id: "\(name)-\(day)-\(person)", at: "\(date) 10:0\(person)")
            }
        }
        try record.append(script.events, to: group, in: transaction)
        return group.id
    }

    func maker() -> BulletinMaker {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return BulletinMaker(store: store, desk: desk, world: world, logger: logger)
    }

    /// Somebody of the staff.
    func actor(_ role: Role, groups: Set<GroupID> = []) async throws -> Actor {
        let (desk, now) = (desk, clock.value)
        let scope: Scope = role == .owner || role == .admin ? .all : .own(groups)
        let rights = try Rights(role, scope)
        let hash = try PasswordHash(
            "nine lives of a cat", PasswordCost(logRounds: 4, blockSize: 8, parallelism: 1), salt: world.bytes(16))
        let name = "\(role.rawValue)\(groups.count)"
        return try await store.write { transaction in
            let link = try desk.invite(rights, by: Self.system, at: now, in: transaction)
            let new = try NewStaff(
                name: name, signInName: name + "@example.org", language: .english, zone: "Asia/Shanghai")
            return Actor(
                try desk.takeUp(link.token, new, hash, address: nil, at: now, in: transaction), session: nil,
                address: nil)
        }
    }

    func schedule(
        _ subject: ReportSubject, _ span: ReportSpan = .day, keeps: Int = 3, by actor: Actor = system
    ) async throws -> ReportScheduleID {
        let bulletins = bulletins
        let new = try NewSchedule(
            subject: subject, rhythm: try ReportRhythm(span, minute: 540), language: .english, keeps: keeps)
        return try await store.write { transaction in
            try bulletins.make(new, zone: try BulletinStore.zone(in: transaction), by: actor, in: transaction)
        }
    }

    func reports(by actor: Actor = system) async throws -> [KeptReport] {
        let bulletins = bulletins
        return try await store.read { try bulletins.reports(limit: 100, by: actor, in: $0) }
    }

    func form(_ form: KeptReport.Form, of report: KeptReport) async throws -> String? {
        let bulletins = bulletins
        let packed = try await store.read { try bulletins.form(form, of: report, in: $0) }
        return packed.flatMap { Gzip.unpacked($0) }.map { String(decoding: $0, as: UTF8.self) }
    }
}

/// A value behind a lock.
final class Mutexed<Value: Sendable>: Sendable {
    private let held: Mutex<Value>
    init(_ value: Value) { held = Mutex(value) }
    var value: Value { held.withLock { $0 } }
    func set(_ value: Value) { held.withLock { $0 = value } }
}

extension TestEngine {
    func withBulletins<T: Sendable>(_ body: (BulletinScene) async throws -> T) async throws -> T {
        try await withStore(ProgramMigrations.all) { try await body(try await BulletinScene($0)) }
    }
}
