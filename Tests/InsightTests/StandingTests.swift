import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@Suite("How groups stand is counted ahead")
struct StandingTests {
    private static let migrations = RecordMigrations.all + InsightMigrations.all
    private static let world = World.still(at: Instant(seconds: 1_800_000_000))

    /// Groups by chance, numbered from 1.
    private static func fill(_ store: Store, _ count: Int64) async throws {
        try await store.write { transaction in
            for seed in 1...count {
                var label = SmallGroup.label
                label.name += "\(seed)"
                if seed % 3 == 0 { label.kind = nil }
                try SmallGroup(seed: UInt64(seed)).write(GroupID(seed), label: label, in: transaction)
            }
        }
    }

    @Test("every figure of a standing is the report's of the last 28 days", arguments: TestEngine.available)
    func sameAsReport(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            try await Self.fill(store, 25)
            try await StandingKeeper(store: store, world: Self.world).refreshAll()
            for number in Int64(1)...25 {
                let (line, report) = try await store.read { transaction in
                    let report = try GroupReport.load(group: GroupID(number), window: .last28Days, in: transaction)
                    return (try StandingLine.find(GroupID(number), in: transaction), report)
                }
                let one = try #require(line?.standing)
                let (totals, sums) = (report.totals, report.totals.sums)
                #expect(
                    [one.members, one.monthlyActive, one.joins, one.leaves, one.messages, one.noiseDays]
                        == [
                            totals.members, totals.monthlyActive, sums.joins, sums.leaves, sums.messages,
                            report.noise.days.count,
                        ])
                #expect(one.activeRatio == totals.activeRatio && one.growth == totals.growthRate)
                #expect(one.retention == report.fourWeeks.share && one.newcomers == report.fourWeeks.joined)
                #expect(one.speakers == report.days.map(\.active) && one.speakers.count == 28)
                #expect(one.stage == report.stage?.stage && one.advice == report.advice.first?.key)
                #expect(one.lastDay == report.data?.to && one.countedAt == Self.world.now())
                #expect(line?.label == report.group)
            }
        }
    }

    @Test("four-week retention is week 4 of the four latest cohorts of the report in which it is over")
    func retention() throws {
        for seed in UInt64(1)...60 {
            let group = SmallGroup(seed: seed)
            let data = try #require(group.data)
            let month = group.report(DayRange(ending: data.to, count: 28)).fourWeeks
            let lastSunday = data.to.advanced(by: 1).monday.advanced(by: -1)
            let cohorts = group.report(DayRange(ending: data.to, count: 90)).retention.filter { cohort in
                (4...7).contains(cohort.week.distance(to: lastSunday.advanced(by: -6)) / 7)
            }
            #expect(month.joined == cohorts.reduce(0) { $0 + $1.size }, "seed \(seed)")
            #expect(month.active == cohorts.reduce(0) { $0 + ($1.active[4] ?? -1000) }, "seed \(seed)")
        }
    }

    @Test("only groups whose record has moved are counted anew", arguments: TestEngine.available)
    func onlyMoved(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            try await Self.fill(store, 5)
            let keeper = StandingKeeper(store: store, world: Self.world)
            #expect(try await keeper.refresh(limit: 3) == 3)
            #expect(try await keeper.refresh(limit: 3) == 2)
            #expect(try await keeper.refresh(limit: 3) == 0)
            try await store.write { try $0.execute("UPDATE groups SET revision = 7 WHERE id = 2") }
            #expect(try await keeper.refresh(limit: 3) == 1)
            try await store.write { try $0.execute("UPDATE groups SET kind = 'study' WHERE id = 4") }
            #expect(try await keeper.refresh(limit: 3) == 1)
            #expect(try await keeper.refresh(limit: 3) == 0)
            let line = try await store.read { try StandingLine.find(GroupID(4), in: $0) }
            #expect(line?.label.kind == "study")
        }
    }

    @Test("page by page every order shows every group once", arguments: TestEngine.available)
    func paging(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            try await Self.fill(store, 23)
            try await StandingKeeper(store: store, world: Self.world).refreshAll()
            for order in StandingQuery.Order.allCases {
                for isDescending in [true, false] {
                    var query = StandingQuery()
                    query.order = order
                    query.isDescending = isDescending
                    let all = try await store.read { [query] in try query.lines(limit: 1000, in: $0) }
                    #expect(Set(all.map(\.standing.group)).count == 23)
                    var paged: [GroupID] = []
                    while paged.count < 23 {
                        let page = try await store.read { [query] in try query.lines(limit: 5, in: $0) }
                        guard let last = page.last else { break }
                        paged += page.map(\.standing.group)
                        query.after = last.place(in: order)
                    }
                    #expect(paged == all.map(\.standing.group), "\(order) \(isDescending)")
                }
            }
        }
    }

    @Test("filters and scope narrow what is shown, and the sums with it", arguments: TestEngine.available)
    func filters(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            try await Self.fill(store, 12)
            let record = RecordStore(world: Self.world)
            try await store.write { transaction in
                var profile = GroupProfile()
                profile.owner = "Ann_B%"
                profile.keeper = 77
                try record.setProfile(profile, of: GroupID(5), in: transaction)
                try record.addTag("秋季", to: GroupID(6), in: transaction)
                try record.setStage("closed", reason: "over", by: "Ann", of: GroupID(7), in: transaction)
            }
            try await StandingKeeper(store: store, world: Self.world).refreshAll()
            func found(_ change: (inout StandingQuery) -> Void) async throws -> [Int64] {
                var query = StandingQuery()
                query.order = .name
                query.isDescending = false
                change(&query)
                let (lines, count) = try await store.read { [query] in
                    (try query.lines(limit: 100, in: $0), try query.count(in: $0))
                }
                #expect(lines.count == count)
                return lines.map(\.standing.group.value).sorted()
            }
            #expect(try await found { $0.words = "_b%" } == [5])
            #expect(try await found { $0.words = "屋11" } == [11])
            #expect(try await found { $0.words = "秋" } == [6])
            #expect(try await found { $0.keeper = 77 } == [5])
            #expect(try await found { $0.tag = "秋季" } == [6])
            #expect(try await found { $0.kind = "" } == [3, 6, 9, 12])
            #expect(try await found { $0.stage = .closed }.contains(7))
            #expect(try await found { $0.scope = [GroupID(2), GroupID(8)] } == [2, 8])
            #expect(try await found { $0.scope = [] } == [])
            let sums = try await store.read { try StandingSums.load(scope: [GroupID(2), GroupID(6)], in: $0) }
            #expect(sums.groups == 2 && sums.uncounted == 0 && sums.tags == ["秋季"])
        }
    }

    @Test("the risk of silence is of the kind's curve, else of all, and of too few groups nothing is said")
    func risk() throws {
        func summaries(_ kind: String?, _ count: Int, days: Int, dies: Bool) -> [GroupSummary] {
            (0..<count).map { _ in
                var label = SmallGroup.label
                label.kind = kind
                var summary = GroupSummary(group: label)
                let death = dies ? november(1).advanced(by: days - 40) : nil
                summary.life = GroupLife(
                    firstDay: november(1).advanced(by: -40), observedUntil: november(1).advanced(by: 60),
                    diedDay: death, secondDay: november(1).advanced(by: 60))
                return summary
            }
        }
        let few = SilenceRisk(GroupSurvival(summaries("fan", 19, days: 10, dies: true)))
        #expect(few.value(age: 0, kind: "fan") == nil)
        let mixed =
            summaries("fan", 20, days: 10, dies: false) + summaries("fan", 20, days: 10, dies: true)
            + summaries("study", 10, days: 10, dies: false)
        let risk = SilenceRisk(GroupSurvival(mixed))
        #expect(risk.value(age: 0, kind: "fan") == 0.5)
        #expect(try abs(#require(risk.value(age: 0, kind: "study")) - 0.4) < 1e-12)
        #expect(risk.value(age: 11, kind: "fan") == 0)
        #expect(risk.value(age: 95, kind: "fan") == nil)
    }
}
