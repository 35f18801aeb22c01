import Foundation
import FoundationXML
import Kernel
import Testing

@testable import Connectors

@Suite("Payloads in XML")
struct XMLPayloadTests {
    /// A payload as `name[@attribute=value]{text}(children)`, nil where it is refused.
    private static func shape(_ bytes: [UInt8]) -> String? {
        bytes.withView { XMLPayload.parse($0).map { shape($0) } }
    }

    private static func shape(_ element: XMLPayload) -> String {
        let attribute = element.attribute("a").map { "[\($0)]" } ?? ""
        let children = element.children.map { shape($0) }.joined(separator: ",")
        return element.name + attribute + "{\(element.text)}" + (children.isEmpty ? "" : "(\(children))")
    }

    @Test(
        "What is well-formed is read as it is meant",
        arguments: [
            ("<a/>", "a{}"),
            ("<?xml version=\"1.0\" encoding=\"GBK\"?>\n<a>木</a>\n<!-- c --><?p x?>", "a{木}"),
            ("\u{FEFF}<?xml version='1.0'?><a>x</a>", "a{x}"),
            ("<m a = \"1 &lt; 2\n&#38;&#x6728;\" b='\"'>x</m >", "m[1 < 2 &木]{x}"),
            ("<a>1<b>2</b>3<![CDATA[<4>&amp;]]>&gt;5</a>", "a{13<4>&amp;>5}(b{2})"),
            ("<a>\r\n\r&#13;</a>", "a{\n\n\r}"),
            ("<名:字-1.x>y</名:字-1.x>", "名:字-1.x{y}"),
            ("<a><![CDATA[<!DOCTYPE html>]]></a>", "a{<!DOCTYPE html>}"),
            ("<a><b/><b a=''/><c>&#x1F331;</c></a>", "a{}(b{},b[]{},c{🌱})"),
        ])
    func wellFormed(written: String, expected: String) {
        #expect(Self.shape(Array(written.utf8)) == expected)
    }

    @Test("A child is found however its letters are cased, the one that is written so before others")
    func cases() {
        Array("<A><Msg>1</Msg><msg> 2\n</msg><other/></A>".utf8).withView { bytes in
            let root = XMLPayload.parse(bytes)
            #expect(root?.text(of: "msg") == "2" && root?.text(of: "MSG") == "1" && root?.text(of: "other") == nil)
            #expect(root?.all("msg").count == 1 && root?["nothing"] == nil && root?.isNamed("A") == true)
        }
    }

    private static let laughs = """
        <!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">\
        <!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]><lolz>&lol3;</lolz>
        """

    @Test(
        "What is odd is refused",
        arguments: [
            "", " ", "words", "<", "<a", "<a>", "<a></b>", "<a></a", "<a></ab>", "</a>", "<a/><b/>", "<a/>x", "x<a/>",
            "<a><b></a></b>", "<a b></a>", "<a b=c/>", "<a b=\"1\" b=\"2\"/>", "<a b=\"1\"c=\"2\"/>", "<a b=\"<\"/>",
            "<a b=\"1/>", "<a / >", "<1/>", "<a>&</a>", "<a>&lol;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>",
            "<a>&#x110000;</a>", "<a>&#-1;</a>", "<a>&#+65;</a>", "<a>&#;</a>", "<a>&#x;</a>", "<a b='&x;'/>",
            "<a>\u{0}</a>", "<a>\u{8}</a>", "<a>\u{FFFF}</a>", "<a>]]></a>", "<a><!-- -- --></a>", "<a><!-- </a>",
            "<a><![CDATA[x</a>", "<![CDATA[x]]><a/>", "<a><?xml version='1.0'?></a>", " <?xml version='1.0'?><a/>",
            "<a><? x</a>", "<!ENTITY a 'b'><a/>", "<!DOCTYPE a><a/>", laughs,
            String(repeating: "<a>", count: 100_000), String(repeating: "&", count: 100_000),
            String(repeating: "<a>", count: 49) + String(repeating: "</a>", count: 49),
            "<a>" + String(repeating: "<b/>", count: 30_000) + "</a>",
            "<a " + (0..<300).map { "b\($0)='' " }.joined() + "/>",
            "<a b='" + String(repeating: "x", count: 600_000) + "'/>",
        ])
    func refused(_ written: String) { #expect(Self.shape(Array(written.utf8)) == nil) }

    @Test("Bytes that are no UTF-8 are refused", arguments: [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF]])
    func invalid(bytes: [UInt8]) {
        #expect(Self.shape(Array("<a>".utf8) + bytes + Array("</a>".utf8)) == nil)
        #expect(Self.shape(Array("<a b='".utf8) + bytes + Array("'/>".utf8)) == nil)
    }

