import Insight
import Kernel
import Testing

@Suite("Retention by cohort")
struct RetentionTests {
    /// Weeks of November 2026 begin on the 2nd, 9th, 16th and 23rd. Two join in the first of them, one in the third.
    private func group(lastDay: Int) -> SmallGroup {
        var group = SmallGroup()
        group.stays = [(0, november(2), nil), (1, november(8), nil), (2, november(16), nil)]
        group.memberDays = [
            (november(2), 0, 1), (november(3), 0, 4), (november(8), 1, 0), (november(9), 1, 2), (november(15), 0, 1),
            (november(22), 0, 1), (november(22), 2, 1), (november(lastDay), 1, 1),
        ]
        return group
    }

    @Test(
        "whole weeks, counted while they are over at the data's end",
        arguments: [
            ("2026-11-02", "2026-11-23", 23, ["2026-W45 2: 1 2 1 -", "2026-W47 1: 1 -"]),
            // A Sunday as the data's end is the end of its week.
            ("2026-11-02", "2026-11-23", 22, ["2026-W45 2: 1 2 2 -", "2026-W47 1: 1 -"]),
            ("2026-11-02", "2026-11-23", 29, ["2026-W45 2: 1 2 1 1", "2026-W47 1: 1 0"]),
            // The window's ends cut a week: the cohort and its weeks stay whole.
            ("2026-11-08", "2026-11-09", 29, ["2026-W45 2: 1 2"]),
            ("2026-11-09", "2026-11-15", 29, []),
            ("2026-11-16", "2026-12-06", 29, ["2026-W47 1: 1 0 -"]),
        ] as [(String, String, Int, [String])])
    func byHand(from: String, to: String, lastDay: Int, expected: [String]) {
        let cohorts = group(lastDay: lastDay).report(range(from, to)).retention
        let rows = cohorts.map { cohort in
            let counts = cohort.active.map { $0.map(String.init) ?? "-" }
            return "\(cohort.week.isoWeek) \(cohort.size): \(counts.joined(separator: " "))"
        }
        #expect(rows == expected)
    }

    @Test("who comes back stays in the cohort of the first time")
    func firstJoin() {
        var group = SmallGroup()
        group.stays = [(0, november(2), november(3)), (0, november(16), nil)]
        group.memberDays = [(november(17), 0, 1), (november(29), 0, 1)]
        let cohorts = group.report(range("2026-11-02", "2026-11-29")).retention
        #expect(cohorts == [Cohort(week: november(2), size: 1, active: [0, 0, 1, 1])])
    }
}
