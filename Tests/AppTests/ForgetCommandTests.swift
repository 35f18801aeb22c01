import Foundation
import Kernel
import TestSupport
import Testing

/// `banyan forget`
struct ForgetCommandTests {
    @Test(
        "Words of before a day are nowhere any more, later ones are, and every count stays",
        arguments: TestEngine.available)
    func before(_ engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            try scene.write("[23:59] <ann> old marmalade?\n", to: "#den.2020-01-01.log")
            try scene.write("[00:00] <bo> new pineapple\n", to: "#den.2020-01-02.log")
            try await scene.importing(scene.path("#den.2020-01-01.log"), scene.path("#den.2020-01-02.log"))
            let before = try await scene.picture()
            let run = try await scene.banyan("forget", "--before", "2020-01-02", "--yes")
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("Forgot 1 texts"))
            let after = try await scene.picture()
            #expect(try after.counts == before.counts)
            let again = try await scene.banyan("forget", "#den", "--before", "2020-01-02", "--yes")
            #expect(again.errors.contains("Forgot 0 texts"))
        }
    }

    @Test("Without a yes nothing is forgotten; a day that is none is refused")
    func refusals() async throws {
        try await CommandScene.run { scene in
            try scene.write("[23:59] <ann> marmalade\n", to: "#den.2020-01-01.log")
            try await scene.importing(scene.path("#den.2020-01-01.log"))
            #expect(try await scene.banyan("forget", "--before", "2021-01-01").errors.contains("Nothing was changed"))
            #expect(try await scene.banyan("forget", "--before", "soon", "--yes").status == 64)
            #expect(try await scene.banyan("forget", "nobody", "--before", "2021-01-01", "--yes").status == 66)
        }
    }
}
