import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Insight

@Suite("Topics in a report")
struct ReportTopicsTests {
    private static let window = DayRange(from: CivilDay("2026-10-26")!, to: CivilDay("2026-11-22")!)

    /// Six weeks in which an exam is spoken of less and a market more; Dot answers how ovens are lit.
    private static var events: [Event] {
        var script = Script(from: "2026-10-12 10:00")
        let monday = CivilDay("2026-10-12")!
        for week in 0..<6 {
            let day = monday.advanced(by: week * 7 + 2)
            for number in 0..<12 {
                let sender = ["Ann", "Bob", "Cai"][number % 3]
                let subject = week < 5 ? (number < 8 ? "exam" : "weather") : "market"
                script.add(
                    .text, sender, "the \(subject) again", id: "\(week)-\(number)", at: "\(day) 1\(number % 10):00")
            }
            for (asker, number) in [("Ann", 1), ("Bob", 2)] {
                script.add(
                    .text, asker, "How do I light the oven?", id: "q\(week)-\(number)", at: "\(day) 20:0\(number)")
                script.add(
                    .text, "Dot", "the oven wants dry wood first", id: "a\(week)-\(number)",
                    replyTo: "q\(week)-\(number)",
                    at: "\(day) 20:1\(number)")
            }
        }
        return script.events.sorted { $0.instant < $1.instant }
    }

    private func withTalk<T: Sendable>(
        _ engine: TestEngine, _ body: @Sendable (Store, GroupID) async throws -> T
    ) async throws -> T {
        try await engine.withStore(RecordMigrations.all) { store in
            let world = World.still(at: at("2026-12-01 12:00"))
            let record = RecordStore(world: world)
            let group = try await store.write { transaction in
                let group = try record.openGroup(
                    network: "test", name: "bakery", zone: "UTC", isPresence: false, in: transaction)
                try record.append(Self.events, to: group, in: transaction)
                return group
            }
            let runner = ReactorRunner(store: store, world: world, owner: "test")
            _ = try await runner.catchUp(SearchIndex())
            _ = try await runner.catchUp(TopicIndex())
            _ = try await TopicKeeper(store: store, world: world).countDue()
            return try await body(store, group.id)
        }
    }

    @Test(
        "The last week of the window is held against those before, with what was said and who answers",
        arguments: TestEngine.available)
    func loads(engine: TestEngine) async throws {
        try await withTalk(engine) { store, group in
            let topics = try #require(
                try await store.read { try ReportTopics.load(group: group, window: Self.window, in: $0) })
            #expect(topics.week.week == CivilDay("2026-11-16"))
            #expect(topics.week.rising.map(\.word) == ["market"])
            #expect(topics.week.falling.map(\.word) == ["exam", "weather"])
            #expect(topics.examples["market"]?.text == "the market again")
            let expert = try #require(topics.experts.first?.experts.first)
            #expect(expert.name == "Dot" && expert.askers == 2 && expert.questions == 12)
            #expect(expert.evidence.first?.question == "How do I light the oven?")
        }
    }

    @Test(
        "A window in which no whole week ends has no topics, and who may not see people sees words alone",
        arguments: TestEngine.available)
    func withoutPeople(engine: TestEngine) async throws {
        try await withTalk(engine) { store, group in
            let early = DayRange(from: CivilDay("2026-09-01")!, to: CivilDay("2026-09-28")!)
            #expect(try await store.read { try ReportTopics.load(group: group, window: early, in: $0) } == nil)
            // A week whose last day is not in the window has not ended in it.
            let cut = DayRange(from: Self.window.from, to: CivilDay("2026-11-21")!)
            let before = try await store.read { try ReportTopics.load(group: group, window: cut, in: $0) }
            #expect(before?.week.week == CivilDay("2026-11-09"))
            var report = try await store.read {
                try GroupReport.load(
                    group: group, window: .days(from: Self.window.from, to: Self.window.to), in: $0)
            }
            #expect(report.topics == nil)
            report.topics = try await store.read { try ReportTopics.load(group: group, window: Self.window, in: $0) }
            report.removePeople()
            let words = try await store.read {
                try ReportTopics.load(group: group, window: Self.window, withPeople: false, in: $0)
            }
            #expect(report.topics == words && words?.experts == [] && words?.examples == [:])
            #expect(!String(decoding: try report.jsonData(), as: UTF8.self).contains("Dot"))
        }
    }

    @Test("As text and JSON it says the same, within 72 columns, in every language", arguments: Language.allCases)
    func told(language: Language) async throws {
        try await withTalk(TestEngine.available[0]) { store, group in
            var report = try await store.read {
                try GroupReport.load(
                    group: group, window: .days(from: Self.window.from, to: Self.window.to), in: $0)
            }
            let without = report.text(TextCatalogue(language))
            report.topics = try await store.read { try ReportTopics.load(group: group, window: Self.window, in: $0) }
            let text = report.text(TextCatalogue(language))
            for part in ["market", "exam", "the market again", "Dot", "How do I light the oven?"] {
                #expect(text.contains(part), "\(part)")
            }
            #expect(!without.contains("the market again"))
            #expect(!text.contains("topics.") && !text.contains("{"))
            let wide = text.split(separator: "\n").filter { String($0).displayWidth > 72 }
            #expect(wide == [])
            let json = String(decoding: try report.jsonData(), as: UTF8.self)
            #expect(json.contains(#""text":"the market again","word":"market""#))
            #expect(json.contains(#""week":{"from":"2026-11-16","to":"2026-11-22"}"#))
        }
    }
}
