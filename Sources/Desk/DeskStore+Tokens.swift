package import Kernel
package import Storage

extension DeskStore {
    /// Makes a token; its secret is in the answer and nowhere else.
    ///
    /// Everybody makes their own; a service's is made by whoever manages the staff, for a role they reach.
    package func makeToken(
        _ new: NewAccessToken, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> (token: AccessToken, secret: SecretToken) {
        let maker = try actor.ownID()
        try AuditTrail.lock(in: transaction)
        let role = new.service?.role ?? actor.role
        if let service = new.service {
            try actor.require(.manageStaff)
            guard actor.role.reaches(service.role) else { throw Fault(.forbidden, "desk.role-above") }
            try requireGroups(service.scope.groups, in: transaction)
        }
        for scope in new.scopes.sorted(by: { $0.rawValue < $1.rawValue })
        where !role.permissions.contains(scope.permission) {
            throw Fault(.badInput, "desk.token.scope-above", ["scope": scope.rawValue, "role": role.rawValue])
        }
        let count = try transaction.first("SELECT COUNT(*) FROM access_tokens WHERE maker_id = \(maker)") { $0.int(0) }
        guard count ?? 0 < AccessToken.most else {
            throw Fault(.badInput, "desk.token.too-many", ["most": String(AccessToken.most)])
        }
        let secret = SecretToken(world)
        let id: AccessTokenID = world.ids.next()
        let ends = new.days.map { now.advanced(bySeconds: Int64($0) * 86_400) }
        try transaction.execute(
            """
            INSERT INTO access_tokens (id, maker_id, name, digest, scopes, service_role, is_limited, made_at, expires_at)
            VALUES (\(id), \(maker), \(new.name), \(secret.digest), \(TokenRow.text(new.scopes)),
                \(new.service?.role.rawValue), \(new.service?.scope.isLimited ?? false), \(now), \(ends))
            """)
        for group in (new.service?.scope.groups ?? []).sorted() {
            try transaction.execute("INSERT INTO access_token_groups (token_id, group_id) VALUES (\(id), \(group))")
        }
        guard let token = try tokens("t.id = \(id)", in: transaction).first else {
            throw Fault(.internalError, "storage.unexpected-value", cause: "a token that was just made is not there")
        }
        try AuditTrail.note(.makeToken, subject: .token(id), after: token, by: actor, at: now, in: transaction)
        return (token, secret)
    }

    /// One's own tokens, and, for whoever manages the staff, those of services; the newest first.
    package func tokens(of actor: Actor, in transaction: Transaction) throws -> [AccessToken] {
        let own = try actor.ownID()
        guard actor.mayUse(.manageStaff) else { return try tokens("t.maker_id = \(own)", in: transaction) }
        return try tokens("(t.maker_id = \(own) OR t.service_role IS NOT NULL)", in: transaction)
    }

    /// Ends a token at once.
    ///
    /// - Throws: `Fault(.notFound)` where there is none that the actor could see.
    package func revokeToken(
        _ id: AccessTokenID, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        // First the token, then the log: a change under an idempotency key takes them in this order, too.
        try transaction.execute("UPDATE access_tokens SET used_at = used_at WHERE id = \(id)")
        try AuditTrail.lock(in: transaction)
        guard let token = try tokens(of: actor, in: transaction).first(where: { $0.id == id }) else {
            throw Fault(.notFound, "desk.token.gone")
        }
        try transaction.execute("DELETE FROM access_answers WHERE token_id = \(id)")
        try transaction.execute("DELETE FROM access_token_groups WHERE token_id = \(id)")
        try transaction.execute("DELETE FROM access_tokens WHERE id = \(id)")
        try AuditTrail.note(.revokeToken, subject: .token(id), before: token, by: actor, at: now, in: transaction)
    }

    /// Who comes with a token; nil where it is none, has ended, or its maker was shut out.
    package func admit(
        bearer text: String, from address: String?, at now: Instant, in transaction: Transaction
    ) throws -> (admission: TokenAdmission, isLongUnused: Bool)? {
        guard text.hasPrefix(AccessToken.prefix), let secret = SecretToken(String(text.dropFirst(7))) else {
            return nil
        }
        let query: SQL = """
            SELECT \(sql: TokenRow.columns) FROM \(sql: TokenRow.tables)
            WHERE t.digest = \(secret.digest) AND (t.expires_at IS NULL OR t.expires_at > \(now))
                AND NOT EXISTS (SELECT 1 FROM staff_disablings d WHERE d.staff_id = t.maker_id AND t.service_role IS NULL)
            """
        guard let row = try transaction.first(query, TokenRow.init) else { return nil }
        let token = try row.token(in: transaction)
        let actor: Actor
        if let service = token.service {
            actor = Actor(service: token.name, service, address: address)
        } else {
            guard let staff = try staff(token.maker, in: transaction) else { return nil }
            actor = Actor(staff, session: nil, address: address)
        }
        let isLongUnused = now.milliseconds - (token.usedAt?.milliseconds ?? 0) >= SessionTerms.seenSeconds * 1000
        return (TokenAdmission(token: token.id, actor: actor, scopes: token.scopes), isLongUnused)
    }

    package func touchToken(_ id: AccessTokenID, at now: Instant, in transaction: Transaction) throws {
        try transaction.execute("UPDATE access_tokens SET used_at = \(now) WHERE id = \(id)")
    }

    private func tokens(_ condition: SQL, in transaction: Transaction) throws -> [AccessToken] {
        let query: SQL = """
            SELECT \(sql: TokenRow.columns) FROM \(sql: TokenRow.tables) WHERE \(sql: condition)
            ORDER BY t.id DESC LIMIT 200
            """
        return try transaction.all(query, TokenRow.init).map { try $0.token(in: transaction) }
    }
}

/// A token's row, without the groups that are a service's.
private struct TokenRow {
    let id: AccessTokenID
    let name: String
    let scopes: Set<TokenScope>
    let maker: StaffID
    let makerName: String
    let role: Role?
    let isLimited: Bool
    let madeAt: Instant
    let expiresAt: Instant?
    let usedAt: Instant?

