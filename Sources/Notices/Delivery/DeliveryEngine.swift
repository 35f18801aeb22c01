internal import Foundation
package import Kernel
package import Logging
package import Storage

/// Sends what is due: claims, hands over, notes what became of it.
///
/// A webhook goes out at least once: where a process dies between sending and noting, it is sent again under the same id, by
/// which the receiver knows it. A mail goes out at most once: there it stays unknown, and a person decides.
package struct DeliveryEngine: Sendable {
    let store: Store
    package let deliveries: DeliveryStore
    let transport: any NoticeTransport
    /// The server that takes mail; nil where none is set: then mail waits.
    let mail: MailServer?
    let world: World
    let logger: Logger

    /// How many transfers are under way at once, and how many of them to one outlet: a slow one must not hold up the others.
    static let mostTransfers = 16
    static let mostToOne = 2

    package init(
        store: Store, outlets: OutletStore, transport: any NoticeTransport, mail: MailServer?, world: World,
        logger: Logger
    ) {
        self.store = store
        deliveries = DeliveryStore(outlets: outlets)
        self.transport = transport
        self.mail = mail
        self.world = world
        self.logger = logger
    }

    func isAnythingDue() async throws -> Bool {
        let deliveries = deliveries
        return try await store.read { try deliveries.isAnythingDue(in: $0) }
    }

    func recover() async throws {
        let deliveries = deliveries
        try await store.write { try deliveries.recover(in: $0) }
    }

    func claim(only: DeliveryID? = nil, most: Int, busy: Set<Outlet> = []) async throws -> [Claimed] {
        let (deliveries, hasMail) = (deliveries, mail != nil)
        return try await store.write {
            try deliveries.claim(only: only, most: most, busy: busy, hasMail: hasMail, in: $0)
        }
    }

    /// Sends one delivery now, if it is due and nobody else is at it.
    ///
    /// - Returns: Whether it was tried.
    package func deliver(_ id: DeliveryID) async throws -> Bool {
        let claimed = try await claim(only: id, most: 1)
        for one in claimed { await deliver(one) }
        return !claimed.isEmpty
    }

    /// Claims what is due and sends it, one after the other; for tests, which want an order.
    func turn(most: Int = mostTransfers) async throws -> Int {
        try await recover()
        let claimed = try await claim(most: most)
        for one in claimed { await deliver(one) }
        return claimed.count
    }

    func deliver(_ claimed: Claimed) async { await note(await send(claimed), of: claimed) }

    /// Notes how a try ended; where that cannot be done, the lease's end does it.
    func note(_ result: TryResult, of claimed: Claimed) async {
        let deliveries = deliveries
        do {
            try await store.write { try deliveries.note(result, of: claimed, in: $0) }
        } catch {
            logger.error("delivery", metadata: ["id": "\(claimed.id)", "error": "\(error)"])
        }
    }

    // MARK: - Sending

    func send(_ claimed: Claimed) async -> TryResult {
        let start = world.now()
        var result: TryResult
        switch claimed.work {
        case .webhook(let url, let secrets): result = await post(claimed, url, secrets)
        case .mail(let to, let words): result = await mail(claimed, to, words)
        }
        result.milliseconds = Int(max(0, world.now().milliseconds - start.milliseconds))
        return result
    }

    private func post(_ claimed: Claimed, _ url: String, _ secrets: [WebhookSecret]) async -> TryResult {
        let (id, seconds, body) = ("msg_\(claimed.notice)", world.now().seconds, Array(claimed.payload.utf8))
        let signatures = secrets.map { $0.signature(id: id, seconds: seconds, body: body) }
        let request = WebhookRequest(
            url: url,
            headers: [
                ("content-type", "application/json"), ("user-agent", "Banyan"), ("webhook-id", id),
                ("webhook-timestamp", String(seconds)), ("webhook-signature", signatures.joined(separator: " ")),
            ], body: body)
        return Self.result(of: await transport.post(request))
    }

    private static func result(of answer: WebhookAnswer) -> TryResult {
        let end: TryResult.End
        var fault = answer.fault
        switch answer.code {
        // The receiver said that it has it; what became of the rest of its answer is no matter.
        case .some(200...299): (end, fault) = (.delivered, nil)
        case 410: (end, fault) = (.gone, "notices.fault.gone")
        case .some(300...399): (end, fault) = (.failed(askedSeconds: nil), "notices.fault.redirect")
        case .some: (end, fault) = (.failed(askedSeconds: answer.retryAfter), "notices.fault.status")
        case nil: end = .failed(askedSeconds: nil)
        }
        return TryResult(end: end, code: answer.code, fault: fault, answer: answer.text)
    }

    private func mail(_ claimed: Claimed, _ to: String, _ words: NoticeWords) async -> TryResult {
        guard let mail, let to = try? MailAddress(to) else {
            return TryResult(end: .failed(askedSeconds: nil), fault: "notices.fault.no-mail")
        }
        let boundary = "banyan-" + world.bytes(12).map { String($0, radix: 16) }.joined()
        let message = MailMessage(
            from: mail.from, to: to, words: words, id: "notice.\(claimed.id)", at: claimed.at, boundary: boundary)
        switch await transport.send(OutgoingMail(from: mail.from, to: to, message: message.bytes)) {
        case .accepted: return TryResult(end: .delivered, code: 250)
        case .refused(let code, let text):
            return TryResult(end: .refused, code: code, fault: "notices.fault.refused", answer: text)
        case .notSent(let fault, let code, let text):
            return TryResult(end: .failed(askedSeconds: nil), code: code, fault: fault, answer: text)
        case .doubtful(let text): return TryResult(end: .doubtful, fault: "notices.fault.doubtful", answer: text)
        }
    }
}
