internal import Kernel
internal import Storage
internal import Words

// MARK: - Reading the log

extension TopicWeek {
    /// Counts a week from the raw texts of the log.
    static func count(_ week: CivilDay, of group: Group, in transaction: Transaction) throws -> TopicWeek {
        guard var zone = CivilZone(group.zone) else { return TopicWeek() }
        let (start, end) = (zone.start(of: week), zone.start(of: week.advanced(by: 7)))
        let recalled = try SearchIndex.recalled(
            "e.group_id = \(group.id) AND e.instant >= \(start) AND e.instant < \(end.advanced(byMilliseconds: TopicIndex.reach))",
            in: transaction)
        let questions = try answered(from: start, to: end, group, in: transaction)
        // Those who have messages that count: programs have none.
        let people = Set(
            try transaction.all(
                """
                SELECT DISTINCT person_id FROM member_days
                WHERE group_id = \(group.id) AND day >= \(week) AND day <= \(week.advanced(by: 9)) AND messages > 0
                """
            ) { $0.id(0) as PersonID })
        let tally = TopicTally(end: end, questions: questions)
        var names: Set<HandleID> = []
        // After the last question's day there is nothing more to be known.
        let until = questions.isEmpty ? end : end.advanced(byMilliseconds: TopicIndex.reach)
        try messages(from: start, to: until, group, in: transaction) { row in
            names.formUnion(row.names)
            guard let message = row.message, !recalled.contains(row.seq), people.contains(message.person) else {
                return
            }
            tally.take(message)
        }
        let known = try TopicNames(names, group, in: transaction)
        return tally.week(isName: known.contains)
    }

    private struct LoggedMessage {
        let seq: Int64
        let names: [HandleID]
        let message: TopicMessage?
    }

    private static func messages(
        from start: Instant, to end: Instant, _ group: Group, in transaction: Transaction,
        _ take: (LoggedMessage) -> Void
    ) throws {
        let query: SQL = """
            SELECT e.seq, e.event_key, e.instant, e.sender_id, e.speaker_id, e.sender_name_id, e.target_id, e.mentions,
                e.addressed, e.reply_key, e.body, COALESCE(p.counted_as, p.id), e.kind
            FROM events e JOIN handles h ON h.id = COALESCE(e.speaker_id, e.sender_id)
            LEFT JOIN people p ON p.id = h.person_id
            WHERE e.group_id = \(group.id) AND e.instant >= \(start) AND e.instant < \(end)
            ORDER BY e.instant, e.place, e.event_key
            """
        try transaction.forEach(query) { row in
            let mentions = HandleID.unpacked(row.optionalBytes(7)) + HandleID.unpacked(row.optionalBytes(8))
            let (sender, speaker): (HandleID, HandleID?) = (row.id(3), row.optionalID(4))
            let names: [HandleID?] = [sender, speaker, row.optionalID(5), row.optionalID(6)] + mentions
            var message: TopicMessage?
            let kind = EventKind(rawValue: Int16(clamping: row.int64(12)))
            if kind?.isMessage == true, var text = row.optionalString(10), let person: PersonID = row.optionalID(11) {
                if speaker != nil, let said = GroupFold.bridged(text) { text = said.words }
                message = TopicMessage(
                    key: row.eventKey(1), instant: row.instant(2), person: person, handle: speaker ?? sender,
                    text: text, replyKey: row.optionalBytes(9).map { EventKey(bytes: $0) }, mentions: mentions)
            }
            take(LoggedMessage(seq: row.int64(0), names: names.compactMap { $0 }, message: message))
        }
    }

    private static func answered(
        from start: Instant, to end: Instant, _ group: Group, in transaction: Transaction
    ) throws -> [AnsweredQuestion] {
        let query: SQL = """
            SELECT event_key, instant, asker_id, answerer_id, answered_at FROM questions
            WHERE group_id = \(group.id) AND instant >= \(start) AND instant < \(end) AND answerer_id IS NOT NULL
            ORDER BY answered_at, instant, place, event_key
            """
        return try transaction.all(query) { row in
            AnsweredQuestion(
                key: row.eventKey(0), askedAt: row.instant(1), asker: row.id(2), answerer: row.id(3),
                answeredAt: row.instant(4))
        }
    }
}

/// The names that are met in a week: of who writes, is mentioned, comes or goes.
struct TopicNames {
    private var words: Set<String> = []
    private var erased: Set<String> = []

    init(_ handles: Set<HandleID>, _ group: Group, in transaction: Transaction) throws {
        let cutter = TopicWords()
        for handle in handles.sorted() {
            try transaction.forEach("SELECT name, key FROM handles WHERE id = \(handle)") { row in
                let name = row.string(0)
                if name.isEmpty {
                    erased.insert(row.string(1))
                } else {
                    words.formUnion(cutter.callings(of: name))
                }
            }
        }
    }

