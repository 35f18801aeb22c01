import Desk
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Lists of people, and what somebody was thanked for")
struct MemberListTests {
    @Test("the list is ordered by its heads, within its filters, and taken away so", arguments: TestEngine.available)
    func orders(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let group = try await house.talkingGroup("tea", days: 2, people: ["Ann", "Bob", "Cai"])
            _ = try await house.talkingGroup("rye", days: 3, people: ["Dot"])
            try await PersonKeeper(store: house.store).refreshAll()
            func order(_ path: String) async throws -> [String] {
                let page = try await owner.get(path)
                #expect(page.status == 200, "\(path)")
                return page.text.matches(of: /class="name" href="\/members\/\d+"><bdi>(\w+)</).map { String($0.1) }
            }
            #expect(try await order("/members?sort=name") == ["Ann", "Bob", "Cai", "Dot"])
            #expect(try await order("/members?sort=name&order=down") == ["Dot", "Cai", "Bob", "Ann"])
            #expect(try await order("/members?sort=messages").first == "Dot")
            #expect(try await order("/members?sort=last&group=\(group)").first == "Cai")
            #expect(try await order("/members?sort=messages&after=2.99999999999999999999").count == 4)
            #expect(try await order("/members?sort=evil&order=down&after=x").count == 4)
            let page = try await owner.get("/members?sort=last&q=bo")
            #expect(page.text.contains("aria-sort=\"descending\"") && page.words.contains("Latest met first"))
            let file = try await owner.get("/members.csv?sort=name&order=down")
            #expect(
                file.text.split(separator: "\r\n").dropFirst().map { $0.contains("Dot") } == [
                    true, false, false, false,
                ])
            let program = try await house.program(.owner)
            let people = try await program.get("/people?sort=messages&limit=1").json
            #expect(people["items"]?.list?.first?["name"]?.text == "Dot")
            let cursor = try #require(people["next"]?.text)
            let more = try await program.get("/people?sort=messages&limit=9&cursor=\(cursor)").json
            #expect(more["items"]?.list?.count == 3)
            #expect(try await program.get("/people?sort=met&cursor=\(cursor)").status == 422)
        }
    }

    @Test(
        "a profile tells what somebody was thanked for, each with its question and answer; reactions count as thanks",
        arguments: TestEngine.available)
    func thanks(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            var events = TopicPagesTests.talk()
            let answers = events.filter { $0.text?.contains("overnight") ?? false }
            let first = try #require(answers.first)
            for (number, name) in ["Eve", "Fay", "Bob"].enumerated() {
                events.append(
                    Event(
                        kind: .reaction, instant: first.instant.advanced(bySeconds: 20 + Int64(number)),
                        key: EventKey(sourceID: "reaction \(number)"), sender: Party(name: name), text: "👍",
                        replyTo: first.key))
            }
            _ = try await house.group("bakers", events, zone: "UTC")
            let runner = ReactorRunner(store: house.store, world: house.world, owner: "test")
            try await TopicKeeper(store: house.store, world: house.world).catchUp(runner)
            let (bob, ann) = try await house.store.read { transaction in
                func person(_ key: String) throws -> PersonID {
                    try #require(
                        try transaction.first("SELECT person_id FROM handles WHERE key = \(key)") { $0.id(0) })
                }
                return (try person("bob"), try person("ann"))
            }
            let thanks = try await house.store.read { try MemberThanks.load(bob, in: .all, $0) }
            let topic = try #require(thanks.topics.first)
            // Bob's own reaction is no thanks.
            #expect(topic.questions == 8 && topic.thankers == 2 && topic.reactions == 2)
            #expect(topic.evidence.count == 3 && thanks.topics.count == 1)
            let owner = try await house.visitor(.owner)
            let page = try await owner.get("/members/\(bob)")
            for words in [
                "Was thanked for", "8 answers: thanked for by 2 people, 2 reactions",
                "How long does a starter ferment?",
            ] { #expect(page.words.contains(words), "\(words)") }
            #expect(page.text.contains("&lt;b&gt;starter") && !page.text.contains("<b>starter"))
            let around = try #require(page.text.firstMatch(of: /href="(\/groups\/\d+\/search\?at=\d+)"/)?.1)
            #expect(try await owner.get(String(around)).words.contains("How long does a starter ferment?"))
            #expect(!(try await owner.get("/members/\(ann)")).words.contains("Was thanked for"))
            // Thanks in a group that one may not see are nothing to them.
            let other = try await house.store.read { try MemberThanks.load(bob, in: .some([GroupID(1)]), $0) }
            #expect(other.topics.isEmpty)
            let told = try await house.program(.owner).get("/people/\(bob)").json
            #expect(told["thanked_for"]?.list?.first?["reactions"]?.whole == 2)

        }
    }
}
