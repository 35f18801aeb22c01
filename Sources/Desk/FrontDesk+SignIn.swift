package import Kernel
internal import Storage

/// Somebody who has come in: the token for their cookie, and what they may do.
package struct SignedIn: Sendable {
    package let token: SecretToken
    package let actor: Actor
}

/// What a right password leads to.
package enum SignIn: Sendable {
    case whole(SignedIn)
    /// A code is asked for next; the token is for the ten minutes until then and lets nobody in by itself.
    case half(SecretToken)
}

/// How often somebody may try to come in, kept in memory; what outlives a restart is kept by name in the database.
package struct SignInLimits: Sendable {
    private let names: RateLimits<String>
    private let networks: RateLimits<ClientNetwork>

    package init(
        name: RateRule = .times(10, thenEverySeconds: 20), network: RateRule = .times(40, thenEverySeconds: 5)
    ) {
        names = RateLimits(name)
        networks = RateLimits(network)
    }

    /// - Throws: `Fault(.busy, "desk.too-many-tries")`, its `seconds` saying when to try again.
    func take(_ signInName: String?, _ network: ClientNetwork?, at now: Instant) throws {
        if let network, case .wait(let milliseconds) = networks.take(network, at: now) {
            throw Fault.tooManyTries(waitMilliseconds: milliseconds)
        }
        guard let signInName else { return }
        // A bounded part of the key: what is longer is nobody's name.
        let key = String(decoding: SignInName.key(of: signInName).utf8.prefix(256), as: UTF8.self)
        if case .wait(let milliseconds) = names.take(key, at: now) {
            throw Fault.tooManyTries(waitMilliseconds: milliseconds)
        }
    }
}

extension FrontDesk {
    /// Signs in by name and password.
    ///
    /// A name that nobody has, a wrong password and somebody shut out are answered alike, after as long a time.
    ///
    /// - Parameter replacing: The token the browser came with, if any: its session ends, so that nobody goes on in one that
    ///   was planted on them.
    /// - Throws: `Fault(.badInput, "desk.wrong-sign-in")`, or `.busy` with `seconds` after too many tries.
    package func signIn(
        name: String, password: String, replacing former: String? = nil, from client: Client, at now: Instant
    ) async throws -> SignIn {
        try limits.take(name, client.network, at: now)
        let desk = desk
        let candidate = try await store.read { try desk.candidate(name, at: now, in: $0) }
        try candidate.requireOpen(at: now)
        let isRight = try await hasher.check(password, against: candidate.hash)
        guard isRight, let staff = candidate.staff, let hash = candidate.hash, !staff.isDisabled else {
            try await store.write { try desk.noteFailure(name, at: now, in: $0) }
            throw Fault(.badInput, "desk.wrong-sign-in")
        }
        let renewed = hash.cost == hasher.cost ? nil : try await hasher.hash(password)
        return try await store.write { transaction in
            try desk.comeIn(
                staff.id, by: hash, renewed: renewed, replacing: former.flatMap(SecretToken.init), client, at: now,
                in: transaction)
        }
    }

    /// Types the code after the password: six digits of the telephone, or a recovery code.
    ///
    /// - Throws: `Fault(.badInput, "desk.wrong-code")`; `.forbidden, "desk.half-over"` where the password has to be typed
    ///   again; `.busy` after too many tries.
    package func takeCode(
        _ code: String, half tokenText: String, from client: Client, at now: Instant
    ) async throws -> SignedIn {
        try limits.take(nil, client.network, at: now)
        guard let token = SecretToken(tokenText) else { throw Fault(.forbidden, "desk.half-over") }
        let desk = desk
        switch try await store.write({ try desk.takeCode(code, half: token, client, at: now, in: $0) }) {
        case .right(let token, let actor): return SignedIn(token: token, actor: actor)
        case .wrong: throw Fault(.badInput, "desk.wrong-code")
        case .over: throw Fault(.forbidden, "desk.half-over")
        case .closed(let until): throw Fault.tooManyTries(waitMilliseconds: until.milliseconds - now.milliseconds)
        }
    }
}
