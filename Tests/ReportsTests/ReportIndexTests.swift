import Foundation
import Kernel
import Testing

@testable import Reports

@Suite("The index of a folder of reports")
struct ReportIndexTests {
    private func index(_ language: Language = .english) -> ReportIndex {
        var index = ReportIndex(catalogue: TextCatalogue(language))
        for number in 1...3 {
            let report = MadeReport.full(group: "群 \(number)")
            index.add(ReportIndex.Entry(report, file: "wechat-群-\(number).html", catalogue: TextCatalogue(language)))
        }
        return index
    }

    @Test("lists each group once, with a link and the first thing to do", arguments: Language.allCases)
    func html(language: Language) {
        let text = String(decoding: index(language).html(assets: ReportPageTests.assets), as: UTF8.self)
        #expect(text.ranges(of: "<bdi>群 ").count == 3)
        #expect(text.ranges(of: "href=\"./wechat-").count == 3)
        #expect(!text.contains("page.") && !text.contains("{" + "done"))
    }

    @Test("as JSON is a list that reads back, as CSV has a line for each group, as text names each file")
    func others() throws {
        let list = try JSONSerialization.jsonObject(with: Data(index().json())) as? [[String: Any]]
        #expect(list?.count == 3)
        #expect(list?.first?["group"] as? String == "群 1" && list?.first?["members"] as? Int == 63)
        #expect(String(decoding: index().csv(), as: UTF8.self).components(separatedBy: "\r\n").count == 5)
        #expect(String(decoding: index().text(), as: UTF8.self).ranges(of: "→ wechat-群-").count == 3)
        #expect(String(decoding: ReportIndex(catalogue: TextCatalogue(.english)).json(), as: UTF8.self) == "[\n]\n")
    }
}
