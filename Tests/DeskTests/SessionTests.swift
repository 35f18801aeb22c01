import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk

struct SessionTests {
    private static func admit(_ bench: Bench, _ token: SecretToken) async throws -> Admission? {
        try await bench.front.admit(token.text, from: Bench.client, at: bench.now)
    }

    @Test("A session ends after two idle weeks, and after ninety days in any case", arguments: TestEngine.available)
    func ends(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            _ = try await bench.owner()
            let idle = try #require(try await bench.signIn("olga").whole)
            let busy = try #require(try await bench.signIn("olga").whole)
            for _ in 0..<6 {
                bench.clock.advance(bySeconds: 14 * 86_400 - 1)
                #expect(try await Self.admit(bench, busy.token) != nil)
            }
            #expect(try await Self.admit(bench, idle.token) == nil)
            bench.clock.advance(bySeconds: 6 * 86_400 + 6)
            #expect(try await Self.admit(bench, busy.token) == nil)
            try await bench.write { try $0.forgetPast(at: $1, in: $2) }
            let left = try await bench.store.read { try $0.first("SELECT count(*) FROM staff_sessions") { $0.int(0) } }
            #expect(left == 0)
        }
    }

    @Test("Being seen is written down once in five minutes", arguments: TestEngine.available)
    func seen(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let first = bench.now
            let owner = try await bench.owner()
            let token = try #require(try await bench.signIn("olga").whole).token
            let seenAt = {
                try await bench.write { try $0.sessions(by: owner, at: $1, in: $2) }.map(\.seenAt).max()
            }
            bench.clock.advance(bySeconds: 299)
            _ = try await Self.admit(bench, token)
            #expect(try await seenAt() == first)
            bench.clock.advance(bySeconds: 1)
            _ = try await Self.admit(bench, token)
            #expect(try await seenAt() == bench.now)
        }
    }

    @Test(
        "Changed rights count at once, under a new token; the old one lasts a minute more",
        arguments: TestEngine.available)
    func rotation(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let id = try await bench.join("paul", .viewer, .all, by: owner).ownID()
            let token = try #require(try await bench.signIn("paul").whole).token
            let admin = try Rights(.admin, .all)
            _ = try await bench.write { try $0.setRights(admin, of: id, by: owner, at: $1, in: $2) }
            let first = try #require(try await Self.admit(bench, token))
            #expect(first.actor.role == .admin)
            let renewed = try #require(first.renewed)
            let former = try #require(try await Self.admit(bench, token))
            #expect(former.renewed == nil && former.actor.session == first.actor.session)
            let again = try #require(try await Self.admit(bench, renewed))
            #expect(again.renewed == nil)
            bench.clock.advance(bySeconds: 61)
            #expect(try await Self.admit(bench, token) == nil)
            #expect(try await Self.admit(bench, renewed) != nil)
        }
    }

    @Test(
        "Sessions are listed with device and place, and ended one by one, all others, or all",
        arguments: TestEngine.available)
    func list(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let paul = try await bench.join("paul", .viewer, .all, by: owner)
            var signedIn: [SignedIn] = []
            for _ in 0..<3 { signedIn.append(try #require(try await bench.signIn("olga").whole)) }
            let actor = signedIn[0].actor
            let sessions = { try await bench.write { try $0.sessions(by: actor, at: $1, in: $2) } }
            let all = try await sessions()
            #expect(all.count == 4 && all.filter(\.isCurrent).map(\.id) == [actor.session])
            #expect(Set(all.map { "\($0.device) \($0.address)" }) == ["Firefox, Linux 192.0.2.7"])
            let other = signedIn[1].actor.session!
            #expect(
                await refusal { try await bench.write { try $0.endSession(other, by: paul, at: $1, in: $2) } }
                    == "desk.no-such-session")
            try await bench.write { try $0.endSession(other, by: actor, at: $1, in: $2) }
            #expect(try await Self.admit(bench, signedIn[1].token) == nil)
            try await bench.write { try $0.endSessions(exceptCurrent: true, by: actor, at: $1, in: $2) }
            #expect(try await sessions().map(\.id) == [actor.session])
            try await bench.write { try $0.signOut(by: actor, at: $1, in: $2) }
            #expect(try await Self.admit(bench, signedIn[0].token) == nil)
            #expect(try await Self.admit(bench, signedIn[2].token) == nil)
        }
    }

    @Test(
        "Somebody shut out is out at once; signing in ends the session the browser came with",
        arguments: TestEngine.available)
    func out(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let id = try await bench.join("paul", .viewer, .all, by: owner).ownID()
            let first = try #require(try await bench.signIn("paul").whole)
            let second = try await bench.front.signIn(
                name: "paul@example.org", password: Bench.password, replacing: first.token.text, from: Bench.client,
                at: bench.now)
            #expect(try await Self.admit(bench, first.token) == nil)
            let token = try #require(second.whole).token
            #expect(try await Self.admit(bench, token) != nil)
            _ = try await bench.write { try $0.disable(id, by: owner, at: $1, in: $2) }
            #expect(try await Self.admit(bench, token) == nil)
            _ = try await bench.write { try $0.enable(id, by: owner, at: $1, in: $2) }
            #expect(try await Self.admit(bench, token) == nil)
        }
    }

    @Test("Rubbish for a token leads to nobody", arguments: ["", "x", String(repeating: "A", count: 43), "\0", "é"])
    func rubbish(text: String) async throws {
        let isLetIn = try await TestEngine.sqlite.withDesk { bench in
            try await bench.front.admit(text, from: Bench.client, at: bench.now) != nil
        }
        #expect(!isLetIn)
    }

    @Test("No token, password or code is in the database as it was handed out")
    func hidden() async throws {
        try await TestEngine.sqlite.withDesk { bench in
            _ = try await bench.owner()
            let token = try #require(try await bench.signIn("olga").whole).token
            #expect("\(token)\(String(reflecting: token))".contains(token.text) == false)
            let found = try await bench.store.read { transaction in
                try transaction.all("SELECT digest FROM staff_sessions") { $0.bytes(0) }
            }
            #expect(found.contains(BaseAlphabet.base64URL.bytes(token.text.utf8)!) == false)
        }
    }

    @Test(
        "A browser is known by its name and system",
        arguments: [
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50", "WeChat, iPhone"),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537.36 Edg/130", "Edge, Windows"),
            ("Mozilla/5.0 (Macintosh) Version/18 Safari/605", "Safari, macOS"), ("\u{1B}[2Jodd\u{202E}", "[2Jodd"),
            ("", ""),
        ])
    func devices(userAgent: String, name: String) {
        #expect(DeviceName.short(userAgent) == name)
    }

    @Test("A session is found by an index")
    func plan() async throws {
        try await TestEngine.sqlite.withDesk { bench in
            let plan = try await bench.store.read { transaction in
                try transaction.all(
                    """
                    EXPLAIN QUERY PLAN SELECT 1 FROM staff_sessions e
                    WHERE e.digest = \([1]) OR (e.former_digest = \([1]) AND e.former_until > \(Int64(1)))
                    """
                ) { $0.string(3) }
            }
            #expect(plan.contains { $0.contains("SCAN") } == false, "\(plan)")
        }
    }
}
