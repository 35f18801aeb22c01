import Desk
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("Whose the groups of the board are")
struct BoardOwnerTests {
    /// Two groups, of which one is looked after, and a third of a competitor.
    private func fill(_ house: WebHouse) async throws -> (keeper: Visitor, groups: [GroupID]) {
        var groups: [GroupID] = []
        for name in ["tea", "rye", "oats"] { groups.append(try await house.talkingGroup(name, days: 2)) }
        let keeper = try await house.visitor(.leader, groups: [groups[0]])
        let (record, world) = (house.site.record, house.world)
        let id = try #require(keeper.actor?.staff?.value)
        try await house.store.write { [groups] transaction in
            var profile = GroupProfile()
            profile.owner = "Old Wang"
            profile.keeper = id
            try record.setProfile(profile, of: groups[0], in: transaction)
            let oats = try #require(try Group.find(groups[2], in: transaction))
            let desk = GroupDesk(record: record)
            try desk.setCompetitor(true, of: oats, by: .system("test"), at: world.now(), in: transaction)
        }
        return (keeper, groups)
    }

    @Test("a row says who looks after the group, and marks what is a competitor's", arguments: TestEngine.available)
    func rows(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let (keeper, groups) = try await fill(house)
            let name = try #require(keeper.actor?.name)
            let page = try await owner.get("/groups")
            #expect(page.text.contains("<bdi>\(name)</bdi>") && page.text.contains("<bdi>Old Wang</bdi>"))
            #expect(page.text.split(separator: ">competitor<").count == 2)
            let file = try await owner.get("/groups.csv")
            let lines = file.text.split(separator: "\r\n").map(String.init)
            #expect(lines[0].hasSuffix("keeper,is_competitor"))
            #expect(lines.contains { $0.hasPrefix("\(groups[0]),") && $0.hasSuffix(",\(name),0") })
            #expect(lines.contains { $0.hasPrefix("\(groups[2]),") && $0.hasSuffix(",,1") })
        }
    }

    @Test(
        "the board is narrowed to those of somebody, or of nobody", arguments: TestEngine.available)
    func filter(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let (keeper, groups) = try await fill(house)
            let id = try #require(keeper.actor?.staff)
            func shown(_ query: String, _ visitor: Visitor) async throws -> [Bool] {
                let page = try await visitor.get("/groups?" + query)
                #expect(page.status == 200, "\(query)")
                return groups.map { page.text.contains("href=\"/groups/\($0)\"") }
            }
            #expect(try await shown("owner=\(id)", owner) == [true, false, false])
            #expect(try await shown("owner=none&sort=name", owner) == [false, true, true])
            #expect(try await shown("owner=zzz", owner) == [false, false, false])
            #expect(try await shown("mine=1&owner=none", keeper) == [true, false, false])
            // Who looks after groups that one may not see is nothing to them.
            let other = try await house.visitor(.operator, groups: [groups[1]])
            #expect(!(try await other.get("/groups")).text.contains("value=\"\(id)\""))
            #expect(try await owner.get("/groups").text.contains("<option value=\"\(id)\">"))
        }
    }

    @Test("a phone reaches every place: those that have no room stand behind \"more\"")
    func phone() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let page = try await house.visitor(.owner).get("/insight/forecast")
            let bar = try #require(page.text.split(separator: "<nav class=\"bottom\"").last)
            for path in [
                "/", "/groups", "/members", "/reports", "/alerts", "/insight/forecast", "/search", "/settings",
            ] {
                #expect(bar.contains("href=\"\(path)\""), "\(path)")
            }
            #expect(bar.contains("<summary class=\"on\">"))
        }
    }
}
