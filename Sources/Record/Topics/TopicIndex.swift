package import Kernel
package import Storage

/// Says of each group's weeks which are to be counted: those in which something new was said, or was before counted
/// otherwise.
///
/// As the record goes on, its cursor goes over the log and marks weeks; it reads no text. What changes older counts (a
/// refold, a merge, an erasure) marks them in its own transaction. `TopicKeeper` counts the marked weeks, each whole, so
/// that what is kept is a function of the record alone.
package struct TopicIndex: Reactor {
    package let name = "topics"
    package let readsTexts = false
    /// A message may answer a question of so long ago, or thank for its answer.
    static let reach = OpenQuestions.milliseconds + 3_600_000

    package init() {}

    package func react(to events: [LoggedEvent], in transaction: Transaction) throws {
        var weeks: [GroupID: Set<CivilDay>] = [:]
        var zones: [GroupID: CivilZone] = [:]
        for event in events where event.kind.isMessage || event.kind == .recall {
            if zones[event.group] == nil {
                let group = try Group.find(event.group, in: transaction)
                zones[event.group] = group.flatMap { CivilZone($0.zone) } ?? .utc
            }
            weeks[event.group, default: []].formUnion(Self.weeks(of: event.instant, &zones[event.group]!))
            guard event.kind == .recall else { continue }
            for instant in try recalled(by: event, in: transaction) {
                weeks[event.group]!.formUnion(Self.weeks(of: instant, &zones[event.group]!))
            }
        }
        for (group, weeks) in weeks.sorted(by: { $0.key < $1.key }) { try mark(weeks, of: group, in: transaction) }
    }

    /// The weeks whose counts a message of an instant is part of.
    static func weeks(of instant: Instant, _ zone: inout CivilZone) -> Set<CivilDay> {
        let earlier = zone.civil(instant.advanced(byMilliseconds: -reach)).day.monday
        return [zone.civil(instant).day.monday, earlier]
    }

    private func recalled(by event: LoggedEvent, in transaction: Transaction) throws -> [Instant] {
        let query: SQL = """
            SELECT t.instant FROM events r JOIN events t ON t.group_id = r.group_id AND t.event_key = r.reply_key
            WHERE r.shard = \(event.shard) AND r.seq = \(event.seq)
            """
        return try transaction.all(query) { $0.instant(0) }
    }

    // MARK: - Marks

    /// Weeks whose texts were forgotten stay as they were counted.
    func mark(_ weeks: Set<CivilDay>, of group: GroupID, in transaction: Transaction) throws {
        let rows = Columns([("group_id", .int64), ("week", .int64), ("is_due", .int64), ("marks", .int64)])
        for week in weeks.sorted() {
            rows[0].append(group)
            rows[1].append(week)
            rows[2].append(1)
            rows[3].append(1)
        }
        try transaction.insert(
            into: "topic_weeks", rows,
            onConflict: """
                ON CONFLICT (group_id, week) DO UPDATE SET marks = topic_weeks.marks + 1,
                is_due = CASE WHEN topic_weeks.is_frozen = 1 THEN 0 ELSE 1 END
                """)
    }

    /// Marks all weeks of a group: it was folded anew.
    func markAll(of group: Group, in transaction: Transaction) throws {
        var weeks = Set(
            try transaction.all("SELECT week FROM topic_weeks WHERE group_id = \(group.id)") { $0.day(0) })
        try transaction.forEach("SELECT day FROM group_days WHERE group_id = \(group.id)") {
            weeks.insert($0.day(0).monday)
        }
        try mark(weeks, of: group.id, in: transaction)
    }

    // MARK: - Forgetting

    /// Takes out who somebody is among those who speak of something or answer, and marks their weeks; what is left counts
    /// words that others said, too.
    func forget(wordsOf person: PersonID, in group: Group, in transaction: Transaction) throws {
        try transaction.execute(
            "DELETE FROM topic_speakers WHERE group_id = \(group.id) AND person_id = \(person)")
        try transaction.execute(
            """
            DELETE FROM topic_answers
            WHERE group_id = \(group.id) AND (answerer_id = \(person) OR asker_id = \(person))
            """)
        var weeks: Set<CivilDay> = []
        try transaction.forEach(
            """
            SELECT day FROM member_days WHERE group_id = \(group.id)
                AND person_id IN (SELECT COALESCE(counted_as, id) FROM people WHERE id = \(person))
            """
        ) { row in
            weeks.formUnion([row.day(0).monday, row.day(0).advanced(by: -2).monday])
        }
        try mark(weeks, of: group.id, in: transaction)
    }

    /// Counts what is yet to be counted of the weeks whose texts are about to go, and lets nothing change them again.
    func freeze(before instant: Instant, in group: Group, in transaction: Transaction) throws {
        guard var zone = CivilZone(group.zone) else { return }
        let last = zone.civil(instant.advanced(byMilliseconds: -1)).day.monday
        let due: SQL = """
            SELECT week FROM topic_weeks WHERE group_id = \(group.id) AND week <= \(last) AND is_due = 1 ORDER BY week
            """
        for week in try transaction.all(due, { $0.day(0) }) {
            let counted = try TopicWeek.count(week, of: group, in: transaction)
            try counted.write(week, of: group, at: nil, in: transaction)
        }
        try transaction.execute(
            "UPDATE topic_weeks SET is_frozen = 1 WHERE group_id = \(group.id) AND week <= \(last)")
    }
}
