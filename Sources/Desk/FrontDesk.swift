package import Kernel
package import Storage

/// The verbs that hash a password, between transactions and away from them, and the door to every request.
package struct FrontDesk: Sendable {
    let store: Store
    package let desk: DeskStore
    let hasher: PasswordHasher
    let limits: SignInLimits

    package init(store: Store, desk: DeskStore, hasher: PasswordHasher, limits: SignInLimits = .init()) {
        self.store = store
        self.desk = desk
        self.hasher = hasher
        self.limits = limits
    }

    /// Lets a request in by the token of its cookie; nil where it leads to nobody.
    ///
    /// One indexed read; a write only where the session was not seen for five minutes or its token has to be replaced.
    package func admit(_ tokenText: String, from client: Client, at now: Instant) async throws -> Admission? {
        guard let token = SecretToken(tokenText) else { return nil }
        let desk = desk
        guard let found = try await store.read({ try desk.session(token, at: now, in: $0) }) else { return nil }
        let actor = Actor(found.staff, session: found.id, address: client.address)
        let isLongUnseen = now.milliseconds - found.seenAt.milliseconds >= SessionTerms.seenSeconds * 1000
        let isToReplace = found.isStale && !found.isFormer
        guard isLongUnseen || isToReplace else { return Admission(actor: actor, renewed: nil) }
        let renewed = try await store.write { transaction in
            if isLongUnseen { try desk.touch(found.id, client, at: now, in: transaction) }
            return isToReplace ? try desk.replaceStaleToken(found.id, at: now, in: transaction) : nil
        }
        return Admission(actor: actor, renewed: renewed)
    }

    /// Becomes the first owner, or joins the staff, by a link; and is signed in.
    ///
    /// - Throws: `Fault(.notFound, "desk.link-gone")` where the link is not good (any more), `.badInput` for what is wrong
    ///   with the name or the password.
    package func takeUp(
        _ linkText: String, as new: NewStaff, password: String, from client: Client, at now: Instant
    ) async throws -> SignedIn {
        let token = try await openLink(linkText, from: client, at: now)
        try PasswordRules.check(password, signInName: new.signInName, name: new.name)
        let (desk, hash) = (desk, try await hasher.hash(password))
        return try await store.write { transaction in
            let staff = try desk.takeUp(token, new, hash, address: client.address, at: now, in: transaction)
            let begun = try desk.begin(staff, isHalf: false, client, at: now, in: transaction)
            return SignedIn(
                token: begun.token, actor: Actor(staff, session: begun.id, address: client.address))
        }
    }

    /// Sets a new password by a reset link; to sign in with it is another step.
    package func reset(_ linkText: String, password: String, from client: Client, at now: Instant) async throws {
        let token = try await openLink(linkText, from: client, at: now)
        let desk = desk
        let staff = try await store.read { transaction in
            guard let id = try desk.link(token, at: now, in: transaction).staff else {
                throw Fault(.notFound, "desk.link-gone")
            }
            return try desk.known(id, in: transaction)
        }
        try PasswordRules.check(password, signInName: staff.signInName, name: staff.name)
        let hash = try await hasher.hash(password)
        try await store.write {
            _ = try desk.reset(token, hash, address: client.address, at: now, in: $0)
        }
    }

    /// Changes one's own password; one's other sessions end.
    ///
    /// - Returns: the session's new token.
    package func changePassword(
        from old: String, to new: String, by actor: Actor, at now: Instant
    ) async throws -> SecretToken {
        let (desk, staff, hash) = (desk, try await own(actor), try await proven(old, by: actor, at: now))
        try PasswordRules.check(new, signInName: staff.signInName, name: staff.name)
        let made = try await hasher.hash(new)
        return try await store.write {
            try desk.changePassword(from: hash, to: made, by: actor, at: now, in: $0)
        }
    }

    /// Takes one's own second step off; one's other sessions end.
    ///
    /// - Returns: the session's new token.
    package func endSecondStep(password: String, by actor: Actor, at now: Instant) async throws -> SecretToken {
        let desk = desk
        _ = try await proven(password, by: actor, at: now)
        return try await store.write { try desk.endSecondStep(by: actor, at: now, in: $0) }
    }

    /// Makes ten new recovery codes in the place of the old ones.
    package func renewRecoveryCodes(password: String, by actor: Actor, at now: Instant) async throws -> [String] {
        let desk = desk
        _ = try await proven(password, by: actor, at: now)
        return try await store.write { try desk.renewRecoveryCodes(by: actor, at: now, in: $0) }
    }

    // MARK: - What more than one verb asks

    private func own(_ actor: Actor) async throws -> Staff {
        let desk = desk
        return try await store.read { try desk.known(actor.ownID(), in: $0) }
    }

    /// The hash of one's own password, once that was typed rightly. Whoever found a session open cannot try for long.
    private func proven(_ password: String, by actor: Actor, at now: Instant) async throws -> PasswordHash {
        let (desk, staff) = (desk, try await own(actor))
        try limits.take(staff.signInName, nil, at: now)
        let candidate = try await store.read { try desk.candidate(staff.signInName, at: now, in: $0) }
        try candidate.requireOpen(at: now)
        guard let hash = candidate.hash, try await hasher.check(password, against: hash) else {
            try await store.write { try desk.noteFailure(staff.signInName, at: now, in: $0) }
            throw Fault(.badInput, "desk.wrong-password")
        }
        return hash
    }

    /// A link's token, once it is known to be good: nothing is hashed for a link that somebody made up.
    private func openLink(_ text: String, from client: Client, at now: Instant) async throws -> SecretToken {
        try limits.take(nil, client.network, at: now)
        guard let token = SecretToken(text) else { throw Fault(.notFound, "desk.link-gone") }
        let desk = desk
        _ = try await store.read { try desk.link(token, at: now, in: $0) }
        return token
    }
}

extension SignInCandidate {
    /// - Throws: `Fault(.busy)` while further tries under the name are turned away.
    func requireOpen(at now: Instant) throws {
        guard let closedUntil else { return }
        throw Fault.tooManyTries(waitMilliseconds: closedUntil.milliseconds - now.milliseconds)
    }
}

extension Fault {
    /// `values["seconds"]` says after how long to try again.
    static func tooManyTries(waitMilliseconds: Int64) -> Fault {
        Fault(.busy, "desk.too-many-tries", ["seconds": String(max(1, (waitMilliseconds + 999) / 1000))])
    }
}
