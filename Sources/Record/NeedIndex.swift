package import Kernel
package import Storage

/// Keeps what messages tell of needs and trades: a row for each, which leads to the message.
///
/// Rows follow from texts that are kept: those of texts that are erased, forgotten or recalled go in the same transaction, and
/// with them what was counted of them. Days are those of the group's zone.
package struct NeedIndex: Reactor {
    package let name = "needs"

    package init() {}

    package func react(to events: [LoggedEvent], in transaction: Transaction) throws {
        guard let first = events.first, let last = events.last else { return }
        if events.contains(where: { $0.kind == .recall }) {
            try takeBack(recalledBy: first.shard, first.seq, last.seq, in: transaction)
        }
        let recalled = try SearchIndex.recalled(
            "e.shard = \(first.shard) AND e.seq >= \(first.seq) AND e.seq <= \(last.seq)", in: transaction)
        try insert(events.filter { !recalled.contains($0.seq) }, in: transaction)
    }

    private func insert(_ events: [LoggedEvent], in transaction: Transaction) throws {
        let reader = try NeedReader()
        var zones: [GroupID: CivilZone] = [:]
        let rows = Columns([
            ("group_id", .int64), ("day", .int64), ("hint", .text), ("shard", .int64), ("seq", .int64),
            ("handle_id", .int64),
        ])
        for event in events {
            guard event.isFindable, let text = event.text else { continue }
            let hints = reader.hints(in: text)
            guard !hints.isEmpty else { continue }
            var zone = try zones[event.group] ?? NeedIndex.zone(of: event.group, in: transaction)
            let day = zone.civil(event.instant).day
            zones[event.group] = zone
            for one in hints {
                rows[0].append(event.group.value)
                rows[1].append(Int64(day.number))
                rows[2].append(one.key)
                rows[3].append(Int64(event.shard))
                rows[4].append(event.seq)
                rows[5].append(event.sender.value)
            }
        }
        try transaction.insert(into: "need_mentions", rows, onConflict: "ON CONFLICT DO NOTHING")
    }

    private static func zone(of group: GroupID, in transaction: Transaction) throws -> CivilZone {
        try transaction.first("SELECT zone FROM groups WHERE id = \(group)") { CivilZone($0.string(0)) }?.flatMap { $0 }
            ?? .utc
    }

    // MARK: - Taking out

    private func takeBack(
        recalledBy shard: Int, _ first: Int64, _ last: Int64, in transaction: Transaction
    ) throws {
        let recall = EventKind.recall.rawValue
        try transaction.execute(
            """
            DELETE FROM need_mentions WHERE shard = \(shard) AND seq IN (SELECT t.seq FROM events t JOIN events r
                ON r.group_id = t.group_id AND r.reply_key = t.event_key
                WHERE r.shard = \(shard) AND r.seq >= \(first) AND r.seq <= \(last) AND r.kind = \(recall)
                    AND t.shard = \(shard))
            """)
    }

    /// Takes out what the events of a condition tell.
    func forget(where condition: SQL, in group: Group, in transaction: Transaction) throws {
        guard try position(group.shard, in: transaction) != nil else { return }
        try transaction.execute(
            """
            DELETE FROM need_mentions WHERE shard = \(group.shard) AND group_id = \(group.id) AND seq IN
                (SELECT seq FROM events WHERE shard = \(group.shard) AND group_id = \(group.id) AND (\(sql: condition)))
            """)
    }

    /// Reads an event anew whose speaker has become another.
    func restore(_ seq: Int64, in group: Group, in transaction: Transaction) throws {
        guard let position = try position(group.shard, in: transaction), seq <= position else { return }
        let recalled = try SearchIndex.recalled("e.shard = \(group.shard) AND e.seq = \(seq)", in: transaction)
        guard recalled.isEmpty else { return }
        let condition: SQL = "shard = \(group.shard) AND seq = \(seq)"
        try insert(try LoggedEvent.read(condition, limit: 1, in: transaction), in: transaction)
    }

    /// Counts a group's days anew after its zone has changed.
    func moveDays(of group: Group, in transaction: Transaction) throws {
        guard try position(group.shard, in: transaction) != nil else { return }
        var zone = CivilZone(group.zone) ?? .utc
        let query: SQL = """
            SELECT DISTINCT n.seq, e.instant FROM need_mentions n JOIN events e ON e.shard = n.shard AND e.seq = n.seq
            WHERE n.group_id = \(group.id)
            """
        for (seq, instant) in try transaction.all(query, { ($0.int64(0), $0.instant(1)) }) {
            let day = zone.civil(instant).day
            try transaction.execute(
                """
                UPDATE need_mentions SET day = \(day)
                WHERE shard = \(group.shard) AND seq = \(seq) AND day <> \(day)
                """)
        }
    }

    /// How far the reading is; nil where it has not begun. Whoever asks keeps it from going on until their transaction ends.
    private func position(_ shard: Int, in transaction: Transaction) throws -> Int64? {
        try transaction.first(
            "UPDATE reactors SET position = position WHERE name = \(name) AND shard = \(shard) RETURNING position"
        ) { $0.int64(0) }
    }

    // MARK: - The lists

    /// Begins anew where the lists have changed since texts were last read. Call it before the log is read.
    package static func renew(in transaction: Transaction) throws {
        let known = try version(in: transaction)
        guard known ?? 0 < NeedWords.version else { return }
        let name = NeedIndex().name
        if known == nil {
            try transaction.execute("INSERT INTO need_lists (id, version) VALUES (1, \(NeedWords.version))")
        } else {
            try transaction.execute("UPDATE need_lists SET version = \(NeedWords.version) WHERE id = 1")
        }
        try transaction.execute("UPDATE reactors SET position = 0 WHERE name = \(name)")
        try transaction.execute("DELETE FROM events_set_aside WHERE reactor = \(name)")
        try transaction.execute("DELETE FROM need_mentions")
    }

    /// Whether there is something in the log that was not read yet.
    package static func isBehind(in transaction: Transaction) throws -> Bool {
        let query: SQL = """
            SELECT COUNT(*) FROM shards s LEFT JOIN reactors r ON r.shard = s.shard AND r.name = \(NeedIndex().name)
            WHERE s.last_seq > COALESCE(r.position, 0)
            """
        return try transaction.first(query) { $0.int(0) > 0 } ?? false
            || (version(in: transaction) ?? 0) < NeedWords.version
    }

    static func version(in transaction: Transaction) throws -> Int? {
        try transaction.first("SELECT version FROM need_lists WHERE id = 1") { $0.int(0) }
    }

    // MARK: - Verifying

    /// What of a group is kept and does not follow from its texts, and the other way round, as far as it has been read.
    func differences(of group: Group, in transaction: Transaction) throws -> [Discrepancy] {
        guard try NeedIndex.version(in: transaction) == NeedWords.version else { return [] }
        let reached: SQL = "SELECT position FROM reactors WHERE name = \(name) AND shard = \(group.shard)"
        let position = try transaction.first(reached) { $0.int64(0) } ?? 0
        var skipped = try SearchIndex.recalled("e.group_id = \(group.id) AND e.seq <= \(position)", in: transaction)
        let aside: SQL = "SELECT seq FROM events_set_aside WHERE reactor = \(name) AND shard = \(group.shard)"
        try transaction.forEach(aside) { skipped.insert($0.int64(0)) }
        var expected = try stored(of: group, in: transaction)
        let reader = try NeedReader()
        var zone = CivilZone(group.zone) ?? .utc
        var (after, missing) = (Int64(0), [Row]())
        while true {
            let events = try LoggedEvent.read(
                "shard = \(group.shard) AND group_id = \(group.id) AND seq > \(after) AND seq <= \(position)",
                limit: SearchIndex.page, in: transaction)
            guard let last = events.last else { break }
            for event in events where event.isFindable && !skipped.contains(event.seq) {
                let day = Int64(zone.civil(event.instant).day.number)
                for hint in reader.hints(in: event.text ?? "") {
                    let row = Row(seq: event.seq, hint: hint.key, day: day, handle: event.sender.value)
                    if expected.remove(row) == nil { missing.append(row) }
                }
            }
            after = last.seq
        }
        return missing.map { $0.discrepancy(isStored: false) }
            + expected.sorted { ($0.seq, $0.hint) < ($1.seq, $1.hint) }.map { $0.discrepancy(isStored: true) }
    }

    private func stored(of group: Group, in transaction: Transaction) throws -> Set<Row> {
        let query: SQL = "SELECT seq, hint, day, handle_id FROM need_mentions WHERE group_id = \(group.id)"
        return Set(
            try transaction.all(query) {
                Row(seq: $0.int64(0), hint: $0.string(1), day: $0.int64(2), handle: $0.int64(3))
            })
    }

    private struct Row: Hashable {
        let seq: Int64
        let hint: String
        let day: Int64
        let handle: Int64

        func discrepancy(isStored: Bool) -> Discrepancy {
            let text = "day \(CivilDay(number: Int32(clamping: day))), handle \(handle)"
            return Discrepancy(
                place: "need_mentions", row: "seq \(seq), \(hint)", stored: isStored ? text : nil,
                counted: isStored ? nil : text)
        }
    }
}

/// The tables of it.
extension RecordMigrations {
    /// What messages tell of needs and trades; the version of the lists they were read by; groups of competitors.
    static let needs = Migration(
        "2026-11-24 needs",
        """
        CREATE TABLE need_mentions (
            group_id {id} NOT NULL REFERENCES groups (id),
            day {day} NOT NULL,
            hint {text} NOT NULL CHECK (hint <> ''),
            shard {small} NOT NULL,
            seq {count} NOT NULL,
            handle_id {id} NOT NULL REFERENCES handles (id),
            PRIMARY KEY (shard, seq, hint)
        ){clustered};
        CREATE INDEX need_mentions_by_day ON need_mentions (group_id, day, hint, handle_id, shard, seq);
        CREATE INDEX need_mentions_by_handle ON need_mentions (handle_id, group_id, day, hint);
        CREATE TABLE need_lists (
            id {small} NOT NULL PRIMARY KEY CHECK (id = 1),
            version {count} NOT NULL CHECK (version >= 1)
        ){rows};
        CREATE TABLE competitor_groups (
            group_id {id} NOT NULL PRIMARY KEY REFERENCES groups (id),
            marked_at {instant} NOT NULL,
            marked_by {text} NOT NULL
        ){rows};
        """)
}
