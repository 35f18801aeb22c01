import Insight
import Kernel
import Testing

@Suite("Stage and best hours")
struct StageTests {
    private static func facts(_ change: (inout StageFacts) -> Void) -> StageFacts {
        var facts = StageFacts()
        facts.age = 100
        facts.members = 50
        (facts.weeklyActive, facts.monthlyActive, facts.monthlyActiveBefore) = (10, 20, 20)
        (facts.activeRatio, facts.growthRate) = (0.4, 0)
        change(&facts)
        return facts
    }

    static let cases: [(facts: StageFacts, stage: GroupStage, reasons: [String])] = [
        (facts { _ in }, .active, ["mau", "growth_rate"]),
        (facts { ($0.isSilent, $0.weeklyActive, $0.members) = (true, 1, 3) }, .closed, ["wau"]),
        (facts { $0.age = 13 }, .seed, ["age"]),
        (facts { $0.members = 9 }, .seed, ["members"]),
        (facts { ($0.monthlyActive, $0.growthRate) = (10, 0.5) }, .fading, ["mau", "mau_before"]),
        (facts { $0.monthlyActive = 11 }, .active, ["mau", "growth_rate"]),
        (facts { ($0.monthlyActive, $0.monthlyActiveBefore) = (0, 0) }, .active, ["mau", "growth_rate"]),
        (
            facts { ($0.joins, $0.leaves, $0.activeRatio) = (1, 2, 0.09) }, .fading,
            ["joins", "leaves", "active_ratio"]
        ),
        (facts { ($0.joins, $0.leaves, $0.activeRatio) = (1, 2, 0.1) }, .active, ["mau", "growth_rate"]),
        (facts { ($0.joins, $0.leaves, $0.activeRatio) = (2, 2, 0.05) }, .active, ["mau", "growth_rate"]),
        (facts { $0.growthRate = 0.1 }, .growing, ["growth_rate"]),
        (facts { $0.growthRate = nil }, .active, ["mau"]),
    ]

    @Test("the first stage that fits is suggested, with the figures that decided", arguments: cases.indices)
    func stages(index: Int) {
        let (facts, stage, reasons) = Self.cases[index]
        let suggestion = StageSuggestion(facts)
        #expect(suggestion.stage == stage && suggestion.reasons.map(\.key) == reasons, "case \(index)")
    }

    @Test("a group is closed by seven whole silent days up to the window's end, and by what an export reaches")
    func closing() {
        var group = SmallGroup()
        group.stays = (0..<12).map { (Int64($0), november(1), nil) }
        group.memberDays = [
            (november(1), 0, 1), (november(2), 1, 1), (november(9), 1, 1), (november(15), 1, 2), (november(20), 2, 3),
        ]
        func stage(_ day: Int, observed: Int? = nil) -> GroupStage? {
            let window = DayRange(ending: november(day), count: 7)
            var facts = group.facts(window)
            facts.observedUntil = observed.map(november)
            return GroupReport(group: SmallGroup.label, data: group.data, window: window, facts: facts).stage?.stage
        }
        #expect(stage(7) == .seed)  // two spoke in the seven days before
        #expect(stage(9) == .closed)  // of 3 to 9 November only one
        #expect(stage(20) == .active)
        #expect(stage(20, observed: 22) == .active)
        #expect(stage(20, observed: 23) == .closed)
        #expect(group.report(DayRange(ending: november(-3), count: 7)).stage == nil)
    }

    @Test("best hours go by different people, of two equal the earlier is better, and silent hours are none")
    func hours() {
        var speakers = HourSpeakers()
        let monday = november(23)
        for _ in 0..<3 { speakers.add(on: monday, hours: 1 << 20 | 1 << 9) }
        speakers.add(on: monday.advanced(by: 4), hours: 1 << 20 | 1 << 0)
        speakers.add(on: monday.advanced(by: 1), hours: 1 << 23)
        speakers.add(on: monday.advanced(by: 5), hours: 1 << 8)
        let best = speakers.best
        #expect(best.workdays.map(\.hour) == [20, 9, 0])
        #expect(best.workdays.map(\.speakers) == [0.1, 0.075, 0.025])
        #expect(best.weekends == [BestHour(hour: 8, speakers: 1.0 / 16)])
        #expect(HourSpeakers().best == BestHours())
    }
}
