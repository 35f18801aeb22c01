import Foundation
import TestSupport
import Testing

@testable import App
@testable import Kernel
@testable import Record

/// `banyan report --all-groups`, and reports written to files.
struct ReportFolderTests {
    private static let names = ["club", "Club!", "../evil", "群/聊", "<script>"]

    private static func importing(_ scene: CommandScene) async throws {
        for (number, name) in names.enumerated() {
            let log = """
                {"banyan":1,"group":"\(name)","network":"wechat","zone":"Asia/Shanghai"}
                {"time":"2020-01-01T09:00:00","id":"m1","sender":"Ann","text":"=1+1?"}
                {"time":"2020-01-02T09:01:00","id":"m2","sender":"Bo","text":"Morning!","reply_to":"m1"}

                """
            try await scene.importing("--timezone", "Asia/Shanghai", scene.write(log, to: "\(number).jsonl"))
        }
    }

    private static func files(_ scene: CommandScene, _ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scene.path(folder)).sorted()
    }

    private static func leftovers(_ scene: CommandScene) throws -> [String] {
        try files(scene, ".").filter { $0.contains("partial") }
    }

    @Test(
        "A folder has a whole report for each group and an index of them, in any form",
        arguments: ["html", "csv", "json", "text"])
    func folder(format: String) async throws {
        try await CommandScene.run { scene in
            try await Self.importing(scene)
            let run = try await scene.banyan(
                "report", "--all-groups", "--format", format, "--output", scene.path("out/reports"))
            #expect(
                run.status == 0 && run.output.isEmpty && run.errors.contains("Reports of 5 groups"), "\(run.errors)")
            let suffix = format == "text" ? "txt" : format
            let files = try Self.files(scene, "out/reports").filter {
                !["echarts.min.js", ReportJournal.file].contains($0)
            }
            #expect(files.count == 6 && files.contains("index.\(suffix)"), "\(files)")
            #expect(files.allSatisfy { $0.hasSuffix(".\(suffix)") && !$0.contains("/") && !$0.hasPrefix(".") })
            for file in files where format == "html" {
                let text = try String(contentsOfFile: scene.path("out/reports/\(file)"), encoding: .utf8)
                #expect(text.hasSuffix("</html>") && !text.contains("<script>"), "\(file)")
            }
        }
    }

    @Test("A report is written to a file whole, over the one before; where it cannot be, that one stays")
    func oneFile() async throws {
        try await CommandScene.run { scene in
            try await Self.importing(scene)
            let path = try scene.write("old", to: "report.html")
            let run = try await scene.banyan("report", "wechat/club", "--format", "html", "--output", path)
            #expect(run.status == 0, "\(run.errors)")
            #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("<!doctype html>"))
            #expect(try Self.files(scene, ".").filter { $0.contains("partial") } == [])
            let nowhere = try await scene.banyan("report", "wechat/club", "--output", scene.path("none/report.txt"))
            #expect(nowhere.status == 73 && nowhere.errors.contains("cannot be written"))
            let onAFile = try await scene.banyan("report", "--all-groups", "--output", path)
            #expect(onAFile.status == 73 && onAFile.errors.contains("cannot be written"))
        }
    }

    @Test("A run that is killed leaves only whole files under their names")
    func killed() async throws {
        try await CommandScene.run { scene in
            try await Self.importing(scene)
            for wait in [0.05, 0.15, 0.3] {
                let words = ["report", "--all-groups", "--format", "html", "--output", scene.path("out")]
                _ = try await scene.banyan.run(words, killedAfter: wait)
                let files = (try? Self.files(scene, "out")) ?? []
                for file in files where file.hasSuffix(".html") {
                    let text = try String(contentsOfFile: scene.path("out/\(file)"), encoding: .utf8)
                    #expect(text.hasSuffix("</html>"), "\(file)")
                }
            }
        }
    }

    @Test("What a killed run left half-written goes with the next run, what another is writing stays")
    func leftovers() async throws {
        try await CommandScene.run { scene in
            try await Self.importing(scene)
            let living = ProcessInfo.processInfo.processIdentifier
            let nobody = Int32.max
            for name in ["a.txt.partial-\(nobody)", "a.txt.partial-\(living)", "a.partial-", "notes.partial-x"] {
                _ = try scene.write("half", to: name)
            }
            let one = try await scene.banyan("report", "wechat/club", "--output", scene.path("other.txt"))
            #expect(one.status == 0)
            #expect(try Self.leftovers(scene).count == 4)
            let same = try await scene.banyan("report", "wechat/club", "--output", scene.path("a.txt"))
            #expect(same.status == 0)
            #expect(try Self.leftovers(scene).count == 3)
            _ = try scene.write("half", to: "b.txt.partial-\(nobody)")
            let run = try await scene.banyan("report", "--all-groups", "--output", scene.path("."))
            #expect(run.status == 0, "\(run.errors)")
            #expect(try Self.leftovers(scene) == ["a.partial-", "a.txt.partial-\(living)", "notes.partial-x"])
        }
    }

    @Test(
        "What cannot be meant is refused",
        arguments: [["report"], ["report", "club", "--all-groups"], ["report", "--all-groups"]])
    func refusals(words: [String]) async throws {
        try await CommandScene.run { scene in
            let run = try await scene.banyan.run(words)
            #expect(run.status == 64 && run.errors.contains("--all-groups"), "\(run.errors)")
        }
    }

    @Test("Names of files are readable, safe, short and each only once")
    func fileNames() {
        var names = FileNames(suffix: "html")
        func name(_ group: String) -> String {
            names.name(of: Group(id: ID(1), network: "irc", name: group, zone: "UTC", isPresence: true, shard: 1))
        }
        #expect(name("#raku") == "irc-raku.html")
        #expect(name("Raku") == "irc-Raku-2.html")
        #expect(name("../../etc/passwd") == "irc-etc-passwd.html")
        #expect(name("私房烘焙 群") == "irc-私房烘焙-群.html")
        #expect(name("\u{202E}\u{0}") == "irc.html")
        #expect(name(String(repeating: "长", count: 500)).utf8.count < 140)
    }
}
