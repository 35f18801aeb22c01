import Kernel
import Testing

@testable import Insight

@Suite("The report as text")
struct ReportTextTests {
    static let languages = Language.allCases

    /// Windows that bring every part of the page and every sort of chart to light.
    private var reports: [GroupReport] {
        var reports: [GroupReport] = []
        for seed in UInt64(1)...40 {
            let group = SmallGroup(seed: seed)
            guard let data = group.data else { continue }
            var label = SmallGroup.label
            label.isPresence = seed % 2 == 0
            label.name = seed % 3 == 0 ? String(repeating: "很长的名字", count: 30) : "#a\u{1B}[31m"
            let days = [1, 7, 28, 66, 67, 300, 430, 4000][Int(seed % 8)]
            reports.append(
                group.report(DayRange(ending: data.to.advanced(by: Int(seed % 5) - 2), count: days), label: label))
        }
        let empty = SmallGroup.label
        reports.append(GroupReport(group: empty, data: nil, window: nil))
        reports.append(SmallGroup().report(range("2026-11-01", "2026-11-02")))
        reports.append(SmallGroup(seed: 2).report(range("2031-01-01", "2031-01-28")))
        return reports
    }

    @Test("keeps to 72 columns, has a text for every key and a value for every placeholder", arguments: languages)
    func wellFormed(language: Language) {
        let catalogue = TextCatalogue(language)
        var odd: Set<String> = []
        for report in reports {
            for line in report.text(catalogue).split(separator: "\n") {
                let isOdd =
                    line.last == " " || line.contains("report.") || line.contains("{") || line.contains("\u{1B}")
                if isOdd || String(line).displayWidth > 72 { odd.insert(String(line)) }
            }
        }
        #expect(odd == [])
    }

    @Test("the list of groups keeps to 72 columns", arguments: languages)
    func groups(language: Language) {
        var long = GroupSummary(group: SmallGroup.label)
        long.group.name = String(repeating: "很长的名字", count: 30)
        long.messages = 12_345_678
        long.data = range("2026-01-01", "2026-11-23")
        let text = GroupSummary.text([long, GroupSummary(group: SmallGroup.label)], TextCatalogue(language))
        #expect(text.split(separator: "\n").allSatisfy { String($0).displayWidth <= 72 })
        #expect(text.contains("12,345,678"))
        #expect(text.contains("2026-11-23"))
        #expect(!GroupSummary.text([], TextCatalogue(language)).contains("report."))
    }

    @Test("a group whose joining is only presence tells of faces and sessions, not of joins and churn")
    func presence() {
        var label = SmallGroup.label
        label.isPresence = true
        var group = SmallGroup(seed: 4)
        var note = DayFigures()
        note.joinsImplied = 3
        group.notes = [group.data!.to: note]
        let text = group.report(group.data!, label: label).text(TextCatalogue(.simplifiedChinese))
        #expect(text.contains("新露面的人") && text.contains("上线次数"))
        #expect(!text.contains("退群") && !text.contains("对不上"))
    }

    @Test(
        "the page of a four-week window, word for word",
        arguments: [
            (Language.simplifiedChinese, Snapshots.simplifiedChinese),
            (.traditionalChinese, Snapshots.traditionalChinese), (.english, Snapshots.english),
        ])
    func snapshot(language: Language, expected: String) {
        let group = SmallGroup(seed: 4)
        let report = group.report(DayRange(ending: group.data!.to, count: 28))
        #expect(report.text(TextCatalogue(language)) == expected)
    }

    @Test(
        "numbers are written to be read",
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "−1,234,567"),
        ])
    func counts(number: Int, expected: String) {
        #expect(ReportWords.count(number) == expected)
    }

    @Test(
        "shares are written to be read",
        arguments: [
            (nil, "–"), (0, "0%"), (0.0001, "<0.1%"), (0.0342, "3.4%"), (0.09996, "10%"), (0.3449, "34%"), (1, "100%"),
            (-0.05, "−5.0%"), (12.5, "1,250%"),
        ] as [(Double?, String)])
    func shares(share: Double?, expected: String) {
        #expect(ReportWords.percent(share) == expected)
    }
}
