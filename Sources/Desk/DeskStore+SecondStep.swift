package import Kernel
package import Storage

/// How a code was answered. Not an error where it was wrong: what counts the failure must be kept, not rolled back.
enum SecondStepOutcome: Sendable {
    case right(SecretToken, Actor)
    case wrong
    /// The half session is over: too old, too many tries, or never there.
    case over
    case closed(until: Instant)
}

/// What somebody's second step is at.
package struct SecondStepState: Sendable, Equatable {
    /// Since when a code is asked for; nil where it is not.
    package let since: Instant?
    /// Recovery codes not used yet.
    package let recoveryCodesLeft: Int

    package var isOn: Bool { since != nil }
}

extension DeskStore {
    private static let use = "second step 1"
    private static let recoveryUse = "recovery codes 1"

    /// Whether one's own second step is on.
    package func secondStep(by actor: Actor, in transaction: Transaction) throws -> SecondStepState {
        let id = try actor.ownID()
        let left = try transaction.first(
            "SELECT count(*) FROM staff_recovery_codes WHERE staff_id = \(id) AND used_at IS NULL"
        ) { $0.int(0) }
        return SecondStepState(since: try confirmedSince(of: id, in: transaction), recoveryCodesLeft: left ?? 0)
    }

    /// Begins to set up the second step with a new secret; it is on once a code of it was typed.
    ///
    /// - Throws: `Fault(.forbidden)` where it is on: it has to be taken off first, with the password.
    package func beginSecondStep(
        by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> SecondStepSetup {
        let id = try actor.ownID()
        try AuditTrail.lock(in: transaction)
        guard try confirmedSince(of: id, in: transaction) == nil else { throw Fault(.forbidden, "desk.second-step-on") }
        let staff = try known(id, in: transaction)
        let secret = world.bytes(20)
        let sealed = try key.seal(secret, for: Self.use, of: id.description, world)
        try transaction.execute(
            """
            INSERT INTO staff_second_steps (staff_id, sealed_secret, begun_at, confirmed_at, last_step)
            VALUES (\(id), \(sealed), \(now), \(nil as Instant?), 0)
            ON CONFLICT (staff_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, begun_at = excluded.begun_at
            """)
        let link = OneTimeCode(secret: secret).link(issuer: "Banyan", account: staff.signInName)
        return SecondStepSetup(link: link, secret: BaseAlphabet.base32.text(secret))
    }

    /// Turns the second step on by a code of the new secret. One's other sessions end.
    ///
    /// - Returns: ten recovery codes, which are never shown again, and the new token of this session.
    /// - Throws: `Fault(.badInput)` where the code is not right now.
    package func confirmSecondStep(
        code: String, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> (recoveryCodes: [String], token: SecretToken) {
        let id = try actor.ownID()
        try AuditTrail.lock(in: transaction)
        guard try confirmedSince(of: id, in: transaction) == nil else { throw Fault(.forbidden, "desk.second-step-on") }
        guard let stored = try storedStep(of: id, in: transaction) else {
            throw Fault(.notFound, "desk.no-second-step")
        }
        let opened = try OneTimeCode(secret: key.open(stored.sealed, for: Self.use, of: id.description))
        guard let step = opened.step(of: code, at: now, after: stored.last) else {
            throw Fault(.badInput, "desk.wrong-code")
        }
        try transaction.execute(
            "UPDATE staff_second_steps SET confirmed_at = \(now), last_step = \(step) WHERE staff_id = \(id)")
        let codes = try insertRecoveryCodes(of: id, in: transaction)
        let token = try keepOnlyOwnSession(of: actor, in: transaction)
        try AuditTrail.note(.secondStepOn, subject: .staff(id), by: actor, at: now, in: transaction)
        return (codes, token)
    }

    /// Takes the second step off after the password was found right.
    func endSecondStep(by actor: Actor, at now: Instant, in transaction: Transaction) throws -> SecretToken {
        let id = try actor.ownID()
        try AuditTrail.lock(in: transaction)
        guard try confirmedSince(of: id, in: transaction) != nil else { throw Fault(.notFound, "desk.no-second-step") }
        try deleteSecondStep(of: id, in: transaction)
        let token = try keepOnlyOwnSession(of: actor, in: transaction)
        try AuditTrail.note(.secondStepOff, subject: .staff(id), by: actor, at: now, in: transaction)
        return token
    }

    /// Makes ten new recovery codes, and the old ones void, after the password was found right.
    func renewRecoveryCodes(by actor: Actor, at now: Instant, in transaction: Transaction) throws -> [String] {
        let id = try actor.ownID()
        try AuditTrail.lock(in: transaction)
        guard try confirmedSince(of: id, in: transaction) != nil else { throw Fault(.notFound, "desk.no-second-step") }
        let codes = try insertRecoveryCodes(of: id, in: transaction)
        try AuditTrail.note(.recoveryCodes, subject: .staff(id), by: actor, at: now, in: transaction)
        return codes
    }

    /// Answers the code typed after the password.
    func takeCode(
        _ code: String, half token: SecretToken, _ client: Client, at now: Instant, in transaction: Transaction
    ) throws -> SecondStepOutcome {
        try AuditTrail.lock(in: transaction)
        guard let half = try half(token, at: now, in: transaction) else { return .over }
        if let until = try closedUntil(half.staff.signInName, at: now, in: transaction) { return .closed(until: until) }
        if try isRight(code, of: half.staff.id, at: now, in: transaction) {
            try transaction.execute("DELETE FROM staff_sessions WHERE id = \(half.id)")
            try forgetFailures(of: half.staff.signInName, in: transaction)
            let begun = try begin(half.staff, isHalf: false, client, at: now, in: transaction)
            return .right(begun.token, Actor(half.staff, session: begun.id, address: client.address))
        }
        try noteFailure(half.staff.signInName, at: now, in: transaction)
        try transaction.execute("UPDATE staff_sessions SET tries = tries + 1 WHERE id = \(half.id)")
        let ended = try transaction.execute(
            "DELETE FROM staff_sessions WHERE id = \(half.id) AND tries >= \(SessionTerms.mostTries)")
        return ended == 1 ? .over : .wrong
    }

    /// The half of a session that waits for a code.
    func half(
        _ token: SecretToken, at now: Instant, in transaction: Transaction
    ) throws -> (id: StaffSessionID, staff: Staff)? {
        let query: SQL = """
            SELECT e.id, \(sql: StaffRow.columns)
            FROM staff_sessions e JOIN staff s ON s.id = e.staff_id LEFT JOIN staff_disablings d ON d.staff_id = s.id
            WHERE e.digest = \(token.digest) AND e.is_half = 1 AND e.ends_at > \(now) AND d.staff_id IS NULL
            """
        return try transaction.first(query) { (id: $0.id(0), row: StaffRow($0, from: 1)) }
            .map { (id: $0.id, staff: try $0.row.staff(in: transaction)) }
    }

    func confirmedSince(of id: StaffID, in transaction: Transaction) throws -> Instant? {
        let query: SQL =
            "SELECT confirmed_at FROM staff_second_steps WHERE staff_id = \(id) AND confirmed_at IS NOT NULL"
        return try transaction.first(query) { $0.instant(0) }
    }

    func deleteSecondStep(of id: StaffID, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM staff_recovery_codes WHERE staff_id = \(id)")
        try transaction.execute("DELETE FROM staff_second_steps WHERE staff_id = \(id)")
    }

    // MARK: - Codes

    private func storedStep(
        of id: StaffID, in transaction: Transaction
    ) throws -> (sealed: [UInt8], last: Int64)? {
        try transaction.first("SELECT sealed_secret, last_step FROM staff_second_steps WHERE staff_id = \(id)") {
            ($0.bytes(0), $0.int64(1))
        }
    }

    /// Whether a code of the telephone or of the paper is right; it is spent by that.
    private func isRight(
        _ code: String, of id: StaffID, at now: Instant, in transaction: Transaction
    ) throws -> Bool {
        if let plain = RecoveryCode.plain(code) {
            let digest = key.digest(plain, for: Self.recoveryUse, of: id.description)
            let spent = try transaction.execute(
                """
                UPDATE staff_recovery_codes SET used_at = \(now)
                WHERE staff_id = \(id) AND digest = \(digest) AND used_at IS NULL
                """)
            return spent == 1
        }
        guard let stored = try storedStep(of: id, in: transaction) else { return false }
        let opened = try OneTimeCode(secret: key.open(stored.sealed, for: Self.use, of: id.description))
        guard let step = opened.step(of: code, at: now, after: stored.last) else { return false }
        // Where the same code comes twice at once, one of the two changes the row.
        let spent = try transaction.execute(
            "UPDATE staff_second_steps SET last_step = \(step) WHERE staff_id = \(id) AND last_step < \(step)")
        return spent == 1
    }

    private func insertRecoveryCodes(of id: StaffID, in transaction: Transaction) throws -> [String] {
        try transaction.execute("DELETE FROM staff_recovery_codes WHERE staff_id = \(id)")
        let codes = (0..<RecoveryCode.count).map { _ in RecoveryCode.made(world) }
        for code in codes {
            let digest = key.digest(RecoveryCode.plain(code) ?? [], for: Self.recoveryUse, of: id.description)
            try transaction.execute("INSERT INTO staff_recovery_codes (staff_id, digest) VALUES (\(id), \(digest))")
        }
        return codes
    }
}
