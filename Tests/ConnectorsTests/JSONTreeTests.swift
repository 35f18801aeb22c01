import Foundation
import Kernel
import Testing

@testable import Connectors

@Suite("Reading JSON records")
struct JSONTreeTests {
    /// The value written again in one fixed way, or nil where it was refused.
    private func written(_ text: String) -> String? { written(Array(text.utf8)) }

    private func written(_ bytes: [UInt8]) -> String? {
        var tree = JSONTree()
        return bytes.withView { tree.read($0) ? JSONTreeTests.write(tree.root) : nil }
    }

    private static func write(_ value: JSONValue) -> String {
        if value.isNull { return "null" }
        if let bool = value.bool { return bool ? "true" : "false" }
        if value.isArray { return "[" + value.elements.map(write).joined(separator: ",") + "]" }
        if value.isObject {
            return "{" + value.members.map { "\($0.name.string)=\(write($0.value))" }.joined(separator: ",") + "}"
        }
        return value.isString ? "<\(value.string!)>" : value.string!
    }

    @Test(
        "Values of every sort are read, however they nest",
        arguments: [
            ("null", "null"), (" true ", "true"), ("[]", "[]"), ("{}", "{}"),
            ("\t[ 1 , -2.5e+3 , 0 ]\r\n", "[1,-2.5e+3,0]"),
            (#"{"a":{"b":[{},[],{"c":null}]},"d":""}"#, "{a={b=[{},[],{c=null}]},d=<>}"),
            (#""\u00e9\ud83d\ude00\n\/\"\\\b\f\r\t""#, "<é😀\n/\"\\\u{8}\u{c}\r\t>"),
            (#"["\ud83d","\ude00x","\ud83dx","\ud83d\u0041"]"#, "[<\u{FFFD}>,<\u{FFFD}x>,<\u{FFFD}x>,<\u{FFFD}A>]"),
            (
                #"{"e":"x\ny","ü":"plain text that is longer than eight bytes"}"#,
                "{e=<x\ny>,ü=<plain text that is longer than eight bytes>}"
            ),
        ])
    func good(_ text: String, _ expected: String) { #expect(written(text) == expected) }

    @Test(
        "What is no JSON is refused",
        arguments: [
            "", " ", "nul", "truee", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{1:2}",
            "[1}", "{]", "]", "01", "-", "-01", "1.", ".5", "1e", "1e+", "+1", "0x1", "NaN", "\"", "\"a", "\"\\\"",
            "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u0000\"", "\"\u{0}\"", "\"\n\"", "\"\t\"", "[1]x", "{} {}",
            "'a'",
            "{\"a\":1 \"b\":2}", "[", "{\"a\":[", "\u{FEFF}1", "/**/1",
        ])
    func bad(_ text: String) { #expect(written(text) == nil) }

    @Test("It agrees with Foundation on records that are cut or changed anywhere")
    func agreement() {
        let text = #"{"id": 12, "from":"Zo \"z\" \u00fc", "x":[true,false,null,-0.5e-7,{"":[]}], "y":{"z":"\\"}}"#
        for seed in 0..<3000 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var bytes = Array(text.utf8)
            if seed % 2 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
            let spice = Array("{}[]\",:\\ 019.eE+-tfnu\n".utf8)
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = spice.randomElement(using: &generator)!
            }
            let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            let ours = written(bytes)
            // Plain letters only, and no escapes that are cut: Foundation refuses text that is no UTF-8 and half pairs.
            #expect((ours != nil) == (theirs != nil), "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test("Of a member that comes twice the last counts; one that is not there is nil")
    func members() {
        var tree = JSONTree()
        Array(#"{"a":1,"b":{"a":2},"a":3,"\u0063":"x","n":null}"#.utf8).withView { bytes in
            let isRead = tree.read(bytes)
            #expect(isRead)
            #expect(tree.root["a"]?.int64 == 3)
            #expect(tree.root["b"]?["a"]?.int64 == 2)
            #expect(tree.root["c"]?.string == "x")
            #expect(tree.root["n"]?.isNull == true && tree.root["n"]?.string == nil)
            #expect(tree.root["d"] == nil && tree.root["a"]?["a"] == nil)
            #expect(tree.root.count == 5 && tree.root.members.map(\.name.string) == ["a", "b", "a", "c", "n"])
        }
    }

    @Test(
        "Whole numbers are exact or nil; huge ones are neither wrong nor a crash",
        arguments: [
            ("0", 0, 0), ("-7", -7, -7), ("9223372036854775807", Int64.max, 9.223372036854775807e18),
            ("-9223372036854775808", Int64.min, -9.223372036854775808e18),
            ("9223372036854775808", nil, 9.223372036854775808e18),
            ("1.5", nil, 1.5), ("1e3", nil, 1000), ("1e999999", nil, nil), ("-", nil, nil), ("12x", nil, nil),
            ("", nil, nil),
        ] as [(String, Int64?, Double?)])
    func numbers(_ text: String, _ whole: Int64?, _ double: Double?) {
        var tree = JSONTree()
        Array("[\"\(text)\"]".utf8).withView { bytes in
            let isRead = tree.read(bytes)
            #expect(isRead)
            let value = Array(tree.root.elements)[0]
            #expect(value.int64 == whole && value.double == double)
        }
    }

    @Test("Nesting is bounded, however deep the record goes")
    func depth() {
        for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
            let middle = open == "[" ? "" : "1"
            let most = JSONTree.deepest
            #expect(
                written(String(repeating: open, count: most) + middle + String(repeating: close, count: most)) != nil)
            #expect(
                written(String(repeating: open, count: most + 1) + middle + String(repeating: close, count: most + 1))
                    == nil)
            #expect(written(String(repeating: open, count: 500_000)) == nil)
        }
    }

    @Test("A record may be four mebibytes long and no longer")
    func length() {
        let long = [UInt8(ascii: "\"")] + [UInt8](repeating: 120, count: JSONTree.longest - 2) + [UInt8(ascii: "\"")]
        #expect(written(long)?.utf8.count == JSONTree.longest)
        #expect(written([32] + long) == nil)
        let digits = [UInt8](repeating: 57, count: 1_000_000)
        #expect(written(digits)?.utf8.count == 1_000_000)
    }

    @Test("A tree that is used again shows nothing of the record before")
    func reuse() {
        var tree = JSONTree()
        Array(#"{"a":"\n"}"#.utf8).withView { bytes in
            let isRead = tree.read(bytes)
            #expect(isRead)
        }
        Array("[1".utf8).withView { bytes in
            let isRead = tree.read(bytes)
            #expect(!isRead)
            #expect(tree.root.isNull && tree.root["a"] == nil)
        }
        Array("[2]".utf8).withView { bytes in
            let isRead = tree.read(bytes)
            #expect(isRead)
            #expect(tree.root.elements.map(\.int64) == [2])
        }
    }
}
