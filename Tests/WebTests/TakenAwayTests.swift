import HTTPTypes
import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Web

/// What leads on from a page: names to people, chips to files.
struct TakenAwayTests {
    @Test("Who asked what nobody answered leads to their page, for whoever may see people")
    func askers() async throws {
        try await TestEngine.sqlite.withHouse { house in
            var script = Script(from: "2026-11-20 10:00")
            script.add(.text, "#m Mei", "hello", id: "a")
            script.add(.text, "#z Zoe", "does anybody know?", id: "b")
            let tea = try await house.group("tea", script.events)
            try await house.count()
            let zoe = try await house.store.read { transaction in
                try transaction.first("SELECT asker_id FROM questions WHERE group_id = \(tea)") { $0.int64(0) } ?? 0
            }
            let owner = try await house.visitor(.owner)
            for tab in ["", "/talk"] {
                let page = try await owner.get("/groups/\(tea)\(tab)")
                #expect(page.text.contains("<small><a href=\"/members/\(zoe)\"><bdi>Zoe</bdi></a>"), "\(tab)")
            }
            let viewer = try await house.visitor(.viewer)
            #expect(!(try await viewer.get("/groups/\(tea)/talk")).text.contains("/members/\(zoe)"))
        }
    }

    @Test("Every chip of a report is a file to save, JSON too", arguments: ["html", "csv", "json", "text"])
    func files(form: String) async throws {
        try await TestEngine.sqlite.withHouse { house in
            let scene = try await APIScene(house)
            let owner = try await house.visitor(.owner)
            for path in ["/reports/\(scene.tea)", "/reports/community", "/reports/kept/\(scene.ids["report"] ?? "")"] {
                let reply = try await owner.get("\(path)/\(form)")
                #expect(reply.status == 200 && !reply.text.isEmpty, "\(path)")
                #expect(reply.headers[.contentDisposition]?.hasPrefix("attachment; filename=") == true, "\(path)")
            }
        }
    }
}
