internal import Insight
package import Kernel
package import Storage

/// Keeps the list of the day in line with the figures: items begin, end, and come back where they got worse.
package struct TodayKeeper: Sendable {
    let store: Store
    let world: World

    package init(store: Store, world: World) {
        self.store = store
        self.world = world
    }

    /// What is gone for so long has ended; what comes back sooner is still the same.
    static let endSeconds: Int64 = 86_400
    /// So long whom to ask is not looked up anew.
    private static let peopleSeconds: Int64 = 6 * 3600
    /// For so many groups at a time whom to ask is looked up.
    private static let peopleLimit = 100

    /// Holds the items against the figures of now and writes what changed.
    ///
    /// - Returns: how many items were changed.
    @discardableResult
    package func refresh() async throws -> Int {
        let now = world.now()
        let ids = world.ids
        let (changes, people) = try await store.read { transaction in
            let findings = try TodayFinding.all(at: now, in: transaction)
            let changes = Self.changes(try Self.standing(in: transaction), findings, at: now)
            return (changes, try Self.people(for: findings, at: now, in: transaction))
        }
        guard !changes.isEmpty || !people.isEmpty else { return 0 }
        return try await store.write { transaction in
            for change in changes { try Self.write(change, ids, at: now, in: transaction) }
            for (key, who) in people {
                let text = who.map(\.description).joined(separator: ",")
                try transaction.execute(
                    """
                    UPDATE today_items SET people = \(text), people_at = \(now)
                    WHERE group_id = \(key.group) AND concern = \(key.concern.rawValue) AND ended_at IS NULL
                    """)
            }
            return changes.count
        }
    }

    // MARK: - What changed

    struct Standing: Sendable {
        let id: TodayItemID
        let group: GroupID
        let concern: String
        let missingSince: Instant?
        let worth: Double
        let state: TodayItem.State
        let showsAt: Instant
        let worthThen: Double
    }

    enum Change: Sendable, Equatable {
        case begin(TodayFinding)
        case weigh(TodayItemID, Double)
        case miss(TodayItemID)
        case end(TodayItemID)
        case bringBack(TodayItemID, GroupID, String, Double)
    }

    /// What follows from the figures for the items that stand.
    static func changes(_ standing: [Standing], _ findings: [TodayFinding], at now: Instant) -> [Change] {
        var left = Dictionary(
            findings.map { ("\($0.group) \($0.concern.rawValue)", $0) }, uniquingKeysWith: { first, _ in first })
        var changes: [Change] = []
        for item in standing {
            guard let finding = left.removeValue(forKey: "\(item.group) \(item.concern)") else {
                if let since = item.missingSince {
                    if since.advanced(bySeconds: endSeconds) <= now { changes.append(.end(item.id)) }
                } else {
                    changes.append(.miss(item.id))
                }
                continue
            }
            let isAway = item.state != .open && item.showsAt == TodayItem.never
            if isAway, TodayItem.isWorse(finding.worth, than: item.worthThen) {
                changes.append(.bringBack(item.id, item.group, item.concern, finding.worth))
            } else if item.missingSince != nil || abs(item.worth - finding.worth) > max(0.5, item.worth / 20) {
                changes.append(.weigh(item.id, finding.worth))
            }
        }
        let new = left.values.sorted { ($0.group, $0.concern.rawValue) < ($1.group, $1.concern.rawValue) }
        return changes + new.map { .begin($0) }
    }

    private static func standing(in transaction: Transaction) throws -> [Standing] {
        try transaction.all(
            """
            SELECT id, group_id, concern, missing_since, worth, state, shows_at, worth_then FROM today_items
            WHERE ended_at IS NULL ORDER BY id
            """
        ) { row in
            Standing(
                id: row.id(0), group: row.id(1), concern: row.string(2), missingSince: row.optionalInstant(3),
                worth: row.double(4), state: TodayItem.State(rawValue: row.string(5)) ?? .open,
                showsAt: row.instant(6), worthThen: row.double(7))
        }
    }

    private static func write(
        _ change: Change, _ ids: IDSource, at now: Instant, in transaction: Transaction
    ) throws {
        switch change {
        case .begin(let finding):
            let (id, concern): (TodayItemID, String) = (ids.next(), finding.concern.rawValue)
            // Whoever sees to the group sees to this, too.
            try transaction.execute(
                """
                INSERT INTO today_items (id, group_id, concern, began_at, worth, people, people_at, state, shows_at,
                    worth_then, assignee_id, changed_at)
                VALUES (\(id), \(finding.group), \(concern), \(now), \(finding.worth), '', 0, 'open', 0, 0.0,
                    (SELECT MAX(o.assignee_id) FROM today_items o WHERE o.group_id = \(finding.group) AND o.ended_at IS NULL),
                    \(now))
                ON CONFLICT (group_id, concern) WHERE ended_at IS NULL DO NOTHING
                """)
        case .weigh(let id, let worth):
            try transaction.execute(
                "UPDATE today_items SET worth = \(worth), missing_since = NULL WHERE id = \(id) AND ended_at IS NULL")
        case .miss(let id):
            try transaction.execute(
                "UPDATE today_items SET missing_since = \(now) WHERE id = \(id) AND missing_since IS NULL")
        case .end(let id):
            try transaction.execute("UPDATE today_items SET ended_at = \(now) WHERE id = \(id) AND ended_at IS NULL")
        case .bringBack(let id, let group, let concern, let worth):
            let back = try transaction.execute(
                """
                UPDATE today_items SET state = 'open', shows_at = 0, worth = \(worth), missing_since = NULL,
                    changed_at = \(now) WHERE id = \(id) AND state <> 'open' AND ended_at IS NULL
                """)
            guard back == 1 else { return }
            let act: TodayActID = ids.next()
            try transaction.execute(
                """
                INSERT INTO today_acts (id, group_id, act, concerns, made_at, made_by)
                VALUES (\(act), \(group), 'returned', \(concern), \(now), 'banyan')
                """)
        }
    }

    // MARK: - Whom to ask

    private struct Key: Hashable, Sendable {
        let group: GroupID
        let concern: TodayConcern
    }

    /// Whom to ask about those that matter most, where it was not looked up lately.
    private static func people(
        for findings: [TodayFinding], at now: Instant, in transaction: Transaction
    ) throws -> [Key: [PersonID]] {
        let before = now.advanced(bySeconds: -peopleSeconds)
        let known = Set(
            try transaction.all(
                "SELECT group_id, concern FROM today_items WHERE ended_at IS NULL AND people_at > \(before)"
            ) { "\($0.int64(0)) \($0.string(1))" })
        let due = findings.filter {
            $0.concern.asks != nil && !known.contains("\($0.group) \($0.concern.rawValue)")
        }.sorted { $0.worth > $1.worth }.prefix(peopleLimit)
        var found: [Key: [PersonID]] = [:]
        for finding in due {
            let query: SQL = "SELECT last_day FROM group_totals WHERE group_id = \(finding.group)"
            guard let last = try transaction.first(query, { $0.day(0) }) else { continue }
            found[Key(group: finding.group, concern: finding.concern)] = try TodayFinding.people(
                finding.concern, in: finding.group, until: last, in: transaction)
        }
        return found
    }
}
