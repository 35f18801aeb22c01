import Desk
import HTTPTypes
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Topics and experts on the pages")
struct TopicPagesTests {
    /// Six weeks of talk about rye, in whose last a starter is what is new, with questions that Bob answers.
    static func talk() -> [Event] {
        var events: [Event] = []
        var number = 0
        func add(_ name: String, _ text: String, _ time: Instant, replyTo: String? = nil) {
            number += 1
            events.append(.made(.text, name, text, at: time, id: "t\(number)", replyTo: replyTo))
        }
        for week in 0..<6 {
            let start = at("2026-10-12 10:00").advanced(bySeconds: Int64(week) * 7 * 86_400)
            for round in 0..<8 {
                let time = start.advanced(bySeconds: Int64(round) * 7200)
                add("Ann", "rye flour \(round)", time)
                add("Bob", "rye oven", time.advanced(bySeconds: 600))
                guard week == 5 else { continue }
                add(["Cai", "Dot"][round % 2], "How long does a starter ferment?", time.advanced(bySeconds: 1200))
                add(
                    "Bob", "a <b>starter</b> will ferment overnight", time.advanced(bySeconds: 1260),
                    replyTo: "t\(number)")
                add(["Cai", "Dot"][round % 2], "thanks!", time.advanced(bySeconds: 1300))
            }
            add("Ann", "good Sunday", start.advanced(bySeconds: 6 * 86_400))
        }
        return events
    }

    private static func house(_ house: WebHouse) async throws -> GroupID {
        let group = try await house.group("bakers", talk(), zone: "UTC")
        let runner = ReactorRunner(store: house.store, world: house.world, owner: "test")
        try await TopicKeeper(store: house.store, world: house.world).catchUp(runner)
        return group
    }

    @Test(
        "a group's page shows its topics, what rises, what is new, and who knows what with the questions",
        arguments: TestEngine.available)
    func groupPage(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let empty = try await house.group("silent")
            let group = try await Self.house(house)
            let owner = try await house.visitor(.owner)
            #expect(try await owner.get("/groups/\(empty)/topics").words.contains("No topics are counted yet"))
            let page = try await owner.get("/groups/\(group)/topics")
            #expect(page.status == 200)
            for words in [
                "ferment · starter", "never before", "Rising", "8 answers to 2 people, thanked by 2",
                "How long does a starter ferment?", "Held against the 5 weeks before",
            ] { #expect(page.words.contains(words), "\(words)") }
            #expect(!page.text.contains("<b>starter") && page.text.contains("&lt;b&gt;starter"))
            let before = try await owner.get("/groups/\(group)/topics?week=2026-11-11")
            #expect(before.status == 200 && !before.words.contains("starter"))
            #expect(try await owner.get("/groups/\(group)/topics?week=nonsense").status == 200)
            let community = try await owner.get("/insight/topics")
            #expect(community.status == 200 && community.words.contains("ferment · starter"))
            #expect(community.words.contains("bakers"))
            let bob = try await house.store.read {
                try $0.first("SELECT person_id FROM handles WHERE key = 'bob'") { $0.id(0) as PersonID }
            }
            let profile = try await owner.get("/members/\(try #require(bob))")
            #expect(profile.words.contains("What they know") && profile.words.contains("thanked 8 times"))
        }
    }

    @Test("a program gets topics and experts as the document says")
    func program() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let group = try await Self.house(house)
            let program = try await house.program(.owner)
            let paths = [
                ("getGroupTopics", "/groups/\(group)/topics?week=2026-11-18"), ("getTopics", "/insight/topics"),
                ("getGroupExperts", "/groups/\(group)/experts"), ("getExperts", "/insight/experts?topic=starter"),
            ]
            for (id, path) in paths {
                let answer = try await program.get(path).json
                let operation = try #require(TopicOperations.all.first { $0.id == id })
                #expect(operation.answer?.misfit(answer, named: OpenAPIDocument.schemas) == nil, "\(id)")
                if let topics = answer["topics"]?.list { #expect(!topics.isEmpty, "\(id)") }
            }
        }
    }
}