    static let columns: SQL = """
        t.id, t.name, t.scopes, t.maker_id, s.name, t.service_role, t.is_limited, t.made_at, t.expires_at, t.used_at
        """
    static let tables: SQL = "access_tokens t JOIN staff s ON s.id = t.maker_id"

    static func text(_ scopes: Set<TokenScope>) -> String { scopes.map(\.rawValue).sorted().joined(separator: " ") }

    init(_ row: Row) {
        id = row.id(0)
        name = row.string(1)
        scopes = Set(row.string(2).split(separator: " ").compactMap { TokenScope(rawValue: String($0)) })
        maker = row.id(3)
        makerName = row.string(4)
        role = row.optionalString(5).map { Role(rawValue: $0) ?? .viewer }
        isLimited = row.bool(6)
        madeAt = row.instant(7)
        expiresAt = row.optionalInstant(8)
        usedAt = row.optionalInstant(9)
    }

    func token(in transaction: Transaction) throws -> AccessToken {
        var service: Rights?
        if let role {
            let query: SQL = "SELECT group_id FROM access_token_groups WHERE token_id = \(id)"
            let groups: [GroupID] = isLimited ? try transaction.all(query) { $0.id(0) } : []
            service = Rights(stored: role, isLimited ? .own(Set(groups)) : .all)
        }
        return AccessToken(
            id: id, name: name, scopes: scopes, maker: maker, makerName: makerName, service: service, madeAt: madeAt,
            expiresAt: expiresAt, usedAt: usedAt)
    }
}

extension AuditSubject {
    static func token(_ id: AccessTokenID) -> AuditSubject { AuditSubject(kind: "token", id: id.description) }
}
