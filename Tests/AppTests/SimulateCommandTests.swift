import Kernel
import TestSupport
import Testing

/// `banyan simulate`, from the command line.
struct SimulateCommandTests {
    private static let words = [
        "simulate", "--groups", "12", "--members", "8", "--days", "10", "--seed", "3", "--until", "2026-11-22",
    ]

    @Test(
        "A small crowd is written, refers to nothing that is not there, verifies, and stays as it is",
        arguments: TestEngine.available)
    func whole(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            let made = try await scene.banyan.run(Self.words)
            #expect(made.status == 0, "\(made.errors)")
            let groups = try await scene.groups()
            #expect(groups.split(separator: "\n").count == 12)
            for words in [["database", "check"], ["verify"]] {
                let checked = try await scene.banyan.run(words)
                #expect(checked.status == 0, "\(words): \(checked.errors)")
            }
            #expect(try await scene.banyan.run(Self.words).status == 0)
            #expect(try await scene.groups() == groups)
        }
    }

    @Test("Both engines tell the same of the same crowd")
    func same() async throws {
        var told: [String] = []
        for engine in TestEngine.available {
            told.append(
                try await CommandScene.run(on: engine) { scene in
                    _ = try await scene.banyan.run(Self.words)
                    return try await scene.groups()
                })
        }
        #expect(Set(told).count == 1 && told[0].contains("\"messages\":"))
    }
}
