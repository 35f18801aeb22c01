import Kernel
import Testing

@testable import Insight

@Suite("Advice")
struct AdviceTests {
    /// A group that is well: nothing to say of it.
    static func plain() -> GroupReport {
        let window = range("2026-10-27", "2026-11-23")
        var report = GroupReport(group: SmallGroup.label, data: range("2026-01-01", "2026-11-23"), window: window)
        report.totals.sums.messages = 400
        report.totals.membersAtStart = 100
        report.totals.members = 100
        report.totals.active = 40
        report.totals.monthlyActive = 40
        report.totals.topTenthShare = 0.3
        report.totals.silent = 20
        report.previous = PreviousFigures(sums: DayFigures(), members: 100, active: 40)
        report.days = window.days.map {
            ActivityPoint(range: DayRange(from: $0, to: $0), messages: 14, joins: 0, leaves: 0, members: 100, active: 9)
        }
        return report
    }

    typealias Change = @Sendable (inout GroupReport) -> Void

    private static let cases: [(key: String, severity: Advice.Severity, change: Change)] = [
        ("closed", .urgent, { $0.stage = StageSuggestion(stage: .closed, reasons: [.init(key: "wau", value: 1)]) }),
        (
            "fading", .urgent,
            { $0.stage = StageSuggestion(stage: .fading, reasons: [.init(key: "mau_before", value: 80)]) }
        ),
        ("cooling", .warning, { $0.previous?.active = 60 }),
        ("leaving", .warning, { $0.totals.sums.leaves = 12 }),
        (
            "maybe_program", .note,
            { report in
                report.people.speakers.first = [PersonLine(id: 1, name: "relay", messages: 300)]
            }
        ),
        (
            "leaving_peak", .warning,
            { report in
                report.totals.sums.leaves = 8
                report.days[3].leaves = 7
            }
        ),
        (
            "unanswered", .warning,
            { report in
                report.value.questions = 20
                report.value.answered = 4
            }
        ),
        (
            "slow_answers", .note,
            { report in
                report.value.questions = 20
                report.value.answered = 14
                report.value.responseTimeMedian = 6 * 3600
            }
        ),
        (
            "answering", .keep,
            { report in
                report.value.questions = 20
                report.value.answered = 19
            }
        ),
        ("newcomers_silent", .warning, { $0.add(cohort: [1, 0]) }), ("welcoming", .keep, { $0.add(cohort: [9, 8]) }),
        ("growing", .keep, { $0.totals.sums.joins = 15 }),
        ("noisy", .warning, { $0.noise.days = [NoiseDay(day: november(3), messages: 200, carrying: 9)] }),
        (
            "carrying", .keep,
            { report in
                report.value.messages = 400
                report.value.carrying = 240
            }
        ),
        ("few_carry", .warning, { $0.totals.topTenthShare = 0.7 }), ("silent", .note, { $0.totals.silent = 60 }),
        (
            "bridge", .note,
            { report in
                report.graph.weight = 50
                report.people.bridges.count = 1
                report.people.bridges.first = [PersonLine(id: 1, name: "Ann", messages: 9)]
            }
        ),
        (
            "one_sided", .note,
            { report in
                report.graph.edges = 30
                report.graph.reciprocity = 0.1
            }
        ),
        ("no_rhythm", .note, { $0.addHours(Array(0..<24)) }),
        (
            "best_hour", .hint,
            { report in
                report.addHours([20, 21])
                report.bestHours.workdays = [BestHour(hour: 21, speakers: 7)]
            }
        ),
        ("small_sample", .note, { $0.totals.sums.messages = 12 }),
    ]

    @Test("a group with nothing wrong is left in peace")
    func silence() {
        #expect(Self.plain().advice == [])
        #expect(GroupReport(group: SmallGroup.label, data: nil, window: nil).advice == [])
    }

    @Test("each finding is made from its own figures, and rests on figures that have a definition")
    func rules() {
        let catalogue = TextCatalogue(.english)
        for (key, severity, change) in Self.cases {
            var report = Self.plain()
            change(&report)
            let found = report.advice
            #expect(found.map(\.key).contains(key), "\(key): \(found.map(\.key))")
            for advice in found where advice.key == key {
                #expect(advice.severity == severity, "\(key)")
                #expect(
                    !advice.rests.isEmpty && advice.rests.allSatisfy { catalogue.keys.contains("page.def.\($0.key)") })
            }
        }
    }

    @Test(
        "every finding has its words in every language, and nothing is left open in them", arguments: Language.allCases)
    func words(language: Language) {
        let words = ReportWords(text: TextCatalogue(language))
        for (_, _, change) in Self.cases {
            var report = Self.plain()
            for list in [\PeopleLists.silent, \.edge, \.answerers] {
                report.people[keyPath: list].first = [PersonLine(id: 2, name: "Bo", messages: 1)]
            }
            change(&report)
            for advice in report.advice {
                for key in [words.findingKey(of: advice), words.actionKey(of: advice)] {
                    let text = words.text(key, words.values(of: advice))
                    #expect(text != key && !text.contains("{"), "\(key)")
                }
            }
        }
    }

    @Test("the most pressing comes first, and what goes well last")
    func order() {
        var report = Self.plain()
        for (key, _, change) in Self.cases
        where ["silent", "growing", "unanswered", "best_hour", "fading"].contains(key) {
            change(&report)
        }
        #expect(report.advice.map(\.key) == ["fading", "unanswered", "silent", "best_hour", "growing"])
    }

    @Test("where joining is only presence nobody is said to leave, to be silent or to grow")
    func presence() {
        var report = Self.plain()
        report.group.isPresence = true
        report.totals.sums.leaves = 50
        report.totals.sums.joins = 50
        report.totals.silent = 90
        #expect(report.advice == [])
    }

    @Test("few people turn no ratio into advice", arguments: [("unanswered", 4), ("few_carry", 9), ("leaving", 4)])
    func fewPeople(key: String, count: Int) {
        var report = Self.plain()
        report.value.questions = count
        report.totals.active = count
        report.totals.topTenthShare = 1
        report.totals.sums.leaves = count
        report.totals.membersAtStart = 10
        #expect(!report.advice.map(\.key).contains(key))
    }

    @Test("a text is broken where a reader would break it")
    func wrapping() {
        let lines = "Tomorrow ask （小满） and the others, 明天再看一遍，然后决定。".wrapped(to: 20)
        #expect(lines.allSatisfy { $0.displayWidth <= 20 && !"，。）,".contains($0.first ?? " ") })
        #expect(String(repeating: "x", count: 50).wrapped(to: 20).map(\.displayWidth) == [20])
        #expect("".wrapped(to: 20) == [])
    }
}

extension GroupReport {
    /// Ten newcomers of two weeks, of whom so many spoke in their first.
    fileprivate mutating func add(cohort spoke: [Int]) {
        totals.sums.joins = 4
        retention = [
            Cohort(week: november(2), size: 10, active: [spoke[0]]),
            Cohort(week: november(9), size: 10, active: [spoke[1]]),
        ]
    }

    fileprivate mutating func addHours(_ hours: [Int]) {
        for hour in hours { self.hours.add(400 / hours.count, on: november(3), hour: hour) }
    }
}
