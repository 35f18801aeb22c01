import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@Suite("Health and forecasts are kept up from day to day")
struct OutlookTests {
    private static let migrations = RecordMigrations.all + InsightMigrations.all
    private static let world = World.still(at: Instant(seconds: 1_800_000_000))
    private static let today = CivilDay(year: 2027, month: 1, day: 15)!

    private static func fill(_ store: Store, _ count: Int64) async throws {
        try await store.write { transaction in
            for seed in 1...count {
                var label = SmallGroup.label
                label.name += "\(seed)"
                label.kind = ["fan", "study", nil, "staff"][Int(seed % 4)]
                try SmallGroup(seed: UInt64(seed)).write(GroupID(seed), label: label, in: transaction)
            }
        }
        try await StandingKeeper(store: store, world: world).refreshAll()
    }

    @Test(
        "a board's score and risk are those of the group's own page, and say what is missing",
        arguments: TestEngine.available)
    func sameEverywhere(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            try await Self.fill(store, 24)
            try await OutlookKeeper(store: store, world: Self.world).renew(on: Self.today)
            for number in Int64(1)...24 {
                let (line, outlook) = try await store.read { transaction in
                    (
                        try StandingLine.find(GroupID(number), in: transaction),
                        try GroupOutlook.load(GroupID(number), in: transaction)
                    )
                }
                let (one, own) = (try #require(line?.standing), try #require(outlook))
                #expect(one.health == own.health?.score && one.risk == own.forecast?.risk)
                #expect(one.health != nil || own.noHealth != nil)
                #expect(one.risk == nil || one.stage != .closed)
                if line?.label.kind == nil, one.stage != .closed { #expect(own.noHealth == .noKind) }
                if line?.label.kind == "staff", one.stage != .closed { #expect(own.noHealth == .notForKind) }
            }
        }
    }

    @Test("the day's work is due once a day; done again it changes nothing", arguments: TestEngine.available)
    func onceADay(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            try await Self.fill(store, 24)
            let keeper = OutlookKeeper(store: store, world: Self.world)
            #expect(try await keeper.isDue(on: Self.today))
            let first = try await keeper.renew(on: Self.today)
            #expect(try await !keeper.isDue(on: Self.today))
            #expect(try await keeper.isDue(on: Self.today.advanced(by: 1)))
            let before = try await Self.board(store)
            #expect(try await keeper.renew(on: Self.today) == first)
            #expect(try await Self.board(store) == before)
        }
    }

    private static func board(_ store: Store) async throws -> [StandingLine] {
        var query = StandingQuery()
        query.order = .health
        return try await store.read { [query] in try query.lines(limit: 1000, in: $0) }
    }

    @Test("what was forecast is held against what happened, and not told anew", arguments: TestEngine.available)
    func settled(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            try await Self.talk(store, days: 40, until: 40)
            let keeper = StandingKeeper(store: store, world: Self.world)
            try await keeper.refreshAll()
            let first = try await Self.audit(store)
            #expect(first.open == 1 && first.settled == 0)
            // Nobody speaks again, and the record is known to reach much further.
            try await store.write { transaction in
                let until = Instant(seconds: Int64(november(1).number + 80) * 86_400)
                try transaction.execute("UPDATE groups SET observed_until = \(until), revision = 2")
            }
            try await keeper.refreshAll()
            let second = try await Self.audit(store)
            #expect(second.open == 0 && second.settled == 1 && second.died == 1)
            let list = try await store.read { try ForecastAudit.settled(nil, after: nil, limit: 5, in: $0) }
            #expect(list.map(\.died) == [true] && list.map(\.day) == [november(39)])
            let none = try await store.read { try ForecastAudit.settled([], after: nil, limit: 5, in: $0) }
            #expect(none.isEmpty)
        }
    }

    private static func audit(_ store: Store) async throws -> ForecastAudit {
        try await store.read { try ForecastAudit.load(nil, in: $0) }
    }

    /// Two people who speak every day.
    private static func talk(_ store: Store, days: Int, until: Int) async throws {
        var group = SmallGroup()
        for person in Int64(0)...1 { group.stays.append((person, november(1), nil)) }
        for day in 1...days { for person in Int64(0)...1 { group.memberDays.append((november(day), person, 2)) } }
        let written = group
        try await store.write { transaction in
            try written.write(GroupID(1), in: transaction)
            try transaction.execute("UPDATE group_totals SET second_day = \(november(until))")
        }
    }

    @Test("a suggestion is kept with its figures where it becomes another", arguments: TestEngine.available)
    func suggestions(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            try await Self.talk(store, days: 40, until: 40)
            let keeper = StandingKeeper(store: store, world: Self.world)
            try await keeper.refreshAll()
            try await store.write { try $0.execute("UPDATE groups SET revision = 2") }
            try await keeper.refreshAll()
            let kept = try await store.read { try SuggestedStage.all(of: GroupID(1), limit: 9, in: $0) }
            let line = try await store.read { try StandingLine.find(GroupID(1), in: $0) }
            #expect(kept.count == 1 && kept.first?.stage == line?.standing.stage)
            #expect(kept.first?.reasons == line?.standing.stageReasons && kept.first?.reasons.isEmpty == false)
        }
    }

    @Test("a kind that is set gives a score at once", arguments: TestEngine.available)
    func relabelled(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            try await Self.talk(store, days: 40, until: 40)
            try await StandingKeeper(store: store, world: Self.world).refreshAll()
            try await store.write { transaction in
                try transaction.execute("UPDATE groups SET kind = 'expert-led'")
                try GroupStanding.relabel([GroupID(1)], at: Self.world.now(), in: transaction)
            }
            let outlook = try await store.read { try GroupOutlook.load(GroupID(1), in: $0) }
            #expect(outlook?.health?.kind == "expert-led" || outlook?.noHealth == .noData)
        }
    }
}
