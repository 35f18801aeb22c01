import Foundation
import Kernel
import TestSupport
import Testing

/// `banyan erase`
struct ErasureCommandTests {
    /// What must be nowhere once Zebulonia is erased.
    private static let words = ["zebulonia", "Zebulonia", "xylophone", "zebu.example"]

    private static func write(_ scene: CommandScene) throws -> String {
        for day in 1...10 {
            let lines = (0..<200).map { index in
                let isHers = index % 10 == 3
                let words = isHers ? "xylophone\(index) https://zebu.example/\(index % 3)" : "word \(index)"
                return "[\(10 + index / 60):\(10 + index % 50)] <\(isHers ? "Zebulonia" : "ann\(index)")> \(words)\n"
            }
            try scene.write(lines.joined(), to: "logs/#zoo.2020-01-\(day < 10 ? "0" : "")\(day).log")
        }
        return scene.path("logs")
    }

    @Test("Erased names and words are nowhere in the database's files; counts stay and a new import brings none back")
    func bytes() async throws {
        try await CommandScene.run { scene in
            let folder = try Self.write(scene)
            try await scene.importing(folder)
            let before = try await scene.picture()
            #expect(Self.found(Self.words, scene) == Self.words)
            let run = try await scene.banyan("erase", "zebulonia", "--yes")
            #expect(run.status == 0, "\(run.errors)")
            #expect(Self.found(Self.words, scene) == [])
            let erased = try await scene.picture()
            #expect(try erased.counts == before.counts)
            try await scene.importing(folder)
            // A further day of the same person.
            try scene.write("[23:00] <Zebulonia> xylophone again\n", to: "logs/#zoo.2020-01-11.log")
            try await scene.importing(folder)
            #expect(Self.found(Self.words, scene) == [])
            let after = try await scene.picture()
            #expect(after.messages == before.messages + 1 && after.verify == "agrees")
        }
    }

    @Test("Copies of a name that SQLite left where its row once lay are gone, too")
    func leftCopies() async throws {
        try await CommandScene.run { scene in
            // Names in no order make rows move from page to page.
            var chance = SeededGenerator(seed: 5)
            let lines = (0..<10_000).map { index in
                let number = Int.random(in: 0..<20_000, using: &chance)
                return "[\(10 + index / 1_000):\(10 + index / 20 % 50)] <person\(number)x> word \(index)\n"
            }
            try scene.write(lines.joined(), to: "logs/#crowd.2020-01-01.log")
            try await scene.importing(scene.path("logs"))
            let copies = Self.copies(in: try Data(contentsOf: URL(fileURLWithPath: scene.banyan.database)))
            // A name stands in its row, twice, in the indexes over it, in its person's and among the words of names.
            let names = copies.filter { $0.value > 6 }.keys.sorted().prefix(3)
            #expect(!names.isEmpty, "no copy was left: the test shows nothing")
            for name in names { #expect(try await scene.banyan("erase", name, "--yes").status == 0) }
            #expect(Self.found(Array(names), scene) == [])
        }
    }

    /// How often each `person…x` stands in the bytes.
    private static func copies(in bytes: Data) -> [String: Int] {
        var copies: [String: Int] = [:]
        for piece in String(decoding: bytes, as: Unicode.ASCII.self).utf8.split(separator: UInt8(ascii: "p")) {
            guard piece.starts(with: "erson".utf8), let end = piece.firstIndex(of: UInt8(ascii: "x")) else { continue }
            copies["p" + String(decoding: piece[..<end], as: UTF8.self) + "x", default: 0] += 1
        }
        return copies
    }

    /// Which of some words are in the database file or the files beside it.
    private static func found(_ words: [String], _ scene: CommandScene) -> [String] {
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
            let erased = try await scene.picture()
            #expect(try erased.counts == before.counts)
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
