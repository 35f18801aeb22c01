package import Kernel
package import Storage

/// How long the texts of messages are kept; what was counted of them stays for ever.
package enum TextRetention: Sendable, Hashable {
    case forEver
    /// So many whole days of the group's own calendar, and the one that is not over; 0 where they are not kept at all.
    case days(Int)

    /// A hundred years are for ever.
    package static let longest = 36_500

    /// - Throws: `Fault(.badInput)` where the days are none that can be.
    package init(days: Int) throws {
        guard (0...Self.longest).contains(days) else {
            throw Fault(.badInput, "retention.bad-days", ["most": String(Self.longest)])
        }
        self = .days(days)
    }

    /// Nil where they are kept for ever.
    package var days: Int? {
        if case .days(let days) = self { days } else { nil }
    }

    fileprivate init(stored: Int64?) { self = stored.map { .days(Int($0)) } ?? .forEver }

    /// Before which moment nothing is kept; nil where everything is.
    package func limit(in zone: String, at now: Instant) -> Instant? {
        guard let days else { return nil }
        guard days > 0 else { return now }
        var zone = CivilZone(zone) ?? .utc
        return zone.start(of: zone.civil(now).day.advanced(by: -days))
    }
}

/// A group whose texts are not kept for ever, and up to when they are forgotten already.
package struct RetainedGroup: Sendable {
    package let group: GroupID
    package let retention: TextRetention
    let zone: String
    let forgottenUntil: Instant

    /// Before which moment its texts are to be forgotten; nil where that is done.
    package func due(at now: Instant) -> Instant? {
        retention.limit(in: zone, at: now).flatMap { $0 > forgottenUntil ? $0 : nil }
    }
}

extension RecordStore {
    /// What stands for the whole community in the table of retentions.
    private static let everywhere: Int64 = 0
    /// Messages that a transaction looks at: whoever else writes waits for so many at most.
    package static let retentionStep = 2_000

    /// What was said of a group, or with nil of all that nothing else was said of; nil where nothing was.
    package static func retention(of group: GroupID?, in transaction: Transaction) throws -> TextRetention? {
        try transaction.first("SELECT days FROM text_retentions WHERE group_id = \(group?.value ?? everywhere)") {
            TextRetention(stored: $0.optionalInt64(0))
        }
    }

    /// Sets it, or with nil takes back what was said.
    package func setRetention(
        _ retention: TextRetention?, of group: GroupID?, in transaction: Transaction
    ) throws {
        let id = group?.value ?? Self.everywhere
        guard let retention else {
            try transaction.execute("DELETE FROM text_retentions WHERE group_id = \(id)")
            return
        }
        try transaction.execute(
            """
            INSERT INTO text_retentions (group_id, days, set_at) VALUES (\(id), \(retention.days), \(world.now()))
            ON CONFLICT (group_id) DO UPDATE SET days = excluded.days, set_at = excluded.set_at
            """)
    }

    /// Groups that have a word of their own, by id.
    package static func ownRetentions(
        after group: GroupID = GroupID(0), limit: Int, in transaction: Transaction
    ) throws -> [(group: GroupID, name: String, retention: TextRetention)] {
        try transaction.all(
            """
            SELECT r.group_id, g.name, r.days FROM text_retentions r JOIN groups g ON g.id = r.group_id
            WHERE r.group_id > \(group) ORDER BY r.group_id LIMIT \(limit)
            """
        ) { (group: $0.id(0), name: $0.string(1), retention: TextRetention(stored: $0.optionalInt64(2))) }
    }

    /// Groups whose texts are not kept for ever, by id; those that wait to be folded anew are left until they are.
    package static func retained(
        after group: GroupID, limit: Int, in transaction: Transaction
    ) throws -> [RetainedGroup] {
        try transaction.all(
            """
            SELECT * FROM (SELECT g.id, g.zone, CASE WHEN r.group_id IS NULL THEN c.days ELSE r.days END AS days,
                COALESCE(k.forgotten_until, \(Int64.min / 2)) AS forgotten_until
            FROM groups g LEFT JOIN text_retentions r ON r.group_id = g.id
            LEFT JOIN text_retentions c ON c.group_id = \(everywhere)
            LEFT JOIN text_retention_marks k ON k.group_id = g.id
            WHERE g.id > \(group) AND g.is_settled = 1) AS retained
            WHERE days IS NOT NULL ORDER BY id LIMIT \(limit)
            """
        ) { row in
            RetainedGroup(
                group: row.id(0), retention: TextRetention(stored: row.optionalInt64(2)), zone: row.string(1),
                forgottenUntil: row.instant(3))
        }
    }

    /// Forgets the next texts of a group that are due, and keeps where it stopped: so it goes on there after whatever ends it.
    ///
    /// - Returns: how many texts went, and whether none is left that is due.
    package func forgetDueTexts(
        of id: GroupID, at now: Instant, step: Int = retentionStep, in transaction: Transaction
    ) throws -> (texts: Int, isDone: Bool) {
        guard let group = try Group.find(id, in: transaction) else { return (0, true) }
        _ = try lock(group, in: transaction)
        let last = GroupID(id.value - 1)
        guard let known = try Self.retained(after: last, limit: 1, in: transaction).first, known.group == id,
            let limit = known.due(at: now)
        else { return (0, true) }
        let from = known.forgottenUntil
        // The moment of the first message behind this step; all of one moment go together.
        let next = try transaction.first(
            """
            SELECT instant FROM events WHERE group_id = \(id) AND instant >= \(from) AND instant < \(limit)
            ORDER BY instant, place LIMIT 1 OFFSET \(step)
            """
        ) { $0.instant(0) }
        let end = min(next.map { max($0, from.advanced(byMilliseconds: 1)) } ?? limit, limit)
        let texts = try forgetTexts(from: from, before: end, in: group, in: transaction)
        try transaction.execute(
            """
            INSERT INTO text_retention_marks (group_id, forgotten_until) VALUES (\(id), \(end))
            ON CONFLICT (group_id) DO UPDATE SET forgotten_until = excluded.forgotten_until
            """)
        return (texts, end >= limit)
    }

    /// What came in belatedly lies before what was forgotten already: the next time begins there.
    static func noteLateTexts(from instant: Instant, of group: GroupID, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE text_retention_marks SET forgotten_until = \(instant)
            WHERE group_id = \(group) AND forgotten_until > \(instant)
            """)
    }

    // MARK: - What the present pass has come to

    /// Adds to what is yet to be told of in the audit log.
    package static func noteForgotten(_ texts: Int, in transaction: Transaction) throws {
        guard texts > 0 else { return }
        try transaction.execute(
            """
            INSERT INTO text_retention_passes (id, texts) VALUES (1, \(texts))
            ON CONFLICT (id) DO UPDATE SET texts = text_retention_passes.texts + excluded.texts
            """)
    }

    /// What is yet to be told of; it is told of then.
    package static func takeForgotten(in transaction: Transaction) throws -> Int {
        try transaction.first("DELETE FROM text_retention_passes WHERE id = 1 RETURNING texts") { $0.int(0) } ?? 0
    }
}
