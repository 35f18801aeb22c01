import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk

struct SignInTests {
    private static let generous = SignInLimits(
        name: .times(10_000, thenEverySeconds: 1), network: .times(10_000, thenEverySeconds: 1))

    @Test(
        "A wrong password, a name nobody has and somebody shut out are answered alike", arguments: TestEngine.available)
    func alike(engine: TestEngine) async throws {
        let answers = try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let out = try await bench.join("paul", .viewer, .all, by: owner).ownID()
            _ = try await bench.write { try $0.disable(out, by: owner, at: $1, in: $2) }
            return [
                await refusal { try await bench.signIn("olga", "not the password") },
                await refusal { try await bench.signIn("nobody") }, await refusal { try await bench.signIn("paul") },
                await refusal { try await bench.signIn("olga", String(repeating: "x", count: 1_000_000)) },
            ]
        }
        #expect(answers == Array(repeating: "desk.wrong-sign-in", count: 4))
    }

    @Test(
        "Failures in a row close a name, known or not, for ever longer; a success opens it",
        arguments: TestEngine.available)
    func backoff(engine: TestEngine) async throws {
        try await engine.withDesk(limits: Self.generous) { bench in
            _ = try await bench.owner()
            for name in ["olga", "nobody"] {
                for _ in 0..<5 { _ = await refusal { try await bench.signIn(name, "wrong password") } }
                #expect(await refusal { try await bench.signIn(name) } == "desk.too-many-tries")
            }
            bench.clock.advance(bySeconds: 31)
            #expect(await refusal { try await bench.signIn("olga", "wrong password") } == "desk.wrong-sign-in")
            bench.clock.advance(bySeconds: 31)
            // Twice as long by now. A new desk, as after a restart, knows as well.
            let restarted = try Bench(bench.store, limits: Self.generous)
            restarted.clock.advance(bySeconds: 62)
            #expect(await refusal { try await restarted.signIn("olga") } == "desk.too-many-tries")
            bench.clock.advance(bySeconds: 30)
            #expect(try await bench.signIn("olga").whole != nil)
            #expect(await refusal { try await bench.signIn("olga", "wrong password") } == "desk.wrong-sign-in")
            #expect(try await bench.signIn("olga").whole != nil)
        }
    }

    @Test(
        "The wait after failures grows and has an end",
        arguments: [
            (4, 0), (5, 30), (6, 60), (9, 480), (10, 900), (1_000, 900),
        ] as [(Int64, Int64)])
    func waits(failures: Int64, seconds: Int64) {
        #expect(SignInBackoff.seconds(after: failures) == seconds)
    }

    @Test("Tries are limited by network, whatever the names")
    func network() async throws {
        let limits = SignInLimits(name: .times(100, thenEverySeconds: 1), network: .times(3, thenEverySeconds: 60))
        try await TestEngine.sqlite.withDesk(limits: limits) { bench in
            var answers: [String?] = []
            for number in 0..<4 {
                let client = Client(address: "2001:db8::\(number)", userAgent: "")
                answers.append(
                    await refusal {
                        try await bench.front.signIn(name: "n\(number)", password: "p", from: client, at: bench.now)
                    })
            }
            #expect(
                answers == ["desk.wrong-sign-in", "desk.wrong-sign-in", "desk.wrong-sign-in", "desk.too-many-tries"])
            let other = Client(address: "2001:db8:1::1", userAgent: "")
            let apart = await refusal {
                try await bench.front.signIn(name: "n", password: "p", from: other, at: bench.now)
            }
            #expect(apart == "desk.wrong-sign-in")
        }
    }

    @Test("Names tried by chance do not fill the database", arguments: TestEngine.available)
    func bounded(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let columns = Columns([
                ("name_digest", .bytes), ("failures", .int64), ("failed_at", .int64), ("closed_until", .int64),
            ])
            // At the limit, but for a name that was tried often: it outlives the others.
            try await bench.write { desk, now, transaction in
                for _ in 0..<3 { try desk.noteFailure("olga", at: now, in: transaction) }
            }
            let now = bench.now
            for number in 0..<SignInBackoff.mostNames {
                columns[0].append([UInt8](repeating: 0, count: 28) + withUnsafeBytes(of: Int32(number)) { Array($0) })
                columns[1].append(1)
                columns[2].append(now)
                columns[3].append(now)
            }
            let rows = Sending(columns)
            try await bench.store.write { try $0.insert(into: "sign_in_failures", rows.columns) }
            try await bench.write { try $0.noteFailure("one more", at: $1, in: $2) }
            try await bench.write { desk, now, transaction in
                for _ in 0..<2 { try desk.noteFailure("olga", at: now, in: transaction) }
            }
            let count = try await bench.store.read {
                try $0.first("SELECT count(*) FROM sign_in_failures") { $0.int(0) }
            }
            #expect(count == SignInBackoff.mostNames * 9 / 10 + 2)
            let closed = try await bench.write { try $0.closedUntil("olga", at: $1, in: $2) }
            #expect(closed != nil)
        }
    }

    /// Columns are filled on one thread and handed over whole.
    private struct Sending: @unchecked Sendable {
        let columns: Columns
        init(_ columns: Columns) { self.columns = columns }
    }

    @Test("A hash of another cost is made anew when its bearer signs in", arguments: TestEngine.available)
    func rehash(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let id = try await bench.owner().ownID()
            let dearer = PasswordCost(logRounds: 5, blockSize: 8, parallelism: 2)
            let later = try Bench(bench.store, cost: dearer, seed: 2)
            _ = try await later.signIn("olga")
            let hash = try await bench.write { desk, _, transaction in try desk.hash(of: id, in: transaction) }
            #expect(hash?.cost == dearer)
            #expect(try await later.signIn("olga").whole != nil)
        }
    }

    @Test("A changed password asks for the old one and ends the other sessions", arguments: TestEngine.available)
    func change(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            _ = try await bench.owner()
            let one = try #require(try await bench.signIn("olga").whole)
            let two = try #require(try await bench.signIn("olga").whole)
            let change = { (old: String, new: String) in
                try await bench.front.changePassword(from: old, to: new, by: one.actor, at: bench.now)
            }
            #expect(await refusal { try await change("not the one", "a new good one") } == "desk.wrong-password")
            #expect(await refusal { try await change(Bench.password, "olga@example.org") } == "desk.password-own")
            let token = try await change(Bench.password, "a new good one")
            let admitted = { (token: SecretToken) in
                try await bench.front.admit(token.text, from: Bench.client, at: bench.now)?.actor.name
            }
            #expect(try await admitted(one.token) == nil)
            #expect(try await admitted(two.token) == nil)
            #expect(try await admitted(token) == "Olga")
            #expect(try await bench.signIn("olga", "a new good one").whole != nil)
        }
    }
}
