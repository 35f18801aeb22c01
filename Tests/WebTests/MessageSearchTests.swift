import Kernel
import Record
import TestSupport
import Testing

@testable import Desk
@testable import Web

struct MessageSearchTests {
    private static func house(_ house: WebHouse) async throws -> (own: GroupID, other: GroupID) {
        let own = try await house.group(
            "bakers",
            [
                .made(.text, "Ann <b>", "a <script>rye</script> & loaf", at: at("2026-11-23 10:00"), id: "1"),
                .made(.text, "Bob", "群里抽奖", at: at("2026-11-23 11:00"), id: "2"),
            ])
        let other = try await house.group(
            "others", [.made(.text, "Eve", "secret rye", at: at("2026-11-23 10:00"), id: "3")])
        let runner = ReactorRunner(store: house.store, world: house.world, owner: "test")
        _ = try await runner.catchUp(SearchIndex())
        return (own, other)
    }

    @Test("Search finds messages, marks the words and shows everything else as text", arguments: TestEngine.available)
    func finds(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (own, other) = try await Self.house(house)
            let owner = try await house.visitor(.owner)
            let all = try await owner.get("/search?q=rye")
            #expect(all.status == 200 && all.text.contains("a &lt;script&gt;<mark>rye</mark>&lt;/script&gt;"))
            #expect(all.text.contains("secret") && !all.text.contains("<b>"))
            let chinese = try await owner.get("/groups/\(own)/search?q=%E6%8A%BD%E7%8D%8E")
            #expect(chinese.text.contains("群里<mark>抽奖</mark>"))
            let none = try await owner.get("/groups/\(other)/search?q=loaf")
            #expect(none.status == 200 && !none.text.contains("<mark>"))
        }
    }

    @Test("An operator finds only in their own groups, a viewer no messages at all", arguments: TestEngine.available)
    func scope(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (own, other) = try await Self.house(house)
            let helper = try await house.visitor(.operator, groups: [own])
            let page = try await helper.get("/search?q=rye")
            #expect(page.text.contains("<mark>rye</mark>") && !page.text.contains("secret"))
            #expect(try await helper.get("/groups/\(own)/search?q=rye").status == 200)
            #expect(try await helper.get("/groups/\(other)/search?q=rye").status == 404)
            for words in ["in:others", "from:eve", "since:2026-01-01"] {
                #expect(try await !helper.get("/search?q=\(words)").text.contains("secret"), "\(words)")
            }
            let viewer = try await house.visitor(.viewer)
            let mayRead = viewer.actor?.mayUse(.seePeople) ?? false
            #expect(try await viewer.get("/search?q=rye").text.contains("<mark>") == mayRead)
        }
    }

    @Test("While texts are not all findable yet the page says so, and hostile words are answered")
    func behind() async throws {
        try await TestEngine.available[0].withHouse { house in
            let group = try await house.group(
                "bakers", [.made(.text, "Ann", "rye", at: at("2026-11-23 10:00"), id: "1")])
            let owner = try await house.visitor(.owner)
            #expect(try await owner.get("/groups/\(group)/search?q=rye").text.contains("0 %"))
            for words in ["%22", "%00", "'", "*", "a%20AND", "%FF%FE", "from%3A", String(repeating: "x", count: 9_000)]
            {
                #expect(try await owner.get("/search?q=\(words)").status == 200, "\(words)")
                #expect(try await owner.get("/groups/\(group)/search?q=\(words)&after=x").status == 200, "\(words)")
            }
        }
    }
}
