package import Desk
package import Kernel
package import Storage

/// What is known of whether the owner of an address wants the mail: nothing but the question goes out until they say so.
package struct MailConfirmation: Sendable, Equatable {
    /// How often they were asked, and when last.
    package let sent: Int
    package let sentAt: Instant
    /// Until when the link of the last mail holds.
    package let expiresAt: Instant

    /// How often an address may be asked, and how long to wait from one time to the next: whoever does not answer is left alone.
    package static let most = 5
    package static let waitSeconds: Int64 = 600
    static let heldSeconds: Int64 = 7 * 86_400

    /// Stands in the words of the mail that is kept, where the link comes in when it is sent: what is kept opens nothing.
    static let marker = "{confirmation-link}"

    /// From when on they may be asked again; nil where that is over.
    package var nextAt: Instant? {
        sent < Self.most ? sentAt.advanced(bySeconds: Self.waitSeconds) : nil
    }
}

extension OutletStore {
    private static let confirming = "mail confirmation 1"

    /// Whether somebody may be told anything but the question whether they want it.
    static func isConfirmed(_ id: MailRecipientID, in transaction: Transaction) throws -> Bool {
        let query: SQL = "SELECT 1 FROM mail_confirmations WHERE recipient_id = \(id) AND confirmed_at IS NULL"
        return try transaction.first(query) { _ in true } == nil
    }

    /// - Throws: `Fault(.badInput)` where they have yet to confirm.
    static func requireConfirmed(_ id: MailRecipientID, in transaction: Transaction) throws {
        guard try isConfirmed(id, in: transaction) else { throw Fault(.badInput, "notices.unconfirmed") }
    }

    /// How it stands with a recipient who has yet to confirm; nil where they have.
    func confirmation(of id: MailRecipientID, in transaction: Transaction) throws -> MailConfirmation? {
        try transaction.first(
            """
            SELECT sent, sent_at, expires_at FROM mail_confirmations
            WHERE recipient_id = \(id) AND confirmed_at IS NULL
            """
        ) { MailConfirmation(sent: $0.int(0), sentAt: $0.instant(1), expiresAt: $0.instant(2)) }
    }

    /// Asks the owner of an address, by a link that holds for a week, whether they want the mail. A former link is over.
    ///
    /// - Parameter base: The address that the console is reached under: `https://banyan.example`.
    /// - Throws: `Fault(.badInput)` where they have confirmed, `.busy` where they were asked a short while ago or often enough.
    package func askToConfirm(
        _ id: MailRecipientID, base: String, by actor: Actor, in transaction: Transaction
    ) throws {
        let (recipient, now) = (try recipient(id, by: actor, in: transaction), world.now())
        let known = try transaction.first(
            "SELECT sent, sent_at, confirmed_at FROM mail_confirmations WHERE recipient_id = \(id)"
        ) { (sent: $0.int(0), at: $0.instant(1), isOver: !$0.isNull(2)) }
        if let known {
            guard !known.isOver else { throw Fault(.badInput, "notices.confirmed-already") }
            guard known.sent < MailConfirmation.most else { throw Fault(.busy, "notices.asked-enough") }
            guard known.at.advanced(bySeconds: MailConfirmation.waitSeconds) <= now else {
                throw Fault(.busy, "notices.asked-lately")
            }
        }
        let token = SecretToken(world)
        let sealed = try key.seal(Array(token.text.utf8), for: Self.confirming, of: id.description, world)
        let until = now.advanced(bySeconds: MailConfirmation.heldSeconds)
        try transaction.execute(
            """
            INSERT INTO mail_confirmations (recipient_id, digest, sealed, base, sent, sent_at, expires_at)
            VALUES (\(id), \(token.digest), \(sealed), \(base), 1, \(now), \(until))
            ON CONFLICT (recipient_id) DO UPDATE SET digest = excluded.digest, sealed = excluded.sealed,
                base = excluded.base, sent = mail_confirmations.sent + 1, sent_at = excluded.sent_at,
                expires_at = excluded.expires_at
            """)
        let catalogue = NoticeWords.catalogue(recipient.language)
        let words = NoticeWords(
            subject: catalogue("notices.confirm.subject"),
            text: catalogue("notices.confirm.text", ["name": actor.name, "link": MailConfirmation.marker]))
        _ = try planTest(for: .mail(id), words: [recipient.language: words], in: transaction)
        try AuditTrail.note(.askRecipient, subject: .recipient(id), by: actor, at: now, in: transaction)
    }

    /// The words of a mail with the link in it, where it is the question and its link still holds.
    func opened(_ words: NoticeWords, for id: MailRecipientID, in transaction: Transaction) throws -> NoticeWords {
        guard words.text.contains(MailConfirmation.marker) else { return words }
        let query: SQL = """
            SELECT sealed, base FROM mail_confirmations
            WHERE recipient_id = \(id) AND confirmed_at IS NULL AND expires_at > \(world.now())
            """
        let row = try transaction.first(query) { ($0.optionalBytes(0), $0.string(1)) }
        guard let (sealed, base) = row, let sealed else { return words }
        let token = try key.open(sealed, for: Self.confirming, of: id.description)
        let link = base + "/confirm/" + String(decoding: token, as: UTF8.self)
        return NoticeWords(
            subject: words.subject, text: words.text.replacing(MailConfirmation.marker, with: link))
    }

    /// The address that a link asks about.
    ///
    /// - Throws: `Fault(.notFound)` where the link is none, was used, or is over.
    package func address(confirmedBy token: SecretToken, in transaction: Transaction) throws -> String {
        try asked(by: token, in: transaction).address
    }

    /// Lets a recipient be told from now on, as the owner of the address says.
    ///
    /// - Throws: `Fault(.notFound)` where the link is none, was used, or is over.
    package func confirm(_ token: SecretToken, in transaction: Transaction) throws {
        let (id, _) = try asked(by: token, in: transaction)
        let now = world.now()
        try transaction.execute(
            """
            UPDATE mail_confirmations SET confirmed_at = \(now), digest = NULL, sealed = NULL WHERE recipient_id = \(id)
            """)
        try transaction.execute("UPDATE mail_recipients SET state = 'on', state_at = \(now) WHERE id = \(id)")
        try AuditTrail.note(
            .confirmRecipient, subject: .recipient(id), by: .system("mail recipient"), at: now, in: transaction)
    }

    private func asked(
        by token: SecretToken, in transaction: Transaction
    ) throws -> (id: MailRecipientID, address: String) {
        let query: SQL = """
            SELECT m.id, m.address FROM mail_confirmations c JOIN mail_recipients m ON m.id = c.recipient_id
            WHERE c.digest = \(token.digest) AND c.confirmed_at IS NULL AND c.expires_at > \(world.now())
            """
        guard let found = try transaction.first(query, { (id: $0.id(0) as MailRecipientID, address: $0.string(1)) })
        else { throw Fault(.notFound, "notices.confirm.over") }
        return found
    }
}
