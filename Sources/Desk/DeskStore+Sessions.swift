package import Kernel
package import Storage

/// A session that a token has led to.
struct FoundSession: Sendable {
    let id: StaffSessionID
    let staff: Staff
    let address: String
    let seenAt: Instant
    /// Whether the token is the one that was replaced a moment ago.
    let isFormer: Bool
    /// Whether the token must be replaced, because rights have changed.
    let isStale: Bool
}

extension DeskStore {
    /// The session a token belongs to; nil where there is none, it has ended, or its bearer was shut out.
    func session(_ token: SecretToken, at now: Instant, in transaction: Transaction) throws -> FoundSession? {
        let digest = token.digest
        let query: SQL = """
            SELECT e.id, e.address, e.seen_at, e.is_stale, CASE WHEN e.digest = \(digest) THEN 0 ELSE 1 END,
                \(sql: StaffRow.columns)
            FROM staff_sessions e JOIN staff s ON s.id = e.staff_id LEFT JOIN staff_disablings d ON d.staff_id = s.id
            WHERE (e.digest = \(digest) OR (e.former_digest = \(digest) AND e.former_until > \(now)))
                AND e.is_half = 0 AND e.ends_at > \(now)
                AND e.seen_at > \(now.advanced(bySeconds: -SessionTerms.idleSeconds)) AND d.staff_id IS NULL
            """
        return try transaction.first(query) { row in
            (
                row: StaffRow(row, from: 5), id: row.id(0), address: row.string(1), seenAt: row.instant(2),
                isStale: row.bool(3), isFormer: row.bool(4)
            )
        }.map { found in
            FoundSession(
                id: found.id, staff: try found.row.staff(in: transaction), address: found.address, seenAt: found.seenAt,
                isFormer: found.isFormer, isStale: found.isStale)
        }
    }

    /// Notes when and where a session was last seen.
    func touch(_ id: StaffSessionID, _ client: Client, at now: Instant, in transaction: Transaction) throws {
        try transaction.execute(
            "UPDATE staff_sessions SET seen_at = \(now), address = \(client.address) WHERE id = \(id)")
    }

    /// Replaces the token of a session whose rights have changed; nil where another request has just done so.
    func replaceStaleToken(
        _ id: StaffSessionID, at now: Instant, in transaction: Transaction
    ) throws -> SecretToken? {
        let token = SecretToken(world)
        let replaced = try transaction.execute(
            """
            UPDATE staff_sessions SET former_digest = digest,
                former_until = \(now.advanced(bySeconds: SessionTerms.formerSeconds)), digest = \(token.digest),
                is_stale = 0
            WHERE id = \(id) AND is_stale = 1
            """)
        return replaced == 1 ? token : nil
    }

    /// Begins a session, or the half of one that waits for the second step.
    func begin(
        _ staff: Staff, isHalf: Bool, _ client: Client, at now: Instant, in transaction: Transaction
    ) throws -> (token: SecretToken, id: StaffSessionID) {
        try forgetEnded(of: staff.id, at: now, in: transaction)
        let token = SecretToken(world)
        let id: StaffSessionID = world.ids.next()
        let ends = now.advanced(bySeconds: isHalf ? SessionTerms.halfSeconds : SessionTerms.longestSeconds)
        try transaction.execute(
            """
            INSERT INTO staff_sessions (id, staff_id, digest, is_half, begun_at, seen_at, ends_at, device, address)
            VALUES (\(id), \(staff.id), \(token.digest), \(isHalf), \(now), \(now), \(ends), \(client.device),
                \(client.address))
            """)
        if !isHalf {
            try AuditTrail.note(
                .signIn, subject: .staff(staff.id), after: ["device": .text(client.device)] as AuditFields,
                by: Actor(staff, session: id, address: client.address), at: now, in: transaction)
        }
        return (token, id)
    }

