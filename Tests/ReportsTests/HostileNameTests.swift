import Kernel
import Testing

@testable import Insight
@testable import Reports

@Suite("Names that mean harm")
struct HostileNameTests {
    static let names = [
        "<script>alert(1)</script>", "\" onload=\"alert(1)", "'><img src=x onerror=alert(1)>", "</title><svg onload=x>",
        "\u{202E}txt.exe", "{names}", "&lt;b&gt;", "=HYPERLINK(\"http://x\")", String(repeating: "长", count: 400),
        "\u{E000}x\u{E001}", "]]>--></style>",
    ]

    @Test("stay text in every place of a page", arguments: Language.allCases)
    func page(language: Language) {
        for name in Self.names {
            let report = MadeReport.full(group: name, names: [name, name, name])
            let page = ReportPage(
                report, countedAt: Instant(seconds: 0), catalogue: TextCatalogue(language),
                assets: ReportPageTests.assets)
            let text = String(decoding: page.html(), as: UTF8.self)
            // What a page of harmless names has, and nothing more.
            let plain = ReportPage(
                MadeReport.full(), countedAt: Instant(seconds: 0), catalogue: TextCatalogue(language),
                assets: ReportPageTests.assets)
            #expect(tags(text) == tags(String(decoding: plain.html(), as: UTF8.self)), "\(name)")
            #expect(!text.contains("\u{202E}"))
        }
    }

    /// The tags of a page, each with the names of its attributes.
    private func tags(_ page: String) -> [String: Int] {
        page.matches(of: /<([a-z0-9!\/]+)([^>]*)>/).reduce(into: [:]) { counts, match in
            let attributes = match.output.2.matches(of: /([a-z-]+)="/).map { String($0.output.1) }
            counts["\(match.output.1) \(attributes)", default: 0] += 1
        }
    }

    @Test("stay text in the index, and its links lead to the files")
    func index() {
        var index = ReportIndex(catalogue: TextCatalogue(.english))
        for (number, name) in Self.names.enumerated() {
            let report = MadeReport.full(group: name, names: [name])
            index.add(ReportIndex.Entry(report, file: "irc-\(number) 群\"<.html", catalogue: TextCatalogue(.english)))
        }
        let text = String(decoding: index.html(assets: ReportPageTests.assets), as: UTF8.self)
        #expect(!text.contains("<script>alert") && !text.contains("<img") && !text.contains("<svg onload"))
        #expect(text.contains("href=\"./irc-0%20%E7%BE%A4%22%3C.html\""))
    }

    @Test("are no formulas in a spreadsheet")
    func csv() {
        let report = MadeReport.full(group: "=1+1", names: ["@SUM(A1)", "+1", "-1", "＝1", "a,\"b\"\n"])
        let text = String(decoding: ReportCSV.bytes(report), as: UTF8.self)
        for formula in [",=", ",@", ",+", ",＝", ",-1,", ",\"=", ",\"@"] {
            #expect(!text.contains(formula), "\(formula)")
        }
        #expect(text.contains(",'=1+1\r\n") && text.contains(",'@SUM(A1),") && text.contains("\"a,\"\"b\"\"\n\""))
    }
}
