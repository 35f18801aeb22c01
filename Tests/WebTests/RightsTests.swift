import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Web

/// Every route, walked by everybody: who is let in, who is refused, who is sent to the door.
struct RightsTests {
    @Test("Every route lets in whom its right names, and nobody else", arguments: TestEngine.available)
    func everyRoute(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let walk = try await Walk(house)
            let unknown = house.routes.map { "\($0.method) \($0.path)" }.filter { RouteTable.need($0) == nil }
            #expect(unknown == [], "routes that no line of the table names")
            #expect(house.routes.count > 40)
            for route in house.routes { try await walk.walk(route.method, route.path) }
        }
    }

    @Test("What is not one's own is not there by any way of writing its address", arguments: TestEngine.available)
    func otherWays(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let walk = try await Walk(house)
            let visitor = try await house.visitor(.operator, groups: [walk.own], name: "Oscar")
            for tab in ["", "/", "/people", "/talk", "/settings", "/history", "/graph", "?window=all", "/%2e"] {
                let reply = try await visitor.get("/groups/\(walk.other)\(tab)")
                #expect(reply.status == 404 || reply.status == 403, "/groups/other\(tab) → \(reply.status)")
                #expect(!reply.text.contains("secret rye"), "\(tab)")
            }
            for path in [
                "/members", "/members?group=\(walk.other)", "/members?q=zoe", "/search?q=secret", "/search?q=zoe", "/",
                "/groups", "/groups?q=secret", "/groups.csv", "/members.csv", "/compare?a=\(walk.own)&b=\(walk.other)",
            ] {
                let reply = try await visitor.get(path)
                #expect(!reply.words.contains("secret rye") && !reply.words.contains("Zoe"), "\(path)")
            }
        }
    }
}

/// A house with somebody of each role, and two groups: one that is some people's own, and another.
private struct Walk: Sendable {
    let house: WebHouse
    let own: GroupID
    let other: GroupID
    private let people: [GroupID: PersonID]
    private let target: StaffID
    private let visitors: [(name: String, visitor: Visitor)]

    init(_ house: WebHouse) async throws {
        self.house = house
        var script = Script(from: "2026-11-20 10:00")
        script.add(.text, "Mei", "hello")
        own = try await house.group("plain oats", script.events)
        script.add(.text, "Zoe", "the secret")
        other = try await house.group("secret rye", script.events)
        try await house.count()
        var people: [GroupID: PersonID] = [:]
        for (group, name) in [(own, "plain oats"), (other, "secret rye")] {
            let found = try await house.store.read { [record = house.site.record] in
                try record.people(called: "Mei", in: $0)
            }
            people[group] = try #require(found.first { $0.groups.contains("wechat/" + name) }).id
        }
        self.people = people
        let owner = try await house.visitor(.owner)
        var visitors: [(name: String, visitor: Visitor)] = [("owner", owner), ("nobody", house.nobody())]
        for (name, role, groups) in [
            ("admin", Role.admin, []), ("operator", .operator, [own]), ("leader", .leader, [own]),
            ("viewer", .viewer, []), ("viewer of one", .viewer, [own]),
        ] as [(String, Role, Set<GroupID>)] {
            visitors.append((name, try await house.visitor(role, groups: groups, name: name)))
        }
        self.visitors = visitors
        let meant = try await house.visitor(.operator, groups: [own], name: "target")
        target = try #require(meant.actor?.staff)
    }

    func walk(_ method: String, _ route: String) async throws {
        guard let need = RouteTable.need("\(method) \(route)") else { return }
        for group in [own, other] {
            let path = RouteTable.path(route, group: group, person: people[group]!, staff: target)
            for (name, visitor) in visitors {
                // Writes are counted by address; one every other second is not too many.
                house.clock.advance(bySeconds: 2)
                let reply = try await visitor.send(method, path, ["Sec-Fetch-Site": "same-origin"])
                let isIn = RouteTable.lets(visitor.actor, in: need, group: group)
                let what = "\(name): \(method) \(path) → \(reply.status)"
                #expect(reply.status < 500, "\(what)")
                if need == .token {
                    #expect(reply.status == (path.hasSuffix("openapi.json") ? 200 : 401), "\(what)")
                    continue
                }
                if need == .machine || (!isIn && visitor.actor != nil) {
                    #expect(reply.status == 403 || reply.status == 404, "\(what)")
                } else if !isIn {
                    #expect(reply.location == "/sign-in", "\(what)")
                } else {
                    #expect(reply.status != 403, "\(what)")
                    // Pages of the door itself may lead back to it.
                    #expect(reply.location != "/sign-in" || need == .nothing, "\(what)")
                }
                if route == "/sign-out" || route.contains("sessions") { try await visitor.comeBack() }
            }
        }
    }
}

extension Visitor {
    /// Begins a session anew for whoever had one.
    func comeBack() async throws {
        guard let id = actor?.staff else { return }
        let (desk, now) = (house.site.desk, house.clock.now)
        let token = try await house.store.write { transaction in
            let staff = try desk.staff(id, by: .system("test"), in: transaction)
            return try desk.begin(staff, isHalf: false, Visitor.client, at: now, in: transaction).token
        }
        setCookie(CookieJar.sessionName(isSecure: false), token.text)
    }
}