    /// One's own sessions, the one seen last first.
    package func sessions(by actor: Actor, at now: Instant, in transaction: Transaction) throws -> [Session] {
        let query: SQL = """
            SELECT id, device, address, begun_at, seen_at FROM staff_sessions
            WHERE staff_id = \(try actor.ownID()) AND is_half = 0 AND ends_at > \(now)
                AND seen_at > \(now.advanced(bySeconds: -SessionTerms.idleSeconds))
            ORDER BY seen_at DESC, id DESC LIMIT \(DeskStore.largestPage)
            """
        return try transaction.all(query) { row in
            let id: StaffSessionID = row.id(0)
            return Session(
                id: id, device: row.string(1), address: row.string(2), begunAt: row.instant(3), seenAt: row.instant(4),
                isCurrent: id == actor.session)
        }
    }

    /// Ends one of one's own sessions.
    ///
    /// - Throws: `Fault(.notFound)` where it is none of theirs.
    package func endSession(
        _ id: StaffSessionID, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        let own = try actor.ownID()
        try AuditTrail.lock(in: transaction)
        let ended = try transaction.execute("DELETE FROM staff_sessions WHERE id = \(id) AND staff_id = \(own)")
        guard ended == 1 else { throw Fault(.notFound, "desk.no-such-session") }
        try AuditTrail.note(
            id == actor.session ? .signOut : .endSessions, subject: .staff(own), by: actor, at: now, in: transaction)
    }

    /// Ends all of one's own sessions, the current one too where `exceptCurrent` does not keep it.
    package func endSessions(
        exceptCurrent: Bool, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        let own = try actor.ownID()
        try AuditTrail.lock(in: transaction)
        let kept = exceptCurrent ? actor.session : nil
        let ended = try transaction.execute(
            "DELETE FROM staff_sessions WHERE staff_id = \(own) AND id <> \(kept?.value ?? 0)")
        if ended == 0 { return }
        try AuditTrail.note(
            .endSessions, subject: .staff(own), after: ["ended": .number(Int64(ended))] as AuditFields, by: actor,
            at: now,
            in: transaction)
    }

    /// Signs out: ends the session that the request came with.
    package func signOut(by actor: Actor, at now: Instant, in transaction: Transaction) throws {
        guard let session = actor.session else { return }
        try endSession(session, by: actor, at: now, in: transaction)
    }

    /// Removes what has run out: sessions, links nobody took up, failures of another day. To be run now and then.
    package func forgetPast(at now: Instant, in transaction: Transaction) throws {
        try AuditTrail.lock(in: transaction)
        let idle = now.advanced(bySeconds: -SessionTerms.idleSeconds)
        try transaction.execute("DELETE FROM staff_sessions WHERE ends_at <= \(now) OR seen_at <= \(idle)")
        try dropLinks("used_at IS NULL AND expires_at <= \(now)", in: transaction)
        let old = now.advanced(bySeconds: -SignInBackoff.memorySeconds)
        try transaction.execute("DELETE FROM sign_in_failures WHERE failed_at <= \(old)")
    }

    /// Ends all of somebody's sessions but the one that asks, and gives that one a new token at once: whoever may have
    /// taken the old one has nothing.
    func keepOnlyOwnSession(of actor: Actor, in transaction: Transaction) throws -> SecretToken {
        let own = try actor.ownID()
        let token = SecretToken(world)
        try transaction.execute(
            "DELETE FROM staff_sessions WHERE staff_id = \(own) AND id <> \(actor.session?.value ?? 0)")
        let kept = try transaction.execute(
            """
            UPDATE staff_sessions SET digest = \(token.digest), former_digest = NULL, former_until = NULL, is_stale = 0
            WHERE id = \(actor.session?.value ?? 0) AND staff_id = \(own)
            """)
        guard kept == 1 else { throw Fault(.forbidden, "desk.session-ended") }
        return token
    }

    private func forgetEnded(of id: StaffID, at now: Instant, in transaction: Transaction) throws {
        let idle = now.advanced(bySeconds: -SessionTerms.idleSeconds)
        try transaction.execute(
            "DELETE FROM staff_sessions WHERE staff_id = \(id) AND (ends_at <= \(now) OR seen_at <= \(idle))")
    }
}
