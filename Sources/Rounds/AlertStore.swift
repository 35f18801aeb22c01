package import Desk
package import Insight
package import Kernel
package import Storage

/// Alerts as people meet them: reading, saying that one has seen them, setting when they speak. Everything is within the
/// actor's groups.
package struct AlertStore: Sendable {
    let world: World

    package init(world: World) { self.world = world }

    // MARK: - Reading

    static let alerts: SQL = """
        SELECT a.id, a.group_id, g.name, a.rule, a.began_at, a.last_at, a.ended_at, a.value, a.usual, a.opened_at,
            a.closed_at, a.withdrawn_at, a.is_told, a.acknowledged_at, a.acknowledged_name
        FROM alerts a JOIN groups g ON g.id = a.group_id
        """

    private static func isWithin(_ actor: Actor) -> SQL {
        (actor.scope.isLimited ? GroupChoice.some(actor.scope.groups) : .all).holds("a.group_id")
    }

    private static func condition(_ filter: AlertFilter) -> SQL {
        var condition: SQL =
            switch filter.choice {
            case .open: "a.closed_at IS NULL AND a.withdrawn_at IS NULL"
            case .unseen: "a.closed_at IS NULL AND a.withdrawn_at IS NULL AND a.acknowledged_at IS NULL"
            case .past: "(a.closed_at IS NOT NULL OR a.withdrawn_at IS NOT NULL)"
            case .all: "1 = 1"
            }
        if let rule = filter.rule { condition = condition + " AND a.rule = \(rule.rawValue)" }
        if let group = filter.group { condition = condition + " AND a.group_id = \(group)" }
        return condition
    }

    /// Where a page of alerts goes on: what the last one of the page before says of itself.
    package struct Place: Sendable, Equatable {
        package let began: Instant
        package let id: AlertID

        package init(began: Instant, id: AlertID) { (self.began, self.id) = (began, id) }
        package init(_ alert: Alert) { self.init(began: alert.episode.began, id: alert.id) }
    }

    /// Alerts of the actor's groups, those that began last first.
    package func alerts(
        _ filter: AlertFilter = AlertFilter(), after: Place? = nil, limit: Int, by actor: Actor,
        in transaction: Transaction
    ) throws -> [Alert] {
        try actor.require(.seeGroups)
        var query = Self.alerts + " WHERE \(sql: Self.isWithin(actor)) AND \(sql: Self.condition(filter))"
        if let after {
            query = query + " AND (a.began_at < \(after.began) OR (a.began_at = \(after.began) AND a.id < \(after.id)))"
        }
        return try transaction.all(query + " ORDER BY a.began_at DESC, a.id DESC LIMIT \(limit)") { Alert($0) }
            .compactMap { $0 }
    }

    package func count(_ filter: AlertFilter, by actor: Actor, in transaction: Transaction) throws -> Int {
        let query: SQL = """
            SELECT COUNT(*) FROM alerts a WHERE \(sql: Self.isWithin(actor)) AND \(sql: Self.condition(filter))
            """
        return try transaction.first(query) { $0.int(0) } ?? 0
    }

    /// - Throws: `Fault(.notFound)` where there is none, or the actor may not see its group.
    package func alert(_ id: AlertID, by actor: Actor, in transaction: Transaction) throws -> Alert {
        let query = Self.alerts + " WHERE a.id = \(id) AND \(sql: Self.isWithin(actor))"
        guard let found = try transaction.first(query, { Alert($0) }) ?? nil else {
            throw Fault(.notFound, "alerts.no-such-alert")
        }
        return found
    }

    // MARK: - Verbs

    /// Says that somebody has seen an alert, or takes that back.
    package func acknowledge(
        _ id: AlertID, _ isSeen: Bool = true, by actor: Actor, in transaction: Transaction
    ) throws {
        let alert = try alert(id, by: actor, in: transaction)
        try actor.require(.tendGroups, in: alert.group)
        let now = world.now()
        let (at, name): (Instant?, String?) = isSeen ? (now, actor.name) : (nil, nil)
        let was: SQL = isSeen ? "IS NULL" : "IS NOT NULL"
        let changed = try transaction.execute(
            """
            UPDATE alerts SET acknowledged_at = \(at), acknowledged_by = \(isSeen ? actor.staff : nil),
                acknowledged_name = \(name) WHERE id = \(id) AND acknowledged_at \(sql: was)
            """)
        guard changed == 1 else { return }
        let after: AuditFields = ["rule": .text(alert.rule.rawValue), "seen": .flag(isSeen), "group": .id(alert.group)]
        try AuditTrail.note(.alertAcknowledge, subject: .alert(id), after: after, by: actor, at: now, in: transaction)
    }

    /// When each rule speaks, for each kind.
    package static func thresholds(in transaction: Transaction) throws -> AlertThresholds {
        var set: [AlertThresholds.Key: AlertThreshold] = [:]
        try transaction.forEach("SELECT kind, rule, is_on, first_value, second_value FROM alert_thresholds") { row in
            guard let rule = AlertRule(rawValue: row.string(1)) else { return }
            set[.init(rule, kind: row.string(0))] = AlertThreshold(
                isOn: row.bool(2), first: row.double(3), second: row.double(4))
        }
        return AlertThresholds(set)
    }

    /// Sets when a rule speaks for the groups of a kind; those groups are looked at again.
    ///
    /// - Parameters:
    ///   - kind: Empty for groups of no kind.
    ///   - threshold: Nil for the default.
    /// - Throws: `Fault(.badInput)` where a number is out of its range.
    package func setThreshold(
        _ rule: AlertRule, kind: String, _ threshold: AlertThreshold?, by actor: Actor, in transaction: Transaction
    ) throws {
        try actor.require(.changeSettings)
        if let threshold, !threshold.fits(rule) { throw Fault(.badInput, "alerts.bad-threshold") }
        let now = world.now()
        let known = try Self.thresholds(in: transaction)
        let before = known.threshold(rule, kind: kind)
        let after = threshold ?? AlertThresholds.standard(rule, kind: kind)
        guard before != after else { return }
        try transaction.execute("DELETE FROM alert_thresholds WHERE kind = \(kind) AND rule = \(rule.rawValue)")
        if let threshold, threshold != AlertThresholds.standard(rule, kind: kind) {
            try transaction.execute(
                """
                INSERT INTO alert_thresholds (kind, rule, is_on, first_value, second_value, set_at, set_by)
                VALUES (\(kind), \(rule.rawValue), \(threshold.isOn), \(threshold.first), \(threshold.second), \(now),
                    \(actor.name))
                """)
        }
        try transaction.execute(
            """
            DELETE FROM alert_marks WHERE EXISTS (SELECT 1 FROM groups g WHERE g.id = group_id AND g.kind = \(kind))
            """)
        try AuditTrail.note(
            .alertThreshold, subject: AuditSubject(kind: "alert-rule", id: rule.rawValue + " " + kind),
            before: before, after: after, by: actor, at: now, in: transaction)
    }
}

extension AuditSubject {
    static func alert(_ id: AlertID) -> AuditSubject { AuditSubject(kind: "alert", id: id.description) }
}

extension AlertThreshold: Audited {
    package var auditFields: AuditFields {
        ["on": .flag(isOn), "first": .text("\(first)"), "second": .text("\(second)")]
    }
}

extension Alert {
    /// Nil where a newer program wrote a rule that this one does not know.
    init?(_ row: Row) {
        guard let rule = AlertRule(rawValue: row.string(3)) else { return nil }
        let episode = AlertEpisode(
            rule: rule, began: row.instant(4), last: row.instant(5), ended: row.optionalInstant(6),
            value: row.double(7), usual: row.double(8))
        let name = row.optionalString(14)
        self.init(
            id: row.id(0), group: row.id(1), groupName: row.string(2), episode: episode, openedAt: row.instant(9),
            closedAt: row.optionalInstant(10), withdrawnAt: row.optionalInstant(11), isTold: row.bool(12),
            acknowledgement: row.optionalInstant(13).flatMap { at in
                name.map { Acknowledgement(at: at, name: $0) }
            })
    }
}
