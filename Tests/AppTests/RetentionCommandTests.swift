import Kernel
import TestSupport
import Testing

/// `banyan retention`
struct RetentionCommandTests {
    @Test(
        "How long texts are kept is said, shown and carried out; the counts stay", arguments: TestEngine.available)
    func setting(_ engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            try scene.write("[23:59] <ann> old marmalade?\n", to: "#den.2020-01-01.log")
            try scene.write("[00:00] <bo> old pineapple\n", to: "#bar.2020-01-02.log")
            try await scene.importing(scene.path("#den.2020-01-01.log"), scene.path("#bar.2020-01-02.log"))
            let before = try await scene.picture()
            let shown = try await scene.banyan("retention")
            #expect(shown.status == 0 && shown.output == "for-ever  *\n", "\(shown.errors)")
            #expect(try await scene.banyan("retention", "--keep", "30").errors.contains("Nothing was changed"))
            let set = try await scene.banyan("retention", "--keep", "30", "--yes")
            #expect(set.output == "30  *\n", "\(set.errors)")
            let own = try await scene.banyan("retention", "#bar", "--keep", "for-ever")
            #expect(own.output == "30  *\nfor-ever  #bar\n", "\(own.errors)")
            let run = try await scene.banyan("retention", "--run")
            #expect(run.errors.contains("1 texts were forgotten") && run.status == 0)
            #expect(try await scene.banyan("retention", "--run").errors.contains("0 texts were forgotten"))
            #expect(try await scene.picture().counts == before.counts)
            #expect(try await scene.banyan("retention", "#bar", "--keep", "default").output == "30  *\ndefault  #bar\n")
            for bad in ["soon", "-3", "99999"] {
                #expect(try await scene.banyan("retention", "--keep=\(bad)", "--yes").status != 0, "\(bad)")
            }
        }
    }
}
