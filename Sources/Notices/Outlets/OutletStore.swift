package import Desk
package import Kernel
package import Storage

/// The verbs about whom the program tells what: webhooks and the recipients of mail.
///
/// Whoever manages notices sees all of them, of whatever groups they are.
package struct OutletStore: Sendable {
    let world: World
    let key: ServerKey

    package init(world: World, key: ServerKey) {
        self.world = world
        self.key = key
    }

    private static let use = "webhook secret 1"
    /// When something is due that waits for its outlet to be opened again.
    static let parked = Instant(milliseconds: 253_402_300_800_000)

    var notices: NoticeStore { NoticeStore(world: world) }

    // MARK: - Webhooks

    /// Webhooks, the newest first.
    package func webhooks(
        before: WebhookID? = nil, limit: Int, by actor: Actor, in transaction: Transaction
    ) throws -> [Webhook] {
        try page(before: before, limit: limit, by: actor, in: transaction)
    }

    /// - Throws: `Fault(.notFound)` where there is none.
    package func webhook(_ id: WebhookID, by actor: Actor, in transaction: Transaction) throws -> Webhook {
        try one(id, by: actor, in: transaction)
    }

    /// Makes a webhook; its secret is in the answer and nowhere else.
    package func make(
        _ new: NewWebhook, by actor: Actor, in transaction: Transaction
    ) throws -> (id: WebhookID, secret: WebhookSecret) {
        try actor.require(.manageNotices)
        try requireRoom(for: Webhook.form, in: transaction)
        let (id, now): (WebhookID, Instant) = (world.ids.next(), world.now())
        let secret = WebhookSecret(world)
        let sealed = try key.seal(secret.bytes, for: Self.use, of: id.description, world)
        try transaction.execute(
            """
            INSERT INTO webhook_endpoints (id, url, label, sealed_secret, is_limited, state, state_at, staff_id, made_at)
            VALUES (\(id), \(new.url.text), \(new.label), \(sealed), \(new.subscription.groups != nil), 'on', \(now),
                \(actor.staff), \(now))
            """)
        try subscribe(id, of: Webhook.form, to: new.subscription, in: transaction)
        try AuditTrail.note(.makeWebhook, subject: .webhook(id), after: new, by: actor, at: now, in: transaction)
        return (id, secret)
    }

    /// Changes where a webhook leads and what it is told; its secret stays.
    package func change(_ id: WebhookID, to new: NewWebhook, by actor: Actor, in transaction: Transaction) throws {
        let (before, now) = (try webhook(id, by: actor, in: transaction), world.now())
        try transaction.execute(
            """
            UPDATE webhook_endpoints SET url = \(new.url.text), label = \(new.label),
                is_limited = \(new.subscription.groups != nil) WHERE id = \(id)
            """)
        try subscribe(id, of: Webhook.form, to: new.subscription, in: transaction)
        try AuditTrail.note(
            .changeWebhook, subject: .webhook(id), before: before, after: new, by: actor, at: now, in: transaction)
    }

    /// Gives a webhook a new secret; for a day the one before signs beside it, so that the receiver can change over.
    package func rotate(_ id: WebhookID, by actor: Actor, in transaction: Transaction) throws -> WebhookSecret {
        _ = try webhook(id, by: actor, in: transaction)
        let (secret, now) = (WebhookSecret(world), world.now())
        let sealed = try key.seal(secret.bytes, for: Self.use, of: id.description, world)
        let until = now.advanced(bySeconds: Webhook.rotationSeconds)
        try transaction.execute(
            """
            UPDATE webhook_endpoints SET former_secret = sealed_secret, former_until = \(until),
                sealed_secret = \(sealed) WHERE id = \(id)
            """)
        try AuditTrail.note(.rotateWebhook, subject: .webhook(id), by: actor, at: now, in: transaction)
        return secret
    }

    /// The secrets that sign now: the present one, and for a day the one before.
    func secrets(of id: WebhookID, at now: Instant, in transaction: Transaction) throws -> [WebhookSecret] {
        let query: SQL = "SELECT sealed_secret, former_secret, former_until FROM webhook_endpoints WHERE id = \(id)"
        let found = try transaction.first(query) { ($0.bytes(0), $0.optionalBytes(1), $0.optionalInstant(2)) }
        guard let (present, former, until) = found else { return [] }
        let sealed = [present] + (until.map { $0 > now } ?? false ? [former].compactMap { $0 } : [])
        return try sealed.map {
            WebhookSecret(bytes: try key.open($0, for: Self.use, of: id.description))
        }
    }

    /// Pauses a webhook, or opens it again: what waited goes out then.
    package func set(
        _ state: Webhook.State, of id: WebhookID, by actor: Actor, in transaction: Transaction
    ) throws {
        let before: Webhook = try one(id, by: actor, in: transaction)
        try setState(of: before, to: state, by: actor, in: transaction)
    }

    /// Takes a webhook away, with all that is known of its deliveries.
    package func drop(_ id: WebhookID, by actor: Actor, in transaction: Transaction) throws {
        let webhook: Webhook = try one(id, by: actor, in: transaction)
        try remove(webhook, by: actor, in: transaction)
    }

    /// Sends one webhook a notice that says nothing but that it is a test; it is tried once.
    package func test(_ id: WebhookID, by actor: Actor, in transaction: Transaction) throws -> DeliveryID {
        _ = try webhook(id, by: actor, in: transaction)
        try AuditTrail.note(.testWebhook, subject: .webhook(id), by: actor, at: world.now(), in: transaction)
        return try planTest(for: .webhook(id), words: [:], in: transaction)
    }

    func planTest(
        for outlet: Outlet, words: [Language: NoticeWords], in transaction: Transaction
    ) throws -> DeliveryID {
        let number: NoticeID = world.ids.next()
        let notice = Notice(
            .test, occurrence: "test:\(number)", at: world.now(), data: ["message": .text("榕 Banyan")], words: words)
        guard let id = try notices.insert(notice, in: transaction) else {
            throw Fault(.internalError, "storage.unexpected-value", cause: "a test's number was known")
        }
        return try notices.plan(id, for: outlet, in: transaction)
    }
}

extension Webhook: KeptOutlet {
    static let form = OutletForm<Subject.Webhook>(
        table: "webhook_endpoints", kinds: "webhook_kinds", groups: "webhook_groups", column: "endpoint_id",
        ownColumns: "o.url, o.label, o.state_at, o.failing_since, o.former_until", opening: ", failing_since = NULL",
        most: most, unknown: "notices.no-webhook", setting: .setWebhookState, dropping: .dropWebhook,
        subject: AuditSubject.webhook)

    init(_ row: Row) {
        self.init(
            id: row.id(0), url: row.string(5), label: row.string(6), kinds: [], groups: row.bool(1) ? [] : nil,
            state: State(rawValue: row.string(2)) ?? .paused, stateAt: row.instant(7),
            failingSince: row.optionalInstant(8), formerUntil: row.optionalInstant(9), staffName: row.optionalString(3),
            madeAt: row.instant(4))
    }
}
