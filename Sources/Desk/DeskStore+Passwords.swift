internal import Kernel
internal import Storage

/// What is looked up before a password is tried.
struct SignInCandidate: Sendable {
    /// Nil where there is nobody of the name.
    let staff: Staff?
    let hash: PasswordHash?
    /// Until when further tries under this name are turned away; nil where they are not.
    let closedUntil: Instant?
}

extension DeskStore {
    func candidate(_ signInName: String, at now: Instant, in transaction: Transaction) throws -> SignInCandidate {
        let query: SQL = """
            SELECT \(sql: StaffRow.columns) FROM \(sql: StaffRow.tables) WHERE s.sign_in_key = \(SignInName.key(of: signInName))
            """
        let staff = try transaction.first(query) { StaffRow($0, from: 0) }.map { try $0.staff(in: transaction) }
        return SignInCandidate(
            staff: staff, hash: try staff.flatMap { try hash(of: $0.id, in: transaction) },
            closedUntil: try closedUntil(signInName, at: now, in: transaction))
    }

    func hash(of id: StaffID, in transaction: Transaction) throws -> PasswordHash? {
        let stored = try transaction.first("SELECT hash FROM staff_passwords WHERE staff_id = \(id)") { $0.string(0) }
        return try stored.map { text in
            guard let hash = PasswordHash(stored: text) else { throw Fault(.internalError, "desk.bad-hash") }
            return hash
        }
    }

    func setHash(_ hash: PasswordHash, of id: StaffID, at now: Instant, in transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO staff_passwords (staff_id, hash, changed_at) VALUES (\(id), \(hash.stored), \(now))
            ON CONFLICT (staff_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at
            """)
    }

    /// Begins a session after the password was found to be that of `hash`, or the half of one before the second step.
    ///
    /// - Parameter renewed: The hash of the same password at today's cost, to be kept instead.
    func comeIn(
        _ id: StaffID, by hash: PasswordHash, renewed: PasswordHash?, replacing former: SecretToken?, _ client: Client,
        at now: Instant, in transaction: Transaction
    ) throws -> SignIn {
        try AuditTrail.lock(in: transaction)
        let staff = try known(id, in: transaction)
        // While it was hashed, the password may have been changed, or the door closed.
        guard !staff.isDisabled, try self.hash(of: id, in: transaction) == hash else {
            throw Fault(.badInput, "desk.wrong-sign-in")
        }
        if let renewed { try setHash(renewed, of: id, at: now, in: transaction) }
        if let former {
            try transaction.execute("DELETE FROM staff_sessions WHERE digest = \(former.digest)")
        }
        if try confirmedSince(of: id, in: transaction) != nil {
            return .half(try begin(staff, isHalf: true, client, at: now, in: transaction).token)
        }
        try forgetFailures(of: staff.signInName, in: transaction)
        let begun = try begin(staff, isHalf: false, client, at: now, in: transaction)
        let actor = Actor(staff, session: begun.id, address: client.address)
        return .whole(SignedIn(token: begun.token, actor: actor))
    }

    /// Sets one's own new password after the old one was found right, and ends one's other sessions.
    ///
    /// - Returns: the new token of the session it was done in.
    func changePassword(
        from old: PasswordHash, to new: PasswordHash, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> SecretToken {
        let id = try actor.ownID()
        try AuditTrail.lock(in: transaction)
        guard try hash(of: id, in: transaction) == old else { throw Fault(.busy, "desk.changed-meanwhile") }
        try setHash(new, of: id, at: now, in: transaction)
        try dropResetLinks(of: id, in: transaction)
        let token = try keepOnlyOwnSession(of: actor, in: transaction)
        try AuditTrail.note(.changePassword, subject: .staff(id), by: actor, at: now, in: transaction)
        return token
    }
}

// MARK: - Failed attempts

/// How long a sign-in name stays closed after failures in a row, whoever made them.
enum SignInBackoff {
    static let freeFailures = 5
    static let longestSeconds: Int64 = 900
    /// Failures older than this count no more.
    static let memorySeconds: Int64 = 86_400
    /// The most names remembered; those with the fewest failures go first.
    static let mostNames = 10_000

    static func seconds(after failures: Int64) -> Int64 {
        let beyond = failures - Int64(freeFailures)
        return beyond < 0 ? 0 : min(longestSeconds, 30 << min(beyond, 10))
    }
}

extension DeskStore {
    private func nameDigest(_ signInName: String) -> [UInt8] {
        // What is typed as a name may be a password by mistake: it is not kept in a form that can be read.
        key.digest(Array(SignInName.key(of: signInName).utf8), for: "sign-in names 1", of: "")
    }

    func closedUntil(_ signInName: String, at now: Instant, in transaction: Transaction) throws -> Instant? {
        let query: SQL = "SELECT closed_until FROM sign_in_failures WHERE name_digest = \(nameDigest(signInName))"
        return try transaction.first(query) { $0.instant(0) }.flatMap { $0 > now ? $0 : nil }
    }

    /// Counts a failure under a name, of somebody or nobody.
    func noteFailure(_ signInName: String, at now: Instant, in transaction: Transaction) throws {
        try transaction.lock(DeskStore.failureLock)
        let digest = nameDigest(signInName)
        let old = now.advanced(bySeconds: -SignInBackoff.memorySeconds)
        let known = try transaction.first(
            "SELECT failures FROM sign_in_failures WHERE name_digest = \(digest) AND failed_at > \(old)"
        ) { $0.int64(0) }
        let failures = min((known ?? 0) + 1, 1_000)
        let until = now.advanced(bySeconds: SignInBackoff.seconds(after: failures))
        try transaction.execute(
            """
            INSERT INTO sign_in_failures (name_digest, failures, failed_at, closed_until)
            VALUES (\(digest), \(failures), \(now), \(until))
            ON CONFLICT (name_digest) DO UPDATE SET failures = excluded.failures, failed_at = excluded.failed_at,
                closed_until = excluded.closed_until
            """)
        if known == nil { try shrinkFailures(before: old, in: transaction) }
    }

    private func shrinkFailures(before old: Instant, in transaction: Transaction) throws {
        let count = try transaction.first("SELECT count(*) FROM sign_in_failures") { $0.int(0) } ?? 0
        guard count > SignInBackoff.mostNames else { return }
        try transaction.execute("DELETE FROM sign_in_failures WHERE failed_at <= \(old)")
        try transaction.execute(
            """
            DELETE FROM sign_in_failures WHERE name_digest IN (
                SELECT name_digest FROM sign_in_failures ORDER BY failures, failed_at
                LIMIT \(SignInBackoff.mostNames / 10))
            """)
    }

    func forgetFailures(of signInName: String, in transaction: Transaction) throws {
        try transaction.lock(DeskStore.failureLock)
        try transaction.execute("DELETE FROM sign_in_failures WHERE name_digest = \(nameDigest(signInName))")
    }

    /// "BNYNfail": failures are counted one after the other.
    private static let failureLock: Int64 = 0x424E_594E_6661_696C
}
