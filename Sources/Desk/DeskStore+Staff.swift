package import Kernel
package import Storage

extension DeskStore {
    /// The most people of a page.
    package static let largestPage = 200

    /// The staff in the order in which they came, those behind `last` of the page before.
    package func staff(
        after last: StaffID? = nil, limit: Int = largestPage, by actor: Actor, in transaction: Transaction
    ) throws -> [Staff] {
        try actor.require(.manageStaff)
        let limit = min(max(1, limit), DeskStore.largestPage)
        let query: SQL = """
            SELECT \(sql: StaffRow.columns) FROM \(sql: StaffRow.tables) WHERE s.id > \(last?.value ?? 0)
            ORDER BY s.id LIMIT \(limit)
            """
        return try transaction.all(query) { StaffRow($0, from: 0) }.map { try $0.staff(in: transaction) }
    }

    /// Somebody of the staff. Everybody may see themselves.
    package func staff(_ id: StaffID, by actor: Actor, in transaction: Transaction) throws -> Staff {
        if actor.staff != id { try actor.require(.manageStaff) }
        return try known(id, in: transaction)
    }

    /// Who runs a group, in the order in which they came.
    package func staff(running group: GroupID, by actor: Actor, in transaction: Transaction) throws -> [Staff] {
        try actor.require(.seeGroups, in: group)
        let query: SQL = """
            SELECT \(sql: StaffRow.columns) FROM \(sql: StaffRow.tables)
            JOIN staff_groups g ON g.staff_id = s.id WHERE g.group_id = \(group) AND d.staff_id IS NULL ORDER BY s.id
            """
        return try transaction.all(query) { StaffRow($0, from: 0) }.map { try $0.staff(in: transaction) }
    }

    /// Gives somebody another role or other groups. They stay signed in, under a new token from their next request on.
    package func setRights(
        _ rights: Rights, of id: StaffID, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> Staff {
        let before = try reachable(id, by: actor, in: transaction)
        guard actor.role.reaches(rights.role) else { throw Fault(.forbidden, "desk.role-above") }
        if rights.role != .owner { try keepAnOwner(without: before, in: transaction) }
        try requireGroups(rights.scope.groups, in: transaction)
        try transaction.execute(
            """
            UPDATE staff SET role = \(rights.role.rawValue), is_limited = \(rights.scope.isLimited) WHERE id = \(id)
            """)
        try replaceGroups(of: before, with: rights.scope.groups, in: transaction)
        try dropLinks(madeBy: id, in: transaction)
        try transaction.execute("UPDATE staff_sessions SET is_stale = 1 WHERE staff_id = \(id)")
        let after = try known(id, in: transaction)
        let (old, new) = (before.scope.groups, after.scope.groups)
        try AuditTrail.note(
            .setRights, subject: .staff(id),
            before: Self.change(before, old.subtracting(new)),
            after: Self.change(after, new.subtracting(old)), by: actor, at: now, in: transaction)
        return after
    }

    /// One side of a change of rights: of the groups only those that the change is about.
    private static func change(_ staff: Staff, _ groups: Set<GroupID>) -> AuditFields {
        [
            "role": .text(staff.role.rawValue), "allGroups": .flag(!staff.scope.isLimited),
            "groups": groups.isEmpty ? nil : .ids(groups),
        ]
    }

    /// Shuts somebody out: at once, in every session. Invitations they made and nobody has taken up are void.
    package func disable(
        _ id: StaffID, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> Staff {
        let before = try reachable(id, by: actor, in: transaction)
        guard actor.staff != id else { throw Fault(.forbidden, "desk.not-oneself") }
        guard !before.isDisabled else { return before }
        try keepAnOwner(without: before, in: transaction)
        try transaction.execute(
            """
            INSERT INTO staff_disablings (staff_id, disabled_at, disabled_by) VALUES (\(id), \(now), \(actor.staff))
            """)
        try transaction.execute("DELETE FROM staff_sessions WHERE staff_id = \(id)")
        try dropLinks(madeBy: id, in: transaction)
        try dropResetLinks(of: id, in: transaction)
        try AuditTrail.note(.disable, subject: .staff(id), by: actor, at: now, in: transaction)
        return try known(id, in: transaction)
    }

    /// Lets somebody in again.
    package func enable(_ id: StaffID, by actor: Actor, at now: Instant, in transaction: Transaction) throws -> Staff {
        let before = try reachable(id, by: actor, in: transaction)
        guard before.isDisabled else { return before }
        try transaction.execute("DELETE FROM staff_disablings WHERE staff_id = \(id)")
        try AuditTrail.note(.enable, subject: .staff(id), by: actor, at: now, in: transaction)
        return try known(id, in: transaction)
    }

    /// Sets one's own name, language and zone.
    package func setOwnProfile(
        name: String, language: Language, zone: String, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> Staff {
        let id = try actor.ownID()
        try AuditTrail.lock(in: transaction)
        let before = try known(id, in: transaction)
        let asked = try NewStaff(name: name, signInName: before.signInName, language: language, zone: zone)
        try transaction.execute(
            """
            UPDATE staff SET name = \(asked.name), language = \(language.rawValue), zone = \(asked.zone)
            WHERE id = \(id)
            """)
        let after = try known(id, in: transaction)
        guard after != before else { return after }
        try AuditTrail.note(
            .setProfile, subject: .staff(id), before: before, after: after, by: actor, at: now, in: transaction)
        return after
    }

    // MARK: - What more than one verb asks

    /// Somebody whom the actor may change, with the staff held as it is to the transaction's end.
    func reachable(_ id: StaffID, by actor: Actor, in transaction: Transaction) throws -> Staff {
        try actor.require(.manageStaff)
        try AuditTrail.lock(in: transaction)
        let staff = try known(id, in: transaction)
        guard actor.role.reaches(staff.role) else { throw Fault(.forbidden, "desk.role-above") }
        return staff
    }

    /// - Throws: `Fault(.forbidden)` where nobody else could do what only an owner can.
    private func keepAnOwner(without staff: Staff, in transaction: Transaction) throws {
        guard staff.role == .owner, !staff.isDisabled else { return }
        let query: SQL = """
            SELECT 1 FROM staff s WHERE s.role = 'owner' AND s.id <> \(staff.id)
                AND NOT EXISTS (SELECT 1 FROM staff_disablings d WHERE d.staff_id = s.id) LIMIT 1
            """
        guard try transaction.first(query, { _ in true }) != nil else { throw Fault(.forbidden, "desk.last-owner") }
    }

    func requireGroups(_ groups: Set<GroupID>, in transaction: Transaction) throws {
        for group in groups.sorted() {
            guard try transaction.first("SELECT 1 FROM groups WHERE id = \(group)", { _ in true }) != nil else {
                throw Fault(.badInput, "record.no-such-group", ["group": group.description])
            }
        }
    }

    private func replaceGroups(of staff: Staff, with groups: Set<GroupID>, in transaction: Transaction) throws {
        for group in staff.scope.groups.subtracting(groups).sorted() {
            try transaction.execute("DELETE FROM staff_groups WHERE staff_id = \(staff.id) AND group_id = \(group)")
        }
        try insertGroups(groups.subtracting(staff.scope.groups), of: staff.id, in: transaction)
    }

    func insertGroups(_ groups: Set<GroupID>, of id: StaffID, in transaction: Transaction) throws {
        let columns = Columns([("staff_id", .int64), ("group_id", .int64)])
        for group in groups.sorted() {
            columns[0].append(id)
            columns[1].append(group)
        }
        try transaction.insert(into: "staff_groups", columns)
    }
}
