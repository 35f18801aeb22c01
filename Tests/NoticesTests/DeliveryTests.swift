import Crypto
import Foundation
import Kernel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Desk
@testable import Notices

@Suite("Delivering notices")
struct DeliveryTests {
    @Test("The signature is that of the specification's own example")
    func vector() throws {
        // From the reference libraries of Standard Webhooks: their tests sign this.
        let bytes = try #require(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let secret = WebhookSecret(bytes: Array(bytes))
        let signature = secret.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        #expect(secret.text == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        #expect("\(secret)" == "•••" && String(reflecting: secret).contains("•••"))
    }

    @Test("A webhook goes out signed, and its outcome is noted", arguments: TestEngine.available)
    func goesOut(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let (id, secret) = try await scene.webhook()
            try await scene.post("1", group: scene.rye)
            let transport = ScriptedTransport()
            #expect(try await scene.engine(transport).turn() == 1)
            #expect(try await scene.engine(transport).turn() == 0)

            let request = try #require(transport.posts.withLock { $0.first })
            let delivery = try #require(try await scene.deliveries().first)
            #expect(request.url == "https://hooks.example/in")
            #expect(request.header("webhook-id") == delivery.webhookID)
            #expect(request.header("webhook-timestamp") == String(scene.clock.now.seconds))
            let expected = secret.signature(
                id: delivery.webhookID, seconds: scene.clock.now.seconds, body: request.body)
            #expect(request.header("webhook-signature") == expected)
            #expect(String(decoding: request.body, as: UTF8.self) == delivery.payload)
            #expect(delivery.state == .delivered && delivery.tries == 1 && delivery.code == 200)
            #expect(try await scene.state(of: id).failingSince == nil)
        }
    }

    @Test("For a day after a change both secrets sign, then the new one alone", arguments: TestEngine.available)
    func rotation(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let (id, former) = try await scene.webhook()
            let present = try await scene.store.write { try scene.outlets.rotate(id, by: NoticeScene.system, in: $0) }
            func signatures() async throws -> Set<String> {
                let transport = ScriptedTransport()
                try await scene.post("\(scene.clock.now)")
                _ = try await scene.engine(transport).turn()
                let request = try #require(transport.posts.withLock { $0.first })
                let (id, seconds) = (request.header("webhook-id") ?? "", scene.clock.now.seconds)
                let known = [former, present].map { $0.signature(id: id, seconds: seconds, body: request.body) }
                let signed = (request.header("webhook-signature") ?? "").split(separator: " ").map(String.init)
                return Set(
                    signed.compactMap { one in known.firstIndex(of: one).map { $0 == 0 ? "former" : "present" } })
            }
            #expect(try await signatures() == ["former", "present"])
            scene.clock.advance(bySeconds: 86_401)
            #expect(try await signatures() == ["present"])
        }
    }

    @Test(
        "What fails is tried again later and later under the same id, and given up after three days",
        arguments: TestEngine.available)
    func retries(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let (id, _) = try await scene.webhook()
            try await scene.post("1")
            let transport = ScriptedTransport(WebhookAnswer(code: 500, text: "out of \u{0}tea"))
            let sender = try scene.engine(transport)
            for wait in DeliveryRhythm.waits {
                #expect(try await sender.turn() == 1)
                let delivery = try #require(try await scene.deliveries().first)
                let due = try #require(delivery.dueAt)
                let seconds = due.seconds - scene.clock.now.seconds
                #expect(delivery.state == .planned && (wait...(wait + wait / 5)).contains(seconds))
                #expect(delivery.code == 500 && delivery.fault == "notices.fault.status")
                #expect(delivery.answer == "out of tea")
                #expect(try await sender.turn() == 0)
                scene.clock.advance(bySeconds: seconds + 1)
            }
            #expect(try await scene.state(of: id).failingSince == NoticeScene.start)
            #expect(try await sender.turn() == 1)
            #expect(try await scene.deliveries().first?.state == .failed)
            #expect(Set(transport.ids).count == 1 && transport.ids.count == 10)
        }
    }

    @Test(
        "A receiver may ask to be left alone, for a day at most",
        arguments: [(nil, 5), (60, 60), (1, 5), (10_000_000, 86_400)] as [(Int64?, Int64)])
    func retryAfter(asked: Int64?, seconds: Int64) {
        let now = NoticeScene.start
        let next = DeliveryRhythm.next(afterTries: 1, at: now, chance: [0, 0], asked: asked)
        #expect(next == now.advanced(bySeconds: seconds))
        #expect(DeliveryRhythm.next(afterTries: 10, at: now, chance: [0, 0], asked: asked) == nil)
    }

    @Test("410 shuts a webhook; opened again, it is told what waited", arguments: TestEngine.available)
    func gone(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let (id, _) = try await scene.webhook()
            try await scene.post("1")
            let transport = ScriptedTransport(WebhookAnswer(code: 410))
            let sender = try scene.engine(transport)
            #expect(try await sender.turn() == 1)
            #expect(try await scene.state(of: id).state == .gone)
            try await scene.post("2")
            #expect(try await scene.deliveries().count == 1)
            #expect(try await scene.deliveries().first?.state == .failed)
            try await scene.store.write { try scene.outlets.set(.on, of: id, by: NoticeScene.system, in: $0) }
            transport.answers(WebhookAnswer(code: 204))
            try await scene.post("3")
            #expect(try await sender.turn() == 1)
        }
    }

    @Test("Five days without success shut a webhook; one success forgets them", arguments: TestEngine.available)
    func patience(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let (id, _) = try await scene.webhook()
            let transport = ScriptedTransport(WebhookAnswer(fault: "notices.fault.connect"))
            let sender = try scene.engine(transport)
            for day in 0..<5 {
                try await scene.post("a\(day)")
                _ = try await sender.turn()
                scene.clock.advance(bySeconds: 86_000)
            }
            #expect(try await scene.state(of: id).state == .on)
            transport.answers(WebhookAnswer(code: 200))
            _ = try await sender.turn()
            #expect(try await scene.state(of: id).failingSince == nil)
            transport.answers(WebhookAnswer(fault: "notices.fault.connect"))
            try await scene.post("b0")
            _ = try await sender.turn()
            scene.clock.advance(bySeconds: 5 * 86_400)
            try await scene.post("b1")
            _ = try await sender.turn()
            #expect(try await scene.state(of: id).state == .failing)
            let acts = try await scene.store.read { try AuditTrail.entries(by: NoticeScene.system, in: $0).entries }
            #expect(acts.first?.act.rawValue == "webhook.state" && acts.first?.actorName == "banyan serve")
        }
    }

    @Test("A paused webhook is told later what happened meanwhile", arguments: TestEngine.available)
    func paused(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let (id, _) = try await scene.webhook()
            let sender = try scene.engine(ScriptedTransport())
            try await scene.post("1")
            try await scene.store.write { try scene.outlets.set(.paused, of: id, by: NoticeScene.system, in: $0) }
            try await scene.post("2")
            scene.clock.advance(bySeconds: 86_400)
            #expect(try await sender.turn() == 0)
            #expect(try await scene.deliveries().allSatisfy { $0.dueAt == nil && $0.state == .planned })
            try await scene.store.write { try scene.outlets.set(.on, of: id, by: NoticeScene.system, in: $0) }
            #expect(try await sender.turn() == 2)
        }
    }

    @Test(
        "What is sent again to an outlet that is paused waits, and is not looked for until it is opened",
        arguments: TestEngine.available)
    func resentWhilePaused(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let (id, _) = try await scene.webhook()
            let recipient = try await scene.recipient("ann@mail.example")
            let sender = try scene.engine(ScriptedTransport())
            try await scene.post("1")
            #expect(try await sender.turn() == 2)
            try await scene.store.write { transaction in
                try scene.outlets.set(.paused, of: id, by: NoticeScene.system, in: transaction)
                try scene.outlets.set(.paused, of: recipient, by: NoticeScene.system, in: transaction)
                for delivery in try sender.deliveries.deliveries(
                    to: nil, in: nil, limit: 9, by: NoticeScene.system, in: transaction)
                {
                    try sender.deliveries.resend(delivery.id, by: NoticeScene.system, in: transaction)
                }
            }
            #expect(try await sender.turn() == 0)
            #expect(try await !sender.isAnythingDue())
            #expect(try await scene.deliveries().allSatisfy { $0.dueAt == nil && $0.state == .planned })
            try await scene.store.write { try scene.outlets.set(.on, of: id, by: NoticeScene.system, in: $0) }
            #expect(try await sender.turn() == 1)
        }
    }

    @Test("A test goes to its outlet alone, whatever its state, and is tried once", arguments: TestEngine.available)
    func tests(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let (id, _) = try await scene.webhook()
            _ = try await scene.webhook("https://other.example")
            try await scene.store.write { try scene.outlets.set(.paused, of: id, by: NoticeScene.system, in: $0) }
            let delivery = try await scene.store.write {
                try scene.outlets.test(id, by: NoticeScene.system, in: $0)
            }
            let sender = try scene.engine(ScriptedTransport(WebhookAnswer(code: 404)))
            #expect(try await sender.deliver(delivery))
            #expect(try await !sender.deliver(delivery))
            let found = try await scene.deliveries()
            #expect(found.count == 1 && found.first?.state == .failed && found.first?.code == 404)
            #expect(try await scene.state(of: id).failingSince == nil)
        }
    }

    @Test("What is over thirty days old goes, with all that hangs on it", arguments: TestEngine.available)
    func purge(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let (id, _) = try await scene.webhook()
            try await scene.post("1", words: [.english: NoticeWords(subject: "a", text: "b")])
            _ = try await scene.engine(ScriptedTransport()).turn()
            scene.clock.advance(bySeconds: 29 * 86_400)
            try await scene.post("2")
            scene.clock.advance(bySeconds: 2 * 86_400)
            let store = DeliveryStore(outlets: scene.outlets)
            #expect(try await scene.store.write { try store.purge(in: $0) } == 1)
            #expect(try await scene.deliveries().count == 1)
            try await scene.store.write { try scene.outlets.drop(id, by: NoticeScene.system, in: $0) }
            #expect(try await scene.deliveries().isEmpty)
        }
    }
}
