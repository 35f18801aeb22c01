import Insight
import Kernel
import Testing

@Suite("Activity, counted by hand")
struct ActivityTests {
    @Test(
        "Gini and the share of the top tenth",
        arguments: [
            ([], nil, nil),
            ([0, 0], nil, nil),
            ([5], 0, 1),
            ([3, 3, 3, 3], 0, 0.25),
            // (−1·1 + 1·3) / (2·4)
            ([1, 3], 0.25, 0.75),
            // (−3·0 − 1·0 + 1·0 + 3·8) / (4·8)
            ([0, 0, 0, 8], 0.75, 1),
            // ten people: the top ⌈1⌉; eleven: the top ⌈1.1⌉ = 2
            ([1, 1, 1, 1, 1, 1, 1, 1, 1, 11], 0.45, 0.55),
            ([1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 9], 0.4, 0.55),
        ] as [([Int], Double?, Double?)])
    func inequality(values: [Int], gini: Double?, top: Double?) {
        #expect(Inequality.topTenthShare(values) == top)
        guard let gini else { return #expect(Inequality.gini(values) == nil) }
        #expect(abs((Inequality.gini(values) ?? .nan) - gini) < 1e-15)
    }

    /// Ada (0) and Ben (1) are there from the start, Cai (2) comes on the 9th and goes on the 20th, Dan (3) joins on the
    /// 22nd and says nothing, Eve (4) has been silent since October.
    private var bakery: SmallGroup {
        var group = SmallGroup()
        let october = november(-9)
        group.stays = [
            (0, october, nil), (1, october, nil), (4, october, nil), (2, november(9), november(20)),
            (3, november(22), nil),
        ]
        group.memberDays = [
            (october, 4, 1), (november(9), 0, 2), (november(9), 2, 1), (november(16), 1, 0), (november(20), 2, 3),
            (november(22), 0, 4), (november(22), 3, 0), (november(23), 1, 2),
        ]
        return group
    }

    @Test("totals of a small group over the two weeks to its last day")
    func totals() {
        let totals = bakery.report(range("2026-11-10", "2026-11-23")).totals
        #expect(totals.sums.messages == 9)
        #expect([totals.sums.joins, totals.sums.leaves] == [1, 1])
        #expect([totals.membersAtStart, totals.members] == [4, 4])
        #expect([totals.peopleSeen, totals.active, totals.silent] == [4, 3, 1])
        #expect([totals.dailyActive, totals.weeklyActive, totals.monthlyActive] == [1, 3, 3])
        #expect(totals.activeRatio == 0.75)
        // Five person-days of talk in 28 days, by three people (Ada's and Cai's of the 9th among them).
        #expect(totals.stickiness == 5.0 / 84)
        #expect(totals.growthRate == 0)
        #expect(totals.churnRate == 0.25)
        #expect(totals.messagesPerMember == 2.25)
        #expect(totals.messagesPerActive == 3)
        #expect(totals.topTenthShare == 4.0 / 9)
    }

    @Test(
        "the days of a window outside the data are zeros, its members those of the nearest end",
        arguments: [("2026-01-01", "2026-01-03", 0), ("2027-05-01", "2027-05-03", 4)])
    func outside(from: String, to: String, members: Int) {
        let report = bakery.report(range(from, to))
        #expect(report.days.map(\.members) == [members, members, members])
        #expect(report.days.map(\.messages) == [0, 0, 0])
        #expect(report.totals.active == 0 && report.totals.monthlyActive == 0)
        #expect(report.totals.gini == nil && report.totals.stickiness == nil)
        #expect(report.graph == GraphFigures())
        #expect(report.previous == nil)
    }

    @Test("the window before is compared only where the data covers all of it")
    func previous() {
        let covered = bakery.report(range("2026-11-20", "2026-11-23")).previous
        #expect(covered?.sums.messages == 0)
        #expect(covered?.members == 4)
        #expect(bakery.report(range("2026-11-01", "2026-11-23")).previous == nil)
    }

    @Test("what the window before is compared by are the figures of a report on that window", arguments: UInt64(1)...60)
    func previousFigures(seed: UInt64) throws {
        let group = SmallGroup(seed: seed)
        let data = try #require(group.data)
        for length in [7, 28, 40] {
            let window = DayRange(ending: data.to, count: length)
            guard let previous = group.report(window).previous else { continue }
            let before = group.report(window.previous)
            #expect(previous.sums.messages == before.totals.sums.messages && previous.active == before.totals.active)
            #expect(previous.answeredRatio == before.value.answeredRatio, "seed \(seed), \(length) days")
            #expect(previous.carryingShare == before.value.carryingShare)
            #expect(previous.connected == (before.graph.edges > 0 ? before.graph.connected : nil))
            // Only where all of its 28 days are on record.
            let isWhole = data.from <= DayRange(ending: window.previous.to, count: 28).from
            #expect(previous.activeRatio == (isWhole ? before.totals.activeRatio : nil))
        }
    }

    @Test("a group of one who talks alone")
    func alone() {
        var group = SmallGroup()
        group.stays = [(0, november(23), nil)]
        group.memberDays = [(november(23), 0, 7)]
        let report = group.report(range("2026-11-23", "2026-11-23"))
        #expect(report.totals.gini == 0)
        #expect(report.totals.topTenthShare == 1)
        #expect(report.totals.growthRate == nil && report.totals.churnRate == nil)
        #expect(report.graph.density == nil && report.graph.reciprocity == nil)
        #expect(report.graph.connected == 0 && report.graph.largestComponent == 1)
        #expect(report.retention == [Cohort(week: november(23), size: 1, active: [nil])])
    }

    @Test("someone who leaves and comes back on one day is a member, and joined when they came back")
    func backOnTheSameDay() {
        var group = SmallGroup()
        group.stays = [(0, november(-30), november(10)), (0, november(10), nil)]
        group.memberDays = [(november(-30), 0, 1)]
        let totals = group.report(range("2026-11-10", "2026-11-23")).totals
        #expect([totals.membersAtStart, totals.members, totals.silent] == [1, 1, 0])
        let later = group.report(range("2026-12-08", "2026-12-08")).totals
        #expect(later.silent == 1)
    }
}
