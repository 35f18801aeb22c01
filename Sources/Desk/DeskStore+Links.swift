package import Kernel
package import Storage

extension DeskStore {
    /// Makes the link by which the first owner comes in; one that was made before is void from now on.
    ///
    /// Only while there is no staff. To be shown where whoever runs the program sees it, and nobody else.
    package func makeFirstLink(at now: Instant, in transaction: Transaction) throws -> MadeLink {
        let actor = Actor.system("banyan")
        try AuditTrail.lock(in: transaction)
        guard try !hasStaff(in: transaction) else { throw Fault(.forbidden, "desk.has-staff") }
        try transaction.execute("DELETE FROM staff_links WHERE purpose = 'first'")
        let made = try insertLink(.first, Rights(.owner, .all), by: actor, at: now, in: transaction)
        try AuditTrail.note(.firstLink, subject: .link(made.link.id), by: actor, at: now, in: transaction)
        return made
    }

    /// Makes a link by which somebody joins the staff with these rights, within seven days.
    package func invite(
        _ rights: Rights, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> MadeLink {
        try actor.require(.manageStaff)
        guard actor.role.reaches(rights.role) else { throw Fault(.forbidden, "desk.role-above") }
        try AuditTrail.lock(in: transaction)
        try requireGroups(rights.scope.groups, in: transaction)
        let made = try insertLink(.invitation, rights, by: actor, at: now, in: transaction)
        try AuditTrail.note(.invite, subject: .link(made.link.id), after: rights, by: actor, at: now, in: transaction)
        return made
    }

    /// Invitations that can still be taken up, the newest first.
    package func openInvitations(by actor: Actor, at now: Instant, in transaction: Transaction) throws -> [StaffLink] {
        try actor.require(.manageStaff)
        return try links("purpose = 'invitation' AND used_at IS NULL AND expires_at > \(now)", in: transaction)
    }

    /// Makes an invitation void.
    package func revokeInvitation(
        _ id: StaffLinkID, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        try actor.require(.manageStaff)
        try AuditTrail.lock(in: transaction)
        let found = try links("id = \(id) AND purpose = 'invitation' AND used_at IS NULL", in: transaction)
        guard let link = found.first else { throw Fault(.notFound, "desk.link-gone") }
        guard actor.role.reaches(link.rights.role) else { throw Fault(.forbidden, "desk.role-above") }
        try dropLinks("id = \(id)", in: transaction)
        try AuditTrail.note(.revoke, subject: .link(id), before: link.rights, by: actor, at: now, in: transaction)
    }

    /// Makes a link by which somebody sets a new password, within a day; one made before is void.
    ///
    /// - Parameter droppingSecondStep: For somebody who has lost the telephone and the recovery codes, too.
    package func makeResetLink(
        for id: StaffID, droppingSecondStep: Bool = false, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> MadeLink {
        let staff = try reachable(id, by: actor, in: transaction)
        // One's own password is changed by knowing it; else whoever finds a session open could take it over.
        guard actor.staff != id else { throw Fault(.forbidden, "desk.not-oneself") }
        guard !staff.isDisabled else { throw Fault(.forbidden, "desk.is-disabled") }
        try dropResetLinks(of: id, in: transaction)
        let rights = Rights(stored: staff.role, staff.scope)
        let made = try insertLink(
            .reset, rights, of: id, dropsSecondStep: droppingSecondStep, by: actor, at: now, in: transaction)
        try AuditTrail.note(
            .resetLink, subject: .staff(id), after: ["dropsSecondStep": .flag(droppingSecondStep)] as AuditFields,
            by: actor, at: now, in: transaction)
        return made
    }

    /// What a link leads to, for the page it opens.
    ///
    /// - Throws: `Fault(.notFound)` where it is unknown, used, void or too old: which of these, it does not say.
    package func link(_ token: SecretToken, at now: Instant, in transaction: Transaction) throws -> StaffLink {
        let open = try links("digest = \(token.digest) AND used_at IS NULL AND expires_at > \(now)", in: transaction)
        guard let link = open.first else { throw Fault(.notFound, "desk.link-gone") }
        // Should the first owner have come by another way since.
        if link.purpose == .first, try hasStaff(in: transaction) { throw Fault(.notFound, "desk.link-gone") }
        return link
    }

    /// Takes up an invitation, or the first owner's place.
    func takeUp(
        _ token: SecretToken, _ new: NewStaff, _ hash: PasswordHash, address: String?, at now: Instant,
        in transaction: Transaction
    ) throws -> Staff {
        try AuditTrail.lock(in: transaction)
        let link = try link(token, at: now, in: transaction)
        guard link.purpose != .reset else { throw Fault(.notFound, "desk.link-gone") }
        let staff = try insert(new, link, at: now, in: transaction)
        try setHash(hash, of: staff.id, at: now, in: transaction)
        try use(link, by: staff.id, at: now, in: transaction)
        try AuditTrail.note(
            link.purpose == .first ? .firstOwner : .accept, subject: .staff(staff.id), after: staff,
            by: Actor(staff, session: nil, address: address), at: now, in: transaction)
        return staff
    }

    /// Sets a new password by a reset link, and ends every session.
    func reset(
        _ token: SecretToken, _ hash: PasswordHash, address: String?, at now: Instant, in transaction: Transaction
    ) throws -> Staff {
        try AuditTrail.lock(in: transaction)
        let link = try link(token, at: now, in: transaction)
        guard let id = link.staff else { throw Fault(.notFound, "desk.link-gone") }
        let staff = try known(id, in: transaction)
        guard !staff.isDisabled else { throw Fault(.notFound, "desk.link-gone") }
        try setHash(hash, of: id, at: now, in: transaction)
        try use(link, by: id, at: now, in: transaction)
        if link.dropsSecondStep { try deleteSecondStep(of: id, in: transaction) }
        try transaction.execute("DELETE FROM staff_sessions WHERE staff_id = \(id)")
        try forgetFailures(of: staff.signInName, in: transaction)
        try AuditTrail.note(
            .reset, subject: .staff(id), after: ["dropsSecondStep": .flag(link.dropsSecondStep)] as AuditFields,
            by: Actor(staff, session: nil, address: address), at: now, in: transaction)
        return staff
    }
}

// MARK: - Rows

extension DeskStore {
    private func insertLink(
        _ purpose: StaffLink.Purpose, _ rights: Rights, of staff: StaffID? = nil, dropsSecondStep: Bool = false,
        by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> MadeLink {
        let token = SecretToken(world)
        let link = StaffLink(
            id: world.ids.next(), purpose: purpose, rights: rights, staff: staff, dropsSecondStep: dropsSecondStep,
            madeAt: now, madeBy: actor.staff, expiresAt: now.advanced(bySeconds: purpose.lifetimeSeconds))
        try transaction.execute(
            """
            INSERT INTO staff_links (id, purpose, digest, staff_id, role, is_limited, drops_second_step, made_at, made_by,
                expires_at)
            VALUES (\(link.id), \(purpose.rawValue), \(token.digest), \(staff), \(rights.role.rawValue),
                \(rights.scope.isLimited), \(dropsSecondStep), \(now), \(actor.staff), \(link.expiresAt))
            """)
        guard purpose == .invitation else { return MadeLink(link: link, token: token) }
        let columns = Columns([("link_id", .int64), ("group_id", .int64)])
        for group in rights.scope.groups.sorted() {
            columns[0].append(link.id)
            columns[1].append(group)
        }
        try transaction.insert(into: "staff_link_groups", columns)
        return MadeLink(link: link, token: token)
    }

    private func links(_ condition: SQL, in transaction: Transaction) throws -> [StaffLink] {
        let query: SQL = """
            SELECT id, purpose, role, is_limited, staff_id, drops_second_step, made_at, made_by, expires_at
            FROM staff_links WHERE \(sql: condition) ORDER BY id DESC LIMIT \(DeskStore.largestPage)
            """
        return try transaction.all(query) { row in
            let id: StaffLinkID = row.id(0)
            let groups: [GroupID] = try transaction.all(
                "SELECT group_id FROM staff_link_groups WHERE link_id = \(id)"
            ) { $0.id(0) }
            return StaffLink(
                id: id, purpose: StaffLink.Purpose(rawValue: row.string(1)) ?? .reset,
                rights: Rights(
                    stored: Role(rawValue: row.string(2)) ?? .viewer, row.bool(3) ? .own(Set(groups)) : .all),
                staff: row.optionalID(4), dropsSecondStep: row.bool(5), madeAt: row.instant(6),
                madeBy: row.optionalID(7), expiresAt: row.instant(8))
        }
    }

    private func insert(
        _ new: NewStaff, _ link: StaffLink, at now: Instant, in transaction: Transaction
    ) throws -> Staff {
        let id: StaffID = world.ids.next()
        let made = try transaction.execute(
            """
            INSERT INTO staff (id, name, sign_in_name, sign_in_key, role, is_limited, language, zone, created_at,
                created_by)
            VALUES (\(id), \(new.name), \(new.signInName), \(SignInName.key(of: new.signInName)),
                \(link.rights.role.rawValue), \(link.rights.scope.isLimited), \(new.language.rawValue), \(new.zone),
                \(now), \(link.madeBy))
            ON CONFLICT (sign_in_key) DO NOTHING
            """)
        guard made == 1 else { throw Fault(.badInput, "desk.name-taken", ["name": new.signInName]) }
        try insertGroups(link.rights.scope.groups, of: id, in: transaction)
        return try known(id, in: transaction)
    }

    private func use(_ link: StaffLink, by staff: StaffID, at now: Instant, in transaction: Transaction) throws {
        let used = try transaction.execute(
            "UPDATE staff_links SET used_at = \(now), used_by = \(staff) WHERE id = \(link.id) AND used_at IS NULL")
        guard used == 1 else { throw Fault(.notFound, "desk.link-gone") }
    }

    func dropLinks(madeBy id: StaffID, in transaction: Transaction) throws {
        try dropLinks("made_by = \(id) AND used_at IS NULL", in: transaction)
    }

    func dropResetLinks(of id: StaffID, in transaction: Transaction) throws {
        try dropLinks("staff_id = \(id) AND used_at IS NULL", in: transaction)
    }

    func dropLinks(_ condition: SQL, in transaction: Transaction) throws {
        try transaction.execute(
            """
            DELETE FROM staff_link_groups WHERE link_id IN (SELECT id FROM staff_links WHERE \(sql: condition))
            """)
        try transaction.execute("DELETE FROM staff_links WHERE \(sql: condition)")
    }
}
