import Desk
import HTTPTypes
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Health, stage and forecast on the pages")
struct OutlookPagesTests {
    private static let today = CivilDay(year: 2026, month: 12, day: 1)!

    @Test("a group's page shows its score with every part, the risk, and the suggestion with its figures")
    func groupPage() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea")
            let before = try await owner.get("/groups/\(tea)")
            #expect(before.words.contains("Nobody has said what kind of group this is"))
            try await house.store.write { transaction in
                try transaction.execute("UPDATE groups SET kind = 'expert-led' WHERE id = \(tea)")
            }
            try await house.count()
            let page = try await owner.get("/groups/\(tea)")
            let words = ReportWords(text: TextCatalogue(.english))
            for (part, _) in HealthPart.recipe(.expertLed) ?? [] {
                #expect(page.words.contains(words.part(part)), "\(part)")
            }
            let line = try await house.store.read { try StandingLine.find(tea, in: $0) }
            let score = try #require(line?.standing.health)
            #expect(page.words.contains("Health: \(ReportWords.score(score)) of 100"))
            #expect(page.words.contains("The figures suggest") && page.words.contains("Left out for want of data"))
            #expect(page.words.contains("Risk of falling silent within 14 days"))
            let board = try await owner.get("/groups?sort=health&health=75")
            #expect(board.status == 200 && (board.words.contains("tea") == (score < 75)))
        }
    }

    @Test(
        "a suggestion is accepted or overruled with a reason; both are kept and audited",
        arguments: TestEngine.available)
    func stage(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea")
            let line = try #require(try await house.store.read { try StandingLine.find(tea, in: $0) })
            let suggested = try #require(line.standing.stage)
            let other: GroupStage = suggested == .fading ? .active : .fading
            for (stage, reason) in [(suggested, "as the figures say"), (other, "I know better")] {
                let answer = try await owner.post(
                    "/groups/\(tea)/stage", [("stage", stage.rawValue), ("reason", reason), ("back", "overview")])
                #expect(answer.status == 303 && answer.headers[.location] == "/groups/\(tea)")
            }
            let page = try await owner.get("/groups/\(tea)")
            #expect(page.words.contains("I know better") && page.words.contains("The figures suggest"))
            let history = try await owner.get("/groups/\(tea)/history")
            #expect(history.words.contains("as the figures say") && history.words.contains("I know better"))
            #expect(history.text.contains("suggested") && history.words.contains("Stages suggested by the figures"))
        }
    }

    @Test(
        "a program gets the score with its parts, the risk with its reasons, and how forecasts were tested",
        arguments: TestEngine.available)
    func program(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let tea = try await house.talkingGroup("tea")
            try await house.store.write { transaction in
                try transaction.execute("UPDATE groups SET kind = 'expert-led' WHERE id = \(tea)")
            }
            try await house.count()
            try await OutlookKeeper(store: house.store, world: house.world).renew(on: Self.today)
            let line = try #require(try await house.store.read { try StandingLine.find(tea, in: $0) })
            let program = try await house.program(.owner)
            let told = try await program.get("/groups/\(tea)/health").json
            #expect(told["health"]?["score"] == JSONValue(line.standing.health))
            #expect(told["health"]?["parts"]?.list?.count == HealthPart.recipe(.expertLed)?.count)
            #expect(told["forecast"]?["dying_risk"] == JSONValue(line.standing.risk))
            #expect(told["forecast"]?["reasons"]?.list?.count == line.standing.riskReasons.count)
            let listed = try await program.get("/groups/\(tea)").json["group"]
            #expect(listed?["health"] == JSONValue(line.standing.health))
            #expect(listed?["risk_basis"] == JSONValue(line.standing.riskBasis?.rawValue))
            let forecast = try await program.get("/insight/forecast").json
            #expect(forecast["evaluation"]?["in_use"]?.text == "default" && forecast["made_at"]?.text != nil)
            let answers = [("getGroupHealth", told), ("getForecast", forecast)]
            for (id, value) in answers {
                let operation = try #require(OutlookOperations.all.first { $0.id == id })
                #expect(operation.answer?.misfit(value, named: OpenAPIDocument.schemas) == nil, "\(id)")
            }
        }
    }

    @Test("an evaluation with a model and a test is as the API's document says, too")
    func evaluation() throws {
        var state = ForecastState()
        state.own = try #require(ForecastModel.standard)
        state.test = try #require(ForecastModel.standard?.test)
        let schema = try #require(OutlookOperations.schemas["ForecastEvaluation"])
        #expect(schema.misfit(state.json(standard: .standard), named: OpenAPIDocument.schemas) == nil)
    }

    @Test("the page of forecasts says which model speaks and why, and works before anything was forecast")
    func forecast() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let owner = try await house.visitor(.owner)
            let empty = try await owner.get("/insight/forecast")
            #expect(empty.status == 200 && empty.words.contains("Nothing was forecast yet"))
            _ = try await house.talkingGroup("tea")
            try await OutlookKeeper(store: house.store, world: house.world).renew(on: Self.today)
            let page = try await owner.get("/insight/forecast")
            #expect(page.status == 200 && page.words.contains("In use: the default"))
            #expect(page.words.contains("tea") && page.words.contains("simulated groups"))
            for after in ["x", "20000.1", "9999999999999.1"] {
                #expect(try await owner.get("/insight/forecast?after=\(after)").status == 200)
            }
        }
    }
}
