import Testing

@testable import Reports

@Suite("HTML")
struct HTMLTests {
    private func written(_ body: (inout HTML) -> Void) -> String {
        var page = HTML()
        body(&page)
        return String(decoding: page.bytes, as: UTF8.self)
    }

    @Test(
        "text is shown as it was written and never as markup",
        arguments: [
            ("<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"),
            (#"" onload="x"#, "&quot; onload=&quot;x"), ("a & b", "a &amp; b"), ("&lt;", "&amp;lt;"),
            ("群 👍🏽 e\u{301}", "群 👍🏽 e\u{301}"), ("one\ntwo\tthree\r\n", "one two three  "),
            ("a\u{0}b\u{7}\u{7F}", "a\u{FFFD}b\u{FFFD}\u{FFFD}"), ("\u{85}x\u{9F}", "\u{FFFD}x\u{FFFD}"),
            ("\u{202E}evil\u{2066}x\u{2069}\u{200F}\u{61C}", "\u{FFFD}evil\u{FFFD}x\u{FFFD}\u{FFFD}\u{FFFD}"),
            ("\u{FEFF}x\u{2028}", "\u{FFFD}x\u{FFFD}"), ("👩‍👧", "👩‍👧"), ("É·…–", "É·…–"),
        ])
    func text(text: String, expected: String) {
        #expect(written { $0.text(text) } == expected)
        #expect(written { $0.element("p", .title(text), text: text) } == "<p title=\"\(expected)\">\(expected)</p>")
    }

    @Test(
        "only the web is linked to",
        arguments: [
            ("https://a.example/?q=1&b=\"", true), ("HTTP://a.example", true), ("javascript:alert(1)", false),
            ("data:text/html,x", false), ("//a.example", false), (" https://a.example", false), ("", false),
        ])
    func links(address: String, isLinked: Bool) {
        #expect((Attribute.web(address) != nil) == isLinked)
    }

    @Test("numbers for a script cannot end their element")
    func data() {
        let text = written { $0.data("x", json: Array(#"["</script><!--"]"#.utf8)) }
        #expect(text == #"<script type="application/json" id="x">["\u003c/script>\u003c!--"]</script>"#)
    }

    @Test("a library's code cannot end its element, and says the same")
    func library() {
        let code = #"a="</script>";b="</SCRIPT >";c="</scrip";d="<\/script>";</script"#
        let safe = String(decoding: PageAssets.inlined(Array(code.utf8)), as: UTF8.self)
        #expect(safe == #"a="<\/script>";b="<\/SCRIPT >";c="</scrip";d="<\/script>";<\/script"#)
    }

    @Test("values that are filled in stand out, and what they hold stays text")
    func strong() {
        let begin = String(PageWords.begin)
        let end = String(PageWords.end)
        #expect(written { $0.strong("a \(begin)<b>\(end) c") } == "a <b>&lt;b&gt;</b> c")
        #expect(written { $0.strong("\(end)a\(begin)b") } == "\(end)a\(begin)b")
    }
}
