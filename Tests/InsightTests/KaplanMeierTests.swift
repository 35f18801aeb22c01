import Foundation
import Insight
import Kernel
import Testing

@Suite("Survival")
struct KaplanMeierTests {
    private func curve(_ days: [Int], _ ended: [Int]) -> SurvivalCurve {
        KaplanMeier.curve(zip(days, ended).map { KaplanMeier.Subject(days: $0, hasEnded: $1 == 1) })
    }

    @Test("a curve of ten, as lifelines 0.30 has it")
    func tenSubjects() {
        let curve = curve([0, 2, 3, 3, 5, 5, 5, 8, 9, 9], [1, 1, 0, 1, 1, 1, 0, 0, 1, 0])
        let expected: [(Int, Double, Double, Double, Int)] = [
            (0, 0.9, 0.47300927136205084, 0.985281393367343, 10), (2, 0.8, 0.40869078163340444, 0.9458726458389115, 9),
            (3, 0.7, 0.3287165932797348, 0.8919490412248441, 8),
            (5, 0.466666666666666, 0.14955181808973222, 0.7366102366780402, 6),
            (9, 0.233333333333333, 0.01462982715037919, 0.6057394719538484, 2),
        ]
        #expect(curve.points.map(\.t) == expected.map(\.0))
        #expect(curve.points.map(\.atRisk) == expected.map(\.4))
        for (point, (_, survival, low, high, _)) in zip(curve.points, expected) {
            let errors = [point.survival - survival, point.low - low, point.high - high]
            #expect(errors.allSatisfy { $0.magnitude < 1e-12 }, "day \(point.t)")
        }
        #expect((curve.subjects, curve.ends, curve.median) == (10, 6, 5))
    }

    @Test("bounds are 1 before the first end and 0 after the last, as lifelines has them")
    func extremes() {
        let points = curve([1, 2], [1, 1]).points
        #expect(points.map(\.survival) == [1, 0.5, 0])
        #expect(points.map(\.low).first == 1 && points.map(\.high).first == 1)
        #expect(points.map(\.low).last == 0 && points.map(\.high).last == 0)
        #expect(abs(points[1].low - 0.005983) < 1e-6 && abs(points[1].high - 0.91041) < 1e-5)
    }

    @Test("nobody has no curve; a day before the first point or after the last has no value")
    func edges() {
        #expect(curve([], []) == SurvivalCurve())
        #expect(SurvivalCurve().value(at: 0) == nil && SurvivalCurve().median == nil)
        let some = curve([4, 9], [1, 0])
        #expect(some.value(at: -1) == nil && some.value(at: 10) == nil)
        #expect(some.value(at: 3)?.survival == 1 && some.value(at: 4)?.survival == 0.5)
        #expect(some.value(at: 9)?.survival == 0.5 && some.value(at: 9)?.atRisk == 1)
        #expect(curve([-5, 3], [1, 1]).points.map(\.t) == [0, 3])
    }

    @Test("it never rises, lies within its bounds and equals the share left where nobody is censored, 300 by chance")
    func properties() {
        var wrong: [String] = []
        for seed in UInt64(1)...300 {
            var chance = SeededGenerator(seed: seed)
            let isCensored = seed % 3 > 0
            let subjects = (0..<Int.random(in: 1...60, using: &chance)).map { _ in
                KaplanMeier.Subject(
                    days: .random(in: 0...40, using: &chance),
                    hasEnded: !isCensored || Bool.random(using: &chance))
            }
            let curve = KaplanMeier.curve(subjects)
            for (before, after) in zip(curve.points, curve.points.dropFirst()) {
                let isFalling = after.survival <= before.survival && after.atRisk <= before.atRisk && after.t > before.t
                if !isFalling { wrong.append("seed \(seed): rises at \(after.t)") }
            }
            for point in curve.points {
                let isWithin = 0 <= point.low && point.low <= point.survival && point.survival <= point.high
                if !isWithin || point.high > 1 { wrong.append("seed \(seed): bounds at \(point.t)") }
                let left = Double(subjects.count { $0.days > point.t }) / Double(subjects.count)
                if !isCensored, abs(point.survival - left) > 1e-12 { wrong.append("seed \(seed): share at \(point.t)") }
            }
        }
        #expect(wrong == [])
    }

    @Test("ten thousand subjects of any age take no time to speak of")
    func size() {
        var chance = SeededGenerator(seed: 1)
        let subjects = (0..<10_000).map { _ in
            KaplanMeier.Subject(days: .random(in: 0...5000, using: &chance), hasEnded: Bool.random(using: &chance))
        }
        #expect(KaplanMeier.curve(subjects).subjects == 10_000)
    }
}

@Suite("How long members stay and groups live")
struct LifeTests {
    /// Joined on 1 November; day of leaving, day of the last message, end of the data: days and whether it is an end.
    static let members: [(left: Int?, last: Int?, end: Int, days: Int, hasEnded: Bool)] = [
        (nil, nil, 100, 99, false),  // never spoke, never left
        (11, nil, 100, 10, true),
        (1, 1, 100, 0, true),
        (nil, 5, 32, 31, false),  // 27 silent days
        (nil, 5, 33, 5, true),  // 28
        (90, 5, 100, 89, true),  // fell silent and left later: leaving is what is known
        (nil, 100, 100, 99, false),
    ]

    @Test("a member's end is leaving, or the day after the last message when 28 silent days follow", arguments: members)
    func member(_ example: (left: Int?, last: Int?, end: Int, days: Int, hasEnded: Bool)) {
        let span = MemberSpan(
            person: 0, firstJoined: november(1), left: example.left.map(november),
            lastMessage: example.last.map(november),
            messages: 1)
        let curve = SurvivalCurve(members: [span], dataEnd: november(example.end))
        #expect(curve.points.last?.t == example.days && curve.ends == (example.hasEnded ? 1 : 0))
    }

    /// Began on 1 November; first death, last day on which a second person spoke, end of what is known.
    static let groups: [(died: Int?, second: Int?, end: Int, death: Int?, revived: Bool, days: Int)] = [
        (nil, 10, 17, nil, false, 16),  // six whole days and some of a seventh
        (nil, 10, 18, 11, false, 10),
        (nil, nil, 7, nil, false, 6),
        (nil, nil, 8, 1, false, 0),  // never more than one person
        (5, 60, 61, 5, true, 4),
        (5, 60, 90, 5, true, 4),  // the curve knows the first death only
    ]

    @Test("a group dies on the first day of seven whole days without two people speaking", arguments: groups)
    func group(_ example: (died: Int?, second: Int?, end: Int, death: Int?, revived: Bool, days: Int)) {
        let life = GroupLife(
            firstDay: november(1), observedUntil: november(example.end), diedDay: example.died.map(november),
            secondDay: example.second.map(november))
        #expect(life.death == example.death.map { GroupDeath(day: november($0), revived: example.revived) })
        var summary = GroupSummary(group: SmallGroup.label)
        summary.life = life
        let survival = GroupSurvival([summary, GroupSummary(group: SmallGroup.label)])
        #expect(survival.all.points.last?.t == example.days && survival.all.subjects == 1)
        #expect(survival.byKind.map(\.kind) == ["good-things"] && survival.byKind[0].curve == survival.all)
    }
}
