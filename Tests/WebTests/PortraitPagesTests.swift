import Desk
import HTTPTypes
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Portraits on the pages and in the API")
struct PortraitPagesTests {
    /// Two groups that ask for recommendations, one more than the other, read for needs.
    private static func groups(_ house: WebHouse) async throws -> (GroupID, GroupID) {
        var ids: [GroupID] = []
        for (name, text) in [("tea", "求推荐靠谱的牙医，多少钱？"), ("rye", "<b>求推荐</b>")] {
            var script = Script(from: "2026-11-20 10:00")
            script.add(.join, "Ann", id: name + "0", scene: "qr")
            script.add(.text, "Ann", text, id: name + "1")
            script.add(.text, "Bob", "hello how are you", id: name + "2")
            ids.append(try await house.group(name, script.events))
        }
        try await house.count()
        try await house.store.write { try NeedIndex.renew(in: $0) }
        _ = try await ReactorRunner(store: house.store, world: house.world, owner: "test").catchUp(NeedIndex())
        return (ids[0], ids[1])
    }

    @Test("A group's portrait shows needs with intervals, messages on demand, and another group beside it")
    func group() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let (tea, rye) = try await Self.groups(house)
            let owner = try await house.visitor(.owner)
            let page = try await owner.get("/groups/\(tea)/portrait")
            #expect(page.status == 200 && page.words.contains("Recommendations") && page.words.contains("Health"))
            #expect(page.words.contains("2 members") && !page.words.contains("牙医"))
            let evidence = try await owner.get("/groups/\(tea)/portrait?need=recommendation")
            #expect(evidence.words.contains("求推荐靠谱的牙医") && evidence.words.contains("Ann"))
            let poisoned = try await owner.get("/groups/\(rye)/portrait?need=recommendation")
            #expect(poisoned.text.contains("&lt;b&gt;") && !poisoned.text.contains("<b>求"))
            let both = try await owner.get("/groups/\(tea)/portrait?against=\(rye)")
            #expect(both.words.contains("Two portraits") && both.words.contains("Newcombe"))
            for bad in [
                "need=nothing", "need='", "against=x", "against=\(tea)", "w=90", "from=2026-11-01&to=2026-11-30",
            ] {
                #expect(try await owner.get("/groups/\(tea)/portrait?\(bad)").status == 200, "\(bad)")
            }
            #expect(try await owner.get("/groups/\(tea)/portrait?against=7").status == 404)
            let table = try await owner.get("/groups/\(tea)/tables/portrait")
            #expect(table.status == 200 && table.text.contains("needs,recommendation,1,2,0.5"))
        }
    }

    @Test("Whoever may not see people sees counts and no messages; other groups are not there")
    func rights() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let (tea, rye) = try await Self.groups(house)
            let viewer = try await house.visitor(.viewer, groups: [tea])
            let page = try await viewer.get("/groups/\(tea)/portrait?need=recommendation")
            let maySee = RouteTable.lets(viewer.actor, in: .inGroup(.seePeople), group: tea)
            #expect(page.status == 200 && page.words.contains("牙医") == maySee)
            #expect(try await viewer.get("/groups/\(rye)/portrait").status == 404)
            #expect(try await viewer.get("/groups/\(tea)/portrait?against=\(rye)").status == 404)
            let community = try await viewer.get("/insight/portrait")
            #expect(community.status == 200 && community.words.contains("1 groups"))
        }
    }

    @Test("A group is called a competitor's and is one no longer; both are audited", arguments: TestEngine.available)
    func competitor(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, _) = try await Self.groups(house)
            let owner = try await house.visitor(.owner)
            #expect(try await owner.get("/insight/portrait").words.contains("2 groups"))
            #expect(try await owner.post("/groups/\(tea)/competitor", [("competitor", "1")]).status == 303)
            #expect(try await owner.get("/groups/\(tea)/portrait").words.contains("A competitor"))
            #expect(try await owner.get("/insight/portrait").words.contains("1 groups"))
            let audit = try await owner.get("/settings/audit")
            #expect(audit.words.contains("Said whether a group is one of a competitor"))
            #expect(try await owner.post("/groups/\(tea)/competitor", [("competitor", "0")]).status == 303)
            #expect(try await owner.get("/insight/portrait").words.contains("2 groups"))
        }
    }

    @Test("A program gets the portrait, two of them, and the community's, as the document says")
    func program() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let (tea, rye) = try await Self.groups(house)
            let program = try await house.program(.owner)
            let answers = [
                ("getGroupPortrait", try await program.get("/groups/\(tea)/portrait").json),
                ("comparePortraits", try await program.get("/groups/\(tea)/portrait/\(rye)").json),
                ("getCommunityPortrait", try await program.get("/insight/portrait").json),
            ]
            for (id, value) in answers {
                let operation = try #require(PortraitOperations.all.first { $0.id == id })
                let misfit = operation.answer?.misfit(value, named: OpenAPIDocument.schemas)
                #expect(misfit == nil, "\(id): \(misfit.map { "\($0)" } ?? "")")
            }
            #expect(answers[0].1["portrait"]?["spoke"] == JSONValue(2))
            let person = try #require(
                try await house.store.read { try $0.first("SELECT id FROM people WHERE name = 'Ann'") { $0.int64(0) } })
            let owner = try await house.visitor(.owner)
            let profile = try await owner.get("/members/\(person)")
            #expect(profile.words.contains("By what they said") && profile.words.contains("Prices"))
        }
    }
}
