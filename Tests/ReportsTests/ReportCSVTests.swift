import Foundation
import Kernel
import Testing

@testable import Insight
@testable import Reports

@Suite("A report as CSV")
struct ReportCSVTests {
    private func lines(_ report: GroupReport) -> [String] {
        String(decoding: ReportCSV.bytes(report).dropFirst(3), as: UTF8.self).components(separatedBy: "\r\n")
    }

    @Test("begins with a byte order mark and the names of the columns, and ends its last line")
    func frame() {
        let bytes = ReportCSV.bytes(MadeReport.full())
        #expect(bytes.prefix(3) == [0xEF, 0xBB, 0xBF])
        let lines = lines(MadeReport.full())
        #expect(lines.first == "section,row,date,name,key,value")
        #expect(lines.last == "")
        #expect(lines.dropLast().allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 6 })
    }

    @Test(
        "has a line for each figure, under the names of the JSON",
        arguments: [
            "group,,,,name,烘焙小屋", "window,,,,to,2026-11-23", "activity.totals,,,,messages,1234",
            "activity.totals,,,,gini,0.71", "activity.days,1,2026-10-27,,messages,20", "hours,,,,0.21,44",
            "retention,1,2026-W44,,size,8", "retention,1,2026-W44,,active.0,2", "retention,1,2026-W44,,active.4,",
            "value,,,,questions,40", "survival_members,2,,,s,0.7", "graph,,,,edges,44",
            "joining.scenes,1,,qr,joined,8", "links_all_time,1,,https://example.com/小满,times,3",
        ])
    func figures(line: String) {
        #expect(lines(MadeReport.full()).contains(line))
    }

    @Test("a group without data has no figure that was counted")
    func empty() {
        let report = GroupReport(group: MadeReport.full().group, data: nil, window: nil)
        #expect(lines(report).contains("window,,,,from,"))
    }
}
