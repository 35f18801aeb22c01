package import Kernel
package import Storage

/// Which entries of the audit log are asked for. What is nil does not matter.
package struct AuditFilter: Sendable, Equatable {
    package var actor: StaffID?
    package var act: AuditAct?
    package var subject: AuditSubject?
    /// From this instant on.
    package var from: Instant?
    /// Before this instant.
    package var until: Instant?

    package init(
        actor: StaffID? = nil, act: AuditAct? = nil, subject: AuditSubject? = nil, from: Instant? = nil,
        until: Instant? = nil
    ) {
        self.actor = actor
        self.act = act
        self.subject = subject
        self.from = from
        self.until = until
    }

    /// Narrows it to whole days, the last one included, of the reader's own zone.
    package mutating func limit(to days: ClosedRange<CivilDay>, zone: String) throws {
        guard var zone = CivilZone(zone) else { throw Fault(.badInput, "record.unknown-zone", ["zone": zone]) }
        from = zone.start(of: days.lowerBound)
        until = zone.start(of: CivilDay(number: days.upperBound.number + 1))
    }
}

/// Some entries, the newest first.
package struct AuditPage: Sendable, Equatable {
    package let entries: [AuditEntry]
    /// Where the next page begins; nil where there is none.
    package let next: Int64?
}

extension AuditTrail {
    /// The most entries of a page.
    package static let largestPage = 200

    /// Entries older than `before` (a page's `next`), or from the newest on.
    package static func entries(
        _ filter: AuditFilter = .init(), before: Int64? = nil, limit: Int = 50, by actor: Actor,
        in transaction: Transaction
    ) throws -> AuditPage {
        try actor.require(.seeAudit)
        let limit = min(max(1, limit), largestPage)
        var query: SQL = "SELECT \(sql: AuditEntry.columns) FROM audit_entries WHERE seq < \(before ?? .max)"
        if let actor = filter.actor { query = query + " AND actor_id = \(actor)" }
        if let act = filter.act { query = query + " AND act = \(plain(act.rawValue))" }
        if let subject = filter.subject {
            query = query + " AND subject_kind = \(plain(subject.kind)) AND subject_id = \(plain(subject.id))"
        }
        if let from = filter.from { query = query + " AND at >= \(from)" }
        if let until = filter.until { query = query + " AND at < \(until)" }
        query = query + " ORDER BY seq DESC LIMIT \(limit + 1)"
        let found = try transaction.all(query, AuditEntry.init(row:))
        let shown = Array(found.prefix(limit))
        return AuditPage(entries: shown, next: found.count > limit ? shown.last?.seq : nil)
    }

    /// Entries of one act behind a number, in the order in which they were made; for what follows the log.
    package static func following(
        _ seq: Int64, _ act: AuditAct, limit: Int, in transaction: Transaction
    ) throws -> [AuditEntry] {
        try transaction.all(
            """
            SELECT \(sql: AuditEntry.columns) FROM audit_entries WHERE act = \(act.rawValue) AND seq > \(seq)
            ORDER BY seq LIMIT \(limit)
            """, AuditEntry.init(row:))
    }

    /// The number of the last entry; 0 where there is none.
    package static func end(in transaction: Transaction) throws -> Int64 {
        try AuditHead.stored(in: transaction)?.seq ?? 0
    }

    /// The kinds of act that the log has, for a page to choose from.
    package static func acts(by actor: Actor, in transaction: Transaction) throws -> [AuditAct] {
        try actor.require(.seeAudit)
        // From one act to the next along the index, however many entries each has.
        let query: SQL = """
            WITH RECURSIVE known (act) AS (
                SELECT MIN(act) FROM audit_entries
                UNION ALL
                SELECT (SELECT MIN(act) FROM audit_entries WHERE act > known.act) FROM known WHERE known.act IS NOT NULL
            ) SELECT act FROM known WHERE act IS NOT NULL ORDER BY act
            """
        return try transaction.all(query) { AuditAct(rawValue: $0.string(0)) }
    }
}

extension AuditEntry {
    static let columns: SQL = """
        seq, at, actor_id, actor_name, act, subject_kind, subject_id, before_json, after_json, address, previous_hash,
        hash
        """

    init(row: Row) {
        self.init(
            seq: row.int64(0), at: row.instant(1), actor: row.optionalID(2), actorName: row.string(3),
            act: AuditAct(rawValue: row.string(4)), subject: AuditSubject(kind: row.string(5), id: row.string(6)),
            before: row.optionalString(7), after: row.optionalString(8), address: row.optionalString(9),
            previousHash: row.bytes(10))
    }

    /// The column after those of `init(row:)`: the hash that was stored with the entry.
    static func storedHash(_ row: Row) -> [UInt8] { row.bytes(11) }
}
