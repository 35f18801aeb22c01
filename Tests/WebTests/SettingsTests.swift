import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Web

/// One's own account, the team, the audit log and the data, as their pages change them.
struct SettingsTests {
    @Test(
        "A changed password gives the session a new token, and the old one is good for nothing",
        arguments: TestEngine.available)
    func password(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let old = owner.cookie("banyan")
            let wrong = try await owner.post(
                "/settings/account/password", [("old-password", "no"), ("new-password", "a whole new sentence")])
            #expect(wrong.status == 422 && owner.cookie("banyan") == old)
            let right = try await owner.post(
                "/settings/account/password",
                [("old-password", WebHouse.password), ("new-password", "a whole new sentence")])
            #expect(right.location == "/settings/account")
            #expect(owner.cookie("banyan") != old)
            #expect(try await owner.get("/settings/account").status == 200)
            owner.setCookie("banyan", old)
            #expect(try await owner.get("/settings/account").location == "/sign-in")
        }
    }

    @Test("A failed form keeps what was typed and says what is wrong at its place", arguments: TestEngine.available)
    func keptFields(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let reply = try await owner.post(
                "/settings/account/profile", [("name", "Olga <b>"), ("language", "en"), ("zone", "Mars/Base")])
            #expect(reply.status == 422)
            #expect(reply.text.contains("Olga &lt;b&gt;") && reply.text.contains("Mars/Base"))
            let saved = try await owner.post(
                "/settings/account/profile", [("name", "Olga <b>"), ("language", "en"), ("zone", "Europe/Berlin")])
            #expect(saved.location == "/settings/account")
            let page = try await owner.get("/settings/account")
            #expect(page.text.contains("Saved.") && !page.text.contains("<b>"))
        }
    }

    @Test(
        "The second step is set up by a code of its secret, and its codes are shown once",
        arguments: TestEngine.available)
    func secondStep(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let begun = try await owner.post("/settings/account/second-step")
            #expect(begun.text.contains("otpauth://") && begun.text.contains("<svg class=\"qr\""))
            let missed = try await owner.post("/settings/account/second-step/confirm", [("code", "000000")])
            #expect(missed.status == 422)
            let secret = try #require(begun.text.split(separator: "id=\"secret\">").last?.prefix { $0 != "<" })
            let bytes = try #require(BaseAlphabet.base32.bytes(secret.utf8))
            let code = OneTimeCode(secret: bytes).code(ofStep: OneTimeCode.step(at: house.clock.now))
            let on = try await owner.post("/settings/account/second-step/confirm", [("code", code)])
            #expect(on.status == 200 && on.text.contains("id=\"codes\""))
            #expect(try await owner.get("/settings/account").text.contains("Recovery codes left: 10"))
        }
    }

    @Test(
        "An invitation's link is shown once, lets one in with its rights, and can be taken back",
        arguments: TestEngine.available)
    func invitation(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let group = try await house.group("tea")
            let none = try await owner.post("/settings/people/invite", [("role", "operator"), ("groups", "coffee")])
            #expect(none.status == 422 && none.text.contains("coffee"))
            let made = try await owner.post("/settings/people/invite", [("role", "operator"), ("groups", "tea")])
            let token = try #require(made.text.split(separator: "/join/").last?.prefix { $0 != "<" })
            let list = try await owner.get("/settings/people")
            #expect(list.text.contains("wechat/tea") && !list.text.contains(token))
            let guest = house.nobody()
            let joined = try await guest.post(
                "/join/\(token)", [("name", "Ola"), ("sign-in-name", "ola"), ("password", "nine lives of a cat")])
            #expect(joined.location == "/")
            #expect(try await guest.get("/groups/\(group)").status == 200)
            _ = try await owner.post("/settings/people/invite", [("role", "viewer")])
            let open = try await owner.get("/settings/people").text
            let id = try #require(open.split(separator: "name=\"id\" value=\"").last?.prefix { $0 != "\"" })
            #expect(try await owner.post("/settings/people/revoke", [("id", String(id))]).status == 303)
            #expect(try await owner.post("/settings/people/revoke", [("id", String(id))]).status == 404)
        }
    }

    @Test(
        "The audit log shows what was before and after, by who and act and day, and says whether it holds",
        arguments: TestEngine.available)
    func audit(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner, name: "Olga")
            _ = try await owner.post("/settings/community", [("language", "en"), ("zone", "Asia/Tokyo")])
            _ = try await owner.post("/settings/community", [("language", "en"), ("zone", "Asia/Seoul")])
            let page = try await owner.get("/settings/audit?act=settings.community")
            #expect(page.words.contains("Asia/Tokyo → Asia/Seoul"))
            #expect(!page.words.contains("Became the first owner</td>"))
            #expect(try await owner.get("/settings/audit?check=1").words.contains("The audit log holds"))
            #expect(try await owner.get("/settings/audit?from=2027-01-01").words.contains("No entries."))
            let file = try await owner.get("/settings/audit.csv")
            #expect(file.text.contains("Asia/Seoul"))
            house.clock.advance(bySeconds: 60)
            for number in 0..<60 {
                house.clock.advance(bySeconds: 2)
                let zone = number % 2 == 0 ? "Asia/Tokyo" : "Asia/Seoul"
                _ = try await owner.post("/settings/community", [("language", "en"), ("zone", zone)])
            }
            let first = try await owner.get("/settings/audit")
            let next = try #require(
                first.text.split(separator: "href=\"").first { $0.hasPrefix("/settings/audit?after=") })
            #expect(try await owner.get(String(next.prefix { $0 != "\"" })).status == 200)
        }
    }

    @Test(
        "A backup is a database of its own, a recount agrees, and both are in the audit log",
        arguments: [TestEngine.sqlite])
    func data(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            _ = try await house.talkingGroup("tea", days: 4)
            let copy = try await owner.post("/settings/data/backup")
            #expect(copy.status == 200 && copy.text.hasPrefix("SQLite format 3"))
            #expect(try await owner.post("/settings/data/verify").location == "/settings/data")
            var page = ""
            for _ in 0..<200 where !page.contains("1 groups recounted") {
                try await Task.sleep(for: .milliseconds(20))
                page = try await owner.get("/settings/data").words
            }
            #expect(page.contains("1 groups recounted, 0 differences"))
            let log = try await owner.get("/settings/audit").words
            #expect(log.contains("Took a backup") && log.contains("Recounted all groups"))
        }
    }

    @Test("Nobody is erased and nothing forgotten without a word that it is meant", arguments: TestEngine.available)
    func erasure(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            _ = try await house.talkingGroup("tea", days: 4)
            let found = try await owner.get("/settings/data/erase?q=ann").text
            let path = try #require(found.split(separator: "href=\"").first { $0.hasPrefix("/settings/data/erase/") })
            let address = String(path.prefix { $0 != "\"" })
            #expect(try await owner.get(address).words.contains("4 messages in 1 groups"))
            #expect(try await owner.post(address).status == 422)
            #expect(try await owner.get("/members?q=ann").words.contains("Ann"))
            #expect(try await owner.post(address, [("sure", "1")]).location == "/settings/data")
            #expect(try await owner.get("/members?q=ann").words.contains("Nobody found"))
            #expect(try await owner.post("/settings/data/forget", [("before", "2026-11-01")]).status == 422)
            let forgotten = try await owner.post("/settings/data/forget", [("before", "2026-11-01"), ("sure", "1")])
            #expect(forgotten.location == "/settings/data")
            let left = try await house.store.read {
                try $0.first("SELECT COUNT(*) FROM events WHERE body IS NOT NULL") { $0.int(0) }
            }
            #expect(left == 0)
        }
    }
}
