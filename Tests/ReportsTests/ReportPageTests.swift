import Foundation
import Insight
import Kernel
import Testing

@testable import Reports

@Suite("The page of a report")
struct ReportPageTests {
    static let languages = Language.allCases
    static let assets = PageAssets(
        style: Array("p{}".utf8), script: Array("draw()".utf8), charts: Array("library()".utf8))
    static let noon = Instant(seconds: 1_795_500_000)

    private func page(
        _ report: GroupReport, _ language: Language = .english, assets: PageAssets = assets,
        place: ReportPage.Place = .alone
    ) -> String {
        let page = ReportPage(
            report, countedAt: Self.noon, catalogue: TextCatalogue(language), assets: assets, place: place)
        return String(decoding: page.html(), as: UTF8.self)
    }

    /// The ids of the sections, in their order.
    private func sections(_ page: String) -> [String] {
        page.matches(of: /<section[^>]* id="([a-z-]+)"/).map { String($0.output.1) }
    }

    @Test("has its parts in the order in which an owner asks for them")
    func order() {
        let expected = [
            "result", "problems", "suggestions", "figures", "activity", "rhythm", "people", "retention", "survival",
            "topics", "talk", "joining", "graph", "anomalies", "details", "definitions",
        ]
        #expect(sections(page(MadeReport.full())) == expected)
    }

    @Test("every share among the large figures says by how many points it moved, and from what")
    func changes() {
        var report = MadeReport.full()
        report.previous?.answeredRatio = 0.4
        report.previous?.connected = 0.25
        report.previous?.activeRatio = 0.5
        report.previous?.sums.carrying = 900
        let text = page(report)
        let tiles =
            text.components(separatedBy: "id=\"figures\"").last?.components(separatedBy: "</section>").first ?? ""
        for before in ["50%", "40%", "90%", "25%"] { #expect(tiles.contains("points (was \(before))"), "\(before)") }
        #expect(tiles.contains("class=\"down\"") && tiles.contains("class=\"up\""))
        report.previous = nil
        #expect(!page(report).contains("points (was"))
    }

    @Test("topics say what rises and falls, with what was said, and who answers with the very question")
    func topics() {
        var report = MadeReport.full(names: ["Ann"])
        let text = page(report)
        for part in [
            "黑麦 · 酵母", "Ann: 黑麦怎么发？Ann", "月饼", "12.0", "酵母多少？Ann", "一小勺就够Ann", "4 answers to 3 people, thanked by 2",
        ] { #expect(text.contains(part), "\(part)") }
        report.topics?.week.rising = []
        #expect(page(report).contains("id=\"topics\""))
        report.topics?.week.pastWeeks = 0
        #expect(!page(report).contains("月饼"))
        report.topics = nil
        #expect(!sections(page(report)).contains("topics"))
    }

    @Test("leaves out the parts that there is nothing to say in")
    func quiet() {
        let window = MadeReport.window
        var report = GroupReport(group: MadeReport.full().group, data: window, window: window)
        #expect(sections(page(report)) == ["result", "problems", "suggestions", "figures", "details", "definitions"])
        report = GroupReport(group: report.group, data: nil, window: nil)
        let empty = page(report)
        #expect(sections(empty).isEmpty && empty.contains("Import its history first"))
    }

    @Test("has a text for every word and a value for every placeholder", arguments: languages)
    func wellWorded(language: Language) {
        for isPresence in [false, true] {
            let text = page(MadeReport.full(isPresence: isPresence), language)
            // The numbers of the charts and the program's own code are no words.
            let pieces = text.components(separatedBy: "<script").map {
                $0.components(separatedBy: "</script>").last ?? ""
            }
            let body = pieces.joined().components(separatedBy: "</style>").last ?? ""
            let keys = body.matches(of: /\b(page|report|advice|quantity)\.[a-z_]+/).map { String($0.output.0) }
            #expect(keys == [])
            #expect(!body.contains("{") && !body.contains("\u{E000}"))
        }
    }

    @Test("every link within the page leads somewhere, and every id is there once")
    func links() {
        let text = page(MadeReport.full())
        let ids = text.matches(of: #/ id="([^"]+)"/#).map { String($0.output.1) }
        let targets = text.matches(of: /href="#([^"]+)"/).map { String($0.output.1) }
        #expect(Set(ids).count == ids.count)
        #expect(Set(targets).subtracting(ids) == [])
        #expect(targets.count > 40)
    }

    @Test("every chart has its numbers and a table that stands open without a script")
    func charts() {
        let text = page(MadeReport.full())
        let charts = text.matches(of: /data-chart="([a-z]+)"/).map { String($0.output.1) }
        #expect(charts == ["activity", "coming", "retention", "survival", "graph"])
        #expect(charts.allSatisfy { text.contains("id=\"chart-\($0)\"") })
        #expect(text.ranges(of: "<details open>").count == charts.count)
    }

    @Test("every problem names its figure, and every suggestion links to a definition")
    func advice() {
        let report = MadeReport.full()
        let text = page(report)
        #expect(report.advice.count > 6)
        #expect(text.ranges(of: "class=\"rests\"").count == report.advice.count)
        for key in ["churn_rate", "answered_ratio", "top10_share", "noise_day", "reciprocity"] {
            #expect(text.contains("href=\"#def-\(key)\""), "\(key)")
        }
    }

    @Test("a definition for every figure, in every language", arguments: languages)
    func definitions(language: Language) {
        let keys = TextCatalogue(language).keys
        let wanted = ReportPage.definitions.flatMap { ["page.name.\($0)", "page.def.\($0)"] }
        let missing = wanted.filter { !keys.contains($0) }
        #expect(missing == [])
        #expect(keys.filter { $0.hasPrefix("page.def.") }.count == ReportPage.definitions.count)
    }

    @Test("lets no script run but its own, and nothing be fetched")
    func policy() {
        let text = page(MadeReport.full())
        let nonces = text.matches(of: /nonce="([^"]+)"/).map { String($0.output.1) }
        #expect(nonces.count == 3 && Set(nonces).count == 1)
        #expect(text.contains("default-src &#39;none&#39;; script-src &#39;nonce-\(nonces[0])&#39;"))
        #expect(!text.contains("src=\"http") && !text.contains("@import"))
        #expect(text.contains("library()"))
        let other = page(MadeReport.full(group: "别的群"))
        #expect(!other.contains(nonces[0]), "the number follows from the page")
    }

    @Test("in a folder the library is one file beside the pages; without it the page says so")
    func places() {
        let beside = page(MadeReport.full(), place: .inFolder(index: "./index.html"))
        #expect(beside.contains("src=\"echarts.min.js\"") && !beside.contains("library()"))
        #expect(beside.contains("href=\"./index.html\""))
        let bare = PageAssets(style: [], script: Array("draw()".utf8), charts: nil)
        let without = page(MadeReport.full(), assets: bare)
        #expect(without.contains("Charts need ECharts") && !without.contains("draw()"))
    }
}
