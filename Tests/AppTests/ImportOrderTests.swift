import Foundation
import TestSupport
import Testing

/// However the same history is cut up and given, the record is the same.
struct ImportOrderTests {
    /// A way of giving thirty days of history.
    enum Way: String, CaseIterable, Sendable {
        case twice
        case overlapping
        case backwards
        case fileByFile
        case splitAnywhere
        case splitBackwards
        case manyPathsAtOnce
    }

    private static let log = MadeLog()

    @Test("Every way of giving a history leaves the same record", arguments: TestEngine.available)
    func ways(engine: TestEngine) async throws {
        let whole = try await CommandScene.run(on: engine) { scene in
            try await scene.importing(Self.log.write(1...30, into: "all", of: scene))
            return try await scene.picture()
        }
        #expect(whole.verify == "agrees")
        var differences: [String] = []
        for way in Way.allCases {
            let told = try await CommandScene.run(on: engine) { scene in
                for paths in try Self.paths(way, scene) {
                    let run = try await scene.banyan.run(["import", "--timezone", "UTC"] + paths)
                    if run.status != 0 { differences.append("\(way): \(run.errors)") }
                }
                return try await scene.picture()
            }
            if let difference = told.difference(from: whole) { differences.append("\(way): \(difference)") }
        }
        #expect(differences == [])
    }

    /// The paths of each import, one after the other.
    private static func paths(_ way: Way, _ scene: CommandScene) throws -> [[String]] {
        switch way {
        case .twice:
            let folder = try log.write(1...30, into: "all", of: scene)
            return [[folder], [folder]]
        case .overlapping:
            return [[try log.write(1...20, into: "a", of: scene)], [try log.write(10...30, into: "b", of: scene)]]
        case .backwards:
            return try stride(from: 26, through: 1, by: -5).map { first in
                [try log.write(first..<(first + 5), into: "from\(first)", of: scene)]
            }
        case .fileByFile:
            let folder = try log.write(1...30, into: "all", of: scene)
            return (1...30).reversed().map { ["\(folder)/\(log.fileName(ofDay: $0))"] }
        case .splitAnywhere: return [try split(into: ["x", "y", "z"], scene)]
        case .splitBackwards: return try split(into: ["x", "y", "z"], scene).reversed().map { [$0] }
        case .manyPathsAtOnce:
            return [[try log.write(16...30, into: "b", of: scene), try log.write(1...20, into: "a", of: scene)]]
        }
    }

    /// Each day in three files of its name in three folders, cut at another line every day.
    private static func split(into folders: [String], _ scene: CommandScene) throws -> [String] {
        for day in 1...30 {
            let lines = log.lines(ofDay: day)
            let cuts = [0, day, lines.count - 1 - day % 7, lines.count]
            for (index, folder) in folders.enumerated() {
                let piece = lines[cuts[index]..<cuts[index + 1]].joined(separator: "\n") + "\n"
                try scene.write(piece, to: "\(folder)/\(log.fileName(ofDay: day))")
            }
        }
        return folders.map(scene.path)
    }
}
