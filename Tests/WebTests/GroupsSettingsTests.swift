import Desk
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Web

@Suite("What people say of a group")
struct GroupsSettingsTests {
    @Test(
        "a profile is saved and audited; a bad one comes back with all that was entered",
        arguments: TestEngine.available)
    func profile(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea", days: 2)
            let path = "/groups/\(tea)/settings"
            let good = [
                ("kind", "study"), ("purpose", "Tea for all"), ("promise", "A leaf a week"), ("owner", "周玉兰"),
                ("keeper", owner.actor?.staff?.description ?? ""), ("capacity", "500"), ("tags", "autumn 茶"),
            ]
            let reply = try await owner.post(path, good)
            #expect(reply.status == 303 && reply.location == path)
            let page = try await owner.get(path)
            for text in ["Tea for all", "A leaf a week", "周玉兰", "value=\"500\"", "autumn 茶"] {
                #expect(page.text.contains(text), "\(text)")
            }
            let bad = try await owner.post(path, [("purpose", "kept"), ("capacity", "none"), ("tags", "x")])
            #expect(bad.status == 422 && bad.text.contains("kept") && bad.text.contains("value=\"none\""))
            #expect(bad.text.contains("aria-invalid"))
            let history = try await owner.get("/groups/\(tea)/history")
            #expect(history.words.contains("Changed what a group is") && history.words.contains("Tea for all"))
            let board = try await owner.get("/groups?mine=1")
            #expect(board.words.contains("周玉兰"))
        }
    }

    @Test("a stage is set with its reason, shows on the board, and is given back", arguments: TestEngine.available)
    func stage(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let tea = try await house.talkingGroup("tea", days: 2)
            let path = "/groups/\(tea)/stage"
            #expect(try await owner.post(path, [("stage", "closed"), ("reason", " ")]).status == 422)
            #expect(try await owner.post(path, [("stage", "closed"), ("reason", "autumn is over")]).status == 303)
            let line = try await house.store.read { try StandingLine.find(tea, in: $0) }
            #expect(line?.stage == .closed && line?.needsSomebody == false)
            #expect(try await owner.get("/groups/\(tea)/history").words.contains("autumn is over"))
            #expect(try await owner.post(path, [("stage", ""), ("reason", "it is spring")]).status == 303)
            let changes = try await house.store.read { try house.site.record.stageChanges(of: tea, in: $0) }
            #expect(
                changes.map(\.reason) == ["it is spring", "autumn is over"] && changes.map(\.stage) == ["", "closed"])
        }
    }

    @Test("another zone folds the group anew: its days move", arguments: TestEngine.available)
    func zone(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            var script = Script(from: "2026-11-01 23:30", zone: "Asia/Shanghai")
            for day in 1...9 {
                script.add(.text, "Ann", "late", id: "a\(day)", at: "2026-11-0\(day) 23:30")
                script.add(.text, "Bob", "yes", id: "b\(day)", at: "2026-11-0\(day) 23:50")
            }
            let tea = try await house.group("tea", script.events)
            try await house.count()
            let fields = [("group-zone", "Asia/Tokyo"), ("bots", ""), ("bridges", "")]
            #expect(try await owner.post("/groups/\(tea)/counting", fields).status == 303)
            let report = try await house.store.read { try GroupReport.load(group: tea, window: .all, in: $0) }
            #expect(report.group.zone == "Asia/Tokyo" && "\(report.data!.from)" == "2026-11-02")
            #expect(report.totals.sums.messages == 18)
            #expect(try await owner.post("/groups/\(tea)/counting", [("group-zone", "Mars/Base")]).status == 422)
            let bots = [("group-zone", "Asia/Tokyo"), ("bots", "bob\n"), ("bridges", "")]
            #expect(try await owner.post("/groups/\(tea)/counting", bots).status == 303)
            let without = try await house.store.read { try GroupReport.load(group: tea, window: .all, in: $0) }
            #expect(without.totals.sums.messages == 9 && without.totals.sums.messagesOfBots == 9)
            #expect(try await owner.get("/groups/\(tea)/settings").text.contains(">bob</textarea>"))
        }
    }
}
