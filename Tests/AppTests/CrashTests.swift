import Foundation
import Kernel
import TestSupport
import Testing

/// Imports that are killed without warning and given again.
struct CrashTests {
    /// Kills per engine, five to a database at most.
    private static let kills = 50

    private struct Tally {
        var kills = 0
        /// Kills after which nothing, some and all of the history was in the record.
        var before = 0
        var amid = 0
        var after = 0
        var databases = 0
        var differences: [String] = []
        /// How long a first run takes, and one that goes on; less when one is found to be done sooner.
        var longest: [Double]

        mutating func count(_ messages: Int, of all: Int) {
            kills += 1
            if messages == 0 { before += 1 } else if messages < all { amid += 1 } else { after += 1 }
        }
    }

    @Test("An import killed at any moment and given again ends in the same record", arguments: TestEngine.available)
    func kills(engine: TestEngine) async throws {
        let (whole, seconds) = try await CommandScene.run(on: engine) { scene in
            try Self.writeHistory(scene)
            let run = try await scene.importing(scene.path("history"))
            return (try await scene.picture(), run.seconds)
        }
        #expect(whole.verify == "agrees")
        var tally = Tally(longest: [seconds, seconds / 2])
        var chance = SeededGenerator(seed: 20_261_123)
        while tally.kills < Self.kills, tally.differences.isEmpty {
            try await CommandScene.run(on: engine) { scene in
                try Self.writeHistory(scene)
                try await Self.killAndResume(scene, whole, &tally, &chance)
            }
            tally.databases += 1
        }
        let text = """
            \(engine): \(tally.kills) kills in \(tally.databases) databases; nothing was in the record yet after \
            \(tally.before), a part after \(tally.amid), all after \(tally.after); a whole import took \(seconds) s

            """
        FileHandle.standardError.write(Data(text.utf8))
        #expect(tally.differences == [])
        // Most must have hit an import under way, else this shows little.
        #expect(tally.amid * 2 > tally.kills, "\(text)")
    }

    private static func killAndResume(
        _ scene: CommandScene, _ whole: RecordTold, _ tally: inout Tally, _ chance: inout SeededGenerator
    ) async throws {
        let words = ["import", "--timezone", "UTC", scene.path("history")]
        for round in 0..<5 where tally.kills < kills {
            let delay = Double.random(in: 0.02...tally.longest[min(round, 1)], using: &chance)
            let result = try await scene.banyan.run(words, killedAfter: delay)
            guard result.wasKilled else {
                tally.longest[min(round, 1)] = result.seconds * 0.9
                break
            }
            tally.count(try await scene.messages(), of: whole.messages)
        }
        let part = try await scene.banyan("verify")
        if part.status != 0 { tally.differences.append("a part does not verify: \(part.output)\(part.errors)") }
        let last = try await scene.banyan.run(words)
        if last.status != 0 { tally.differences.append("the last run failed: \(last.errors)") }
        if let difference = try await scene.picture().difference(from: whole) { tally.differences.append(difference) }
    }

    /// Four channels of three days, each with a commit of its own, and one file of more than one batch between them.
    private static func writeHistory(_ scene: CommandScene) throws {
        for number in 1...4 {
            let log = MadeLog(channel: "#room\(number)", seed: UInt64(number), linesPerDay: 100)
            try log.write(1...3, into: "history/\(number < 3 ? "a" : "c")\(number)", of: scene)
        }
        let large = MadeLog(channel: "#large", seed: 99, people: 60, linesPerDay: 12_000)
        try large.write(1...1, into: "history/b", of: scene)
    }
}
