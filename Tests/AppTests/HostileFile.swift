import Foundation
import Kernel
import Testing

/// A file as nobody wants it, and what the program is to make of it.
struct HostileFile: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: @Sendable () -> Data
    /// 65 for a file of which nothing is kept.
    let status: Int32
    /// What the program must say about it; `FILE` stands for the file's path.
    let says: [String]
    /// How many messages of it are kept.
    let kept: Int

    var testDescription: String { name }

    private init(
        _ name: String, status: Int32 = 65, says: [String] = [], kept: Int = 0, _ bytes: @escaping @Sendable () -> Data
    ) {
        (self.name, self.status, self.says, self.kept, self.bytes) = (name, status, says, kept, bytes)
    }

    private static func refused(
        _ name: String, _ says: String..., bytes: @escaping @Sendable () -> Data
    ) -> HostileFile {
        HostileFile(name, says: ["FILE"] + says, bytes)
    }

    private static func taken(
        _ name: String, _ kept: Int, says: String..., bytes: @escaping @Sendable () -> Data
    ) -> HostileFile {
        HostileFile(name, status: 0, says: says, kept: kept, bytes)
    }

    /// Forty good lines.
    static let good = (0..<40).map { "[12:\(padded($0, to: 2))] <ann> hello \($0)\n" }.joined()
    private static let chinese = good.replacing("hello", with: "你好世界")

    private static func noise(_ count: Int) -> Data {
        var chance = SeededGenerator(seed: 7)
        return Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &chance) })
    }

    static let all: [HostileFile] = binary + encodings + damaged + dates

    private static let binary: [HostileFile] = [
        refused("program 2020-01-04.log", "ELF") { Data([0x7F]) + Data("ELF".utf8) + noise(4000) },
        refused("archive 2020-01-05.log", "ZIP") { Data("PK\u{3}\u{4}".utf8) + noise(4000) },
        refused("picture 2020-01-06.log", "PNG") { Data([0x89]) + Data("PNG\r\n\u{1A}\n".utf8) + noise(4000) },
        refused("noise 2020-01-07.log", "not text") { noise(50_000) },
        refused("zeros 2020-01-07.log", "not text") { Data(count: 5000) },
    ]

    private static let encodings: [HostileFile] = [
        taken("utf-16 with a mark 2020-01-08.log", 40) { Data([0xFF, 0xFE]) + good.data(using: .utf16LittleEndian)! },
        taken("utf-16 little 2020-01-09.log", 40) { good.data(using: .utf16LittleEndian)! },
        taken("utf-16 big 2020-01-10.log", 40) { good.data(using: .utf16BigEndian)! },
        taken("utf-8 with a mark 2020-01-10.log", 40) { Data([0xEF, 0xBB, 0xBF]) + Data(chinese.utf8) },
        taken("gb18030 2020-01-11.log", 40) {
            // 你好世界
            Data(good.replacing("hello", with: "\u{1}").utf8).replacing(1, with: [0xC4, 0xE3, 0xBA, 0xC3, 0xCA, 0xC0])
        },
        taken("iso-2022-jp 2020-01-12.log", 40) { Data(good.replacing("hello", with: "\u{1B}$B$3$s\u{1B}(B").utf8) },
        taken("a byte that means nothing 2020-01-16.log", 41, says: "1 lines held bytes that mean nothing") {
            Data(good.utf8) + Data("[12:50] <ann> ".utf8) + Data([0xFF, 0xFE, 0xC3, 0x28, 0x0A])
        },
    ]

    private static let damaged: [HostileFile] = [
        HostileFile("empty 2020-01-01.log", status: 0, says: ["FILE"]) { Data() },
        taken("cut in a line 2020-01-02.log", 40, says: "FILE:41: [12:5") { Data((good + "[12:5").utf8) },
        taken("cut in a character 2020-01-03.log", 41) { Data((good + "[12:50] <ann> 你好").utf8).dropLast() },
        taken("line of ten megabytes 2020-01-13.log", 80, says: "FILE:41: [12:50] <ann> xxx") {
            Data((good + "[12:50] <ann> " + String(repeating: "x", count: 10 << 20) + "\n" + good).utf8)
        },
        refused("only a line of ten megabytes 2020-01-14.log", "1 of 1 lines") {
            Data(("[12:50] <ann> " + String(repeating: "x", count: 10 << 20)).utf8)
        },
        taken("a nul 2020-01-15.log", 40, says: "FILE:41: [12:50] <ann> a·b") {
            Data((good + "[12:50] <ann> a\0b\n").utf8)
        },
        taken("a nick of 300 bytes 2020-01-18.log", 40, says: "FILE:41: [12:50] <nnn") {
            Data((good + "[12:50] <\(String(repeating: "n", count: 300))> hi\n").utf8)
        },
        refused("one line in ten is bad 2020-01-17.log", "4 of 44 lines", "the first is line 41: garbage") {
            Data((good + String(repeating: "garbage\n", count: 4)).utf8)
        },
        refused("diary.txt", "jsonl: {", "csv: time,sender,text", "irc-plain: [12:34] <nick> text") {
            Data("Dear diary, today I ate a pear.\nIt was good.\n".utf8)
        },
        refused("deep.jsonl") { Data(String(repeating: "[", count: 100_000).utf8) },
        refused("deeper.jsonl") {
            let deep = String(repeating: "[", count: 900_000)
            return Data("{\"time\":\"2020-01-01T00:00:00Z\",\"sender\":\"ann\",\"text\":\(deep)\n".utf8)
        },
    ]

    private static let dates: [HostileFile] =
        [
            refused("0000-01-01.log", "have no date") { Data(good.utf8) },
            refused("9999-12-31.log", "40 of 40 lines", "the first is line 1") { Data(good.utf8) },
            refused("2020-02-30.log", "have no date") { Data(good.utf8) },
        ]
        + ["0000-01-01T00:00:00", "9999-12-31T23:59:59", "1969-12-31T00:00:00Z", "99999999999999999999"].flatMap(dated)

    /// The same bad time in both of our own formats.
    private static func dated(_ time: String) -> [HostileFile] {
        [
            refused("time \(time.prefix(4)).csv", "1 of 2 lines", "the first is line 2") {
                Data("time,sender,text\n\(time),ann,hi\n".utf8)
            },
            refused("time \(time.prefix(4)).jsonl", "1 of 1 lines", "the first is line 1") {
                Data("{\"time\":\"\(time)\",\"sender\":\"ann\",\"text\":\"hi\"}\n".utf8)
            },
        ]
    }
}

extension Data {
    fileprivate func replacing(_ byte: UInt8, with bytes: [UInt8]) -> Data {
        reduce(into: Data()) { if $1 == byte { $0 += bytes } else { $0.append($1) } }
    }
}
