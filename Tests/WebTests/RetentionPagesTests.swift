import Desk
import HTTPTypes
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("How long texts are kept, on the pages")
struct RetentionPagesTests {
    private static func left(_ house: WebHouse) async throws -> Int? {
        try await house.store.read {
            try $0.first("SELECT COUNT(*) FROM events WHERE body IS NOT NULL") { $0.int(0) }
        }
    }

    @Test(
        "it is set for all groups and for one, only when it is meant; carried out, and told of in the audit log",
        arguments: TestEngine.available)
    func settings(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea", days: 30)
            _ = try await house.talkingGroup("rye", days: 30)
            let path = "/settings/data/retention"
            #expect(try await owner.get("/settings/data").words.contains("How long texts are kept"))
            #expect(try await owner.post(path, [("keep", "days"), ("days", "10")]).status == 422)
            #expect(try await owner.post(path, [("keep", "days"), ("days", "-4"), ("sure", "1")]).status == 422)
            #expect(try await owner.post(path, [("keep", "days"), ("days", "x"), ("sure", "1")]).status == 422)
            #expect(try await Self.left(house) == 180)
            #expect(try await owner.post(path, [("keep", "none"), ("sure", "1")]).status == 303)
            let own = [("keep", "for-ever"), ("group", tea.description)]
            #expect(try await owner.post(path, own).location == "\(path)?group=\(tea)")
            let page = try await owner.get("\(path)?group=\(tea)")
            #expect(page.status == 200 && page.words.contains("For all groups now: Not at all"))
            #expect(try await owner.get("\(path)?group=7").status == 404)
            #expect(try await owner.get("/groups/\(tea)/settings").text.contains("\(path)?group=\(tea)"))
            let desk = DataDesk(store: house.store, record: house.site.record)
            let gone = try await desk.carryOutRetention(by: .system("test"), at: house.world.now())
            #expect(gone == 90)
            #expect(try await Self.left(house) == 90)
            #expect(try await desk.carryOutRetention(by: .system("test"), at: house.world.now()) == 0)
            #expect(try await owner.get("/settings/data").text.contains("\(path)?group=\(tea)"))
            let log = try await owner.get("/settings/audit").words
            #expect(log.contains("Set how long texts are kept") && log.contains("Forgot texts that are kept no longer"))
            let acts = try await house.store.read { transaction in
                try AuditTrail.entries(AuditFilter(), by: .system("test"), in: transaction).entries.map(\.act.rawValue)
            }
            #expect(acts.filter { $0 == "data.retention" }.count == 2)
            #expect(acts.filter { $0 == "data.retention-kept" }.count == 1)
            let admin = try await house.visitor(.operator, groups: [tea])
            #expect(try await admin.post(path, own).status == 403)
        }
    }

    @Test("every table leaves as CSV: staff, schedules, imports, a comparison", arguments: TestEngine.available)
    func tables(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let scene = try await APIScene(house)
            let owner = try await house.visitor(.owner)
            let (tea, rye) = (try await house.talkingGroup("black tea"), try await house.talkingGroup("rye bread"))
            let leader = try await house.visitor(.leader, groups: [tea])
            for (path, column) in [
                ("/settings/people.csv", "sign_in_name"), ("/reports/schedules.csv", "next_at"),
                ("/import.csv", "bad_lines"), ("/compare.csv?a=\(tea)&b=\(rye)", "kind_percentile"),
                ("/compare.csv", "figure"),
            ] {
                let file = try await owner.get(path)
                #expect(file.status == 200 && file.headers[.contentType] == "text/csv; charset=utf-8", "\(path)")
                #expect(file.text.split(separator: "\r\n").first?.contains(column) == true, "\(path)")
            }
            let staff = try await owner.get("/settings/people.csv").text
            #expect(staff.contains("/black tea,") && staff.contains(",leader,") && staff.contains(",owner,*,"))
            #expect(!staff.contains("hash"))
            let two = try await owner.get("/compare.csv?a=\(tea)&b=\(rye)").text.split(separator: "\r\n")
            #expect(two.count > 5 && two[1].hasPrefix("group,black tea,rye bread,"))
            #expect(try await owner.get("/compare?a=\(tea)&b=\(rye)").text.contains("/compare.csv?a=\(tea)"))
            #expect(try await leader.get("/settings/people.csv").status == 403)
            #expect(try await leader.get("/import.csv").status == 403)
            #expect(try await leader.get("/compare.csv?a=\(rye)").status == 404)
            let schedules = try await owner.get("/reports/schedules.csv").text.split(separator: "\r\n")
            #expect(schedules.count == (scene.ids["schedule"] == nil ? 1 : 2))
        }
    }
}
