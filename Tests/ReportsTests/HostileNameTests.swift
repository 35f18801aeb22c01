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

    @Test("stay text in every place of a page")
    func page() {
        let catalogue = TextCatalogue(.english)
        func written(_ report: GroupReport) -> [UInt8] {
            ReportPage(
                report, countedAt: Instant(seconds: 0), catalogue: catalogue, assets: ReportPageTests.assets
            ).html()
        }
        // A page has the tags and attributes that it has with harmless names, and no more.
        let plain = tags(written(MadeReport.full()))
        for name in Self.names {
            let page = written(MadeReport.full(group: name, names: [name, name, name]))
            #expect(tags(page) == plain, "\(name)")
            #expect(!String(decoding: page, as: UTF8.self).contains("\u{202E}"))
        }
    }

    /// How often each tag is on a page, with how many quotes.
    private func tags(_ page: [UInt8]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for piece in page.split(separator: UInt8(ascii: "<")).dropFirst() {
            guard let end = piece.firstIndex(of: UInt8(ascii: ">")) else {
                counts["unclosed", default: 0] += 1
                continue
            }
            let name = piece[..<end].prefix { $0 != UInt8(ascii: " ") }
            let quotes = piece[..<end].count { $0 == UInt8(ascii: "\"") }
            counts["\(String(decoding: name, as: UTF8.self)) \(quotes)", default: 0] += 1
        }
        return counts
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
