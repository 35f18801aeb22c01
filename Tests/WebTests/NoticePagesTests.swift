import Insight
import Kernel
import Notices
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Web

/// Webhooks, recipients and deliveries, as pages and programs deal with them.
struct NoticePagesTests {
    @Test("A webhook's secret is shown once, sealed at rest, and never in the log", arguments: TestEngine.available)
    func secretOnce(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let made = try await owner.post(
                "/settings/notices/webhooks",
                [("webhook-url", "https://hooks.example/in"), ("webhook-label", "CRM <b>"), ("kind", "alert.opened")])
            #expect(made.status == 200)
            let secret = try #require(made.text.firstMatch(of: /whsec_[A-Za-z0-9+\/=&#;]+/).map { String($0.output) })
            #expect(secret.utf8.count > 40)
            let id = try #require(made.text.firstMatch(of: /webhooks\/([0-9]+)"/).map { String($0.output.1) })
            for path in ["/settings/notices", "/settings/notices/webhooks/\(id)", "/settings/audit"] {
                let page = try await owner.get(path)
                #expect(page.status == 200 && !page.text.contains("whsec_") && !page.text.contains("<b>"), "\(path)")
            }
            #expect(try await owner.get("/settings/audit").words.contains("Made a webhook"))
            let stored = try await house.store.read { transaction in
                try transaction.first("SELECT sealed_secret FROM webhook_endpoints") { $0.bytes(0) }
            }
            #expect(stored?.first == 1 && stored?.count == 1 + 12 + 32 + 16)
            let rotated = try await owner.post("/settings/notices/webhooks/\(id)/rotate")
            let second = rotated.text.firstMatch(of: /whsec_[A-Za-z0-9+\/=&#;]+/).map { String($0.output) }
            #expect(second != nil && second != secret)
            #expect(try await owner.get("/settings/notices/webhooks/\(id)").words.contains("The former secret signs"))
        }
    }

    @Test("A form that is wrong is shown again with what was typed", arguments: TestEngine.available)
    func wrongForms(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            for (fields, words) in [
                ([("webhook-url", "http://a:b@c.example"), ("kind", "alert.opened")], "must begin with"),
                ([("webhook-url", "https://c.example")], "Choose at least one"),
                ([("webhook-url", "https://c.example"), ("kind", "no.such")], "Choose at least one"),
                (
                    [("webhook-url", "https://c.example"), ("kind", "alert.opened"), ("notice-groups", "nowhere")],
                    "nowhere"
                ),
            ] {
                let reply = try await owner.post("/settings/notices/webhooks", fields)
                #expect(
                    reply.status == 422 && reply.text.contains(fields[0].1) && reply.words.contains(words), "\(words)")
            }
            let mail = try await owner.post(
                "/settings/notices/mail", [("address", "ann@house.example\nBcc: x"), ("kind", "alert.opened")])
            #expect(mail.status == 422)
            let often = try await owner.post(
                "/settings/notices/mail", [("address", "ann@house.example"), ("kind", "message.created")])
            #expect(often.status == 422)
        }
    }

    @Test(
        "Recipients are added, tested, paused and taken away; deliveries are listed and sent again",
        arguments: TestEngine.available)
    func recipients(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let made = try await owner.post(
                "/settings/notices/mail",
                [("address", "ann@house.example"), ("language", "en"), ("kind", "alert.opened")])
            let path = try #require(made.location)
            #expect(try await owner.get(path).words.contains("ann@house.example"))
            let again = try await owner.post(
                "/settings/notices/mail", [("address", "ann@house.example"), ("kind", "alert.opened")])
            #expect(again.status == 422 && again.words.contains("is there already"))
            // They said yes by the link that the first mail brought.
            try await house.store.write { transaction in
                try transaction.execute("DELETE FROM notice_deliveries")
                try transaction.execute("UPDATE mail_confirmations SET confirmed_at = 1, digest = NULL, sealed = NULL")
                try transaction.execute("UPDATE mail_recipients SET state = 'on'")
            }
            let delivery = try #require(try await owner.post(path + "/test").location)
            #expect(try await owner.get(delivery).words.contains("Waiting"))
            try await house.store.write {
                _ = try $0.execute(
                    "UPDATE notice_deliveries SET state = 'unknown', fault = 'notices.fault.doubtful', answer = '<i>'")
            }
            #expect(try await owner.get("/settings/notices").words.contains("nobody knows whether they went out: 1"))
            let page = try await owner.get(delivery)
            #expect(
                page.words.contains("Unknown") && page.text.contains("&lt;i&gt;") && page.words.contains("Send again"))
            let list = try await owner.get("/settings/notices/deliveries?state=unknown")
            #expect(list.words.contains("ann@house.example"))
            #expect(try await owner.post(delivery + "/resend").location == delivery)
            #expect(try await owner.get(delivery).words.contains("Waiting"))
            _ = try await owner.post(path + "/state", [("state", "paused")])
            #expect(try await owner.get(path).words.contains("Open again"))
            _ = try await owner.post(path + "/drop")
            #expect(try await owner.get(path).status == 404)
            // The log is for good: it says that there was somebody, not who.
            #expect(try await !owner.get("/settings/audit").text.contains("ann@"))
        }
    }

    @Test(
        "A program makes a webhook, and a call made again under its key does not tell the secret",
        arguments: TestEngine.available)
    func program(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let (tea, _) = try await house.teaAndRye()
            let program = try await house.program(.owner)
            let body = JSONValue.object([
                ("url", .string("https://hooks.example")), ("kinds", .array([.string("message.created")])),
                ("groups", .array([.string(tea.description)])),
            ])
            let made = try await program.ask("POST", "/webhooks", body, ["Idempotency-Key": "one"])
            #expect(made.json["secret"]?.text?.hasPrefix("whsec_") == true)
            let again = try await program.ask("POST", "/webhooks", body, ["Idempotency-Key": "one"])
            #expect(again.status == 200 && again.json["secret"]?.text == nil)
            #expect(again.json["webhook"]?["id"]?.text == made.json["webhook"]?["id"]?.text)
            let id = try #require(made.json["webhook"]?["id"]?.text)
            let paused = try await program.ask("PATCH", "/webhooks/\(id)", .object([("state", .string("paused"))]))
            #expect(paused.json["state"]?.text == "paused" && paused.json["groups"]?.list?.count == 1)
            let all = try await program.ask("PATCH", "/webhooks/\(id)", .object([("groups", .null)]))
            #expect(all.json["groups"]?.list == nil && all.json["url"]?.text == "https://hooks.example")
            for bad in [
                JSONValue.object([("url", .string("ftp://x")), ("kinds", .array([.string("alert.opened")]))]),
                .object([("url", .string("https://x.example")), ("kinds", .array([]))]),
                .object([
                    ("url", .string("https://x.example")), ("kinds", .array([.string("alert.opened")])),
                    ("groups", .array([.string("77")])),
                ]),
            ] { #expect(try await program.ask("POST", "/webhooks", bad).status == 422) }
            #expect(try await program.ask("DELETE", "/webhooks/\(id)").status == 204)
            #expect(try await program.get("/webhooks/\(id)").status == 404)
            #expect(try await program.get("/webhooks").items.isEmpty)
            let operators = try await house.program(.operator, groups: [tea])
            #expect(try await operators.get("/webhooks").status == 403)
        }
    }

    @Test("Every act and every kind has its words")
    func words() {
        let known = TextCatalogue(.english).keys
        #expect(AuditAct.ofNotices.filter { !known.contains($0.textKey) } == [])
        #expect(NoticeKind.allCases.filter { !known.contains($0.textKey) } == [])
    }
}
