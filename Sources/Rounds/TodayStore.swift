package import Desk
package import Insight
package import Kernel
package import Storage

/// The list of the day and what is done about it. Everything is within the actor's groups.
package struct TodayStore: Sendable {
    let world: World

    package init(world: World) { self.world = world }

    // MARK: - Reading

    static let columns: SQL = """
        i.id, i.group_id, i.concern, i.began_at, i.worth, i.people, i.state, i.shows_at, i.worth_then, i.assignee_id
        """

    /// What is on the list: it stands, is as bad as ever, and nobody has put it away.
    private func isShown() -> SQL {
        "i.ended_at IS NULL AND i.missing_since IS NULL AND i.shows_at <= \(world.now())"
    }

    private static func isWithin(_ actor: Actor) -> SQL {
        (actor.scope.isLimited ? GroupChoice.some(actor.scope.groups) : .all).holds("i.group_id")
    }

    /// The groups that need somebody: the actor's own first, then those where most people are concerned.
    ///
    /// - Parameter isMine: Only those that are given to the actor.
    package func groups(
        isMine: Bool = false, by actor: Actor, in transaction: Transaction
    ) throws -> [TodayGroup] {
        try actor.require(.seeGroups)
        let query: SQL = """
            SELECT \(sql: Self.columns), g.name, CASE WHEN d.staff_id IS NULL THEN s.name END
            FROM today_items i JOIN groups g ON g.id = i.group_id
            LEFT JOIN staff s ON s.id = i.assignee_id LEFT JOIN staff_disablings d ON d.staff_id = s.id
            WHERE \(sql: isShown()) AND \(sql: Self.isWithin(actor)) ORDER BY i.group_id, i.worth DESC, i.id
            """
        var found: [GroupID: (name: String, items: [TodayItem], assignee: Colleague?)] = [:]
        try transaction.forEach(query) { row in
            guard let item = TodayItem(row) else { return }
            let name = row.optionalString(11)
            let assignee = item.assignee.flatMap { id in name.map { Colleague(id: id, name: $0) } }
            found[item.group, default: (row.string(10), [], nil)].items.append(item)
            if let assignee { found[item.group]?.assignee = assignee }
        }
        let groups = found.map { TodayGroup(group: $0, name: $1.name, items: $1.items, assignee: $1.assignee) }
        let own = { (one: TodayGroup) in actor.staff != nil && one.assignee?.id == actor.staff }
        return groups.filter { !isMine || own($0) }.sorted {
            (own($0) ? 0 : 1, -$0.worth, $0.group) < (own($1) ? 0 : 1, -$1.worth, $1.group)
        }
    }

    /// How many groups are on the list.
    package func count(by actor: Actor, in transaction: Transaction) throws -> Int {
        let query: SQL = """
            SELECT COUNT(DISTINCT i.group_id) FROM today_items i WHERE \(sql: isShown()) AND \(sql: Self.isWithin(actor))
            """
        return try transaction.first(query) { $0.int(0) } ?? 0
    }

    /// How many groups are put away for the time being.
    package func awayCount(by actor: Actor, in transaction: Transaction) throws -> Int {
        let query: SQL = """
            SELECT COUNT(DISTINCT i.group_id) FROM today_items i WHERE i.ended_at IS NULL AND i.missing_since IS NULL
                AND i.shows_at > \(world.now()) AND i.state = 'snoozed' AND \(sql: Self.isWithin(actor))
            """
        return try transaction.first(query) { $0.int(0) } ?? 0
    }

    /// How many groups were done with since some time.
    package func doneCount(since: Instant, by actor: Actor, in transaction: Transaction) throws -> Int {
        let query: SQL = """
            SELECT COUNT(DISTINCT i.group_id) FROM today_acts i
            WHERE i.made_at >= \(since) AND i.act = 'done' AND i.undone_at IS NULL AND \(sql: Self.isWithin(actor))
            """
        return try transaction.first(query) { $0.int(0) } ?? 0
    }

    /// What was done, the newest first.
    ///
    /// - Parameter before: Those older than this one; nil for the newest.
    package func acts(
        of group: GroupID? = nil, before: TodayActID? = nil, limit: Int, by actor: Actor, in transaction: Transaction
    ) throws -> [TodayAct] {
        try actor.require(.seeGroups)
        var query: SQL = """
            SELECT i.id, i.group_id, g.name, i.act, i.concerns, i.until, s.name, i.made_at, i.made_by, i.undone_at
            FROM today_acts i JOIN groups g ON g.id = i.group_id LEFT JOIN staff s ON s.id = i.assignee_id
            WHERE \(sql: Self.isWithin(actor))
            """
        if let group { query = query + " AND i.group_id = \(group)" }
        if let before { query = query + " AND i.id < \(before)" }
        return try transaction.all(query + " ORDER BY i.id DESC LIMIT \(limit)", TodayAct.init(row:))
    }

    /// When each concern of some groups was last done with, since some time.
    package func done(
        in groups: GroupChoice, since: Instant, in transaction: Transaction
    ) throws -> [(group: GroupID, concerns: [TodayConcern], at: Instant)] {
        try transaction.all(
            """
            SELECT i.group_id, i.concerns, i.made_at FROM today_acts i
            WHERE i.act = 'done' AND i.undone_at IS NULL AND i.made_at >= \(since) AND \(sql: groups.holds("i.group_id"))
            ORDER BY i.id DESC LIMIT 10000
            """
        ) { (group: $0.id(0), concerns: TodayAct.concerns($0.string(1)), at: $0.instant(2)) }
    }

    /// What people are called; nothing of those who were erased.
    package static func names(of people: Set<PersonID>, in transaction: Transaction) throws -> [PersonID: String] {
        var names: [PersonID: String] = [:]
        for person in people {
            let name = try transaction.first("SELECT name FROM people WHERE id = \(person)") { $0.string(0) }
            if let name, !name.isEmpty { names[person] = name }
        }
        return names
    }

    // MARK: - Verbs

    /// Puts a group away: what is on the list of it now.
    @discardableResult
    package func snooze(
        _ group: GroupID, _ span: TodaySnooze, by actor: Actor, in transaction: Transaction
    ) throws -> TodayActID {
        let until = span.until(world.now())
        let act = Act(group: group, deed: .snoozed, until: span == .worse ? nil : until, assignee: nil)
        return try put(act, "state = 'snoozed', shows_at = \(until), worth_then = worth", by: actor, in: transaction)
    }

    /// Says that what is on the list of a group now is done. It comes back where it ends and begins anew, or gets clearly worse.
    @discardableResult
    package func finish(_ group: GroupID, by actor: Actor, in transaction: Transaction) throws -> TodayActID {
        let act = Act(group: group, deed: .done, until: nil, assignee: nil)
        let never = TodayItem.never
        return try put(act, "state = 'done', shows_at = \(never), worth_then = worth", by: actor, in: transaction)
    }

    /// Gives a group to somebody who may tend it, or to nobody.
    @discardableResult
    package func assign(
        _ group: GroupID, to staff: StaffID?, by actor: Actor, in transaction: Transaction
    ) throws -> TodayActID {
        if let staff {
            guard try Colleague.tending(group, in: transaction).contains(where: { $0.id == staff }) else {
                throw Fault(.badInput, "today.no-such-assignee")
            }
        }
        let act = Act(group: group, deed: .assigned, until: nil, assignee: staff)
        return try put(act, "assignee_id = \(staff)", by: actor, in: transaction)
    }

    /// Takes back what was done, as far as nothing else was done about it since.
    package func undo(_ id: TodayActID, by actor: Actor, in transaction: Transaction) throws {
        let now = world.now()
        let query: SQL = "SELECT i.group_id, i.act FROM today_acts i WHERE i.id = \(id) AND i.act <> 'returned'"
        let found: (group: GroupID, deed: String)? = try transaction.first(query) { ($0.id(0), $0.string(1)) }
        guard let found, actor.scope.includes(found.group) else { throw Fault(.notFound, "today.no-such-act") }
        try actor.require(.tendGroups, in: found.group)
        let undone = try transaction.execute(
            "UPDATE today_acts SET undone_at = \(now) WHERE id = \(id) AND undone_at IS NULL")
        guard undone == 1 else { return }
        // What somebody did after it stays.
        let rows = try transaction.all(
            """
            SELECT r.item_id, r.state, r.shows_at, r.worth_then, r.assignee_id FROM today_act_rows r
            WHERE r.act_id = \(id) AND NOT EXISTS (SELECT 1 FROM today_act_rows n JOIN today_acts a ON a.id = n.act_id
                WHERE n.item_id = r.item_id AND n.act_id > \(id) AND a.undone_at IS NULL)
            """
        ) {
            (
                item: TodayItemID($0.int64(0)), state: $0.string(1), shows: $0.instant(2), then: $0.double(3),
                assignee: $0.optionalInt64(4).map { StaffID($0) }
            )
        }
        for row in rows {
            try transaction.execute(
                """
                UPDATE today_items SET state = \(row.state), shows_at = \(row.shows), worth_then = \(row.then),
                    assignee_id = \(row.assignee), changed_at = \(now) WHERE id = \(row.item)
                """)
        }
        let after: AuditFields = ["act": .text(found.deed)]
        try AuditTrail.note(.todayUndo, subject: .group(found.group), after: after, by: actor, at: now, in: transaction)
    }

    /// Something that is about to be done.
    private struct Act {
        let group: GroupID
        let deed: TodayAct.Deed
        let until: Instant?
        let assignee: StaffID?
    }

    /// Does something to all that is on the list of a group, and keeps how it was.
    private func put(_ act: Act, _ change: SQL, by actor: Actor, in transaction: Transaction) throws -> TodayActID {
        guard actor.scope.includes(act.group) else { throw Fault(.notFound, "today.nothing-open") }
        try actor.require(.tendGroups, in: act.group)
        let (id, now): (TodayActID, Instant) = (world.ids.next(), world.now())
        let items = try transaction.all(
            "SELECT \(sql: Self.columns) FROM today_items i WHERE i.group_id = \(act.group) AND \(sql: isShown())"
        ) { TodayItem($0) }.compactMap { $0 }
        guard !items.isEmpty else { throw Fault(.notFound, "today.nothing-open") }
        let concerns = items.map(\.concern.rawValue).sorted().joined(separator: ",")
        try transaction.execute(
            """
            INSERT INTO today_acts (id, group_id, act, concerns, until, assignee_id, made_at, staff_id, made_by)
            VALUES (\(id), \(act.group), \(act.deed.rawValue), \(concerns), \(act.until), \(act.assignee), \(now),
                \(actor.staff), \(actor.name))
            """)
        for item in items {
            try transaction.execute(
                """
                INSERT INTO today_act_rows (act_id, item_id, state, shows_at, worth_then, assignee_id)
                VALUES (\(id), \(item.id), \(item.state.rawValue), \(item.showsAt), \(item.worthThen), \(item.assignee))
                """)
            try transaction.execute(
                "UPDATE today_items SET \(sql: change), changed_at = \(now) WHERE id = \(item.id)")
        }
        let after: AuditFields = [
            "act": .text(act.deed.rawValue), "concerns": .text(concerns),
            "until": act.until.map { .text("\($0)") }, "assignee": act.assignee.map { .id($0) },
        ]
        try AuditTrail.note(.todayAct, subject: .group(act.group), after: after, by: actor, at: now, in: transaction)
        return id
    }
}

