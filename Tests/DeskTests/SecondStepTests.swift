import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk

struct SecondStepTests {
    /// Turns the second step on; the codes of the telephone and of the paper.
    private static func turnOn(_ bench: Bench, _ actor: Actor) async throws -> (OneTimeCode, [String], SecretToken) {
        let setup = try await bench.write { try $0.beginSecondStep(by: actor, at: $1, in: $2) }
        let telephone = OneTimeCode(secret: BaseAlphabet.base32.bytes(setup.secret.utf8)!)
        let code = telephone.code(ofStep: OneTimeCode.step(at: bench.now))
        let confirmed = try await bench.write { desk, now, transaction in
            let done = try desk.confirmSecondStep(code: code, by: actor, at: now, in: transaction)
            return Confirmed(codes: done.recoveryCodes, token: done.token)
        }
        return (telephone, confirmed.codes, confirmed.token)
    }

    private struct Confirmed: Sendable {
        let codes: [String]
        let token: SecretToken
    }

    @Test("Once on, a password alone lets nobody in, and each code does once", arguments: TestEngine.available)
    func codes(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let (telephone, paper, token) = try await Self.turnOn(bench, try await bench.owner())
            #expect(try await bench.front.admit(token.text, from: Bench.client, at: bench.now) != nil)
            let half = try #require(try await bench.signIn("olga").half)
            #expect(try await bench.front.admit(half.text, from: Bench.client, at: bench.now) == nil)
            let take = { (code: String, half: SecretToken) in
                try await bench.front.takeCode(code, half: half.text, from: Bench.client, at: bench.now)
            }
            let spent = telephone.code(ofStep: OneTimeCode.step(at: bench.now))
            // The code that turned it on is spent.
            #expect(await refusal { try await take(spent, half) } == "desk.wrong-code")
            bench.clock.advance(bySeconds: 30)
            let code = telephone.code(ofStep: OneTimeCode.step(at: bench.now))
            let signedIn = try await take(code, half)
            #expect(signedIn.actor.name == "Olga")
            #expect(await refusal { try await take(code, half) } == "desk.half-over")
            let second = try #require(try await bench.signIn("olga").half)
            #expect(await refusal { try await take(code, second) } == "desk.wrong-code")
            _ = try await take(paper[0].uppercased().replacing("-", with: " "), second)
            let third = try #require(try await bench.signIn("olga").half)
            #expect(await refusal { try await take(paper[0], third) } == "desk.wrong-code")
            _ = try await take(paper[9], third)
            let state = try await bench.write { desk, _, transaction in
                try desk.secondStep(by: signedIn.actor, in: transaction)
            }
            #expect(state.isOn && state.recoveryCodesLeft == 8)
        }
    }

    @Test("Wrong codes end the half session and count against the name", arguments: TestEngine.available)
    func guessing(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let (telephone, _, _) = try await Self.turnOn(bench, try await bench.owner())
            let half = try #require(try await bench.signIn("olga").half)
            bench.clock.advance(bySeconds: 60)
            var answers: [String?] = []
            for _ in 0..<6 {
                answers.append(
                    await refusal {
                        try await bench.front.takeCode("000000x", half: half.text, from: Bench.client, at: bench.now)
                    })
            }
            let wrong = Array(repeating: "desk.wrong-code", count: 4)
            #expect(answers == wrong + ["desk.half-over", "desk.half-over"])
            // The right password does not open the name again.
            #expect(await refusal { try await bench.signIn("olga") } == "desk.too-many-tries")
            bench.clock.advance(bySeconds: 31)
            let next = try #require(try await bench.signIn("olga").half)
            let code = telephone.code(ofStep: OneTimeCode.step(at: bench.now))
            _ = try await bench.front.takeCode(code, half: next.text, from: Bench.client, at: bench.now)
        }
    }

    @Test("A half session lasts ten minutes")
    func late() async throws {
        try await TestEngine.sqlite.withDesk { bench in
            let (telephone, _, _) = try await Self.turnOn(bench, try await bench.owner())
            let half = try #require(try await bench.signIn("olga").half)
            bench.clock.advance(bySeconds: 600)
            let code = telephone.code(ofStep: OneTimeCode.step(at: bench.now))
            let answer = await refusal {
                try await bench.front.takeCode(code, half: half.text, from: Bench.client, at: bench.now)
            }
            #expect(answer == "desk.half-over")
        }
    }

    @Test("Of one code typed twice at once, one comes in", arguments: TestEngine.available)
    func race(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let (telephone, _, _) = try await Self.turnOn(bench, try await bench.owner())
            bench.clock.advance(bySeconds: 30)
            let halves = [try await bench.signIn("olga").half!, try await bench.signIn("olga").half!]
            let code = telephone.code(ofStep: OneTimeCode.step(at: bench.now))
            let take = { @Sendable (half: SecretToken) in
                await refusal {
                    try await bench.front.takeCode(code, half: half.text, from: Bench.client, at: bench.now)
                }
            }
            async let one = take(halves[0])
            async let two = take(halves[1])
            let answers = await [one, two]
            #expect(answers.contains(nil) && answers.contains("desk.wrong-code"), "\(answers)")
        }
    }

    @Test(
        "It is taken off with the password alone; without the server's key no secret can be read",
        arguments: TestEngine.available)
    func off(engine: TestEngine) async throws {
        try await engine.withDesk { bench in
            let owner = try await bench.owner()
            let (telephone, paper, token) = try await Self.turnOn(bench, owner)
            let actor = try #require(try await bench.front.admit(token.text, from: Bench.client, at: bench.now)?.actor)
            #expect(
                await refusal { try await bench.write { try $0.beginSecondStep(by: actor, at: $1, in: $2) } }
                    == "desk.second-step-on")
            let renewed = try await bench.front.renewRecoveryCodes(password: Bench.password, by: actor, at: bench.now)
            #expect(Set(renewed).count == 10 && Set(renewed).isDisjoint(with: paper))
            let stranger = DeskStore(world: bench.world, key: ServerKey([9]))
            let half = try #require(try await bench.signIn("olga").half)
            let code = telephone.code(ofStep: OneTimeCode.step(at: bench.now) + 1)
            let unread = await refusal { [now = bench.now] in
                try await bench.store.write { try stranger.takeCode(code, half: half, Bench.client, at: now, in: $0) }
            }
            #expect(unread == "desk.key-mismatch")
            let wrong = await refusal {
                try await bench.front.endSecondStep(password: "wrong one", by: actor, at: bench.now)
            }
            #expect(wrong == "desk.wrong-password")
            _ = try await bench.front.endSecondStep(password: Bench.password, by: actor, at: bench.now)
            #expect(try await bench.signIn("olga").whole != nil)
        }
    }
}
