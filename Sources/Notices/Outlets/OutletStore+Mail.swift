package import Desk
package import Kernel
package import Storage

extension OutletStore {
    /// Recipients of mail, the newest first.
    package func recipients(
        before: MailRecipientID? = nil, limit: Int, by actor: Actor, in transaction: Transaction
    ) throws -> [MailRecipient] {
        try actor.require(.manageNotices)
        let behind: SQL = before.map { "WHERE m.id < \($0)" } ?? ""
        return try recipients("\(sql: behind) ORDER BY m.id DESC LIMIT \(limit)", in: transaction)
    }

    /// - Throws: `Fault(.notFound)` where there is none.
    package func recipient(
        _ id: MailRecipientID, by actor: Actor, in transaction: Transaction
    ) throws -> MailRecipient {
        try actor.require(.manageNotices)
        guard let found = try recipients("WHERE m.id = \(id)", in: transaction).first else {
            throw Fault(.notFound, "notices.no-recipient")
        }
        return found
    }

    private func recipients(_ condition: SQL, in transaction: Transaction) throws -> [MailRecipient] {
        let query: SQL = """
            SELECT m.id, m.address, m.language, m.is_limited, m.state, s.name, m.made_at
            FROM mail_recipients m LEFT JOIN staff s ON s.id = m.staff_id \(sql: condition)
            """
        return try transaction.all(query, RecipientRow.init).map { row in
            let kinds = try transaction.all("SELECT kind FROM mail_kinds WHERE recipient_id = \(row.id)") {
                NoticeKind(rawValue: $0.string(0))
            }
            let groups: [GroupID] = try transaction.all(
                "SELECT group_id FROM mail_groups WHERE recipient_id = \(row.id)"
            ) { $0.id(0) }
            return MailRecipient(
                id: row.id, address: row.address, language: row.language, kinds: Set(kinds.compactMap { $0 }),
                groups: row.isLimited ? Set(groups) : nil, state: row.state, staffName: row.staffName,
                madeAt: row.madeAt, confirmation: try confirmation(of: row.id, in: transaction))
        }
    }

    /// - Parameter base: The address that the console is reached under, for the link by which the recipient confirms that they
    ///   want it; until then they are told nothing else. Nil where they have agreed already.
    /// - Throws: `Fault(.badInput)` where the address is there already, or there are too many.
    package func make(
        _ new: NewMailRecipient, askingAt base: String?, by actor: Actor, in transaction: Transaction
    ) throws -> MailRecipientID {
        try actor.require(.manageNotices)
        let count = try transaction.first("SELECT COUNT(*) FROM mail_recipients") { $0.int(0) } ?? 0
        guard count < MailRecipient.most else {
            throw Fault(.badInput, "notices.too-many", ["most": String(MailRecipient.most)])
        }
        let (id, now): (MailRecipientID, Instant) = (world.ids.next(), world.now())
        let added = try transaction.execute(
            """
            INSERT INTO mail_recipients (id, address, language, is_limited, state, state_at, staff_id, made_at)
            VALUES (\(id), \(new.address.text), \(new.language.rawValue), \(new.subscription.groups != nil),
                \(base == nil ? "on" : "paused"), \(now),
                \(actor.staff), \(now))
            ON CONFLICT (address) DO NOTHING
            """)
        guard added == 1 else { throw Fault(.badInput, "notices.address-known") }
        try subscribe(id, to: new.subscription, in: transaction)
        try AuditTrail.note(
            .makeRecipient, subject: .recipient(id), after: new.auditFields, by: actor, at: now, in: transaction)
        if let base { try askToConfirm(id, base: base, by: actor, in: transaction) }
        return id
    }

    /// Changes what a recipient is told and in which language; who wants another address makes another recipient.
    package func change(
        _ id: MailRecipientID, language: Language, to subscription: Subscription, by actor: Actor,
        in transaction: Transaction
    ) throws {
        let before = try recipient(id, by: actor, in: transaction)
        let new = try NewMailRecipient(
            address: MailAddress(before.address), language: language, subscription: subscription)
        try transaction.execute(
            """
            UPDATE mail_recipients SET language = \(language.rawValue), is_limited = \(subscription.groups != nil)
            WHERE id = \(id)
            """)
        try transaction.execute("DELETE FROM mail_kinds WHERE recipient_id = \(id)")
        try transaction.execute("DELETE FROM mail_groups WHERE recipient_id = \(id)")
        try subscribe(id, to: subscription, in: transaction)
        try AuditTrail.note(
            .changeRecipient, subject: .recipient(id), before: before, after: new.auditFields, by: actor,
            at: world.now(), in: transaction)
    }

