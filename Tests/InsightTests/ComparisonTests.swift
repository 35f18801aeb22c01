import Kernel
import Testing

@testable import Insight

@Suite("Comparisons")
struct ComparisonTests {
    private func report(messages: Int, members: Int, leaves: Int = 0) -> GroupReport {
        let window = DayRange(from: november(1), to: november(28))
        var report = GroupReport(group: SmallGroup.label, data: window, window: window)
        report.totals.sums.messages = messages
        report.totals.sums.leaves = leaves
        report.totals.membersAtStart = members
        report.totals.members = members
        report.totals.monthlyActive = 5
        return report
    }

    @Test("two groups differ by the first less the second; better is said of what can be")
    func two() throws {
        let comparison = GroupComparison(
            report(messages: 300, members: 10, leaves: 2), report(messages: 100, members: 20, leaves: 2))
        func line(_ key: String) throws -> GroupComparison.Line {
            try #require(comparison.lines.first { $0.figure.key == key })
        }
        let messages = try line("messages")
        #expect(messages.difference == 200 && messages.better == nil)
        let active = try line("active_ratio")
        #expect((active.first, active.second, active.better) == (0.5, 0.25, .first))
        let churn = try line("churn_rate")
        #expect((churn.first, churn.second, churn.better) == (0.2, 0.1, .second))
        #expect(try line("noise_days").better == .equal)
        let answered = try line("answered_ratio")
        #expect(answered.difference == nil && answered.better == nil)
    }

    @Test("a group stands among its kind by median and percentile, ties counted half")
    func kind() throws {
        let others = [10, 20, 30, 30, 40].map { report(messages: $0, members: 10) }
        let among = KindComparison(report(messages: 30, members: 10), others: others)
        let messages = try #require(among.lines.first { $0.figure.key == "messages" })
        #expect(among.isEnough && messages.median == 30 && messages.percentile == 0.6)
        let even = KindComparison(report(messages: 5, members: 10), others: others + [others[0]])
        let first = try #require(even.lines.first)
        #expect(first.median == 25 && first.percentile == 0)
        let answered = try #require(among.lines.first { $0.figure.key == "answered_ratio" })
        #expect(answered.others == 0 && answered.median == nil && answered.percentile == nil)
    }

    @Test("among fewer than five others nothing is said")
    func few() {
        let others = [10, 20, 30, 40].map { report(messages: $0, members: 10) }
        let among = KindComparison(report(messages: 30, members: 10), others: others)
        #expect(!among.isEnough && among.others == 4)
        #expect(among.lines.allSatisfy { $0.median == nil && $0.percentile == nil })
        #expect(among.lines[0].value == 30)
    }

    @Test("every figure has a name in every language, and pages keep to 72 columns", arguments: Language.allCases)
    func texts(language: Language) throws {
        let catalogue = TextCatalogue(language)
        let group = SmallGroup(seed: 4)
        let some = group.report(DayRange(ending: group.data!.to, count: 28))
        let pages = [
            GroupComparison(some, report(messages: 1_234_567, members: 3)).text(catalogue),
            KindComparison(some, others: [some, some, some, some, some]).text(catalogue),
            KindComparison(some, others: []).text(catalogue),
            EffectTests.effect(others: 6).text(catalogue), EffectTests.effect(others: 1).text(catalogue),
        ]
        for line in pages.joined().split(separator: "\n").map(String.init) {
            let isOdd = line.contains("report.") || line.contains("{") || line.displayWidth > 72
            #expect(!isOdd, "\(line)")
        }
    }
}

@Suite("Effects")
struct EffectTests {
    /// A group in which so many messages a day fall before and after.
    private static func ledger(_ before: Int, _ after: Int, _ days: DayRange, joins: Int = 0) -> DayLedger {
        let rows = days.days.enumerated().map { offset, day in
            var figures = DayFigures()
            figures.messages = offset < days.count / 2 ? before : after
            figures.active = 1
            figures.joins = joins
            return (day: day, figures: figures)
        }
        return DayLedger(range: days, membersBefore: joins == 0 ? 4 : 0, rows: rows)
    }

    static func effect(others: Int) -> Effect {
        let days = DayRange(from: november(1), to: november(28))
        let comparison = (0..<others).map {
            (label: SmallGroup.label, ledger: ledger(10, 10 + $0, days))
        }
        return Effect(
            group: SmallGroup.label, date: november(15), days: 14, ledger: ledger(10, 30, days), comparison: comparison,
            leftOut: [SmallGroup.label])
    }

    @Test("the effect is the group's change less that of the others, within its interval")
    func differences() throws {
        let effect = Self.effect(others: 5)
        #expect(effect.before == DayRange(from: november(1), to: november(14)))
        #expect(effect.after == DayRange(from: november(15), to: november(28)) && !effect.isPlain)
        let line = try #require(effect.lines.first)
        #expect((line.before, line.after, line.change) == (10, 30, 20))
        #expect(line.comparisonChange == 2 && line.effect == 18)
        let (low, high) = (try #require(line.low), try #require(line.high))
        #expect(low < 18 && 18 < high && low >= 16 && high <= 20)
        let ratio = try #require(effect.lines.first { $0.figure == .activeRatio })
        #expect(ratio.before == 0.25 && ratio.effect == 0 && ratio.low == 0 && ratio.high == 0)
    }

    @Test("the same numbers come out every time; of fewer than five groups only before and after")
    func seeded() {
        #expect(Self.effect(others: 9) == Self.effect(others: 9))
        let plain = Self.effect(others: 4)
        #expect(plain.isPlain && plain.lines.allSatisfy { $0.effect == nil && $0.low == nil })
        #expect(plain.lines[0].change == 20 && plain.lines[0].groups == 4)
    }

    @Test("the interval of a mean is about two standard errors to either side")
    func interval() {
        var chance = SeededGenerator(seed: 5)
        let values = (0..<400).map { _ in Double.random(in: -1...1, using: &chance) }
        let mean = values.reduce(0, +) / 400
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 400
        let error = (variance / 400).squareRoot()
        let (low, high) = Effect.interval(values)
        #expect(abs(low - (mean - 1.96 * error)) < 0.15 * error && abs(high - (mean + 1.96 * error)) < 0.15 * error)
    }

    @Test("where nobody is a member the share who spoke is nothing, not zero")
    func nobody() {
        let days = DayRange(from: november(1), to: november(2))
        let empty = DayLedger(range: days, membersBefore: 0, rows: [])
        let effect = Effect(group: SmallGroup.label, date: november(2), days: 1, ledger: empty, comparison: [])
        #expect(effect.lines.first { $0.figure == .activeRatio }?.before == nil)
        #expect(effect.lines.first?.before == 0)
    }
}
