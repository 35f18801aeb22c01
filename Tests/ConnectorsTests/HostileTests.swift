import Kernel
import Testing

@testable import Connectors

@Suite("Hostile files")
struct HostileTests {
    @Test("A line of ten million bytes is one bad line, and the next is read", arguments: [1 << 16, Int.max])
    func longLine(_ piece: Int) throws {
        let head = Array("[10:02] <a> x\n[10:03] <a> ".utf8)
        let bytes = head + [UInt8](repeating: 120, count: 10_000_000) + Array("\n[10:04] <a> y\n".utf8)
        let result = try read(bytes, piece: piece)
        #expect(result.events.map(\.text) == ["x", "y"])
        #expect(result.bad == [2: "exports.bad.too-long"])
        #expect(result.lines == 3)
    }

    @Test("A line may be a mebibyte long and no longer")
    func limit() throws {
        let head = Array("[10:02] <a> ".utf8)
        for (length, isBad) in [(LineSource.longestLine, false), (LineSource.longestLine + 1, true)] {
            let line = head + [UInt8](repeating: 120, count: length - head.count)
            for piece in [1 << 16, Int.max] {
                let result = try read(head + [10] + line + [10], piece: piece)
                #expect(result.bad.isEmpty != isBad)
            }
        }
    }

    @Test("A line with a NUL is a bad line; the others are read")
    func nul() throws {
        let text = "[10:02] <a> \(String(repeating: "x", count: 100))\n[10:03] <a> a\0b\n[10:04] <a> y\n"
        let result = try read(text)
        #expect(result.bad == [2: "exports.bad.nul"])
        #expect(result.events.count == 2)
    }

    @Test("Wherever the bytes are cut into pieces, and however the events into chunks, they are the same")
    func splitting() throws {
        let samples: [(String, String)] = [
            ("2018-09-08", "[10:02] <小明> 你好\r\n\r\n[10:02] * a b\n[10:03] *** c joined\nodd\n[10:03] <d> e"),
            ("x.csv", "time;sender;text\n2020-01-01T00:00Z;a;\"x\r\ny \"\"q\"\"\"\n2020-01-01 00:01;é;z\n1;b;\"open\n"),
            ("x.jsonl", #"{"time":1,"sender":"é","text":"😀 \ud83d\ude00"}"# + "\n" + #"{"time":"x"}"# + "\n"),
        ]
        for (name, text) in samples {
            let bytes = Array(text.utf8)
            let expected = try read(bytes, as: name)
            #expect(!expected.events.isEmpty)
            for piece in 1...bytes.count { #expect(try read(bytes, as: name, piece: piece, chunk: 1) == expected) }
        }
    }

    @Test("A file of bad lines comes in small chunks")
    func badChunks() throws {
        let text = "[10:02] <a> x\n" + String(repeating: "?\n", count: 5000)
        var reader = try ExportReader(ByteSource(bytes: Array(text.utf8)), path: "/x/2018-09-08", format: "irc-plain")
        var largest = 0
        var count = 0
        while let chunk = try reader.next(maximumEvents: 10) {
            largest = max(largest, chunk.badLines.count)
            count = chunk.badLineCount
        }
        #expect(count == 5000)
        #expect(largest <= 1000)
    }

    @Test("No bytes whatever stop the reader: random, cut and changed ones, as every format")
    func fuzz() throws {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var bytes = Array(HostileTests.seedling(seed).utf8)
            for _ in 0..<Int.random(in: 0...12, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[index] = HostileTests.spice.randomElement(using: &generator)!
            }
            if seed % 3 == 0 { bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))) }
            if seed % 10 == 9 { bytes = (0..<500).map { _ in UInt8.random(in: 0...255, using: &generator) } }
            for format in ExportFormats.names {
                // A fault is an answer, too; it is a crash that this is about.
                let whole = try? read(bytes, format: format)
                let pieces = try? read(bytes, format: format, piece: 3, chunk: 2)
                #expect(whole == pieces, "seed \(seed), \(format)")
                for event in whole?.events ?? [] { #expect(Instant.believable.contains(event.instant)) }
            }
        }
    }

    private static let spice = Array("<>[]*-:&;,\"\\{}\n\r\t !@#'(u09".utf8) + [0, 0xFF, 0xC3, 0x80, 0xED, 27]

    private static func seedling(_ seed: UInt64) -> String {
        switch seed % 4 {
        case 0: "[10:02] <a> x\n[10:02:03] *** Joins: a (b@c)\n[1:02] *** a was kicked by b (c)\n[10:03] -a- b\n"
        case 1: "<span>[4:05]</span> <span>&lt;a&gt; b &amp; c</span><br />\n<font>(1:02:03 PM)</font> <b>a:</b> b\n"
        case 2: "time,sender,text,key,place\n2020-01-01T00:00:00.5+01:00,a,\"b \"\"c\"\"\nd\",01ab,3\n1,é,,,\n"
        default: #"{"time":1577836800000,"sender":"a\ud83d\ude00","x":null,"text":"\u00e9","place":1.5e3}"# + "\n"
        }
    }
}
