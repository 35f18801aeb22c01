import Bulletins
import Foundation
import HTTPTypes
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Importing
@testable import Web

/// What the API does beyond telling, held against what the console does.
struct APIVerbTests {
    @Test(
        "A history that is uploaded and started is the record that the command line makes",
        arguments: TestEngine.available)
    func imports(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let scene = try await APIScene(house)
            let program = scene.program
            let id = try #require(scene.ids["import"])
            let survey = try await program.get("/imports/\(id)/survey?zone=Asia/Shanghai")
            let found = try #require(survey.json["groups"]?.list?.first)
            #expect(found["network"]?.text == "irc" && found["first"]?.list?.first?["text"]?.text == "first 0")
            #expect(found["first"]?.list?.first?["at"]?.text == "2026-11-03T02:00:00.000Z")
            #expect(try await program.get("/imports/\(id)/survey?format=nonsense").status == 400)
            let choice = JSONValue.object([("group", .string("rice")), ("zone", .string("Asia/Shanghai"))])
            let wrong = try await program.ask("POST", "/imports/\(id)/start", .object([("zone", .string("Moon"))]))
            #expect(wrong.status == 422 && wrong.code == "record.unknown-zone")
            let start = try await program.ask("POST", "/imports/\(id)/start", choice)
            #expect(start.status == 202 && start.json["state"]?.text == "waiting")
            #expect(try await program.ask("POST", "/imports/\(id)/stop").json["state"]?.text == "stopped")
            #expect(try await program.ask("POST", "/imports/\(id)/resume").json["state"]?.text == "waiting")
            #expect(try await program.ask("DELETE", "/imports/\(id)/upload").status == 409, "it is about to be read")
            #expect(try await ImportScene(house: house).runner.runNext())
            let done = try await program.get("/imports/\(id)").json
            #expect(done["import"]?["state"]?.text == "done" && done["import"]?["has_upload"] == .boolean(false))
            #expect(done["groups"]?.list?.first?["after"]?.whole == 40 && done["has_bad_lines"] == .boolean(false))
            let stream = try await program.get("/imports/\(id)/progress")
            #expect(
                stream.reply.text.contains("event: end\ndata: {") && stream.reply.text.contains("\"state\":\"done\""))
            #expect(try await program.get("/imports/\(id)/bad-lines").status == 404)
            #expect(try await program.get("/imports/\(id)/survey").status == 409)
        }
    }

    @Test("An upload under a key is kept once, one that says no length or no name is refused")
    func uploads() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let scene = try await APIScene(house)
            let key = ["Idempotency-Key": "once"]
            let first = try await scene.uploaded("again", key)
            #expect(first.status == 201)
            let again = try await scene.uploaded("again", key)
            #expect(again.status == 201 && again.reply.bytes == first.reply.bytes)
            let other = try await scene.uploaded("other", key)
            #expect(other.status == 422 && other.code == "api.key-used")
            let list = try await scene.program.get("/imports")
            #expect(list.items.count == 3, "those of the scene and this one")
            let folder = house.site.options.uploads
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 3)
            let asJSON = try await scene.program.ask("POST", "/imports?name=a.log", .object([]))
            #expect(asJSON.status == 415)
            let nameless = try await house.nobody().send(
                "POST", API.base + "/imports",
                ["Authorization": "Bearer " + scene.program.secret, "Content-Type": "application/octet-stream"], [65])
            #expect(nameless.status == 400)
            let service = try await house.program(.owner, service: Rights(.admin, .all))
            let bad = try await house.nobody().send(
                "POST", API.base + "/imports?name=..",
                ["Authorization": "Bearer " + scene.program.secret, "Content-Type": "application/octet-stream"], [65])
            #expect(bad.status == 422)
            #expect(try await service.get("/imports").status == 200)
        }
    }

    @Test("The link of an invitation is told once, and kept nowhere", arguments: TestEngine.available)
    func invitations(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, _) = try await house.teaAndRye()
            let program = try await house.program(.admin)
            let body = JSONValue.object([
                ("role", .string("operator")), ("groups", .array([.string(tea.description)])),
            ])
            let made = try await program.ask("POST", "/invitations", body, ["Idempotency-Key": "i"])
            let link = try #require(made.json["link"]?.text)
            let again = try await program.ask("POST", "/invitations", body, ["Idempotency-Key": "i"])
            #expect(again.json["link"] == .null && again.json["invitation"] == made.json["invitation"])
            let token = try #require(link.split(separator: "/").last)
            let kept = try await house.store.read { try $0.all("SELECT body FROM access_answers") { $0.bytes(0) } }
            #expect(kept.allSatisfy { !String(decoding: $0, as: UTF8.self).contains(token) })
            #expect(try await house.nobody().get("/join/\(token)").status == 200)
            let open = try await program.get("/invitations")
            #expect(open.items == [made.json["invitation"]] && !open.reply.text.contains(token))
            let above = try await program.ask("POST", "/invitations", .object([("role", .string("owner"))]))
            #expect(above.status == 403 && above.code == "desk.role-above")
            let id = made.json["invitation"]?["id"]?.text ?? ""
            #expect(try await program.ask("DELETE", "/invitations/\(id)").status == 204)
            #expect(try await house.nobody().get("/join/\(token)").status == 404)
            let bare = try await program.ask("POST", "/invitations", .object([("role", .string("operator"))]))
            #expect(bare.status == 422, "an operator has groups of their own")
        }
    }

    @Test("Many groups are changed at once and taken back, all within one's own", arguments: TestEngine.available)
    func edits(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, rye) = try await house.teaAndRye()
            let program = try await house.program(.operator, groups: [tea])
            func edit(_ groups: [GroupID]) async throws -> Program.Told {
                try await program.ask(
                    "POST", "/group-edits",
                    .object([
                        ("groups", .array(groups.map { .string($0.description) })), ("kind", .string("study")),
                        ("tags_add", .array([.string("spring")])),
                    ]))
            }
            #expect(try await edit([tea, rye]).status == 404)
            #expect(try await edit([]).status == 422)
            let made = try await edit([tea])
            let group = try await program.get("/groups/\(tea)").json["group"]
            #expect(group?["kind"]?.text == "study" && group?["tags"]?.list == [.string("spring")])
            let undone = try await program.ask("POST", "/group-edits/\(made.json["edit"]?.text ?? "")/undo")
            #expect(undone.status == 200)
            let after = try await program.get("/groups/\(tea)").json["group"]
            #expect(after?["kind"] == .null && after?["tags"]?.list == [])
            #expect(try await program.ask("POST", "/group-edits/1/undo").status == 404)
        }
    }

    @Test("A suggested stage is accepted, or another said with a reason", arguments: TestEngine.available)
    func stages(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let tea = try await house.talkingGroup("tea")
            try await house.count()
            let program = try await house.program(.owner)
            let path = "/groups/\(tea)/stage"
            let before = try await program.get(path).json
            let suggested = try #require(before["suggested"]?.text)
            #expect(before["set"] == .null && before["reasons"]?.list?.isEmpty == false)
            for bad in [
                JSONValue.object([]), .object([("accept", .boolean(true)), ("stage", .string("active"))]),
                .object([("stage", .string("closed"))]),
            ] {
                #expect(
                    try await program.ask("POST", path, bad).status == 422,
                    "\(String(decoding: bad.data, as: UTF8.self))")
            }
            let taken = try await program.ask("POST", path, .object([("accept", .boolean(true))])).json
            #expect(taken["set"]?.text == suggested && taken["reason"]?.text?.isEmpty == false)
            let said = try await program.ask(
                "POST", path, .object([("stage", .string("closed")), ("reason", .string("we moved"))])
            ).json
            #expect(said["set"]?.text == "closed" && said["reason"]?.text == "we moved")
            #expect(try await program.get("/groups/\(tea)").json["group"]?["stage_set"]?.text == "closed")
            let back = try await program.ask(
                "POST", path, .object([("stage", .null), ("reason", .string("no"))])
            ).json
            #expect(back["set"] == .null)
        }
    }

    @Test(
        "A report that was asked for is had in each form, by whoever sees its groups", arguments: TestEngine.available)
    func reports(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, rye) = try await house.teaAndRye()
            let program = try await house.program(.owner)
            let body = JSONValue.object([("about", .string("group:\(tea)")), ("span", .string("week"))])
            let asked = try await program.ask("POST", "/reports", body, ["Accept-Language": "en"])
            let id = try #require(asked.json["id"]?.text)
            #expect(asked.status == 202 && asked.json["state"]?.text == "waiting")
            #expect(try await program.get("/reports/\(id)/html").code == "api.report-not-made")
            _ = try await house.site.maker.makeNext()
            #expect(try await program.get("/reports/\(id)").json["state"]?.text == "done")
            for (form, start) in [("html", "<!doctype html>"), ("csv", ""), ("text", ""), ("json", "{")] {
                let told = try await program.get("/reports/\(id)/\(form)")
                #expect(told.status == 200 && told.reply.text.hasPrefix(start), "\(form)")
                #expect(told.reply.headers[.contentDisposition]?.hasPrefix("attachment") == true, "\(form)")
                #expect(told.reply.headers[.eTag] != nil)
            }
            let ofTea = try await house.program(.owner, service: Rights(.viewer, .own([tea])))
            #expect(try await ofTea.get("/reports").items.count == 1)
            let ofRye = try await house.program(.owner, service: Rights(.viewer, .own([rye])))
            #expect(try await ofRye.get("/reports").items.isEmpty)
            #expect(try await ofRye.get("/reports/\(id)").status == 404)
            #expect(try await program.ask("DELETE", "/reports/\(id)").status == 204)
            #expect(try await program.get("/reports").items.isEmpty)
            #expect(try await program.ask("POST", "/reports/\(id)/restore").status == 200)
            for about in ["moon", "kind:zoo", "group:", "group:x"] {
                let bad = JSONValue.object([("about", .string(about)), ("span", .string("week"))])
                #expect(try await program.ask("POST", "/reports", bad).status == 422, "\(about)")
            }
        }
    }

    @Test("Messages are found page by page, only in groups that may be seen", arguments: TestEngine.available)
    func search(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, _) = try await house.teaAndRye()
            _ = try await ReactorRunner(store: house.store, world: house.world, owner: "test").catchUp(SearchIndex())
            let program = try await house.program(.operator, groups: [tea])
            var (texts, cursor): ([String], String?) = ([], nil)
            repeat {
                let next = cursor.map { "&cursor=\($0)" } ?? ""
                let page = try await program.get("/search/messages?q=hello&limit=5" + next)
                #expect(page.status == 200 && page.items.allSatisfy { $0["group"]?.text == tea.description })
                texts += page.items.compactMap { $0["text"]?.text }
                cursor = page.json["next"]?.text
            } while cursor != nil
            #expect(texts.count == 12 && Set(texts).count == 12)
            #expect(try await program.get("/search/messages").status == 400)
            #expect(try await program.get("/search/messages?q=nowhere").items.isEmpty)
        }
    }

    @Test("The log's chain is walked, and one of the staff shut out, by programs too", arguments: TestEngine.available)
    func desk(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let scene = try await APIScene(house)
            let program = scene.program
            let sound = try await program.get("/audit/verify").json
            #expect(sound["is_sound"] == .boolean(true) && sound["break"] == .null)
            let head = try #require(sound["head"]?.text)
            #expect(try await program.get("/audit/verify?head=\(head)").json["is_sound"] == .boolean(true))
            let other = "1:" + String(repeating: "0", count: 64)
            #expect(try await program.get("/audit/verify?head=\(other)").json["break"]?["kind"]?.text == "other-head")
            #expect(try await program.get("/audit/verify?head=nonsense").status == 422)
            let edits = try await program.get("/audit?act=group.tags&subject=group:\(scene.tea)").items
            #expect(edits.count == 1 && edits[0]["after"]?["tags"]?.list == [.string("bulk")])
            #expect(try await program.get("/audit?act=group.tags&subject=group:\(scene.rye)").items.isEmpty)
            let staff = scene.ids["staff"] ?? ""
            #expect(try await program.ask("POST", "/staff/\(staff)/disable").json["is_disabled"] == .boolean(true))
            #expect(try await program.ask("POST", "/staff/\(staff)/enable").json["is_disabled"] == .boolean(false))
        }
    }
}
