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
        try actor.require(.manageNotices)
        let behind: SQL = before.map { "WHERE w.id < \($0)" } ?? ""
        return try webhooks("\(sql: behind) ORDER BY w.id DESC LIMIT \(limit)", in: transaction)
    }

    /// - Throws: `Fault(.notFound)` where there is none.
    package func webhook(_ id: WebhookID, by actor: Actor, in transaction: Transaction) throws -> Webhook {
        try actor.require(.manageNotices)
        guard let found = try webhooks("WHERE w.id = \(id)", in: transaction).first else {
            throw Fault(.notFound, "notices.no-webhook")
        }
        return found
    }

    private func webhooks(_ condition: SQL, in transaction: Transaction) throws -> [Webhook] {
        let query: SQL = """
            SELECT w.id, w.url, w.label, w.is_limited, w.state, w.state_at, w.failing_since, w.former_until, s.name,
                w.made_at
            FROM webhook_endpoints w LEFT JOIN staff s ON s.id = w.staff_id \(sql: condition)
            """
        return try transaction.all(query, WebhookRow.init).map { row in
            let kinds = try transaction.all("SELECT kind FROM webhook_kinds WHERE endpoint_id = \(row.id)") {
                NoticeKind(rawValue: $0.string(0))
            }
            let groups: [GroupID] = try transaction.all(
                "SELECT group_id FROM webhook_groups WHERE endpoint_id = \(row.id)"
            ) { $0.id(0) }
            return row.webhook(kinds: Set(kinds.compactMap { $0 }), groups: Set(groups))
        }
    }

    /// Makes a webhook; its secret is in the answer and nowhere else.
    package func make(
        _ new: NewWebhook, by actor: Actor, in transaction: Transaction
    ) throws -> (id: WebhookID, secret: WebhookSecret) {
        try actor.require(.manageNotices)
        let count = try transaction.first("SELECT COUNT(*) FROM webhook_endpoints") { $0.int(0) } ?? 0
        guard count < Webhook.most else {
            throw Fault(.badInput, "notices.too-many", ["most": String(Webhook.most)])
        }
        let (id, now): (WebhookID, Instant) = (world.ids.next(), world.now())
        let secret = WebhookSecret(world)
        let sealed = try key.seal(secret.bytes, for: Self.use, of: id.description, world)
        try transaction.execute(
            """
            INSERT INTO webhook_endpoints (id, url, label, sealed_secret, is_limited, state, state_at, staff_id, made_at)
            VALUES (\(id), \(new.url.text), \(new.label), \(sealed), \(new.subscription.groups != nil), 'on', \(now),
                \(actor.staff), \(now))
            """)
        try subscribe(id, to: new.subscription, in: transaction)
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
        try transaction.execute("DELETE FROM webhook_kinds WHERE endpoint_id = \(id)")
        try transaction.execute("DELETE FROM webhook_groups WHERE endpoint_id = \(id)")
        try subscribe(id, to: new.subscription, in: transaction)
        try AuditTrail.note(
            .changeWebhook, subject: .webhook(id), before: before, after: new, by: actor, at: now, in: transaction)
    }

    private func subscribe(_ id: WebhookID, to subscription: Subscription, in transaction: Transaction) throws {
        for kind in subscription.kinds.map(\.rawValue).sorted() {
            try transaction.execute("INSERT INTO webhook_kinds (endpoint_id, kind) VALUES (\(id), \(kind))")
        }
        for group in (subscription.groups ?? []).sorted() {
            guard try Self.isGroup(group, in: transaction) else { throw Fault(.badInput, "notices.unknown-group") }
            try transaction.execute("INSERT INTO webhook_groups (endpoint_id, group_id) VALUES (\(id), \(group))")
        }
    }

    static func isGroup(_ group: GroupID, in transaction: Transaction) throws -> Bool {
        try transaction.first("SELECT 1 FROM groups WHERE id = \(group)") { _ in true } ?? false
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
        let before = try webhook(id, by: actor, in: transaction)
        guard before.state != state else { return }
        let now = world.now()
        let since: Instant? = state == .on ? nil : before.failingSince
        try transaction.execute(
            """
            UPDATE webhook_endpoints SET state = \(state.rawValue), state_at = \(now), failing_since = \(since)
            WHERE id = \(id)
            """)
        let due = state == .on ? now : Self.parked
        try transaction.execute(
            "UPDATE notice_deliveries SET due_at = \(due) WHERE endpoint_id = \(id) AND state = 'planned'")
        try AuditTrail.note(
            .setWebhookState, subject: .webhook(id), before: ["state": .text(before.state.rawValue)] as AuditFields,
            after: ["state": .text(state.rawValue)] as AuditFields, by: actor, at: now, in: transaction)
    }

    /// Takes a webhook away, with all that is known of its deliveries.
    package func drop(_ id: WebhookID, by actor: Actor, in transaction: Transaction) throws {
        let before = try webhook(id, by: actor, in: transaction)
        try transaction.execute("DELETE FROM notice_deliveries WHERE endpoint_id = \(id)")
        try transaction.execute("DELETE FROM webhook_kinds WHERE endpoint_id = \(id)")
        try transaction.execute("DELETE FROM webhook_groups WHERE endpoint_id = \(id)")
        try transaction.execute("DELETE FROM webhook_endpoints WHERE id = \(id)")
        try AuditTrail.note(
            .dropWebhook, subject: .webhook(id), before: before, by: actor, at: world.now(), in: transaction)
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

/// A webhook's row, without its kinds and groups.
private struct WebhookRow {
    let id: WebhookID
    let url: String
    let label: String
    let isLimited: Bool
    let state: Webhook.State
    let stateAt: Instant
    let failingSince: Instant?
    let formerUntil: Instant?
    let staffName: String?
    let madeAt: Instant

    init(_ row: Row) {
        id = row.id(0)
        url = row.string(1)
        label = row.string(2)
        isLimited = row.bool(3)
        state = Webhook.State(rawValue: row.string(4)) ?? .paused
        stateAt = row.instant(5)
        failingSince = row.optionalInstant(6)
        formerUntil = row.optionalInstant(7)
        staffName = row.optionalString(8)
        madeAt = row.instant(9)
    }

    func webhook(kinds: Set<NoticeKind>, groups: Set<GroupID>) -> Webhook {
        Webhook(
            id: id, url: url, label: label, kinds: kinds, groups: isLimited ? groups : nil, state: state,
            stateAt: stateAt, failingSince: failingSince, formerUntil: formerUntil, staffName: staffName, madeAt: madeAt
        )
    }
}
