import Kernel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Desk
@testable import Notices

/// A network that loses, delays and repeats, and processes that die between sending and noting: whatever the seed, nothing is
/// lost, ids are stable, and no mail goes out twice without somebody having said so.
@Suite("Notices under fire")
struct UnderFireTests {
    @Test("Nothing is lost and no mail comes twice, whatever fails when", arguments: TestEngine.available)
    func anySeed(engine: TestEngine) async throws {
        for seed in UInt64(1)...(engine == .sqlite ? 30 : 6) {
            try await engine.withNotices(seed: seed) { scene in
                let network = WildNetwork(seed: seed)
                var chance = SeededGenerator(seed: seed &* 977)
                let nodes = [try scene.engine(network), try scene.engine(network)]
                let webhook = try await scene.webhook().id
                let mail = try await scene.recipient("ann@house.example")
                for number in 0..<12 {
                    try await scene.post("\(number)", group: scene.rye)
                    try await step(nodes, scene, &chance)
                    if Int.random(in: 0..<6, using: &chance) == 0 {
                        try await scene.post("\(number)", group: scene.rye)
                    }
                }
                network.isWild.withLock { $0 = false }
                // Four quiet days: whatever can still arrive does.
                for _ in 0..<(4 * 24) {
                    scene.clock.advance(bySeconds: 3600)
                    while try await nodes[0].turn() > 0 {}
                }
                try await check(scene, network, webhook, mail, seed)
            }
        }
    }

    /// One node claims and sends; sometimes it dies before it notes, sometimes it notes long after its lease.
    private func step(
        _ nodes: [DeliveryEngine], _ scene: NoticeScene, _ chance: inout SeededGenerator
    ) async throws {
        for node in nodes {
            try await node.recover()
            for claimed in try await node.claim(most: 3) {
                let result = await node.send(claimed)
                switch Int.random(in: 0..<6, using: &chance) {
                case 0: break
                case 1:
                    scene.clock.advance(bySeconds: DeliveryStore.leaseSeconds + 1)
                    try await nodes[0].recover()
                    await node.note(result, of: claimed)
                default: await node.note(result, of: claimed)
                }
            }
            scene.clock.advance(bySeconds: Int64.random(in: 0..<400, using: &chance))
        }
    }

    private func check(
        _ scene: NoticeScene, _ network: WildNetwork, _ webhook: WebhookID, _ mail: MailRecipientID, _ seed: UInt64
    ) async throws {
        let hooks = try await scene.deliveries(to: .webhook(webhook))
        let mails = try await scene.deliveries(to: .mail(mail))
        let (received, taken) = (network.received.withLock { $0 }, network.mails.withLock { $0 })
        #expect(hooks.count == 12 && mails.count == 12, "seed \(seed)")
        // Every webhook arrived, under the one id of its notice, with the same body each time.
        #expect(hooks.allSatisfy { $0.state == .delivered }, "seed \(seed)")
        for hook in hooks { #expect(received[hook.webhookID] == [hook.payload], "seed \(seed)") }
        #expect(received.count == 12, "seed \(seed)")
        // Every mail arrived once, or not at all; what is not known to have arrived is listed.
        for one in mails {
            let count = taken["notice.\(one.id)"] ?? 0
            #expect(count <= 1, "seed \(seed): mail \(one.id) came \(count) times")
            switch one.state {
            case .delivered: #expect(count == 1, "seed \(seed)")
            case .unknown: break
            default: #expect(count == 0, "seed \(seed): \(one.state)")
            }
            #expect(one.state != .planned && one.state != .sending, "seed \(seed)")
        }
    }
}

/// Receivers behind a network that loses what is asked, or what is answered.
private final class WildNetwork: NoticeTransport {
    let isWild = Mutex(true)
    /// What the receiver had, by webhook-id: the different bodies.
    let received = Mutex<[String: Set<String>]>([:])
    /// How often each mail was taken, by its id.
    let mails = Mutex<[String: Int]>([:])
    private let chance: Mutex<SeededGenerator>

    init(seed: UInt64) { chance = Mutex(SeededGenerator(seed: seed)) }

    private func draw(_ sides: Int) -> Int {
        guard isWild.withLock({ $0 }) else { return sides }
        return chance.withLock { Int.random(in: 0..<sides, using: &$0) }
    }

    func post(_ request: WebhookRequest) async -> WebhookAnswer {
        let fate = draw(6)
        if fate == 0 { return WebhookAnswer(fault: "notices.fault.connect") }
        let id = request.header("webhook-id") ?? ""
        _ = received.withLock { $0[id, default: []].insert(String(decoding: request.body, as: UTF8.self)) }
        if fate == 1 { return WebhookAnswer(fault: "notices.fault.timeout") }
        return fate == 2 ? WebhookAnswer(code: 503, retryAfter: 7) : WebhookAnswer(code: 200)
    }

    func send(_ mail: OutgoingMail) async -> MailAnswer {
        let fate = draw(6)
        if fate == 0 { return .notSent(fault: "notices.fault.connect", code: nil, text: "") }
        if fate == 1 { return .doubtful(text: "") }
        let text = String(decoding: mail.message, as: UTF8.self)
        let id = text.firstMatch(of: /Message-ID: <([^@]*)@/).map { String($0.output.1) } ?? ""
        mails.withLock { $0[id, default: 0] += 1 }
        return fate == 2 ? .doubtful(text: "") : .accepted
    }
}
