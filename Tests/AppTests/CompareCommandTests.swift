import Foundation
import TestSupport
import Testing

/// `banyan compare`, `banyan effect`, and what `banyan groups` says of how long groups live.
struct CompareCommandTests {
    /// A group in which two people speak on each of some days, and once more after the talk has resumed.
    private static func club(_ name: String, kind: String? = "study", days: Int = 20, extra: [String] = []) -> String {
        let kind = kind.map { #","kind":"\#($0)""# } ?? ""
        var lines = [#"{"banyan":1,"group":"\#(name)","network":"wechat","zone":"Asia/Shanghai"\#(kind)}"#]
        for day in 1...days {
            let date = "2026-03-\(day < 10 ? "0" : "")\(day)"
            lines.append(#"{"time":"\#(date)T08:00:00","sender":"Ann","sender_id":"u1","text":"Morning, who is in?"}"#)
            lines.append(#"{"time":"\#(date)T08:30:00","sender":"Bo","sender_id":"u2","text":"@Ann me"}"#)
        }
        return (lines + extra).joined(separator: "\n") + "\n"
    }

    private static func run(
        kinds: [String?], on engine: TestEngine = .sqlite,
        _ body: @escaping @Sendable (CommandScene) async throws -> Void
    ) async throws {
        try await CommandScene.run(on: engine) { scene in
            for (index, kind) in kinds.enumerated() {
                let text = club("club \(index + 1)", kind: kind, days: 20 + index)
                try await scene.importing("--timezone", "Asia/Shanghai", scene.write(text, to: "\(index).jsonl"))
            }
            try await body(scene)
        }
    }

    private static func object(_ data: Data, _ key: String) throws -> [String: Any] {
        let whole = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        return try #require(whole?[key] as? [String: Any])
    }

    @Test("Two groups are compared over as many days each, to the end of each", arguments: TestEngine.available)
    func compare(engine: TestEngine) async throws {
        try await Self.run(kinds: ["study", nil], on: engine) { scene in
            let run = try await scene.banyan("compare", "club 1", "club 2", "--all", "--format", "json")
            let compare = try Self.object(run.outputBytes, "compare")
            let windows = ["first", "second"].map { (compare[$0] as? [String: Any])?["window"] as? [String: String] }
            #expect(windows[0] == ["from": "2026-03-01", "to": "2026-03-20"])
            #expect(windows[1] == ["from": "2026-03-02", "to": "2026-03-21"])
            let figures = compare["figures"] as? [[String: Any]] ?? []
            let messages = try #require(figures.first { $0["figure"] as? String == "messages" })
            #expect(messages["first"] as? Int == 40 && messages["difference"] as? Int == 0)
            #expect(messages["better"] is NSNull)
            let answered = try #require(figures.first { $0["figure"] as? String == "answered_ratio" })
            #expect(answered["first"] as? Double == 1 && answered["better"] as? String == "equal")
        }
    }

    @Test("A group stands among five others of its kind; with fewer it is said that they are too few")
    func kind() async throws {
        try await Self.run(kinds: ["study", "study", "study", "study", "study", "study", "fan", "fan"]) { scene in
            let run = try await scene.banyan("compare", "club 1", "--kind", "--all", "--format", "json")
            let compare = try Self.object(run.outputBytes, "compare")
            #expect(compare["groups"] as? Int == 5 && compare["enough"] as? Bool == true)
            let few = try await scene.banyan("compare", "club 7", "--kind", "--lang", "en")
            #expect(few.output.contains("Kind fan: 1 other groups; it takes five to compare with."))
        }
    }

    @Test("The effect of a date is told against groups of the kind or those named", arguments: TestEngine.available)
    func effect(engine: TestEngine) async throws {
        try await Self.run(kinds: ["study", "study", "study", "study", "study", "study"], on: engine) { scene in
            let arguments = ["effect", "club 1", "--date", "2026-03-11", "--days", "7", "--format", "json"]
            let effect = try Self.object(try await scene.banyan.run(arguments).outputBytes, "effect")
            #expect(effect["plain"] as? Bool == false && effect["groups"] as? Int == 5)
            let figures = effect["figures"] as? [[String: Any]] ?? []
            #expect(figures.first?["before"] as? Int == 2 && figures.first?["effect"] as? Int == 0)
            let named = try Self.object(
                try await scene.banyan.run(arguments + ["--with", "club 2", "--with", "club 3"]).outputBytes, "effect")
            #expect(named["plain"] as? Bool == true && named["groups"] as? Int == 2)
            let text = try await scene.banyan("effect", "club 1", "--date", "2026-03-11", "--days", "7", "--lang", "en")
            #expect(text.output.contains("Comparison groups: 5"))
        }
    }

    @Test("What cannot be compared is refused with the reason")
    func refusals() async throws {
        try await Self.run(kinds: ["study", nil]) { scene in
            let wrong: [([String], Int32, String)] = [
                (["compare", "club 1"], 64, "Name a second group"),
                (["compare", "club 1", "club 2", "--kind"], 64, "Name a second group"),
                (["compare", "club 1", "nobody"], 66, "There is no group nobody"),
                (["compare", "club 2", "--kind"], 64, "Nobody has said of what kind"),
                (["compare", "club 1", "club 2", "--from", "2026-03-01"], 64, "--from and --to go together"),
                (["effect", "club 1", "--date", "x"], 64, "--date takes a day such as"),
                (["effect", "club 1", "--date", "2026-03-05"], 64, "does not cover 2026-02-05 to 2026-04-01"),
                (["effect", "club 1", "--date", "2026-03-05", "--days", "0"], 64, "--days takes 1 to 3660"),
                (["effect", "club 2", "--date", "2026-03-05", "--days", "2"], 64, "Nobody has said of what kind"),
            ]
            var flaws: [String] = []
            for (words, status, message) in wrong {
                let run = try await scene.banyan.run(words + ["--lang", "en"])
                let isRight = run.status == status && run.errors.contains(message) && run.output.isEmpty
                if !isRight { flaws.append("\(words): \(run.status ?? -1) \(run.errors)\(run.output)") }
            }
            #expect(flaws.isEmpty, "\(flaws.joined(separator: "\n"))")
        }
    }

    @Test("The list of groups ends with how long they live; who died is marked", arguments: TestEngine.available)
    func survival(engine: TestEngine) async throws {
        let late = [
            #"{"time":"2026-03-30T08:00:00","sender":"Ann","sender_id":"u1","text":"Anybody?"}"#,
            #"{"time":"2026-03-30T09:00:00","sender":"Bo","sender_id":"u2","text":"Yes"}"#,
        ]
        try await CommandScene.run(on: engine) { scene in
            for (name, extra) in [("alive", [String]()), ("dead", late)] {
                let text = Self.club(name, days: name == "alive" ? 12 : 5, extra: extra)
                try await scene.importing("--timezone", "Asia/Shanghai", scene.write(text, to: "\(name).jsonl"))
            }
            let lines = try await scene.banyan("groups", "--format", "json").output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[0].contains(#""died":null"#) && lines[0].contains(#""revived":null"#))
            #expect(lines[1].contains(#""died":"2026-03-06""#) && lines[1].contains(#""revived":true"#))
            #expect(lines[2].hasPrefix(#"{"reference":{"30":0.3,"7":0.6},"survival_groups":[{"at_risk":2,"#))
            let text = try await scene.banyan("groups", "--lang", "en").output
            #expect(text.contains("2026-03-30 ‡") && text.contains("How long groups live"))
        }
    }
}
