import Foundation
import TestSupport
import Testing

/// `banyan report` and `banyan groups`.
struct ReportCommandTests {
    /// A group with joins and leaves, cohorts, programs and links between people.
    private static let club = """
        {"banyan":1,"group":"club","network":"wechat","zone":"Asia/Shanghai","kind":"study"}
        {"time":"2020-01-01T08:00:00","kind":"join","sender":"Ann","sender_id":"u1"}
        {"time":"2020-01-01T08:01:00","kind":"join","sender":"Bo","sender_id":"u2"}
        {"time":"2020-01-01T09:00:00","id":"m1","sender":"Ann","sender_id":"u1","text":"Good morning"}
        {"time":"2020-01-01T09:01:00","id":"m2","sender":"Bo","sender_id":"u2","text":"Morning!","reply_to":"m1"}
        {"time":"2020-02-03T09:00:00","id":"m3","sender":"Ann","sender_id":"u1","text":"Still here"}
        {"time":"2020-02-04T09:00:00","kind":"leave","sender":"Bo","sender_id":"u2"}

        """

    /// Every key of a report and where it stands; `*` is any place in a list.
    private static let keys: Set<String> = {
        var keys: Set<String> = [
            "activity", "anomalies", "best_hours", "busiest_days", "death", "follow_ups", "forecast", "graph", "group",
            "health", "hours", "joining",
            "links_all_time", "noise", "people", "retention", "stage", "survival_members", "survival_members_totals",
            "topics", "value", "window",
        ]
        func add(_ place: String, _ names: String) {
            keys.formUnion(names.split(separator: " ").map { "\(place).\($0)" })
        }
        add("activity", "totals days weeks months")
        add(
            "activity.totals",
            """
            messages messages_bot joins leaves sessions renames members people_seen active dau wau mau active_ratio \
            stickiness growth_rate churn_rate messages_per_member messages_per_active gini top10_share silent
            """)
        add("activity.days.*", "date messages joins leaves members active")
        add("activity.weeks.*", "week from to messages joins leaves members active")
        add("activity.months.*", "month from to messages joins leaves members active")
        add("anomalies", "joins_implied joins_of_present leaves_of_absent")
        add("best_hours", "workdays weekends")
        add("best_hours.workdays.*", "hour speakers")
        add("busiest_days.*", "date messages joins leaves members active")
        add("death", "day revived")
        add("forecast", "basis day dying_risk reasons silent")
        add("health", "day kind known none parts score")
        add("graph", "edges weight reciprocity density connected largest_component course")
        add("graph.course.*", "from to week edges weight reciprocity density connected largest_component")
        add("joining", "inviters inviter_count quit_scenes scenes")
        add("joining.quit_scenes.*", "left scene")
        add("joining.scenes.*", "joined scene spoke stayed")
        add("noise", "days messages")
        let lists = ["answerers", "bridge", "core", "edge", "leaving", "newcomers", "silent", "speakers"]
        for list in lists {
            add("people", list)
            add("people.\(list)", "count first")
        }
        add("people.edge.first.*", "id messages name")
        add("people.speakers.first.*", "id messages name")
        add("people.leaving.first.*", "id messages name left")
        add("people.newcomers.first.*", "id messages name joined")
        add("stage", "stage reasons")
        add("stage.reasons.*", "figure value")
        add("survival_members.*", "t s low high at_risk")
        add("survival_members_totals", "subjects ends median")
        add(
            "value",
            """
            questions answered answered_ratio response_time_median attention benefit carrying carrying_share unanswered \
            unanswered_count
            """)
        add("group", "name network kind zone")
        add("retention.*", "week size active")
        add("window", "from to")
        return keys
    }()

