import Desk
import HTTPTypes
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("The board of groups")
struct GroupsBoardTests {
    @Test(
        "it shows every group with the report's figures, and teaches where there is none",
        arguments: TestEngine.available)
    func board(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let empty = try await owner.get("/groups")
            #expect(empty.status == 200 && empty.words.contains("No groups yet"))
            let tea = try await house.talkingGroup("tea")
            _ = try await house.talkingGroup("rye", days: 3)
            let page = try await owner.get("/groups")
            #expect(page.status == 200 && page.words.contains("tea") && page.words.contains("rye"))
            let report = try await house.store.read { try GroupReport.load(group: tea, window: .last28Days, in: $0) }
            #expect(page.words.contains(ReportWords.percent(report.totals.activeRatio)))
            #expect(page.text.contains("<path d=\"M0 "))
            #expect(page.text.contains("href=\"/groups/\(tea)\""))
        }
    }

    @Test(
        "filters, order and place live in the URL; a filter that fits nothing says so", arguments: TestEngine.available)
    func filters(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            for name in ["tea", "rye", "oats"] { _ = try await house.talkingGroup(name, days: 2) }
            let found = try await owner.get("/groups?q=RY&sort=name&order=up")
            #expect(found.words.contains("rye") && !found.text.contains(">oats<"))
            let nothing = try await owner.get("/groups?q=%25")
            #expect(nothing.status == 200 && nothing.words.contains("No group fits"))
            for path in ["/groups?sort=evil&order=down", "/groups?after=x", "/groups?kind=none&stage=zzz&tag=%00"] {
                #expect(try await owner.get(path).status == 200, "\(path)")
            }
        }
    }

    @Test(
        "the whole filtered table leaves as CSV, with no text that a spreadsheet would run",
        arguments: TestEngine.available)
    func csv(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            _ = try await house.talkingGroup("=cmd|'/c calc'!A1", days: 2)
            for number in 0..<60 { _ = try await house.group("group \(number)") }
            try await house.count()
            let file = try await owner.get("/groups.csv")
            #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
            let lines = file.text.split(separator: "\r\n")
            #expect(lines.count == 62 && lines[0].contains("retention_4") && lines[0].contains("dying_risk"))
            #expect(file.text.contains(",'=cmd|'/c calc'!A1,"))
            let some = try await owner.get("/groups.csv?q=group%201")
            #expect(some.text.split(separator: "\r\n").count == 12)
        }
    }

    @Test("many groups are changed at once, audited, and the change is undone", arguments: TestEngine.available)
    func bulk(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let groups = [try await house.talkingGroup("tea", days: 2), try await house.talkingGroup("rye", days: 2)]
            let record = house.site.record
            func state() async throws -> [String] {
                try await house.store.read { transaction in
                    try groups.map { id in
                        let profile = try record.profile(of: id, in: transaction)
                        let kind = try Group.find(id, in: transaction)?.kind?.rawValue ?? ""
                        return "\(kind) \(profile.stage) \(profile.tags.joined(separator: ","))"
                    }
                }
            }
            try await house.store.write { try record.addTag("old", to: groups[0], in: $0) }
            let before = try await state()
            let ticked = groups.map { ("group", $0.description) }
            let changes = [("kind", "fan"), ("stage", "fading"), ("tags-add", "autumn, 秋季"), ("tags-remove", "OLD")]
            let reply = try await owner.post("/groups/edit", ticked + changes + [("back", "/groups?q=e")])
            #expect(reply.status == 303 && reply.location == "/groups?q=e")
            #expect(try await state() == ["fan fading autumn,秋季", "fan fading autumn,秋季"])
            let page = try await owner.get("/groups")
            #expect(page.words.contains("2 groups changed") && page.words.contains("fans"))
            let undo = try #require(page.text.firstMatch(of: /action="(\/groups\/undo\/\d+)"/)?.1)
            #expect(try await owner.post(String(undo)).status == 303)
            #expect(try await state() == before)
            #expect(try await owner.post(String(undo)).status == 404)
            let acts = try await house.store.read { transaction in
                try AuditTrail.entries(
                    AuditFilter(subject: .group(groups[1])), by: .system("test"), in: transaction
                ).entries.map(\.act.rawValue)
            }
            #expect(Set(acts) == ["group.kind", "group.stage", "group.tags"] && acts.count == 6)
        }
    }

    @Test("a bulk edit with a group of somebody else changes nothing at all", arguments: TestEngine.available)
    func foreignBulk(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            _ = try await house.visitor(.owner)
            let own = try await house.talkingGroup("tea", days: 2)
            let other = try await house.talkingGroup("rye", days: 2)
            let operatorOfTea = try await house.visitor(.operator, groups: [own])
            let fields = [("group", own.description), ("group", other.description), ("kind", "fan")]
            #expect(try await operatorOfTea.post("/groups/edit", fields).status == 404)
            let kinds = try await house.store.read { transaction in
                try [own, other].map { try Group.find($0, in: transaction)?.kind }
            }
            #expect(kinds == [nil, nil])
            #expect(
                try await operatorOfTea.post("/groups/edit", [("group", own.description), ("kind", "fan")]).status
                    == 303)
            #expect(
                try await operatorOfTea.post("/groups/edit", [("group", own.description), ("kind", "x")]).status == 400)
        }
    }

    @Test("views are one's own: kept under a name, and dropped", arguments: TestEngine.available)
    func views(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let admin = try await house.visitor(.admin)
            _ = try await house.talkingGroup("tea", days: 2)
            #expect(
                try await owner.post("/groups/views", [("name", "<b>mine"), ("query", "stage=fading")]).status == 303)
            let page = try await owner.get("/groups")
            #expect(page.text.contains("&lt;b&gt;mine") && page.text.contains("href=\"/groups?stage=fading\""))
            #expect(!(try await admin.get("/groups")).text.contains("mine</bdi>"))
            let drop = try #require(page.text.firstMatch(of: /action="(\/groups\/views\/\d+\/drop)"/)?.1)
            _ = try await admin.post(String(drop))
            #expect(try await owner.get("/groups").text.contains("&lt;b&gt;mine"))
            _ = try await owner.post(String(drop))
            #expect(!(try await owner.get("/groups")).text.contains("&lt;b&gt;mine</bdi>"))
            #expect(try await owner.post("/groups/views", [("name", " "), ("query", "")]).status == 400)
        }
    }
}
