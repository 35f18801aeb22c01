import Foundation
import TestSupport
import Testing

@Suite("The command `insight`")
struct InsightCommandTests {
    @Test("lists risks, brings them up to date, and says why there is nothing to test", arguments: TestEngine.available)
    func commands(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            var lines = ""
            for day in 1...28 {
                for (number, name) in ["Ann", "Bo", "Cai"].enumerated() {
                    let time = "2026-02-\(day < 10 ? "0" : "")\(day)T0\(number):00:00"
                    lines +=
                        #"{"time":"\#(time)","id":"\#(day)-\#(number)","sender":"\#(name)","text":"Morning"}"# + "\n"
                }
            }
            try await scene.importing("--group", "club", scene.write(lines, to: "club.jsonl"))
            let refreshed = try await scene.banyan("insight", "refresh")
            #expect(refreshed.status == 0 && refreshed.output.contains("the default that comes with the program"))
            let list = try await scene.banyan("insight", "forecast", "--format", "json")
            let line = try JSONSerialization.jsonObject(with: list.outputBytes) as? [String: Any]
            let risk = try #require(line?["dying_risk"] as? Double)
            #expect((0...1).contains(risk) && (line?["reasons"] as? [Any])?.count == 3)
            #expect(line?["basis"] as? String == "default")
            let rows = scene.path("rows.csv")
            let test = try await scene.banyan("insight", "forecast", "--evaluate", "--format", "json", "--rows", rows)
            let told = try JSONSerialization.jsonObject(with: test.outputBytes) as? [String: Any]
            #expect(told?["in_use"] as? String == "default" && told?["test"] is NSNull)
            #expect(try String(contentsOfFile: rows, encoding: .utf8).hasPrefix("group,day,part,age,quiet,"))
            let text = try await scene.banyan("insight", "forecast")
            #expect(text.output.contains("club") && text.output.contains("the risk"))
        }
    }
    @Test("draws a group's portrait, and two side by side", arguments: TestEngine.available)
    func portrait(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            for (name, text) in [("ours", "how do I bake this?"), ("theirs", "any recommendations for an oven?")] {
                let lines = ["Ann", "Bo"].enumerated().map { number, sender in
                    #"{"time":"2026-02-01T0\#(number):00:00","id":"\#(number)","sender":"\#(sender)","text":"\#(text)"}"#
                }
                let file = try scene.write(lines.joined(separator: "\n") + "\n", to: name + ".jsonl")
                try await scene.importing("--group", name, file)
            }
            let text = try await scene.banyan("insight", "portrait", "ours")
            #expect(text.status == 0 && text.output.contains("How to do it") && text.output.contains("100%"))
            let json = try await scene.banyan("insight", "portrait", "ours", "--against", "theirs", "--format", "json")
            let told = try JSONSerialization.jsonObject(with: json.outputBytes) as? [String: [String: Any]]
            let lines = told?["portraits"]?["differences"] as? [[String: Any]]
            let howTo = try #require(lines?.first { $0["key"] as? String == "how-to" })
            #expect(howTo["difference"] as? Double == 1 && (howTo["first"] as? [String: Any])?["count"] as? Int == 2)
            #expect(try await scene.banyan("insight", "portrait", "nobody").status != 0)
            #expect(try await scene.banyan("verify").status == 0)
        }
    }
}