    private func subscribe(_ id: MailRecipientID, to subscription: Subscription, in transaction: Transaction) throws {
        for kind in subscription.kinds.map(\.rawValue).sorted() {
            try transaction.execute("INSERT INTO mail_kinds (recipient_id, kind) VALUES (\(id), \(kind))")
        }
        for group in (subscription.groups ?? []).sorted() {
            guard try Self.isGroup(group, in: transaction) else { throw Fault(.badInput, "notices.unknown-group") }
            try transaction.execute("INSERT INTO mail_groups (recipient_id, group_id) VALUES (\(id), \(group))")
        }
    }

    /// Pauses a recipient, or lets them be told again: of what comes from then on, and of what was on its way.
    package func set(
        _ state: MailRecipient.State, of id: MailRecipientID, by actor: Actor, in transaction: Transaction
    ) throws {
        let before = try recipient(id, by: actor, in: transaction)
        guard before.state != state else { return }
        if state == .on { try Self.requireConfirmed(id, in: transaction) }
        let now = world.now()
        try transaction.execute(
            "UPDATE mail_recipients SET state = \(state.rawValue), state_at = \(now) WHERE id = \(id)")
        let due = state == .on ? now : Self.parked
        try transaction.execute(
            "UPDATE notice_deliveries SET due_at = \(due) WHERE recipient_id = \(id) AND state = 'planned'")
        try AuditTrail.note(
            .setRecipientState, subject: .recipient(id), before: ["state": .text(before.state.rawValue)] as AuditFields,
            after: ["state": .text(state.rawValue)] as AuditFields, by: actor, at: now, in: transaction)
    }

    /// Takes a recipient away, with all that is known of their mail.
    package func drop(_ id: MailRecipientID, by actor: Actor, in transaction: Transaction) throws {
        let before = try recipient(id, by: actor, in: transaction)
        try transaction.execute("DELETE FROM notice_deliveries WHERE recipient_id = \(id)")
        try transaction.execute("DELETE FROM mail_kinds WHERE recipient_id = \(id)")
        try transaction.execute("DELETE FROM mail_groups WHERE recipient_id = \(id)")
        try transaction.execute("DELETE FROM mail_confirmations WHERE recipient_id = \(id)")
        try transaction.execute("DELETE FROM mail_recipients WHERE id = \(id)")
        try AuditTrail.note(
            .dropRecipient, subject: .recipient(id), before: before, by: actor, at: world.now(), in: transaction)
    }

    /// Sends a recipient a mail that says that it is a test.
    package func test(_ id: MailRecipientID, by actor: Actor, in transaction: Transaction) throws -> DeliveryID {
        let recipient = try recipient(id, by: actor, in: transaction)
        try Self.requireConfirmed(id, in: transaction)
        try AuditTrail.note(.testRecipient, subject: .recipient(id), by: actor, at: world.now(), in: transaction)
        let catalogue = NoticeWords.catalogue(recipient.language)
        let words = NoticeWords(
            subject: catalogue("notices.test.subject"), text: catalogue("notices.test.text", ["name": actor.name]))
        return try planTest(for: .mail(id), words: [recipient.language: words], in: transaction)
    }
}

/// A recipient's row, without kinds and groups.
private struct RecipientRow {
    let id: MailRecipientID
    let address: String
    let language: Language
    let isLimited: Bool
    let state: MailRecipient.State
    let staffName: String?
    let madeAt: Instant

    init(_ row: Row) {
        id = row.id(0)
        address = row.string(1)
        language = Language(rawValue: row.string(2)) ?? .simplifiedChinese
        isLimited = row.bool(3)
        state = MailRecipient.State(rawValue: row.string(4)) ?? .paused
        staffName = row.optionalString(5)
        madeAt = row.instant(6)
    }
}

// An address is somebody's name: the audit log, which is for good, has only where it leads.
extension MailRecipient: Audited {
    package var auditFields: AuditFields {
        [
            "domain": .text(String(address.drop { $0 != "@" }.dropFirst())), "language": .text(language.rawValue),
            "kinds": .texts(kinds.map(\.rawValue).sorted()), "groups": groups.map { .ids($0) },
        ]
    }
}

extension NewMailRecipient: Audited {
    package var auditFields: AuditFields {
        let (kinds, groups) = subscription.auditFields
        return [
            "domain": .text(address.domain), "language": .text(language.rawValue), "kinds": kinds, "groups": groups,
        ]
    }
}