    @Test("A report as JSON has exactly the keys that are promised, sorted", arguments: TestEngine.available)
    func json(engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            try await scene.importing("--timezone", "Asia/Shanghai", scene.write(Self.club, to: "club.jsonl"))
            let report = try await scene.banyan("report", "club", "--all", "--format", "json")
            let object = try JSONSerialization.jsonObject(with: report.outputBytes)
            #expect(Self.paths(object) == Self.keys)
            #expect(Self.keysInOrder(report.output) == Self.keysInOrder(try Self.sorted(object)))
            let hours = (object as? [String: Any])?["hours"] as? [[Int]] ?? []
            #expect(hours.map(\.count) == [Int](repeating: 24, count: 7))
            #expect(hours.map { $0.count == 24 ? $0[9] : -1 } == [1, 0, 2, 0, 0, 0, 0])
        }
    }

    private static func paths(_ value: Any, at place: String = "") -> Set<String> {
        if let object = value as? [String: Any] {
            return object.reduce(into: []) { found, member in
                let path = place.isEmpty ? member.key : "\(place).\(member.key)"
                found.insert(path)
                found.formUnion(paths(member.value, at: path))
            }
        }
        let list = value as? [Any] ?? []
        return list.reduce(into: []) { $0.formUnion(paths($1, at: "\(place).*")) }
    }

    private static func sorted(_ object: Any) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self)
    }

    private static func keysInOrder(_ json: String) -> [String] {
        json.split(separator: "\":").dropLast().compactMap { $0.split(separator: "\"").last.map(String.init) }
    }

    /// Words after `report`, the status, and what is said.
    private static let wrong: [([String], Int32, String)] = [
        (["club", "--from", "2020-02-01", "--to", "2020-01-01"], 64, "2020-02-01 is after the last day 2020-01-01"),
        (["club", "--from", "2020-02-01"], 64, "--from and --to go together"),
        (["club", "--all", "--to", "2020-02-01"], 64, "--all cannot be used"),
        (["club", "--from", "1970-01-01", "--to", "9999-12-31"], 64, "days are too many"),
        (["club", "--from", "x", "--to", "2020-02-01"], 64, "--from takes a day such as"),
        (["nobody"], 66, "There is no group nobody"),
        (["made"], 65, "More than one group is called made: irc/#made, wechat/made"),
        (["club", "--lang", "tlh"], 64, "There is no language tlh"),
        (["club", "--format", "xml"], 64, "xml"),
    ]

    @Test("What cannot be reported is refused with the reason; two groups of a name are told apart by network")
    func refusals() async throws {
        try await CommandScene.run { scene in
            try await scene.importing("--timezone", "Asia/Shanghai", scene.write(Self.club, to: "club.jsonl"))
            try await scene.importing(MadeLog().write(1...2, into: "logs", of: scene))
            let second = Self.club.replacing("\"club\"", with: "\"made\"")
            try await scene.importing("--timezone", "Asia/Shanghai", scene.write(second, to: "made.jsonl"))
            var flaws: [String] = []
            for (words, status, message) in Self.wrong {
                let run = try await scene.banyan.run(["report"] + words)
                let isRight = run.status == status && run.errors.contains(message) && run.output.isEmpty
                if !isRight { flaws.append("\(words): \(run.status ?? -1) \(run.errors)\(run.output)") }
            }
            for name in ["irc/#made", "wechat/made"] {
                let run = try await scene.banyan("report", name)
                if run.status != 0 { flaws.append("\(name): \(run.errors)") }
            }
            #expect(flaws.isEmpty, "\(flaws.joined(separator: "\n"))")
        }
    }

    @Test("Reports speak three languages, by --lang and by locale")
    func languages() async throws {
        try await CommandScene.run { scene in
            try await scene.importing("--timezone", "Asia/Shanghai", scene.write(Self.club, to: "club.jsonl"))
            var texts: [String] = []
            for language in ["zh-Hans", "zh-Hant", "en"] {
                var banyan = scene.banyan
                banyan.environment["LC_ALL"] = language == "en" ? "zh_CN.UTF-8" : "en_GB.UTF-8"
                let named = try await banyan("report", "club", "--lang", language)
                banyan.environment["LC_ALL"] = ["zh-Hans": "zh_CN.UTF-8", "zh-Hant": "zh_TW.UTF-8"][language] ?? "en"
                let located = try await banyan("report", "club")
                #expect(named.status == 0 && named.output == located.output)
                texts.append(named.output)
            }
            #expect(Set(texts).count == 3)
            #expect(texts.allSatisfy { $0.contains("club") && !$0.contains("report.") })
        }
    }

    @Test("A database that is not there is said to be missing; an empty one has no groups and verifies")
    func nothing() async throws {
        try await CommandScene.run { scene in
            #expect(try await scene.banyan("groups").status == 66)
            #expect(try await scene.banyan("database", "migrate").status == 0)
            let groups = try await scene.banyan("groups")
            let verify = try await scene.banyan("verify")
            #expect(groups.status == 0 && groups.output.contains("There are no groups yet"))
            #expect(verify.status == 0)
        }
    }
}
