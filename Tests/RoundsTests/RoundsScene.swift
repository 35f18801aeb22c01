import Kernel
import Notices
import Record
import Storage
import Synchronization
import Tables
import TestSupport

@testable import Desk
@testable import Insight
@testable import Rounds

/// A small community with a clock that goes when told to, and its list of the day.
struct RoundsScene: Sendable {
    let store: Store
    let world: World
    let record: RecordStore
    let today: TodayStore
    let alerts: AlertStore
    let keeper: TodayKeeper
    let told: Told
    private let clock: Clock

    /// News as they were told.
    final class Told: Sendable {
        private let all = Mutex<[AlertNews]>([])
        var news: [AlertNews] { all.withLock { $0 } }
        func add(_ one: AlertNews) { all.withLock { $0.append(one) } }
    }

    final class Clock: Sendable {
        private let instant: Mutex<Instant>
        init(_ instant: Instant) { self.instant = Mutex(instant) }
        var now: Instant { instant.withLock { $0 } }
        func advance(_ seconds: Int64) { instant.withLock { $0 = $0.advanced(bySeconds: seconds) } }
    }

    init(_ store: Store, now: Instant = at("2026-11-24 08:00")) {
        let clock = Clock(now)
        self.clock = clock
        self.store = store
        world = World(now: { clock.now }, ids: IDSource(now: { clock.now }, node: 1))
        record = RecordStore(world: world)
        today = TodayStore(world: world)
        alerts = AlertStore(world: world)
        keeper = TodayKeeper(store: store, world: world)
        told = Told()
    }

    var now: Instant { clock.now }
    var alertKeeper: AlertKeeper {
        AlertKeeper(store: store, world: world, outlet: AlertOutlet { [told] news, _ in told.add(news) })
    }
    func advance(_ seconds: Int64) { clock.advance(seconds) }

    func group(_ name: String, _ events: [Event] = []) async throws -> GroupID {
        let record = record
        return try await store.write { transaction in
            let group = try record.openGroup(
                network: "wechat", name: name, zone: "UTC", isPresence: false, in: transaction)
            if !events.isEmpty { try record.append(events, to: group, in: transaction) }
            return group.id
        }
    }

    func add(_ events: [Event], to group: GroupID) async throws {
        let record = record
        try await store.write { transaction in
            guard let group = try Group.find(group, in: transaction) else { return }
            try record.append(events, to: group, in: transaction)
        }
    }

    /// Gives a group a standing under which something concerns people, or nothing.
    func stand(_ group: GroupID, _ change: @escaping @Sendable (inout GroupStanding) -> Void) async throws {
        var one = GroupStanding(group: group, countedAt: now)
        (one.members, one.monthlyActive, one.monthlyActiveBefore, one.stage) = (100, 40, 40, .active)
        change(&one)
        let counted = CountedStanding(
            standing: one, measures: GroupMeasures(), settled: [], revision: 0, observedUntil: 0, nameKey: "x")
        try await store.write { try counted.write(in: $0) }
        try await keeper.refresh()
    }

    func staff(_ name: String, _ role: Role = .operator, groups: Set<GroupID> = []) async throws -> Actor {
        let (id, now): (StaffID, Instant) = (world.ids.next(), now)
        let isLimited = role == .operator || role == .leader || !groups.isEmpty
        let scope: Scope = isLimited ? .own(groups) : .all
        try await store.write { transaction in
            try transaction.execute(
                """
                INSERT INTO staff (id, name, sign_in_name, sign_in_key, role, is_limited, language, zone, created_at)
                VALUES (\(id), \(name), \(name), \(name), \(role.rawValue), \(isLimited), 'en', 'UTC', \(now))
                """)
            for group in groups {
                try transaction.execute("INSERT INTO staff_groups (staff_id, group_id) VALUES (\(id), \(group))")
            }
        }
        let staff = Staff(
            id: id, name: name, signInName: name, role: role, scope: scope, language: .english, zone: "UTC",
            createdAt: now, createdBy: nil, disabling: nil)
        return Actor(staff, session: nil, address: nil)
    }

    func list(_ actor: Actor, isMine: Bool = false) async throws -> [TodayGroup] {
        try await store.read { [today] in try today.groups(isMine: isMine, by: actor, in: $0) }
    }

    func names(_ actor: Actor) async throws -> [String] { try await list(actor).map(\.name) }
}

extension TestEngine {
    func withRounds<T: Sendable>(
        now: Instant = at("2026-11-24 08:00"), _ body: (RoundsScene) async throws -> T
    ) async throws -> T {
        try await withStore(ProgramMigrations.all) { store in try await body(RoundsScene(store, now: now)) }
    }
}
