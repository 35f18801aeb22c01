import Insight
import Kernel
import Storage
import Testing

@Suite("A report and a slow second count")
struct ReportPropertyTests {
    /// Windows of every sort: within the data, across its ends, outside, of one day.
    private func window(_ group: SmallGroup, _ chance: inout SeededGenerator) -> DayRange {
        let data = group.data ?? DayRange(ending: november(23), count: 1)
        let from = data.from.advanced(by: .random(in: -40...(data.count + 5), using: &chance))
        return DayRange(from: from, to: from.advanced(by: .random(in: 0...70, using: &chance)))
    }

    @Test("agree on every figure and cohort, 200 groups by chance")
    func agree() {
        var wrong: [String] = []
        for seed in UInt64(1)...200 {
            let group = SmallGroup(seed: seed)
            var chance = SeededGenerator(seed: seed &* 7919)
            let window = window(group, &chance)
            let slow = SlowCount(group: group, window: window)
            let report = group.report(window)
            let differences = SlowCount.differences(SlowCount.figures(of: report), slow.figures)
            if !differences.isEmpty { wrong.append("seed \(seed) \(window.from)–\(window.to): \(differences)") }
            if report.retention != slow.retention { wrong.append("seed \(seed): retention") }
            wrong += seriesFaults(report, slow).map { "seed \(seed): \($0)" }
        }
        #expect(wrong == [])
    }

    /// What in the series does not follow from the slow count.
    private func seriesFaults(_ report: GroupReport, _ slow: SlowCount) -> [String] {
        var faults: [String] = []
        for (name, points) in [("days", report.days), ("weeks", report.weeks), ("months", report.months)] {
            let covered = points.flatMap(\.range.days)
            if covered != slow.window.days { faults.append("\(name) do not cover the window") }
            if points.reduce(0, { $0 + $1.messages }) != report.totals.sums.messages { faults.append("\(name) sum") }
            for point in points {
                let active = slow.active(point.range.from, point.range.to).count
                let members = slow.members(endOf: point.range.to).count
                if point.active != active || point.members != members { faults.append("\(name) \(point.range.from)") }
            }
        }
        return faults
    }

    @Test("the order in which people are met changes nothing, 200 groups by chance")
    func orderOfPeople() {
        var wrong: [UInt64] = []
        for seed in UInt64(1)...200 {
            let group = SmallGroup(seed: seed)
            guard let data = group.data else { continue }
            var renumbered = group
            let turn: @Sendable (Int64) -> Int64 = { 20 - $0 }
            renumbered.stays = group.stays.map { (turn($0.person), $0.joined, $0.left) }
            renumbered.memberDays = group.memberDays.map { ($0.day, turn($0.person), $0.messages) }
            renumbered.edges = group.edges.map { ($0.day, turn($0.from), turn($0.to), $0.weight) }
            renumbered.questions = group.questions.map { ($0.day, turn($0.asker), $0.wait) }
            renumbered.answers = group.answers.map { ($0.day, turn($0.person), $0.count) }
            renumbered.ways = group.ways.mapValues { ($0.scene, $0.quitScene, $0.inviter.map(turn)) }
            renumbered.renumber = turn
            if group.report(data) != renumbered.report(data) { wrong.append(seed) }
        }
        #expect(wrong == [])
    }
}
