import Foundation
import TestSupport
import Testing

/// `banyan erase`
struct ErasureCommandTests {
    private static let people = 400
    /// What must be nowhere once its people are erased.
    private static let words = [
        "zebulonia", "Zebulonia", "xylophone", "zebu.example", "person1x", "person77x", "person301x",
    ]

    /// Many names in no order, so that their rows have moved from page to page; one says what must not be kept.
    private static func write(_ scene: CommandScene) throws -> String {
        for day in 1...10 {
            var text = ""
            for index in 0..<200 {
                let time = "[\(10 + index / 60):\(10 + index % 50)]"
                let name = index % 10 == 3 ? "Zebulonia" : "person\((index * 7919 + day * 104_729) % people)x"
                let words = index % 10 == 3 ? "xylophone\(index) https://zebu.example/\(index % 3)" : "word \(index)"
                text += "\(time) <\(name)> \(words)\n"
            }
            try scene.write(text, to: "logs/#zoo.2020-01-\(day < 10 ? "0" : "")\(day).log")
        }
        return scene.path("logs")
    }

    @Test("Erased names and words are nowhere in the database's files; counts stay and a new import brings none back")
    func bytes() async throws {
        try await CommandScene.run { scene in
            let folder = try Self.write(scene)
            try await scene.importing(folder)
            let before = try await scene.picture()
            #expect(Self.traces(scene) == Self.words)
            for name in ["zebulonia", "person1x", "person77x", "person301x"] {
                let run = try await scene.banyan("erase", name, "--yes")
                #expect(run.status == 0, "\(run.errors)")
            }
            #expect(Self.traces(scene) == [])
            #expect(try await scene.picture() == before)
            try await scene.importing(folder)
            // Another history of the same person, of which a part is new.
            try scene.write("[23:00] <Zebulonia> xylophone again\n", to: "logs/#zoo.2020-01-11.log")
            try await scene.importing(folder)
            #expect(Self.traces(scene) == [])
            let after = try await scene.picture()
            #expect(after.messages == before.messages + 1 && after.verify == "agrees")
            #expect(try await scene.banyan("erase", "Zebulonia", "--yes").status == 66)
        }
    }

    /// Which of the erased words are in the database file or the files beside it.
    private static func traces(_ scene: CommandScene) -> [String] {
        let files = ["", "-wal", "-shm", "-journal"].map { scene.banyan.database + $0 }
        let bytes = files.compactMap { FileManager.default.contents(atPath: $0) }
        return words.filter { word in bytes.contains { $0.range(of: Data(word.utf8)) != nil } }
    }

    @Test("An erasure keeps the counts on either engine", arguments: TestEngine.available)
    func counts(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            let folder = try Self.write(scene)
            try await scene.importing(folder)
            let before = try await scene.picture()
            let run = try await scene.banyan("erase", "Zebulonia", "--group", "zoo", "--yes")
            #expect(run.status == 0 && run.errors.contains("Erased 200 texts and 1 names"), "\(run.errors)")
            try await scene.importing(folder)
            #expect(try await scene.picture() == before)
        }
    }

    @Test("Without --yes nothing is erased, and of two people of a name none is until one is named")
    func asking() async throws {
        try await CommandScene.run { scene in
            for room in ["#one", "#two"] { try scene.write("[10:00] <Ann> hi\n", to: "logs/\(room).2020-01-01.log") }
            try await scene.importing(scene.path("logs"))
            let several = try await scene.banyan("erase", "ann", "--yes")
            #expect(several.status == 65 && several.errors.contains("irc/#two"), "\(several.errors)")
            let unasked = try await scene.banyan("erase", "ann", "--group", "#one")
            #expect(unasked.status == 0 && unasked.errors.contains("Nothing was changed"), "\(unasked.errors)")
            let one = try await scene.banyan("erase", "ann", "--group", "#one", "--yes")
            #expect(one.status == 0 && one.errors.contains("Erased 1 texts and 1 names"), "\(one.errors)")
            #expect(try await scene.banyan("erase", "nobody", "--yes").status == 66)
            #expect(try await scene.picture().verify == "agrees")
        }
    }
}
