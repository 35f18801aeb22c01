package import Desk
package import Kernel
package import Storage

extension OutletStore {
    /// Recipients of mail, the newest first.
    package func recipients(
        before: MailRecipientID? = nil, limit: Int, by actor: Actor, in transaction: Transaction
    ) throws -> [MailRecipient] {
        let found: [MailRecipient] = try page(before: before, limit: limit, by: actor, in: transaction)
        return try found.map { bare in
            var recipient = bare
            recipient.confirmation = try confirmation(of: bare.id, in: transaction)
            return recipient
        }
    }

    /// - Throws: `Fault(.notFound)` where there is none.
    package func recipient(
        _ id: MailRecipientID, by actor: Actor, in transaction: Transaction
    ) throws -> MailRecipient {
        var found: MailRecipient = try one(id, by: actor, in: transaction)
        found.confirmation = try confirmation(of: id, in: transaction)
        return found
    }

    /// - Parameter base: The address that the console is reached under, for the link by which the recipient confirms that they
    ///   want it; until then they are told nothing else. Nil where they have agreed already.
    /// - Throws: `Fault(.badInput)` where the address is there already, or there are too many.
    package func make(
        _ new: NewMailRecipient, askingAt base: String?, by actor: Actor, in transaction: Transaction
    ) throws -> MailRecipientID {
        try actor.require(.manageNotices)
        try requireRoom(for: MailRecipient.form, in: transaction)
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
        try subscribe(id, of: MailRecipient.form, to: new.subscription, in: transaction)
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
        try subscribe(id, of: MailRecipient.form, to: subscription, in: transaction)
        try AuditTrail.note(
            .changeRecipient, subject: .recipient(id), before: before, after: new.auditFields, by: actor,
            at: world.now(), in: transaction)
    }

    /// Pauses a recipient, or lets them be told again: of what comes from then on, and of what was on its way.
    package func set(
        _ state: MailRecipient.State, of id: MailRecipientID, by actor: Actor, in transaction: Transaction
    ) throws {
        let before: MailRecipient = try one(id, by: actor, in: transaction)
        if state == .on, before.state != .on { try Self.requireConfirmed(id, in: transaction) }
        try setState(of: before, to: state, by: actor, in: transaction)
    }

    /// Takes a recipient away, with all that is known of their mail.
    package func drop(_ id: MailRecipientID, by actor: Actor, in transaction: Transaction) throws {
        let recipient: MailRecipient = try one(id, by: actor, in: transaction)
        try transaction.execute("DELETE FROM mail_confirmations WHERE recipient_id = \(id)")
        try remove(recipient, by: actor, in: transaction)
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

extension MailRecipient: KeptOutlet {
    static let form = OutletForm<Subject.MailRecipient>(
        table: "mail_recipients", kinds: "mail_kinds", groups: "mail_groups", column: "recipient_id",
        ownColumns: "o.address, o.language", opening: "", most: most, unknown: "notices.no-recipient",
        setting: .setRecipientState, dropping: .dropRecipient, subject: AuditSubject.recipient)

    init(_ row: Row) {
        self.init(
            id: row.id(0), address: row.string(5),
            language: Language(rawValue: row.string(6)) ?? .simplifiedChinese, kinds: [],
            groups: row.bool(1) ? [] : nil, state: State(rawValue: row.string(2)) ?? .paused,
            staffName: row.optionalString(3), madeAt: row.instant(4))
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
