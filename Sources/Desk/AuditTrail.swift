package import Kernel
package import Storage

/// The audit log: every change that somebody made, in a chain of hashes in which no entry can be altered, left out,
/// moved or cut off unnoticed.
///
/// Whoever can write to the database's files can still make a whole new chain. Against that, note the head that
/// `banyan audit verify` shows, somewhere else; a later verification can be held against it.
package enum AuditTrail {
    /// Adds an entry. Belongs into the transaction that makes the change, so that neither is ever without the other.
    package static func note(
        _ act: AuditAct, subject: AuditSubject, before: (any Audited)? = nil, after: (any Audited)? = nil,
        by actor: Actor,
        at now: Instant, in transaction: Transaction
    ) throws {
        let head = try lock(in: transaction)
        let entry = AuditEntry(
            seq: head.seq + 1, at: now, actor: actor.staff, actorName: plain(actor.name), act: act,
            subject: AuditSubject(kind: subject.kind, id: plain(subject.id)), before: before?.auditFields.json,
            after: after?.auditFields.json, address: actor.address.map(plain), previousHash: head.hash)
        let hash = entry.hash
        try transaction.execute(
            """
            INSERT INTO audit_entries (seq, at, actor_id, actor_name, act, subject_kind, subject_id, before_json,
                after_json, address, previous_hash, hash)
            VALUES (\(entry.seq), \(now), \(entry.actor), \(entry.actorName), \(act.rawValue),
                \(entry.subject.kind), \(entry.subject.id), \(entry.before), \(entry.after), \(entry.address),
                \(entry.previousHash), \(hash))
            """)
        try transaction.execute("UPDATE audit_head SET seq = \(entry.seq), hash = \(hash) WHERE id = 1")
    }

    /// Waits until no other transaction is changing anything that is audited, and holds that to this one's end.
    ///
    /// A verb that must look before it changes (is this the last owner?) takes it first, so that what it saw stays true.
    /// Of the desk's locks it comes first, always: verbs that took them in another order could wait for each other.
    @discardableResult
    static func lock(in transaction: Transaction) throws -> AuditHead {
        try transaction.execute(
            """
            INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, \(AuditEntry.origin)) ON CONFLICT (id) DO NOTHING
            """)
        // The row is locked by being changed; only then is what it says the last word.
        try transaction.execute("UPDATE audit_head SET seq = seq WHERE id = 1")
        guard let head = try AuditHead.stored(in: transaction) else {
            throw Fault(.internalError, "storage.unexpected-value", cause: "there is no head of the audit log")
        }
        return head
    }

    /// Without NUL, which PostgreSQL's texts cannot hold, and no longer than an entry has room for.
    static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\0" }.prefix(AuditValue.longest)))
    }
}

/// Where the chain ends: kept apart from the entries, so that cutting off the last ones is noticed.
package struct AuditHead: Sendable, Equatable {
    package let seq: Int64
    let hash: [UInt8]

    /// `SEQ:HASH`, to note down elsewhere.
    package var text: String { "\(seq):\(hash.hex)" }

    static func stored(in transaction: Transaction) throws -> AuditHead? {
        try transaction.first("SELECT seq, hash FROM audit_head WHERE id = 1") {
            AuditHead(seq: $0.int64(0), hash: $0.bytes(1))
        }
    }
}