extension AuditAct {
    static let todayAct = AuditAct(rawValue: "today.act")
    static let todayUndo = AuditAct(rawValue: "today.undo")
    static let alertAcknowledge = AuditAct(rawValue: "alert.acknowledge")
    static let alertThreshold = AuditAct(rawValue: "alert.threshold")

    /// All acts of this room; each has its words under `audit.act.…` in the catalogue.
    package static let ofRounds: [AuditAct] = [todayAct, todayUndo, alertAcknowledge, alertThreshold]
}

extension TodayItem {
    /// Nil where a newer program wrote a concern that this one does not know.
    init?(_ row: Row) {
        guard let concern = TodayConcern(rawValue: row.string(2)) else { return nil }
        self.init(
            id: row.id(0), group: row.id(1), concern: concern, beganAt: row.instant(3), worth: row.double(4),
            people: row.string(5).split(separator: ",").compactMap { Int64($0).map { PersonID($0) } },
            state: State(rawValue: row.string(6)) ?? .open, showsAt: row.instant(7), worthThen: row.double(8),
            assignee: row.optionalID(9))
    }
}

extension TodayAct {
    static func concerns(_ text: String) -> [TodayConcern] {
        text.split(separator: ",").compactMap { TodayConcern(rawValue: String($0)) }
    }

    init(row: Row) {
        self.init(
            id: row.id(0), group: row.id(1), groupName: row.string(2), deed: Deed(rawValue: row.string(3)) ?? .done,
            concerns: Self.concerns(row.string(4)), until: row.optionalInstant(5), assignee: row.optionalString(6),
            madeAt: row.instant(7), madeBy: row.string(8), undoneAt: row.optionalInstant(9))
    }
}
