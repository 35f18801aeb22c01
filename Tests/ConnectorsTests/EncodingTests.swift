import Foundation
import Kernel
import Testing

@testable import Connectors

struct EncodedText: Sendable, CustomTestStringConvertible {
    let name: String
    let encoding: TextEncoding
    let bytes: [UInt8]
    let text: String
    var testDescription: String { name }
}

private func wide(_ text: String, mark: Bool, big: Bool) -> [UInt8] {
    let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
    return units.flatMap { big ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
}

private let chinese = "[10:02] <小明> 大家好，今天聊什么？😀\n[10:03] <小红> 你好\n"

@Suite("Encodings")
struct EncodingTests {
    @Test(
        "A log says the same in every encoding, however it is cut up",
        arguments: [
            EncodedText(name: "UTF-8", encoding: .utf8, bytes: Array(chinese.utf8), text: chinese),
            EncodedText(
                name: "UTF-16LE with mark", encoding: .utf16LittleEndian, bytes: wide(chinese, mark: true, big: false),
                text: chinese),
            EncodedText(
                name: "UTF-16BE with mark", encoding: .utf16BigEndian, bytes: wide(chinese, mark: true, big: true),
                text: chinese),
            EncodedText(
                name: "UTF-16LE", encoding: .utf16LittleEndian, bytes: wide(chinese, mark: false, big: false),
                text: chinese),
            EncodedText(
                name: "UTF-16BE", encoding: .utf16BigEndian, bytes: wide(chinese, mark: false, big: true), text: chinese
            ),
            EncodedText(
                name: "GB18030", encoding: .gb18030,
                bytes: Array("[10:02] <a> ".utf8) + [0xC4, 0xE3, 0xBA, 0xC3, 0x94, 0x39, 0xFC, 0x36, 10],
                text: "[10:02] <a> 你好😀\n"),
            EncodedText(
                name: "ISO-2022-JP", encoding: .iso2022JP,
                bytes: Array("[10:02] <a> ".utf8) + [27, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 27, 0x28, 0x42, 10],
                text: "[10:02] <a> 日本\n"),
        ])
    func encodings(_ sample: EncodedText) throws {
        let reader = try ExportReader(ByteSource(bytes: sample.bytes), path: "/x/2018-09-08")
        #expect(reader.describe().encoding == sample.encoding)
        let expected = try read(sample.text).events
        #expect(!expected.isEmpty)
        for piece in [1, 2, 3, 5, 7, Int.max] {
            let result = try read(sample.bytes, piece: piece)
            #expect(result.events == expected)
            #expect(result.repaired == 0)
        }
    }

    @Test("Stray bytes among valid UTF-8 are repaired and counted")
    func strayBytes() throws {
        var bytes = Array(String(repeating: "[10:02] <a> schön\n", count: 3).utf8)
        bytes += Array("[10:03] <a> sch".utf8) + [0xF6] + Array("n\n".utf8)
        let result = try read(bytes)
        #expect(result.repaired == 1)
        #expect(result.events.last?.text == "sch\u{FFFD}n")
        #expect(result.bad.isEmpty)
    }

    @Test("Latin-1 is neither UTF-8 nor GB18030: its letters are replaced, its lines are read")
    func latin() throws {
        let bytes = Array("[10:02] <a> caf".utf8) + [0xE9, 10] + Array("[10:03] <a> ".utf8) + [0xE0, 0x20, 0x6C, 10]
        let result = try read(bytes)
        #expect(result.repaired == 2)
        #expect(result.events.count == 2)
    }

    @Test("Half a character at the end of UTF-16 or GB18030 is replaced")
    func cutCharacters() throws {
        let wideBytes = Array(wide(chinese, mark: true, big: false).dropLast(3))
        #expect(try read(wideBytes).events.last?.text == "你\u{FFFD}")
        let bytes = Array("[10:02] <a> ".utf8) + [0xC4, 0xE3, 10] + Array("[10:02] <a> ".utf8) + [0xC4]
        #expect(try read(bytes).events.map(\.text) == ["你", "\u{FFFD}"])
    }

    @Test("What is no text is refused, by its kind where that is known")
    func binaries() {
        let zip: [UInt8] = [0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 100)
        #expect(fault { _ = try read(zip) } == "exports.binary-of-kind")
        var generator = SeededGenerator(seed: 1)
        let noise = (0..<4096).map { _ in UInt8.random(in: 0...255, using: &generator) }
        #expect(fault { _ = try read(noise) } == "exports.binary")
        #expect(fault { _ = try read([UInt8](repeating: 0, count: 500)) } != nil)
    }
}
