import Foundation
import Insight
import Kernel
import Record
import Rounds
import Simulation
import Storage

/// What runs all day beside ten thousand groups: the keeper of alerts and that of the list of the day. The first pass looks at
/// all groups, one with nothing new at none, one after some groups spoke at those alone.
///
/// The limit: the bare reading of the days that alerts are told from, and of the standings that the list is told from.
struct KeepersBench {
    let bench: Bench

    private static let groups = 10_000
    private static let speaking = 50
    private static let batch = 100

    func run() async throws {
        let store = try await bench.freshStore("keepers.sqlite")
        let plan = CrowdPlan(
            groups: Self.groups, members: 10, days: 60, lastDay: CivilDay(year: 2026, month: 11, day: 22)!)
        let record = RecordStore(world: .real())
        _ = try await CrowdWriter(plan, store: store, record: record).run()
        // Ten in the morning after the last day, as the groups' own clocks have it.
        let world = World.still(at: Instant(seconds: 1_795_399_200))
        try await StandingKeeper(store: store, world: world).refreshAll()
        try await alerts(store, world, record)
        try await today(store, world)
        await store.close()
    }

    private func alerts(_ store: Store, _ world: World, _ record: RecordStore) async throws {
        let keeper = AlertKeeper(store: store, world: world)
        let bare = try await seconds(store) {
            "SELECT * FROM group_days WHERE day >= \(CivilDay(year: 2026, month: 10, day: 12)!)"
        }
        let first = try await pass(keeper)
        show("alerts, first pass", first, bare, looked: Self.groups)
        show("alerts, nothing new", try await pass(keeper), bare, goal: 0.1, looked: 0)
        for group in try await store.read({ try Self.some($0) }) {
            let event = Event(
                kind: .text, instant: world.now(), key: EventKey(sourceID: "late"),
                sender: Party(name: "late", id: "late"), text: "好")
            try await store.write { _ = try record.append([event], to: group, in: $0) }
        }
        show("alerts, \(Self.speaking) groups spoke", try await pass(keeper), bare, goal: 1, looked: Self.speaking)
    }

    private func today(_ store: Store, _ world: World) async throws {
        let standing = StandingKeeper(store: store, world: world)
        let keeper = TodayKeeper(store: store, world: world)
        let bare = try await seconds(store) { "SELECT * FROM group_standings" }
        let first = try await Bench.seconds { try await keeper.refresh() }
        show("Today, first pass, \(first.value) items", (first.seconds, nil), bare)
        // Whom to ask is looked up for a hundred items at a time.
        for _ in 0..<(Self.groups / 10) where try await keeper.refresh() > 0 {}
        let again = try await Bench.seconds { try await keeper.refresh() }
        show("Today, nothing new, \(again.value) changed", (again.seconds, nil), bare, goal: 1)
        let counted = try await Bench.seconds { try await standing.refresh(limit: Self.groups) }
        show(
            "standings, \(Self.speaking) groups spoke", (counted.seconds, counted.value), bare, goal: 1,
            looked: Self.speaking)
        let after = try await Bench.seconds { try await keeper.refresh() }
        show(
            "Today, \(Self.speaking) groups spoke, \(after.value) changed", (after.seconds, nil), bare, goal: 1)
    }

    /// A whole pass: how long, and how many groups were looked at.
    private func pass(_ keeper: AlertKeeper) async throws -> (seconds: Double, looked: Int?) {
        let (seconds, looked) = try await Bench.seconds {
            var looked = 0
            while true {
                let some = try await keeper.refresh(limit: Self.batch, isUnhurried: false)
                looked += some
                guard some == Self.batch else { return looked }
            }
        }
        return (seconds, looked)
    }

    private func seconds(_ store: Store, _ query: @escaping @Sendable () -> SQL) async throws -> Double {
        try await Bench.seconds {
            try await store.read { transaction in
                var sum: Int64 = 0
                try transaction.forEach(query()) { sum &+= $0.int64(0) }
            }
        }.seconds
    }

    private static func some(_ transaction: Transaction) throws -> [Group] {
        let ids = try transaction.all("SELECT id FROM groups ORDER BY id LIMIT \(speaking)") { GroupID($0.int64(0)) }
        return try ids.compactMap { try Group.find($0, in: transaction) }
    }

    /// - Parameter looked: How many groups should have been looked at; nil where that is not counted.
    private func show(
        _ name: String, _ pass: (seconds: Double, looked: Int?), _ bare: Double, goal: Double? = nil, looked: Int? = nil
    ) {
        let count = pass.looked.map { ", \($0) of \(Self.groups) groups looked at" } ?? ", \(Self.groups) groups"
        BenchFigure(
            name: name + count, ours: BenchFigure.milliseconds(pass.seconds),
            limit: BenchFigure.milliseconds(bare) + " bare rows", ratio: BenchFigure.ratio(bare / pass.seconds),
            goal: goal.map { "≤ " + BenchFigure.milliseconds($0) } ?? "in the background",
            isMet: pass.seconds <= goal ?? .infinity && pass.looked == looked
        ).show()
    }
}