    /// Whether a word is a name, or the name of somebody who was erased.
    func contains(_ word: String) -> Bool {
        words.contains(word) || (!erased.isEmpty && erased.contains(FoldHandle.erasedKey(for: word)))
    }
}

// MARK: - Writing what was counted

extension TopicWeek {
    /// Puts a week's counts in place of what was there, and brings the community's in line.
    func write(_ week: CivilDay, of group: Group, at instant: Instant?, in transaction: Transaction) throws {
        let former = try TopicWeek.words(of: week, group.id, in: transaction)
        for table in TopicTables.names {
            try transaction.execute("DELETE FROM \(raw: table) WHERE group_id = \(group.id) AND week = \(week)")
        }
        try writeCommunity(week, instead: former, in: transaction)
        guard messages > 0 else {
            try transaction.execute("DELETE FROM topic_weeks WHERE group_id = \(group.id) AND week = \(week)")
            return
        }
        try transaction.execute(
            """
            UPDATE topic_weeks SET is_due = 0, counted_at = COALESCE(\(instant), counted_at), messages = \(messages),
                speakers = \(speakers), uses = \(uses)
            WHERE group_id = \(group.id) AND week = \(week)
            """)
        try insert(TopicTables.words, words, week, group.id, in: transaction)
        try insert(TopicTables.pairs, pairs, week, group.id, in: transaction)
        try insert(TopicTables.tellers, tellers, week, group.id, in: transaction)
        try insert(TopicTables.answers, answers, week, group.id, in: transaction)
    }

    private func insert<Item>(
        _ table: TopicTable<Item>, _ items: [Item], _ week: CivilDay, _ group: GroupID, in transaction: Transaction
    ) throws {
        let rows = Columns([("group_id", .int64), ("week", .int64)] + table.fields.map { ($0.name, $0.kind) })
        for item in items {
            rows[0].append(group)
            rows[1].append(week)
            for (index, field) in table.fields.enumerated() { field.append(rows[index + 2], item) }
        }
        try transaction.insert(into: table.name, rows)
    }

    /// The community's words of a week are the sums of its groups'.
    private func writeCommunity(_ week: CivilDay, instead former: [TopicWord], in transaction: Transaction) throws {
        struct Key: Hashable {
            let kind: TopicKind
            let word: String
        }
        var changes: [Key: (groups: Int, messages: Int, speakers: Int)] = [:]
        for (list, sign) in [(former, -1), (words, 1)] {
            for word in list {
                let change = changes[Key(kind: word.kind, word: word.word)] ?? (0, 0, 0)
                changes[Key(kind: word.kind, word: word.word)] = (
                    change.groups + sign, change.messages + sign * word.messages,
                    change.speakers + sign * word.speakers
                )
            }
        }
        let rows = Columns([
            ("week", .int64), ("kind", .int64), ("word", .text), ("groups", .int64), ("messages", .int64),
            ("speakers", .int64),
        ])
        let changed = changes.filter { $0.value != (0, 0, 0) }
        // In one order, so that two processes never wait for each other in a ring.
        for (key, change) in changed.sorted(by: {
            ($0.key.kind.rawValue, $0.key.word) < ($1.key.kind.rawValue, $1.key.word)
        }
        ) {
            rows[0].append(week)
            rows[1].append(key.kind.rawValue)
            rows[2].append(key.word)
            rows[3].append(change.groups)
            rows[4].append(change.messages)
            rows[5].append(change.speakers)
        }
        guard !rows.isEmpty else { return }
        try transaction.insert(
            into: "community_words", rows,
            onConflict: """
                ON CONFLICT (week, kind, word) DO UPDATE SET groups = community_words.groups + excluded.groups,
                messages = community_words.messages + excluded.messages,
                speakers = community_words.speakers + excluded.speakers
                """)
        guard !former.isEmpty else { return }
        try transaction.execute("DELETE FROM community_words WHERE week = \(week) AND groups = 0")
    }

    static func words(of week: CivilDay, _ group: GroupID, in transaction: Transaction) throws -> [TopicWord] {
        let query: SQL = """
            SELECT kind, word, messages, speakers FROM topic_words WHERE group_id = \(group) AND week = \(week)
            """
        return try transaction.all(query) { row in
            TopicWord(
                kind: TopicKind(rawValue: Int16(clamping: row.int64(0))) ?? .word, word: row.string(1),
                messages: row.int(2), speakers: row.int(3))
        }
    }
}