    @Test("At its bounds it is read, and quickly", .timeLimit(.minutes(5)))
    func bounds() {
        let deep = String(repeating: "<a>", count: 48) + String(repeating: "</a>", count: 48)
        #expect(Self.shape(Array(deep.utf8)) != nil)
        let many = "<a " + (0..<256).map { "b\($0)='' " }.joined() + "/>"
        #expect(Self.shape(Array(many.utf8)) != nil)
        let huge = "<m a='" + String(repeating: "&amp;", count: 100_000) + "'/>"
        #expect(Self.shape(Array(huge.utf8))?.utf8.count == 100_005)
        let quotes = "<a>" + String(repeating: "<b c='1' d='2' e='3'/>", count: 19_000) + "</a>"
        #expect(Self.shape(Array(quotes.utf8)) != nil)
    }

    @Test("Whatever is taken, with bytes of it changed, Foundation's parser takes and reads the same")
    func foundation() {
        let sample = """
            <?xml version="1.0"?><msg><appmsg a="x&amp;y" b='2'><title>木 &lt;石&gt; &#20048;</title><des/>\
            <refermsg><content><![CDATA[<b>]]> c</content></refermsg><!-- d --></appmsg> <t a = "1"> </t></msg>
            """
        var chance = SeededGenerator(seed: 7)
        var taken = 0
        for _ in 0..<4000 {
            var bytes = Array(sample.utf8)
            let place = Int.random(in: 21..<bytes.count, using: &chance)
            switch Int.random(in: 0..<3, using: &chance) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = bytes.randomElement(using: &chance)!
            default: bytes.insert(Array("<>/&;='\" x\r".utf8).randomElement(using: &chance)!, at: place)
            }
            guard let found = Self.shape(bytes) else { continue }
            taken += 1
            // XML 1.0, 2.11 makes a lone carriage return a line feed; Foundation's parser leaves it within CDATA.
            let wanted = FoundationShape.read(bytes)?.replacing("\r", with: "\n")
            #expect(found == wanted, "\(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(taken > 500)
    }
}

/// The shape of a payload by Foundation's parser.
private final class FoundationShape: NSObject, XMLParserDelegate {
    private final class Element {
        var head = ""
        var text = ""
        var children: [String] = []

        var shape: String { head + "{\(text)}" + (children.isEmpty ? "" : "(\(children.joined(separator: ",")))") }
    }

    private var open: [Element] = []
    private var root: String?

    static func read(_ bytes: [UInt8]) -> String? {
        let parser = XMLParser(data: Data(bytes))
        let reader = FoundationShape()
        parser.delegate = reader
        return parser.parse() ? reader.root : nil
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        let element = Element()
        element.head = name + (attributes["a"].map { "[\($0)]" } ?? "")
        open.append(element)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        guard let element = open.popLast() else { return }
        if let parent = open.last { parent.children.append(element.shape) } else { root = root ?? element.shape }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { open.last?.text += string }

    func parser(_ parser: XMLParser, foundCDATA block: Data) {
        open.last?.text += String(decoding: block, as: UTF8.self)
    }
}
