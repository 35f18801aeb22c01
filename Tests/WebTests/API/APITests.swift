import HTTPTypes
import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Web

struct APITests {
    @Test("Without a good token there is nothing to be had, not even with a cookie", arguments: TestEngine.available)
    func needsToken(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            for header in [
                "", "Bearer", "Bearer banyan_x", "Basic abc", "Bearer banyan_" + String(repeating: "A", count: 43),
            ] {
                let reply = try await owner.send("GET", "/api/v1/groups", ["Authorization": header])
                #expect(reply.status == 401 && reply.headers[.wwwAuthenticate] != nil)
                #expect(reply.headers[.contentType] == "application/problem+json")
            }
        }
    }

    @Test("A token does no more than it was given, nor than its bearer may", arguments: TestEngine.available)
    func scopes(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, rye) = try await house.teaAndRye()
            let reader = try await house.program(.owner, scopes: [.readGroups])
            #expect(try await reader.get("/groups").status == 200)
            let refused = try await reader.get("/people")
            #expect(refused.status == 403 && refused.code == "api.no-scope")
            let own = try await house.program(.operator, groups: [tea])
            #expect(try await own.get("/groups").items.compactMap { $0["name"]?.text } == ["tea"])
            for path in ["", "/report", "/people", "/events", "/history", "/health", "/kind", "/compare/\(tea)"] {
                #expect(try await own.get("/groups/\(rye)\(path)").status == 404, "\(path)")
            }
            #expect(try await own.get("/groups/\(tea)/compare/\(rye)").status == 404)
            let events = try await own.get("/events?limit=200")
            #expect(events.items.count == 24 && events.items.allSatisfy { $0["group"]?.text == tea.description })
            #expect(try await own.get("/staff").status == 403)
        }
    }

    @Test("Whoever is shut out has no token any more; a service's goes on", arguments: TestEngine.available)
    func tokensEnd(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, _) = try await house.teaAndRye()
            let owner = try await house.visitor(.owner)
            let own = try await house.program(.admin)
            let service = try await house.program(.admin, service: Rights(.viewer, .own([tea])))
            #expect(try await own.get("/me").json["role"]?.text == "admin")
            let me = try await service.get("/me").json
            #expect(me["role"]?.text == "viewer" && me["groups"]?.list?.count == 1)
            let (desk, actor, now) = (house.site.desk, owner.actor!, house.clock.now)
            try await house.store.write { transaction in
                for one in try desk.staff(by: actor, in: transaction) where one.role == .admin {
                    _ = try desk.disable(one.id, by: actor, at: now, in: transaction)
                }
            }
            #expect(try await own.get("/me").status == 401)
            #expect(try await service.get("/me").status == 200)
            house.clock.advance(bySeconds: 31 * 86_400)
            #expect(try await service.get("/me").status == 401)
        }
    }

    @Test("Lists are walked page by page, each item once", arguments: TestEngine.available)
    func paging(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            for number in 0..<7 { _ = try await house.group("g\(number)") }
            let scene = try await APIScene(house)
            let (tea, program) = (scene.tea, scene.program)
            for body in [APIScene.schedule, APIScene.schedule] {
                #expect(try await program.ask("POST", "/schedules", body).status == 201)
            }
            for path in [
                "/groups?sort=name", "/groups?sort=members", "/groups?sort=growth", "/groups", "/people",
                "/groups/\(tea)/events", "/audit", "/groups/\(tea)/people", "/reports", "/schedules", "/imports",
                "/merges",
            ] {
                let join = path.contains("?") ? "&" : "?"
                let whole = try await program.get(path + join + "limit=200")
                var (items, cursor): ([JSONValue], String?) = ([], nil)
                repeat {
                    let page = try await program.get(path + join + "limit=2" + (cursor.map { "&cursor=\($0)" } ?? ""))
                    #expect(page.status == 200 && page.items.count <= 2)
                    items += page.items
                    cursor = page.json["next"]?.text
                    house.clock.advance(bySeconds: 1)
                } while cursor != nil
                // What a look at the list changes (a token's last use) is in none of them.
                #expect(items == whole.items, "\(path)")
            }
        }
    }

    @Test("The log is read to its end and on from there", arguments: TestEngine.available)
    func log(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, _) = try await house.teaAndRye()
            let program = try await house.program(.owner)
            var (seen, cursor): ([String], String?) = ([], nil)
            while true {
                let page = try await program.get("/events?limit=7" + (cursor.map { "&cursor=\($0)" } ?? ""))
                seen += page.items.compactMap { $0["id"]?.text }
                let next = page.json["next"]?.text
                if next == cursor { break }
                cursor = next
            }
            #expect(seen.count == 48 && Set(seen).count == 48)
            let new = Event.made(.text, "#m Mei", "news", at: at("2026-11-21 10:00"), id: "new")
            let record = house.site.record
            try await house.store.write { transaction in
                try record.append([new], to: #require(try Group.find(tea, in: transaction)), in: transaction)
            }
            let more = try await program.get("/events?cursor=\(cursor ?? "")")
            #expect(more.items.compactMap { $0["source_id"]?.text } == ["new"])
        }
    }

    @Test("Events handed over are in the record once, however often they come", arguments: TestEngine.available)
    func handsOver(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let program = try await house.program(.owner)
            let made = try await program.ask(
                "POST", "/groups",
                .object([("network", .string("own")), ("name", .string("forum")), ("zone", .string("Asia/Shanghai"))]))
            let group = try #require(made.json["id"]?.text)
            func events(_ text: String) -> JSONValue {
                .object([
                    (
                        "events",
                        .array([
                            .object([
                                ("id", .string("1")), ("kind", .string("text")),
                                ("at", .string("2026-11-20T10:00:00+08:00")),
                                ("sender", .object([("name", .string("Mei")), ("id", .string("m"))])),
                                ("text", .string(text)),
                            ])
                        ])
                    )
                ])
            }
            let first = try await program.ask("POST", "/groups/\(group)/events", events("hello"))
            #expect(first.json == .object([("added", .integer(1)), ("known", .integer(0))]))
            let again = try await program.ask("POST", "/groups/\(group)/events", events("hello"))
            #expect(again.json == .object([("added", .integer(0)), ("known", .integer(1))]))
            let read = try await program.get("/groups/\(group)/events").items
            #expect(
                read.count == 1 && read[0]["at"]?.text == "2026-11-20T02:00:00.000Z" && read[0]["text"]?.text == "hello"
            )
            let report = try await program.get("/groups/\(group)/report").json
            #expect(report["activity"]?["totals"]?["messages"]?.whole == 1)
        }
    }

    @Test("Under a key a change is made once and answered alike", arguments: TestEngine.available)
    func idempotency(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, _) = try await house.teaAndRye()
            let program = try await house.program(.owner)
            func tag(_ tags: [String], _ key: String) async throws -> Program.Told {
                try await program.ask(
                    "PATCH", "/groups/\(tea)", .object([("tags", .array(tags.map { .string($0) }))]),
                    ["Idempotency-Key": key])
            }
            let first = try await tag(["spring"], "k1")
            #expect(first.status == 200)
            _ = try await tag(["autumn"], "k2")
            let again = try await tag(["spring"], "k1")
            #expect(again.reply.bytes == first.reply.bytes, "the same answer")
            let now = try await program.get("/groups/\(tea)").json
            #expect(now["group"]?["tags"]?.list == [.string("autumn")], "and nothing done")
            let other = try await tag(["winter"], "k1")
            #expect(other.status == 422 && other.code == "api.key-used")
            house.clock.advance(bySeconds: 90_000)
            #expect(try await tag(["winter"], "k1").status == 200, "a day later it is forgotten")
            let bad = try await tag(["x"], "two words")
            #expect(bad.status == 400)
        }
    }

    @Test("What is wrong is told as a problem that names it", arguments: TestEngine.available)
    func problems(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, _) = try await house.teaAndRye()
            let program = try await house.program(.owner)
            let cases: [(String, String, JSONValue?, Int, String)] = [
                ("GET", "/groups?limit=0", nil, 400, "api.bad-parameter"),
                ("GET", "/groups?limit=many", nil, 400, "api.bad-parameter"),
                ("GET", "/groups?limit=1&limit=2", nil, 400, "api.bad-parameter"),
                ("GET", "/groups?cursor=%27", nil, 400, "api.bad-parameter"),
                ("GET", "/groups?kind=zoo", nil, 400, "api.bad-parameter"),
                ("GET", "/groups?tag=a%00b", nil, 400, "api.bad-parameter"),
                ("GET", "/events?cursor=5", nil, 422, "api.bad-cursor"),
                ("GET", "/groups/99", nil, 404, "api.not-found"), ("GET", "/groups/x", nil, 404, "api.not-found"),
                ("GET", "/groups/\(tea)/report?from=2026-11-20", nil, 422, "api.bad-window"),
                ("GET", "/groups/\(tea)/report?from=2026-11-20&to=2026-11-01", nil, 422, "api.bad-window"),
                ("GET", "/nothing", nil, 404, "api.not-found"), ("DELETE", "/groups", nil, 405, "api.method"),
                ("PATCH", "/groups/\(tea)", .object([("kind", .string("zoo"))]), 400, "api.bad-body"),
                ("PATCH", "/groups/\(tea)", .object([("color", .string("red"))]), 400, "api.bad-body"),
                ("PATCH", "/groups/\(tea)", .array([]), 400, "api.bad-body"),
                ("POST", "/groups/\(tea)/events", .object([("events", .array([.object([])]))]), 400, "api.bad-body"),
                (
                    "POST", "/groups",
                    .object([("network", .string("own")), ("name", .string("n")), ("zone", .string("Moon"))]), 422,
                    "record.unknown-zone"
                ),
            ]
            for (method, path, body, status, code) in cases {
                house.clock.advance(bySeconds: 1)
                let told = try await program.ask(method, path, body)
                #expect(
                    told.status == status && told.code == code, "\(method) \(path): \(told.status) \(told.code ?? "-")")
                #expect(told.reply.headers[.contentType] == "application/problem+json", "\(path)")
                #expect(Problem.schema.misfit(told.json) == nil, "\(told.reply.text)")
            }
            let words = try await program.ask("PATCH", "/groups/\(tea)", .object([]), ["Content-Type": "text/plain"])
            #expect(words.status == 415)
            let allowed = try await program.ask("DELETE", "/groups")
            #expect(allowed.reply.headers[.allow] == "GET, HEAD, POST")
        }
    }

    @Test("A token that asks too often is told when to come again")
    func slowsDown() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let program = try await house.program(.owner)
            var statuses: [Int] = []
            for _ in 0..<310 { statuses.append(try await program.get("/me").status) }
            #expect(statuses.prefix(300).allSatisfy { $0 == 200 } && statuses.last == 429)
            house.clock.advance(bySeconds: 1)
            #expect(try await program.get("/me").status == 200)
        }
    }

    @Test("What did not change is not sent again")
    func tags() async throws {
        try await TestEngine.sqlite.withHouse { house in
            _ = try await house.teaAndRye()
            let program = try await house.program(.owner)
            let first = try await program.get("/groups")
            let tag = try #require(first.reply.headers[.eTag])
            let again = try await program.ask("GET", "/groups", nil, ["If-None-Match": tag])
            #expect(again.status == 304 && again.reply.bytes.isEmpty)
        }
    }

    @Test("A token is made, shown once and revoked on its page", arguments: TestEngine.available)
    func page(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let empty = try await owner.post("/settings/tokens", [("name", ""), ("scope", "read:groups")])
            #expect(empty.status == 422 && empty.text.contains("checked"))
            let made = try await owner.post(
                "/settings/tokens", [("name", "<sync>"), ("scope", "read:groups"), ("days", "30")])
            let start = try #require(made.text.firstRange(of: AccessToken.prefix))
            let secret = String(made.text[start.lowerBound...].prefix(50))
            let program = Program(house: house, secret: secret)
            #expect(try await program.get("/me").status == 200)
            let page = try await owner.get("/settings/tokens")
            #expect(page.text.contains("&lt;sync&gt;") && !page.text.contains(secret))
            let viewer = try await house.visitor(.viewer)
            #expect(!(try await viewer.get("/settings/tokens")).text.contains("sync"))
            let id = try await house.store.read { try $0.first("SELECT id FROM access_tokens") { $0.int64(0) } }
            #expect(try await viewer.post("/settings/tokens/revoke", [("id", "\(id ?? 0)")]).status == 404)
            #expect(try await owner.post("/settings/tokens/revoke", [("id", "\(id ?? 0)")]).status == 303)
            #expect(try await program.get("/me").status == 401)
            let refused = try await viewer.post("/settings/tokens", [("name", "a"), ("scope", "read:people")])
            #expect(refused.status == 422)
        }
    }
}
