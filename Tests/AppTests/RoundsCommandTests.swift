import Foundation
import TestSupport
import Testing

@Suite("The commands `today` and `alerts`")
struct RoundsCommandTests {
    @Test("say what needs somebody and what happened, as text and as JSON", arguments: TestEngine.available)
    func commands(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            // Old enough to rouse nobody, whatever the day; the group has fallen silent since.
            var lines = ""
            for day in 1...28 {
                for number in 0..<12 where day < 20 || number < 4 {
                    let time = "2026-01-\(day < 10 ? "0" : "")\(day)T\(number + 10):00:00"
                    lines +=
                        #"{"time":"\#(time)","id":"\#(day)-\#(number)","sender":"p\#(number)","text":"Morning"}"#
                        + "\n"
                }
            }
            try await scene.importing("--group", "club", scene.write(lines, to: "club.jsonl"))
            let list = try await scene.banyan("today")
            #expect(list.status == 0 && !list.output.isEmpty)
            let alerts = try await scene.banyan("alerts", "--all")
            #expect(alerts.status == 0 && alerts.output.contains("No alerts"))
            for command in ["today", "alerts"] {
                let told = try await scene.banyan(command, "--format", "json")
                #expect(told.status == 0)
                for line in told.output.split(separator: "\n") {
                    _ = try JSONSerialization.jsonObject(with: Data(line.utf8))
                }
            }
        }
    }
}
