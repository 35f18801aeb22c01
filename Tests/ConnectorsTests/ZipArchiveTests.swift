import Foundation
import Kernel
import Testing

@testable import Connectors

struct ZipArchiveTests {
    private static let line = "[10:00] <ann> hello\n"

    @Test("An archive is read as the folder that it holds, its pictures passed over")
    func asFolder() throws {
        let files = [
            "logs/#den/2018-09-08.txt": Self.line, "logs/#den/2018-09-09.txt": Self.line + "[10:01] <bo> hi\n",
            "logs/#den/photo.JPG": "no picture", "__MACOSX/._2018-09-08.txt": "x", "README.md": "about",
        ]
        try withArchive(MadeArchive(files)) { path in
            let walk = try ExportWalk([path])
            #expect(walk.refused.isEmpty)
            #expect(
                Set(walk.skipped.map(\.text)) == [
                    "exports.skipped.media", "exports.skipped.hidden", "exports.skipped.about",
                ])
            let found = walk.groups.flatMap(\.files)
            #expect(found.map(\.path) == [path + "/logs/#den/2018-09-08.txt", path + "/logs/#den/2018-09-09.txt"])
            var texts: [String] = []
            for file in found {
                var reader = try ExportReader(file.file, options: ReadOptions(zone: .utc))
                while let chunk = try reader.next(maximumEvents: 10) { texts += chunk.events.compactMap(\.text) }
            }
            #expect(texts == ["hello", "hello", "hi"])
        }
    }

    @Test("Two members read side by side keep their own places")
    func sideBySide() throws {
        try withArchive(MadeArchive(["a.txt": "aaaa", "b.txt": "bbbb"])) { path in
            let archive = try ZipArchive(path: path)
            let readers = try archive.members.map { try archive.open($0) }
            var texts = ["", ""]
            for _ in 0..<4 {
                for (index, reader) in readers.enumerated() {
                    var byte: UInt8 = 0
                    let count = try withUnsafeMutableBytes(of: &byte) { try reader.read(into: $0) }
                    try #require(count == 1)
                    texts[index].append(Character(Unicode.Scalar(byte)))
                }
            }
            #expect(texts == ["aaaa", "bbbb"])
        }
    }

    @Test("A file finds its neighbours in its own archive and no way out of it")
    func neighbours() throws {
        try withArchive(MadeArchive(["users.json": "[1]", "den/2018-09-08.json": "[]"])) { path in
            let archive = try ZipArchive(path: path)
            let file = ExportFile(try #require(archive.member(named: "den/2018-09-08.json")), of: archive)
            let users = try #require(file.neighbour("../users.json"))
            let (whole, cut) = (try users.contents(mostBytes: 100), try users.contents(mostBytes: 2))
            #expect(whole == Array("[1]".utf8))
            #expect(cut == nil)
            #expect(file.neighbour("../../users.json") == nil)
            #expect(file.neighbour("../nobody.json") == nil)
        }
        try withFolder(["users.json": "[2]", "den/day.json": "[]"]) { root in
            let users = ExportFile(path: root + "/den/day.json").neighbour("../users.json")
            let contents = try users?.contents(mostBytes: 100)
            #expect(contents == Array("[2]".utf8))
        }
    }

    @Test("A name written by a Chinese system is read as it was meant")
    func chineseName() throws {
        var archive = MadeArchive()
        // 群聊.txt in GB18030
        let name: [UInt8] = [0xC8, 0xBA, 0xC1, 0xC4] + Array(".txt".utf8)
        archive.entries = [.init(name: "", text: Self.line, writtenName: name)]
        try withArchive(archive) { path in
            let names = try ZipArchive(path: path).members.map(\.name)
            #expect(names == ["群聊.txt"])
        }
    }

    @Test(
        "What could do harm is refused whole, with the reason",
        arguments: [
            ("../evil.txt", "exports.zip.name"), ("/etc/evil.txt", "exports.zip.name"),
            ("a/../../evil.txt", "exports.zip.name"), ("a\\..\\evil.txt", "exports.zip.name"),
            ("C:/evil.txt", "exports.zip.name"), ("a/./b.txt", "exports.zip.name"),
            ("line\nbreak.txt", "exports.zip.name"),
        ])
    func badNames(_ name: String, _ reason: String) throws {
        try withArchive(MadeArchive(["good.txt": Self.line, name: Self.line])) { path in
            let walk = try ExportWalk([path])
            #expect(walk.groups.isEmpty)
            #expect(walk.refused.map(\.fault.text) == [reason])
        }
    }

    @Test("Links, passwords, bombs, crowds and what is no archive are refused")
    func hostile() throws {
        var link = MadeArchive(["good.txt": Self.line])
        link.entries.append(.init(name: "way.txt", text: "/etc/passwd", isLink: true))
        var locked = MadeArchive()
        locked.entries = [.init(name: "day.txt", text: Self.line, password: "secret")]
        let bomb = MadeArchive(["day.txt": String(repeating: "a", count: 8 << 20)])
        let crowd = MadeArchive(Dictionary(uniqueKeysWithValues: (0..<10_000).map { ("\($0).txt", "") }))
        let refusals: [(MadeArchive, String)] = [
            (link, "exports.zip.link"), (locked, "exports.zip.password"), (bomb, "exports.zip.bomb"),
            (crowd, "exports.zip.too-many"),
        ]
        for (archive, reason) in refusals {
            try withArchive(archive) { path in #expect(fault { _ = try ZipArchive(path: path) } == reason) }
        }
        try withFolder(["sham.zip": "PK\u{3}\u{4} and then nothing", "empty.zip": ""]) { root in
            #expect(fault { _ = try ZipArchive(path: root + "/sham.zip") } == "exports.zip.unreadable")
            let walk = try ExportWalk([root])
            #expect(walk.refused.count == 2)
        }
    }

    @Test("A member whose bytes were changed is told apart from a good one")
    func damaged() throws {
        let text = (0..<5000).map { "[10:\(10 + $0 % 50)] <ann> hello \($0 &* 2_654_435_761)\n" }.joined()
        try withArchive(MadeArchive(["2018-09-08.txt": text])) { path in
            var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
            for index in 2000..<2200 { bytes[index] ^= 0x5A }
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            let archive = try ZipArchive(path: path)
            let reason = fault {
                let file = ExportFile(archive.members[0], of: archive)
                var reader = try ExportReader(file, options: ReadOptions(zone: .utc))
                while try reader.next(maximumEvents: 1000) != nil {}
            }
            #expect(reason == "exports.zip.damaged")
        }
    }
}
