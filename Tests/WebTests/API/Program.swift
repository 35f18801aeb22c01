import HTTPTypes
import Insight
import Kernel
import Notices
import Record
import Storage
import TestSupport

@testable import Desk
@testable import Web

/// A program that comes with a token.
struct Program: Sendable {
    let house: WebHouse
    let secret: String

    func ask(
        _ method: String, _ path: String, _ body: JSONValue? = nil, _ headers: [String: String] = [:]
    ) async throws -> Told {
        var headers = headers
        headers["Authorization"] = "Bearer " + secret
        if body != nil { headers["Content-Type"] = headers["Content-Type"] ?? "application/json" }
        let reply = try await house.nobody().send(
            method, path.hasPrefix("/api") ? path : API.base + path, headers, body.map { Array($0.data) } ?? [])
        return Told(reply: reply, json: JSONValue(reading: reply.bytes) ?? .null)
    }

    func get(_ path: String) async throws -> Told { try await ask("GET", path) }

    struct Told: Sendable {
        let reply: Reply
        let json: JSONValue
        var status: Int { reply.status }
        var items: [JSONValue] { json["items"]?.list ?? [] }
        var code: String? { json["code"]?.text }
    }
}

extension WebHouse {
    /// A program with a token of somebody new in this role.
    func program(
        _ role: Role, groups: Set<GroupID> = [], scopes: Set<TokenScope>? = nil, service: Rights? = nil
    ) async throws -> Program {
        let count = try await store.read { try $0.first("SELECT COUNT(*) FROM staff") { $0.int(0) } } ?? 0
        let visitor = try await visitor(role, groups: groups, name: "\(role.rawValue) \(count)")
        let all = Set(TokenScope.allCases.filter { (service?.role ?? role).permissions.contains($0.permission) })
        let new = try NewAccessToken(name: "sync", scopes: scopes ?? all, service: service, days: 30)
        let (desk, actor, now) = (site.desk, visitor.actor!, clock.now)
        let secret = try await store.write { try desk.makeToken(new, by: actor, at: now, in: $0).secret }
        return Program(house: self, secret: AccessToken.prefix + secret.text)
    }

    /// Two webhooks: the id of one, and of a delivery to the other that was given up.
    func webhooks() async throws -> (webhook: String, delivery: String) {
        let outlets = site.outlets
        return try await store.write { transaction in
            let new = try NewWebhook(
                url: WebhookURL("https://hooks.example"), label: "",
                subscription: Subscription(kinds: [.alertOpened], groups: nil))
            let (one, _) = try outlets.make(new, by: .system("test"), in: transaction)
            let (other, _) = try outlets.make(new, by: .system("test"), in: transaction)
            let delivery = try outlets.test(other, by: .system("test"), in: transaction)
            try transaction.execute("UPDATE notice_deliveries SET state = 'failed'")
            return (one.description, delivery.description)
        }
    }

    /// Two groups with a little talk, counted.
    func teaAndRye() async throws -> (tea: GroupID, rye: GroupID) {
        var script = Script(from: "2026-11-20 10:00")
        for number in 0..<12 {
            script.add(.text, "#m Mei", "hello \(number)", id: "a\(number)")
            script.add(.text, "#z Zoe", "does anybody know?", id: "b\(number)", replyTo: "a\(number)")
        }
        let tea = try await group("tea", script.events)
        let rye = try await group("rye", script.events)
        try await count()
        return (tea, rye)
    }
}
