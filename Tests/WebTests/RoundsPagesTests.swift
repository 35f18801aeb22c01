import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Insight
@testable import Rounds
@testable import Web

@Suite("The list of the day and alerts in the console")
struct RoundsPagesTests {
    @Test(
        "What is done leaves the list, is counted, is undone from the page, and stands in the group's history",
        arguments: TestEngine.available)
    func done(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let tea = try await house.talkingGroup("tea", days: 5)
            _ = try await house.rounds(tea)
            let ann = try await house.visitor(.operator, groups: [tea], name: "Ann")
            #expect(try await ann.get("/").text.contains("id=\"g-\(tea)\""))
            let told = try await ann.post("/today/\(tea)/done")
            #expect(told.status == 303 && told.location == "/")
            let page = try await ann.get("/")
            #expect(!page.text.contains("id=\"g-\(tea)\"") && page.words.contains("Done today: 1"))
            let undo = try #require(page.text.split(separator: "action=\"").first { $0.hasPrefix("/today/acts/") })
            _ = try await ann.post(String(undo.prefix { $0 != "\"" }))
            #expect(try await ann.get("/").text.contains("id=\"g-\(tea)\""))
            #expect(try await ann.get("/today/history").words.contains("taken back"))
            #expect(try await ann.get("/groups/\(tea)/history").words.contains("Going cold"))
        }
    }

    @Test("What is given to somebody stands first with them, and under “mine”", arguments: TestEngine.available)
    func assign(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let tea = try await house.talkingGroup("tea", days: 5)
            _ = try await house.rounds(tea)
            let ann = try await house.visitor(.operator, groups: [tea], name: "Ann")
            let lee = try await house.visitor(.leader, groups: [tea], name: "Lee")
            let id = try #require(lee.actor?.staff)
            #expect(try await ann.get("/").words.contains("Lee"))
            _ = try await ann.post("/today/\(tea)/assign", [("to", id.description)])
            #expect(try await ann.get("/").words.contains("Lee sees to it"))
            #expect(try await lee.get("/?mine=1").text.contains("id=\"g-\(tea)\""))
            #expect(try await ann.get("/?mine=1").words.contains("Nothing is given to you"))
            _ = try await lee.post("/today/\(tea)/snooze", [("for", "worse")])
            #expect(try await lee.get("/").words.contains("for later: 1"))
        }
    }

    @Test("Nobody reaches another's groups, and whoever only looks on changes nothing", arguments: TestEngine.available)
    func scope(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, rye) = (
                try await house.talkingGroup("tea", days: 5), try await house.talkingGroup("rye", days: 5)
            )
            let rounds = try await house.rounds(rye)
            let ann = try await house.visitor(.operator, groups: [tea], name: "Ann")
            for path in ["/today/\(rye)/done", "/today/acts/\(rounds.act)/undo", "/alerts/\(rounds.alert)/seen"] {
                #expect(try await ann.post(path).status == 404, "\(path)")
            }
            #expect(try await ann.get("/today/history?group=\(rye)").status == 404)
            #expect(try await ann.get("/alerts?group=\(rye)").status == 404)
            for path in ["/", "/alerts", "/today/history"] {
                #expect(try await !ann.get(path).words.contains("rye"), "\(path)")
            }
            let viewer = try await house.visitor(.viewer)
            #expect(try await viewer.post("/today/\(rye)/done").status == 403)
            let page = try await viewer.get("/")
            #expect(page.words.contains("rye") && !page.text.contains("/today/\(rye)/done"))
        }
    }

    @Test(
        "An alert is on its page, on the start and with its group until somebody has seen it",
        arguments: TestEngine.available)
    func alerts(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let tea = try await house.talkingGroup("<b>tea</b>", days: 5)
            let rounds = try await house.rounds(tea)
            let ann = try await house.visitor(.operator, groups: [tea], name: "Ann")
            for path in ["/", "/alerts", "/groups/\(tea)", "/alerts?rule=raid&state=unseen"] {
                let page = try await ann.get(path)
                #expect(page.words.contains("26 came within an hour"), "\(path)")
                #expect(page.text.contains("/alerts/\(rounds.alert)/seen") && !page.text.contains("<b>tea"), "\(path)")
            }
            #expect(try await !ann.get("/alerts?rule=noise").words.contains("26 came"))
            let told = try await ann.post("/alerts/\(rounds.alert)/seen", [("back", "//elsewhere")])
            #expect(told.location == "/alerts")
            #expect(try await !ann.get("/").words.contains("26 came"))
            #expect(try await ann.get("/alerts").words.contains("seen by Ann"))
            #expect(try await ann.get("/alerts?state=past").words.contains("No alerts so far"))
        }
    }

    @Test(
        "Thresholds are set per kind, refused where they make no sense, and given back", arguments: TestEngine.available
    )
    func thresholds(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            var fields: [(String, String)] = [("kind", "study")]
            for rule in AlertRule.allCases {
                let standard = AlertThresholds.standard(rule, kind: "study")
                for (dial, value) in zip(rule.dials, [standard.first, standard.second]) {
                    fields.append(("\(rule.rawValue).\(dial.name)", String(dial.isShare ? value * 100 : value)))
                }
                fields.append(("\(rule.rawValue).on", "1"))
            }
            let place = try #require(fields.firstIndex { $0.0 == "silence.days" })
            fields[place].1 = "five"
            let refused = try await owner.post("/settings/alerts", fields)
            #expect(refused.status == 422 && refused.text.contains("value=\"five\""))
            fields[place].1 = "6"
            #expect(try await owner.post("/settings/alerts", fields).status == 303)
            func days() async throws -> Double {
                try await house.store.read { try AlertStore.thresholds(in: $0) }.threshold(.silence, kind: "study")
                    .first
            }
            #expect(try await days() == 6)
            #expect(try await owner.get("/settings/alerts?kind=study").text.contains("value=\"6\""))
            #expect(try await owner.get("/settings/alerts?kind=%3Cb%3E").status == 404)
            _ = try await owner.post("/settings/alerts", [("kind", "study"), ("reset", "1")])
            #expect(try await days() == 3)
        }
    }

    @Test("The talk about a question is shown to who may see people", arguments: TestEngine.available)
    func around(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let tea = try await house.talkingGroup("tea", days: 5)
            let owner = try await house.visitor(.owner)
            let moment = at("2026-10-21 10:00", zone: "Asia/Shanghai").milliseconds
            let page = try await owner.get("/groups/\(tea)/search?at=\(moment)")
            #expect(page.text.contains("id=\"meant\"") && page.words.contains("who brings bread?"))
            let viewer = try await house.visitor(.viewer)
            #expect(try await viewer.get("/groups/\(tea)/search?at=\(moment)").status == 404)
            #expect(try await owner.get("/groups/\(tea)/search?at=x").status == 200)
        }
    }
}
