import Foundation
import Kernel
import Testing

@testable import Connectors

@Suite("Finding files")
struct ExportWalkTests {
    private static let line = "[10:02] <a> x\n"

    @Test("Files come by group, then by the day in their names, then by numbers as numbers")
    func order() throws {
        let names = ["den/2019/x-20190102.log", "den/2018/2018-12-31", "den/2018/2018-02-01", "bar/2017-01-01"]
        let pages = ["pages/page 10.csv", "pages/page 2.csv", "pages/page 1.csv"]
        var files = Dictionary(uniqueKeysWithValues: names.map { ($0, Self.line) })
        for page in pages { files[page] = "time,sender\n1,a\n" }
        try withFolder(files) { root in
            let walk = try ExportWalk([root])
            #expect(walk.groups.map(\.name) == ["bar", "den", "pages"])
            let found = walk.groups.flatMap(\.files).map { String($0.path.dropFirst(root.count + 1)) }
            #expect(found == [names[3], names[2], names[1], names[0], pages[2], pages[1], pages[0]])
            #expect(walk.groups[1].files[0].description.date == CivilDay("2018-02-01"))
        }
    }

    @Test("What is not of the history is passed over and said; what cannot be read is refused and said")
    func skipping() throws {
        let files = [
            "a/2018-01-01": Self.line, "a/README.md": "#", "a/LICENSE": "x", "a/.hidden": "x", "a/.git/config": "x",
            "a/notes.txt": "Dear diary\n",
        ]
        try withFolder(files) { root in
            let walk = try ExportWalk([root])
            #expect(walk.groups.flatMap(\.files).count == 1)
            let skipped = Set(walk.skipped.map { ($0.path as NSString).lastPathComponent })
            #expect(skipped == ["README.md", "LICENSE", ".hidden", ".git"])
            #expect(walk.refused.map(\.fault.text) == ["exports.unknown-format"])
            let single = try ExportWalk([root + "/a/2018-01-01"])
            #expect(single.groups.count == 1)
            #expect(fault { _ = try ExportWalk([root + "/nowhere"]) } == "exports.not-found")
        }
    }

    @Test("Links that lead in a circle or twice to a file, and paths named twice, give each file once")
    func links() throws {
        try withFolder(["a/2018-01-01": Self.line]) { root in
            let manager = FileManager.default
            try manager.createSymbolicLink(atPath: root + "/a/loop", withDestinationPath: root)
            try manager.createSymbolicLink(atPath: root + "/a/z", withDestinationPath: root + "/a/2018-01-01")
            try manager.createSymbolicLink(atPath: root + "/a/gone", withDestinationPath: root + "/nowhere")
            let walk = try ExportWalk([root, root + "/a", root + "/a/2018-01-01"])
            #expect(walk.groups.flatMap(\.files).count == 1)
            #expect(walk.skipped.map(\.text) == ["exports.skipped.dangling"])
        }
    }

    @Test("A file that does not name its channel goes with those of its folder that do")
    func channels() throws {
        let joined = "[10:02] *** a joined #den\n"
        try withFolder(["x/2018-01-01": Self.line, "x/logs/2018-01-02": joined]) { root in
            let found = try ExportWalk([root])
            #expect(found.groups.map(\.name) == ["#den"])
            let named = try ExportWalk([root], options: ReadOptions(groupName: "mine"))
            #expect(named.groups.map(\.name) == ["mine"])
        }
    }

    @Test("Every reason that is given has words in every language, and no words are without use")
    func texts() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let sources = root.deletingLastPathComponent().appendingPathComponent("Sources/Connectors/Exports").path
        var used: Set<String> = []
        for name in try FileManager.default.subpathsOfDirectory(atPath: sources) where name.hasSuffix(".swift") {
            let parts = try String(contentsOfFile: sources + "/" + name, encoding: .utf8).split(separator: "\"")
            used.formUnion(parts.filter { $0.hasPrefix("exports.") }.map(String.init))
        }
        for language in [Language.english, .simplifiedChinese, .traditionalChinese] {
            let known = TextCatalogue(language).keys.filter { $0.hasPrefix("exports.") }
            #expect(known == used)
        }
    }
}
