import Foundation
import TestSupport
import Testing

@testable import App

/// `banyan report --all-groups` goes on where an earlier run ended.
struct ReportResumeTests {
    private static let groups = 40

    private static func importing(
        _ scene: CommandScene, _ numbers: Range<Int>, days: Int = 6, folder: String = "in"
    ) async throws {
        for number in numbers {
            var log = "{\"banyan\":1,\"group\":\"room \(number)\",\"network\":\"own\",\"zone\":\"Asia/Shanghai\"}\n"
            for day in 1...days {
                for (place, name) in ["Ann", "Bo", "Cai"].enumerated() {
                    let time = "2020-01-0\(day)T0\(place + 1):00:00"
                    log += "{\"time\":\"\(time)\",\"id\":\"m\(day)\(place)\",\"sender\":\"\(name)\",\"text\":\"hi?\"}\n"
                }
            }
            _ = try scene.write(log, to: "\(folder)/\(number).jsonl")
        }
        try await scene.importing("--timezone", "Asia/Shanghai", scene.path(folder))
    }

    /// Each file of a folder with what it holds and which file of the disk it is: one that is written anew is another.
    private static func files(_ scene: CommandScene, _ folder: String) throws -> [String: (bytes: Data, disk: UInt64)] {
        var found: [String: (bytes: Data, disk: UInt64)] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: scene.path(folder))) ?? []
        where name.hasSuffix(".json") {
            let path = scene.path(folder + "/" + name)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let disk = (attributes[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
            found[name] = (try Data(contentsOf: URL(fileURLWithPath: path)), disk)
        }
        return found
    }

    private static func words(_ scene: CommandScene, _ folder: String, _ more: String...) -> [String] {
        ["report", "--all-groups", "--format", "json", "--output", scene.path(folder)] + more
    }

    @Test("Killed again and again it goes on, writes no report twice, and ends as a run that nobody disturbed")
    func killed() async throws {
        try await CommandScene.run { scene in
            try await Self.importing(scene, 0..<Self.groups)
            #expect(try await scene.banyan.run(Self.words(scene, "whole")).status == 0)
            var (wait, kills) = (0.1, 0)
            var kept: [String: UInt64] = [:]
            for _ in 0..<8 {
                let run = try await scene.banyan.run(Self.words(scene, "cut"), killedAfter: wait)
                let files = try Self.files(scene, "cut")
                // The last one may have been written and not yet noted.
                let again = kept.filter { files[$0.key]?.disk != $0.value }
                #expect(again.count <= 1, "\(again.keys)")
                guard run.wasKilled else { break }
                kills += 1
                // A run that was killed before it did anything is told from one that was not.
                if files.count == kept.count { wait *= 1.5 }
                kept = files.filter { $0.key != "index.json" }.mapValues(\.disk)
            }
            #expect(try await scene.banyan.run(Self.words(scene, "cut")).status == 0)
            let last = try await scene.banyan.run(Self.words(scene, "cut"))
            #expect(
                last.status == 0 && last.errors.contains("\(Self.groups) of them were there already"), "\(last.errors)")
            let (whole, cut) = (try Self.files(scene, "whole"), try Self.files(scene, "cut"))
            #expect(whole.count == Self.groups + 1 && whole.mapValues(\.bytes) == cut.mapValues(\.bytes))
            #expect(kills > 0, "every run was through at once")
        }
    }

    @Test("Only what is not as it would be made now is made anew")
    func changes() async throws {
        try await CommandScene.run { scene in
            try await Self.importing(scene, 0..<6)
            #expect(try await scene.banyan.run(Self.words(scene, "out")).status == 0)
            let before = try Self.files(scene, "out")
            // Two files that are no longer what was written, one group in which more was said, a line cut off.
            _ = try scene.write("{}", to: "out/own-room-1.json")
            try FileManager.default.removeItem(atPath: scene.path("out/own-room-2.json"))
            try await Self.importing(scene, 3..<4, days: 7, folder: "more")
            let journal = scene.path("out/" + ReportJournal.file)
            let lines = try Data(contentsOf: URL(fileURLWithPath: journal))
            try lines.dropLast(40).write(to: URL(fileURLWithPath: journal))
            let run = try await scene.banyan.run(Self.words(scene, "out"))
            #expect(run.status == 0 && run.errors.contains("2 of them were there already"), "\(run.errors)")
            let after = try Self.files(scene, "out")
            let same = after.filter { before[$0.key]?.disk == $0.value.disk }.keys.sorted()
            #expect(same == ["own-room-0.json", "own-room-4.json"])
            #expect(after["own-room-1.json"]?.bytes == before["own-room-1.json"]?.bytes)
            #expect(after["own-room-3.json"]?.bytes != before["own-room-3.json"]?.bytes)
            let other = try await scene.banyan.run(
                Self.words(scene, "out", "--from", "2020-01-01", "--to", "2020-01-03"))
            #expect(other.status == 0 && !other.errors.contains("already"), "other days are other reports")
        }
    }
}
