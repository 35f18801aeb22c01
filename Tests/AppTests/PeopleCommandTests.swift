import Foundation
import Kernel
import TestSupport
import Testing

/// `banyan people`
struct PeopleCommandTests {
    private static func write(_ scene: CommandScene, lines: Int = 40) throws -> String {
        for (room, names) in [("#zoo", ["Zebulon", "keeper"]), ("#park", ["Zeb", "guard"])] {
            for day in 1...4 {
                let text = (0..<lines).map { index in
                    let minute = index * 600 / lines
                    let time = "\(10 + minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
                    return "[\(time)] <\(names[index % 2])> word \(index)?\n"
                }
                try scene.write(text.joined(), to: "logs/\(room).2020-01-0\(day).log")
            }
        }
        return scene.path("logs")
    }

    @Test("Two people are merged, shown and taken apart again, on either engine", arguments: TestEngine.available)
    func merge(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            try await scene.importing(try Self.write(scene))
            let before = try await scene.picture()
            let run = try await scene.banyan("people", "merge", "zeb", "ZEBULON", "--reason", "same fur", "--yes")
            #expect(run.status == 0 && run.errors.contains("1 groups were counted anew"), "\(run.errors)")
            let shown = try await scene.banyan("people", "show", "zeb")
            #expect(shown.status == 0 && shown.output.contains("Zeb, Zebulon") && shown.output.contains("same fur"))
            #expect(shown.output.contains("irc/#park, irc/#zoo") && shown.output.contains("messages: 160"))
            #expect(try await scene.banyan("verify").status == 0)
            let back = try await scene.banyan("people", "unmerge", "zeb", "--reason", "other stripes")
            #expect(back.status == 0, "\(back.errors)")
            #expect(try await scene.picture().difference(from: before) == nil)
            #expect(try await scene.banyan("people", "show", "zeb").output.contains("other stripes"))
        }
    }

    @Test("What cannot be merged is said, and without --yes nothing is")
    func refusals() async throws {
        try await CommandScene.run { scene in
            try await scene.importing(try Self.write(scene))
            let nobody = try await scene.banyan("people", "merge", "zeb", "nobody", "--reason", "x", "--yes")
            #expect(nobody.status == 66 && nobody.errors.contains("nobody"), "\(nobody.errors)")
            let same = try await scene.banyan("people", "merge", "zeb", "Zeb", "--reason", "x", "--yes")
            #expect(same.status == 65 && same.errors.contains("already count as one"), "\(same.errors)")
            let unasked = try await scene.banyan("people", "merge", "zeb", "zebulon", "--reason", "x")
            #expect(unasked.status == 0 && unasked.errors.contains("Nothing was changed"), "\(unasked.errors)")
            #expect(try await scene.banyan("people", "unmerge", "zeb", "--reason", "x").status == 66)
            #expect(try await scene.banyan("people", "show", "nobody").status == 66)
        }
    }

    @Test("A merge killed at any moment is there as a whole or not at all", arguments: TestEngine.available)
    func kills(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            try await scene.importing(try Self.write(scene, lines: 600))
            let apart = try await scene.groups()
            var chance = SeededGenerator(seed: 20_261_124)
            var shortest = 60.0
            var (kills, whole, nothing) = (0, 0, 0)
            for _ in 0..<6 {
                let words = ["people", "merge", "zeb", "zebulon", "--reason", "same", "--yes"]
                let delay = whole == 0 ? 60 : Double.random(in: 0.02...0.9 * shortest, using: &chance)
                let run = try await scene.banyan.run(words, killedAfter: delay)
                if !run.wasKilled { shortest = min(shortest, run.seconds) }
                if run.wasKilled { kills += 1 }
                let isMerged = try await scene.banyan("people", "show", "zeb").output.contains("Zeb, Zebulon")
                #expect(try await scene.banyan("verify").status == 0)
                guard isMerged else {
                    #expect(try await scene.groups() == apart)
                    nothing += 1
                    continue
                }
                whole += 1
                #expect(try await scene.banyan("people", "unmerge", "zeb", "--reason", "again").status == 0)
            }
            #expect(kills > 0 && whole + nothing == 6, "\(kills) kills, \(whole) whole, \(nothing) not at all")
        }
    }
}
