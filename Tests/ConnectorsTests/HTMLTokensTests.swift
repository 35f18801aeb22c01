import Foundation
import Kernel
import Testing

@testable import Connectors

/// A piece of a page, and its tags and texts in short.
struct HTMLSample: Sendable, CustomTestStringConvertible {
    let html: String
    let tokens: String
    var testDescription: String { html }
}

@Suite("Web pages as tags and texts")
struct HTMLTokensTests {
    private static func tokens(_ bytes: [UInt8], piece: Int = .max) throws -> (short: String, longest: Int) {
        let bytes = ByteSource(bytes: bytes, largestPiece: piece)
        let source = LineSource(try TextDecoder(bytes, encoding: .utf8, mark: 0))
        var tokens = HTMLTokens()
        var (short, longest) = ("", 0)
        while let token = try tokens.next(source) {
            switch token {
            case .text(let text):
                longest = max(longest, text.count)
                short += text.string
            case .open(let tag): short += "[\(tag.name.string)\(tag.attribute("class").map { ":" + $0.string } ?? "")]"
            case .close(let name): short += "[/\(name.string)]"
            }
        }
        return (short, longest)
    }

    @Test(
        "Tags are told from texts as browsers do",
        arguments: [
            HTMLSample(html: "a <b>c</b> d", tokens: "a [b]c[/b] d"),
            HTMLSample(html: "1 < 2 <3 <", tokens: "1 < 2 <3 <"),
            HTMLSample(html: "<br/><br /><p\nclass = 'x y'\n>", tokens: "[br][br][p:x y]"),
            HTMLSample(html: #"<a title="x > y" class=z>t</a>"#, tokens: "[a:z]t[/a]"),
            HTMLSample(html: #"<a data-class="no" class="yes">"#, tokens: "[a:yes]"),
            HTMLSample(html: "<a it's class=x>t", tokens: "[a:x]t"),
            HTMLSample(html: "a<!-- b <!-- c --> d --> e", tokens: "a d --> e"),
            HTMLSample(html: "<!DOCTYPE html><?xml v='1'?>a</ b>c", tokens: "ac"),
            HTMLSample(html: "<script>if (1 < 2) '<li>'</script >x<style>a > b</style>y", tokens: "[script]x[style]y"),
            HTMLSample(html: "a<b", tokens: "a"), HTMLSample(html: "a<!-- never closed", tokens: "a"),
            HTMLSample(html: #"a<b title="never closed>c"#, tokens: "a"),
            HTMLSample(html: "<script>x", tokens: "[script]"),
        ])
    func samples(_ sample: HTMLSample) throws {
        let bytes = Array(sample.html.utf8)
        for piece in 1...bytes.count { #expect(try Self.tokens(bytes, piece: piece).short == sample.tokens) }
    }

    @Test("However long a tag, a text or a comment, little of it is in memory, and what follows is read")
    func long() throws {
        let much = String(repeating: "x y=' ", count: 1_700_000)
        #expect(try Self.tokens(Array("<a class=z title=\"\(much)\" id=1>t".utf8)).short == "[a:z]t")
        #expect(try Self.tokens(Array("<a \(much)' class=z>t".utf8), piece: 70_000).short == "[a]t")
        #expect(try Self.tokens(Array("a<!--\(much)-->t".utf8)).short == "at")
        let text = try Self.tokens(Array("\(much)<b>".utf8), piece: 50_000)
        #expect(text.short == much + "[b]" && text.longest <= 64 << 10)
        #expect(try Self.tokens(Array(String(repeating: "<b><!--", count: 50_000).utf8)).short == "[b]")
        #expect(try Self.tokens(Array(String(repeating: "<b>", count: 20_000).utf8)).short.utf8.count == 60_000)
    }

    @Test("A message of a page that is too long is one bad record, and the next is read")
    func longMessage() throws {
        let items = [
            ArchiveItem(words: String(repeating: "long ", count: 400_000), event: ""),
            ArchiveItem(words: "x", event: ""),
        ]
        let result = try read(archivePage(items.map { $0.html() }), as: "m.html")
        #expect(result.short == ["text|fern|x"])
        #expect(result.bad.values.first == "exports.bad.too-long")
    }
}
