package import Insight
package import Kernel
package import Storage

/// Keeps alerts in line with the record: looks at groups whose record moved, and at others as time goes by.
package struct AlertKeeper: Sendable {
    let store: Store
    let world: World
    let outlet: AlertOutlet

    package init(store: Store, world: World, outlet: AlertOutlet = .none) {
        (self.store, self.world, self.outlet) = (store, world, outlet)
    }

    /// A group in which much is said is looked at so often at most.
    private static let pauseSeconds: Int64 = 20
    /// By time alone a group is looked at so often, its record being of now, or not.
    private static let freshSeconds: Int64 = 1_800
    private static let oldSeconds: Int64 = 6 * 3_600
    /// As many are told one by one in an hour; of more there is one word at its end.
    package static let mostToldAnHour = 20

    /// A group whose turn it is, and of which state of its record it is.
    private struct Mark: Sendable {
        let group: GroupID
        let revision: Int64
        let observedUntil: Int64
    }

    /// A group with what follows for its alerts.
    private struct Outcome: Sendable {
        let mark: Mark
        let effects: [AlertEffect]
        let nextAt: Instant
    }

    /// Looks at those groups whose turn it is.
    ///
    /// - Parameter isUnhurried: Whether a group that was looked at a moment ago waits.
    /// - Returns: how many were looked at; with fewer than `limit` there are no more.
    @discardableResult
    package func refresh(limit: Int, isUnhurried: Bool = true) async throws -> Int {
        let now = world.now()
        let (due, thresholds) = try await store.read { transaction in
            (
                try Self.due(limit: limit, isUnhurried: isUnhurried, at: now, in: transaction),
                try AlertStore.thresholds(in: transaction)
            )
        }
        guard !due.isEmpty else { return 0 }
        var outcomes: [Outcome] = []
        for mark in due {
            // Each in a reading of its own: none holds the database's past for long.
            outcomes.append(try await store.read { try Self.outcome(mark, thresholds, at: now, in: $0) })
        }
        try await store.write { [outcomes] transaction in
            for outcome in outcomes {
                try Self.makeRoom(for: outcome.effects, transaction)
                for effect in outcome.effects { try apply(effect, to: outcome.mark.group, at: now, in: transaction) }
                try Self.mark(outcome, at: now, in: transaction)
            }
        }
        return due.count
    }

    /// Looks at all groups until none is due.
    package func refreshAll() async throws {
        let limit = 100
        while try await refresh(limit: limit, isUnhurried: false) == limit {}
    }

    private static func due(
        limit: Int, isUnhurried: Bool, at now: Instant, in transaction: Transaction
    ) throws -> [Mark] {
        let lately = isUnhurried ? now.advanced(bySeconds: -pauseSeconds) : now
        return try transaction.all(
            """
            SELECT g.id, g.revision, COALESCE(g.observed_until, 0) FROM groups g
            LEFT JOIN alert_marks m ON m.group_id = g.id
            WHERE g.is_settled = 1 AND (m.group_id IS NULL OR m.next_at <= \(now)
                OR ((m.revision <> g.revision OR m.observed_until <> COALESCE(g.observed_until, 0))
                    AND m.evaluated_at <= \(lately)))
            ORDER BY g.id LIMIT \(limit)
            """
        ) { Mark(group: $0.id(0), revision: $0.int64(1), observedUntil: $0.int64(2)) }
    }

    private static func outcome(
        _ mark: Mark, _ thresholds: AlertThresholds, at now: Instant, in transaction: Transaction
    ) throws -> Outcome {
        let known = try known(of: mark.group, at: now, in: transaction)
        let facts = try AlertFacts.load(mark.group, thresholds, at: now, in: transaction)
        guard facts != nil || !known.isEmpty else {
            return Outcome(mark: mark, effects: [], nextAt: TodayItem.never)
        }
        let isFresh = facts.map { $0.known >= now.advanced(byMilliseconds: -AlertFacts.freshMilliseconds) } ?? false
        var alerts = GroupAlerts(known)
        let effects = alerts.handle(
            facts?.episodes(thresholds, at: now) ?? [], isFresh: isFresh, since: since(now))
        let next = now.advanced(bySeconds: isFresh ? freshSeconds : oldSeconds)
        return Outcome(mark: mark, effects: effects, nextAt: facts == nil ? TodayItem.never : next)
    }

    private static func since(_ now: Instant) -> Instant {
        now.advanced(bySeconds: -Int64(AlertFacts.recentDays) * 86_400)
    }

    /// The beginning of all days that are read: what is found may reach back so far, and be the same as what is kept of then.
    private static func earliest(_ now: Instant) -> Instant {
        now.advanced(bySeconds: -Int64(AlertFacts.recentDays + AlertFacts.pastDays + 1) * 86_400)
    }

    private static func known(
        of group: GroupID, at now: Instant, in transaction: Transaction
    ) throws -> [KnownAlert] {
        try transaction.all(
            AlertStore.alerts + """
                 WHERE a.group_id = \(group) AND a.withdrawn_at IS NULL
                    AND (a.closed_at IS NULL OR a.last_at >= \(earliest(now)))
                """
        ) { Alert($0) }.compactMap { alert in
            alert.map { KnownAlert(id: $0.id, episode: $0.episode, isOpen: $0.state == .open) }
        }
    }

    private static func mark(_ outcome: Outcome, at now: Instant, in transaction: Transaction) throws {
        let mark = outcome.mark
        try transaction.execute(
            """
            INSERT INTO alert_marks (group_id, revision, observed_until, evaluated_at, next_at)
            VALUES (\(mark.group), \(mark.revision), \(mark.observedUntil), \(now), \(outcome.nextAt))
            ON CONFLICT (group_id) DO UPDATE SET revision = excluded.revision,
                observed_until = excluded.observed_until, evaluated_at = excluded.evaluated_at,
                next_at = excluded.next_at
            """)
    }

    // MARK: - Effects

    private func apply(
        _ effect: AlertEffect, to group: GroupID, at now: Instant, in transaction: Transaction
    ) throws {
        switch effect {
        case .open(let episode): try open(episode, in: group, at: now, transaction)
        case .note(let episode):
            try insert(
                world.ids.next(), episode, group, at: now, closedAt: episode.ended ?? now, isTold: false, transaction)
        case .change(let id, let episode, let isOpen):
            try Self.change(id, episode, isOpen ? "NULL" : "COALESCE(closed_at, \(episode.ended ?? now))", transaction)
        case .close(let id, let episode):
            let open: SQL = "SELECT 1 FROM alerts WHERE id = \(id) AND closed_at IS NULL"
            let wasOpen = try transaction.first(open) { _ in true } ?? false
            try Self.change(id, episode, "COALESCE(closed_at, \(episode.ended ?? now))", transaction)
            guard wasOpen, let alert = try Self.find(id, transaction), alert.isTold else { return }
            try outlet.tell(.closed(alert), transaction)
        case .withdraw(let id):
            try transaction.execute(
                "UPDATE alerts SET withdrawn_at = \(now) WHERE id = \(id) AND withdrawn_at IS NULL")
        }
    }

    private func open(
        _ episode: AlertEpisode, in group: GroupID, at now: Instant, _ transaction: Transaction
    ) throws {
        let id: AlertID = world.ids.next()
        let isTold = try Self.takesTelling(at: now, in: transaction)
        guard try insert(id, episode, group, at: now, closedAt: nil, isTold: isTold, transaction) else { return }
        try Self.count(isTold: isTold, at: now, in: transaction)
        guard isTold, let alert = try Self.find(id, transaction) else { return }
        try outlet.tell(.opened(alert), transaction)
    }

    /// - Returns: False where the occurrence is known already, or one of the rule is open.
    @discardableResult
    private func insert(
        _ id: AlertID, _ episode: AlertEpisode, _ group: GroupID, at now: Instant, closedAt: Instant?, isTold: Bool,
        _ transaction: Transaction
    ) throws -> Bool {
        let closed = closedAt.map { max($0, episode.began) }
        return try transaction.execute(
            """
            INSERT INTO alerts (id, group_id, rule, began_at, last_at, ended_at, value, usual, opened_at, closed_at, is_told)
            VALUES (\(id), \(group), \(episode.rule.rawValue), \(episode.began), \(max(episode.last, episode.began)),
                \(episode.ended), \(episode.value), \(episode.usual), \(now), \(closed), \(isTold))
            ON CONFLICT DO NOTHING
            """) == 1
    }

    private static func change(
        _ id: AlertID, _ episode: AlertEpisode, _ closedAt: SQL, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE alerts SET began_at = \(episode.began), last_at = \(max(episode.last, episode.began)),
                ended_at = \(episode.ended), value = \(episode.value), usual = \(episode.usual),
                closed_at = \(sql: closedAt)
            WHERE id = \(id)
            """)
    }

    /// Takes alerts that are about to be told anew out of each other's way: each occurrence is unique by its beginning.
    private static func makeRoom(for effects: [AlertEffect], _ transaction: Transaction) throws {
        let ids = effects.compactMap { effect -> AlertID? in
            switch effect {
            case .change(let id, _, _), .close(let id, _): id
            case .open, .note, .withdraw: nil
            }
        }
        guard ids.count > 1 else { return }
        for id in ids { try transaction.execute("UPDATE alerts SET began_at = -id WHERE id = \(id)") }
    }

    private static func find(_ id: AlertID, _ transaction: Transaction) throws -> Alert? {
        try transaction.first(AlertStore.alerts + " WHERE a.id = \(id)") { Alert($0) } ?? nil
    }

    // MARK: - No storms

    private static func hour(_ now: Instant) -> Instant {
        Instant(milliseconds: now.milliseconds - now.milliseconds % 3_600_000)
    }

    private static func takesTelling(at now: Instant, in transaction: Transaction) throws -> Bool {
        let query: SQL = "SELECT told FROM alert_hours WHERE hour = \(hour(now))"
        return (try transaction.first(query) { $0.int(0) } ?? 0) < mostToldAnHour
    }

    private static func count(isTold: Bool, at now: Instant, in transaction: Transaction) throws {
        let (told, withheld) = isTold ? (1, 0) : (0, 1)
        try transaction.execute(
            """
            INSERT INTO alert_hours (hour, told, withheld) VALUES (\(hour(now)), \(told), \(withheld))
            ON CONFLICT (hour) DO UPDATE SET told = alert_hours.told + excluded.told,
                withheld = alert_hours.withheld + excluded.withheld
            """)
    }

    /// Tells at the end of an hour how many alerts of it were not told one by one.
    package func sumUp() async throws {
        let now = world.now()
        let query: SQL = """
            SELECT hour, withheld FROM alert_hours
            WHERE withheld > 0 AND summed_at IS NULL AND hour < \(Self.hour(now)) ORDER BY hour LIMIT 24
            """
        let due = try await store.read { try $0.all(query) { (hour: $0.instant(0), count: $0.int(1)) } }
        guard !due.isEmpty else { return }
        try await store.write { transaction in
            for one in due {
                let summed = try transaction.execute(
                    "UPDATE alert_hours SET summed_at = \(now) WHERE hour = \(one.hour) AND summed_at IS NULL")
                if summed == 1 {
                    try outlet.tell(.withheld(count: one.count, hour: one.hour), transaction)
                }
            }
        }
    }
}
