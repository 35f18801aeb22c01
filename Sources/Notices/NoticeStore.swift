package import Kernel
package import Storage

/// Takes down what programs and mailboxes are to be told, and for whom it is.
package struct NoticeStore: Sendable {
    let world: World

    package init(world: World) { self.world = world }

    /// Posts a notice to all outlets that have subscribed to its kind and group; it goes out once the transaction has ended well.
    ///
    /// Belongs into the transaction that makes what it tells of, so that neither is ever without the other. A notice of an
    /// occurrence that was posted before is none.
    ///
    /// - Returns: Whether it was new.
    @discardableResult
    package func post(_ notice: Notice, in transaction: Transaction) throws -> Bool {
        guard let id = try insert(notice, in: transaction) else { return false }
        // A webhook that is paused is told later; mail is not.
        for webhook in try Webhook.form.subscribers(to: notice, in: transaction) {
            try plan(id, for: .webhook(webhook.id), isParked: !webhook.isOpen, in: transaction)
        }
        for recipient in try MailRecipient.form.subscribers(to: notice, in: transaction) where recipient.isOpen {
            try plan(id, for: .mail(recipient.id), in: transaction)
        }
        return true
    }

    /// Writes a notice down; nil where its occurrence is known.
    func insert(_ notice: Notice, in transaction: Transaction) throws -> NoticeID? {
        let (id, now): (NoticeID, Instant) = (world.ids.next(), world.now())
        let payload = try payload(of: notice, in: transaction)
        let added = try transaction.execute(
            """
            INSERT INTO notices (id, kind, occurrence, group_id, at, payload, posted_at)
            VALUES (\(id), \(notice.kind.rawValue), \(notice.occurrence), \(notice.group), \(notice.at), \(payload), \(now))
            ON CONFLICT (occurrence) DO NOTHING
            """)
        guard added == 1 else { return nil }
        for (language, words) in notice.words.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let (subject, text) = (words.subject.replacing("\0", with: ""), words.text.replacing("\0", with: ""))
            try transaction.execute(
                """
                INSERT INTO notice_words (notice_id, language, subject, body)
                VALUES (\(id), \(language.rawValue), \(subject), \(text))
                """)
        }
        return id
    }

    /// The bytes that go out, the same at every try: what is signed must not be made anew.
    private func payload(of notice: Notice, in transaction: Transaction) throws -> String {
        var data = notice.data
        if let group = notice.group {
            let name = try transaction.first("SELECT name FROM groups WHERE id = \(group)") { $0.string(0) }
            data["group"] = .object(["id": .id(group), "name": .text(name ?? "")])
        }
        let whole: NoticeValue = .object([
            "type": .text(notice.kind.rawValue), "timestamp": .instant(notice.at), "data": .object(data),
        ])
        return whole.json
    }

    /// - Parameter isParked: Whether it waits until its outlet is opened again.
    @discardableResult
    func plan(
        _ notice: NoticeID, for outlet: Outlet, isParked: Bool = false, in transaction: Transaction
    ) throws -> DeliveryID {
        let (id, now): (DeliveryID, Instant) = (world.ids.next(), world.now())
        let due = isParked ? OutletStore.parked : now
        try transaction.execute(
            """
            INSERT INTO notice_deliveries (id, notice_id, endpoint_id, recipient_id, state, due_at, made_at)
            VALUES (\(id), \(notice), \(outlet.webhook), \(outlet.recipient), 'planned', \(due), \(now))
            """)
        return id
    }
}

/// Where something goes out.
package enum Outlet: Hashable, Sendable {
    case webhook(WebhookID)
    case mail(MailRecipientID)

    package var webhook: WebhookID? {
        if case .webhook(let id) = self { return id }
        return nil
    }

    package var recipient: MailRecipientID? {
        if case .mail(let id) = self { return id }
        return nil
    }
}
