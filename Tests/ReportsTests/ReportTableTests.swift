import Foundation
import Kernel
import Testing

@testable import Insight
@testable import Reports

@Suite("The tables of a group's pages as CSV")
struct ReportTableTests {
    private func lines(_ table: ReportTable, _ report: GroupReport = MadeReport.full()) -> [String] {
        String(decoding: table.csv(report).dropFirst(3), as: UTF8.self).components(separatedBy: "\r\n")
    }

    @Test("days are a line each, their columns named as in the JSON")
    func days() {
        let lines = lines(.days)
        #expect(lines[0] == "active,date,joins,leaves,members,messages")
        #expect(lines.count == MadeReport.window.count + 2)
        #expect(lines[1].contains("2026-10-27"))
    }

    @Test("a matrix has its columns numbered; lists within a count are the list")
    func shapes() {
        #expect(lines(.hours)[0].hasPrefix("0,1,2") && lines(.hours).count == 9)
        #expect(lines(.core)[0].contains("core_number") && lines(.core).contains { $0.contains("小满") })
        #expect(lines(.survival)[0] == "at_risk,high,low,s,t")
    }

    @Test("each has a head or is empty for a group without data", arguments: ReportTable.allCases)
    func empty(table: ReportTable) {
        let report = GroupReport(group: MadeReport.full().group, data: nil, window: nil)
        #expect(table.csv(report).starts(with: [0xEF, 0xBB, 0xBF]))
        #expect(
            table.namesPeople
                == ["people", "value", "joining"].contains { name in
                    switch table {
                    case .core, .edge, .silent, .bridge, .speakers, .answerers, .newcomers, .leaving: name == "people"
                    case .unanswered: name == "value"
                    case .inviters: name == "joining"
                    default: false
                    }
                })
    }
}

@Suite("Pages that are kept")
struct KeptPageTests {
    private let assets = PageAssets(style: Array("b{}".utf8), script: [], charts: Array("LIBRARY".utf8))

    @Test("the library of the charts comes in when the page is handed out, once, and only where it has its place")
    func whole() {
        var report = MadeReport.full(group: "<!--charts-->", names: ["<!--charts-->", "阿杰", "x"])
        report.courses = []
        let page = ReportPage(
            report, countedAt: Instant(seconds: 0), catalogue: TextCatalogue(.english), assets: assets, place: .kept
        ).html()
        #expect(!String(decoding: page, as: UTF8.self).contains("LIBRARY"))
        let whole = String(decoding: KeptPage.whole(page, assets: assets), as: UTF8.self)
        #expect(whole.components(separatedBy: "LIBRARY").count == 2)
        #expect(!whole.contains("<!--charts-->"))
        let none = PageAssets(style: [], script: [], charts: nil)
        #expect(KeptPage.whole(page, assets: none) == page)
        #expect(KeptPage.whole([], assets: assets) == [])
    }

    @Test("what is packed is the same unpacked; what is cut off or no such thing is refused")
    func gzip() throws {
        for bytes in [[], [UInt8]("<".utf8), [UInt8](repeating: 7, count: 3_000_000)] {
            let packed = try #require(Gzip.packed(bytes))
            #expect(Gzip.unpacked(packed) == bytes)
            #expect(Gzip.unpacked(Array(packed.dropLast(4))) == nil)
        }
        #expect(Gzip.unpacked([1, 2, 3]) == nil)
        let bomb = try #require(Gzip.packed([UInt8](repeating: 0, count: 2_000_000)))
        #expect(Gzip.unpacked(bomb, most: 1_000_000) == nil)
    }
}

@Suite("A community's page")
struct CommunityPageTests {
    private func line(_ number: Int64, _ name: String, now: Int, before: Int?) -> CommunityLine {
        func figures(_ active: Int) -> WindowFigures {
            var figures = WindowFigures()
            (figures.messages, figures.active, figures.members) = (active * 10, active, 20)
            return figures
        }
        return CommunityLine(
            group: GroupID(number),
            label: GroupLabel(name: name, network: "wechat", kind: "study", zone: "UTC", isPresence: false),
            now: figures(now), before: before.map(figures), isNew: before == nil, hasDied: false)
    }

    private var report: CommunityReport {
        var report = CommunityReport(
            selection: .all, window: DayRange(ending: CivilDay("2026-11-23")!, count: 7),
            lines: [
                line(1, "烘焙<script>", now: 10, before: 20), line(2, "grown", now: 20, before: 10),
                line(3, "new", now: 5, before: nil), line(4, "quiet", now: 0, before: 7),
            ])
        report.courses = report.courses(of: report)
        return report
    }

    @Test("groups stand in the list that their figures put them in")
    func lists() {
        let names = Dictionary(uniqueKeysWithValues: report.lists.map { ($0.key, $0.lines.map(\.label.name)) })
        #expect(names["grown"] == ["grown"] && names["faded"] == ["烘焙<script>"])
        #expect(names["born"] == ["new"] && names["quiet"] == ["quiet"] && names["died"] == nil)
        #expect(names["best"] == ["grown"] && names["worst"] == ["new"])
        #expect(report.advice.map(\.severity) == [.warning, .note, .hint, .keep])
    }

    @Test("it says the same in every language and form, and hostile names are text", arguments: Language.allCases)
    func languages(language: Language) {
        let catalogue = TextCatalogue(language)
        let assets = PageAssets(style: [], script: [], charts: nil)
        let page = String(
            decoding: CommunityPage(
                report, countedAt: Instant(seconds: 0), zone: "UTC", catalogue: catalogue, assets: assets
            ).html(), as: UTF8.self)
        #expect(page.contains("烘焙&lt;script&gt;") && !page.contains("烘焙<script>"))
        for text in [page, report.text(catalogue)] {
            #expect(!text.contains("community.") && !text.contains("course."), "a text without words")
        }
        let csv = String(decoding: ReportCSV.bytes(report.json), as: UTF8.self)
        #expect(csv.contains("groups,1,,grown,active,20"))
        #expect(report.text(catalogue).split(separator: "\n").allSatisfy { String($0).displayWidth <= 72 })
    }

    @Test("no group, no figures")
    func none() {
        let empty = CommunityReport(selection: .tag("x"), window: report.window, lines: [])
        #expect(empty.advice == [] && empty.lists.isEmpty)
        #expect(empty.text(TextCatalogue(.english)).contains("x"))
    }
}
