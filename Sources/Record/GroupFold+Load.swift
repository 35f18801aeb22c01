import Kernel
import Storage

extension GroupFold {
    /// A fold that stands where the group's record stands: ready to append.
    static func standing(_ group: Group, ids: IDSource, in transaction: Transaction) throws -> GroupFold {
        let found = try loadFound(group.id, in: transaction)
        let bots = try GroupBots.load(group.id, in: transaction)
        let fold = try GroupFold(group: group, bots: bots, found: found, ids: ids)
        fold.mergePoint = try PersonMerge.point(in: transaction)
        let isSettled = try transaction.first("SELECT is_settled FROM groups WHERE id = \(group.id)") { $0.int(0) == 1 }
        fold.needsRefold = isSettled == false
        try fold.loadPeople(in: transaction)
        try fold.loadHandles(known: true, in: transaction)
        try fold.loadTotals(in: transaction)
        try fold.loadFrontier(in: transaction)
        try fold.loadOpenQuestions(in: transaction)
        try fold.loadPreviousMessageDays(in: transaction)
        return fold
    }

    /// A fold that has seen nothing yet but knows the ids that names have: ready to replay the whole history.
    static func blank(
        _ group: Group, found: Found, ids: IDSource, in transaction: Transaction
    ) throws -> GroupFold {
        let bots = try GroupBots.load(group.id, in: transaction)
        let fold = try GroupFold(group: group, bots: bots, found: found, ids: ids)
        fold.mergePoint = try PersonMerge.point(in: transaction)
        try fold.loadHandles(known: false, in: transaction)
        return fold
    }

    private func loadPeople(in transaction: Transaction) throws {
        let query: SQL = """
            SELECT m.person_id, p.name, m.first_joined_at, m.first_joined_day, m.joined_at, m.left_at, m.join_implied,
                m.stays, m.messages, m.first_message_at, m.last_message_at
            FROM memberships m JOIN people p ON p.id = m.person_id
            WHERE m.group_id = \(group.id) ORDER BY m.person_id
            """
        try transaction.forEach(query) { row in
            var person = FoldPerson(id: row.id(0), name: row.string(1), root: -1)
            person.firstJoinedAt = row.instant(2)
            person.firstJoinedDay = row.day(3)
            person.stay = Stay(
                joinedAt: row.instant(4), joinedDay: zone.civil(row.instant(4)).day, isImplied: row.int(6) == 1)
            person.stay.leftAt = row.optionalInstant(5)
            person.stay.leftDay = person.stay.leftAt.map { zone.civil($0).day }
            person.isPresent = person.stay.leftAt == nil
            person.stays = row.int64(7)
            person.messages = row.int64(8)
            person.firstMessageAt = row.optionalInstant(9)
            person.lastMessageAt = row.optionalInstant(10)
            person.lastMessageDay = person.lastMessageAt.map { zone.civil($0).day }
            add(person, isNew: false)
        }
    }

    private static let handleColumns: SQL = """
        h.id, h.key, h.name, h.scope, h.person_id, h.first_instant, h.first_place,
        CASE WHEN h.scope = 0 THEN 1
            WHEN EXISTS (SELECT 1 FROM handles i WHERE i.person_id = h.person_id AND i.scope = 0) THEN 0
            WHEN EXISTS (SELECT 1 FROM merged_handles m WHERE m.person_id = h.person_id)
                AND NOT EXISTS (SELECT 1 FROM merged_handles m WHERE m.handle_id = h.id AND m.person_id = h.person_id)
            THEN 0 ELSE 1 END,
        (SELECT m.person_id FROM merged_handles m WHERE m.handle_id = h.id)
        """

    private func loadHandles(known: Bool, in transaction: Transaction) throws {
        // By the group's members and each one's handles. Left to itself SQLite reads all ids of the network, for every
        // group anew; the expressions on network and scope keep it from their index.
        let identified: SQL = """
            SELECT \(sql: Self.handleColumns) FROM memberships m CROSS JOIN handles h
            WHERE m.group_id = \(group.id) AND h.person_id = m.person_id
                AND h.network || '' = \(group.network) AND h.scope + 0 = 0
            ORDER BY h.id
            """
        try transaction.forEach(identified) { row in addHandle(row, known: known) }
        let named: SQL = """
            SELECT \(sql: Self.handleColumns) FROM handles h
            WHERE h.network = \(group.network) AND h.scope = \(group.id)
            ORDER BY h.first_instant, h.first_place, h.id
            """
        try transaction.forEach(named) { row in addHandle(row, known: known) }
        if known { try loadMerged(in: transaction) }
    }

    /// Looks up handles of network ids that this fold has not met, so that a person known elsewhere is the same here.
    ///
    /// - Parameter areNew: Whether they were made a moment ago, so that no event can have named them.
    func loadNetworkHandles(_ keys: [String], areNew: Bool = false, in transaction: Transaction) throws {
        for key in keys where networkHandle(key) == nil {
            let query: SQL = """
                SELECT \(sql: Self.handleColumns) FROM handles h
                WHERE h.network = \(group.network) AND h.scope = 0 AND h.key IN (\(key), \(FoldHandle.erasedKey(for: key)))
                """
            try transaction.forEach(query) { row in addHandle(row, known: true, isNew: areNew) }
        }
        try loadMerged(in: transaction)
    }

    /// Loads the other ids, in this network, of those who are counted as somebody whose name was loaded just now: only
    /// together they tell whether that is a program.
    private func loadMerged(in transaction: Transaction) throws {
        while let person = unloadedMerges.popFirst() {
            let query: SQL = """
                SELECT \(sql: Self.handleColumns) FROM merged_handles g JOIN handles h ON h.id = g.handle_id
                WHERE g.person_id = \(person) AND h.network = \(group.network) AND h.scope IN (0, \(group.id))
                ORDER BY h.id
                """
            try transaction.forEach(query) { row in
                if byHandleID[row.id(0)] == nil { addHandle(row, known: true) }
            }
        }
    }

    /// Loads a handle that an event of the log names: as what it is where the fold stands, as unseen in a replay.
    func loadHandle(_ id: HandleID, known: Bool, in transaction: Transaction) throws {
        try transaction.forEach("SELECT \(sql: Self.handleColumns) FROM handles h WHERE h.id = \(id)") { row in
            addHandle(row, known: known)
        }
        if known { try loadMerged(in: transaction) }
    }

    private func addHandle(_ row: Row, known: Bool, isNew: Bool = false) {
        var handle = FoldHandle(id: row.id(0), key: row.string(1), name: row.string(2), isNetworkID: row.int64(3) == 0)
        handle.merged = row.optionalID(8)
        let first = row.optionalInstant(5).map { HandlePoint(instant: $0, place: row.int64(6)) }
        add(stored: handle, of: row.optionalID(4), first: first, isRoot: row.int(7) == 1, known: known, isNew: isNew)
    }

    /// - Parameters:
    ///   - first: Since when it is its owner's.
    ///   - isRoot: Whether its owner is a person because of it.
    func add(
        stored handle: FoldHandle, of owner: PersonID?, first: HandlePoint? = nil, isRoot: Bool, known: Bool,
        isNew: Bool
    ) {
        var handle = handle
        handle.isStored = true
        handle.former = owner.map { FormerHandle(person: $0, first: first, isRoot: isRoot) }
        guard known, let owner else { return _ = add(handle) }
        handle.first = first
        let index = add(handle)
        let person = byPersonID[owner] ?? add(FoldPerson(id: owner, name: handle.name, root: index), isNew: false)
        if people[Int(person)].root < 0 { people[Int(person)].root = index }
        handles[Int(index)].person = person
        if let merged = handle.merged { count(person, as: merged) }
        let counted = Int(counted(person))
        if people[counted].stays == 0, !isNew { people[counted].isLinked = true }
        if people[counted].face < 0 { people[counted].face = index }
        if let isBridge = judgement(of: handle) {
            people[counted].isBot = true
            if isBridge { people[counted].isBridge = true }
        }
    }

    private func loadFrontier(in transaction: Transaction) throws {
        let query: SQL = """
            SELECT instant, place, event_key FROM events WHERE group_id = \(group.id)
            ORDER BY instant DESC, place DESC, event_key DESC LIMIT 1
            """
        frontier = try transaction.first(query) { row in
            HistoryPoint(instant: row.instant(0), place: row.int64(1), key: row.eventKey(2))
        }
    }

    /// Clocks that go back over midnight lead back to a day on which somebody was active already.
    private func loadPreviousMessageDays(in transaction: Transaction) throws {
        guard let frontier else { return }
        let day = zone.civil(frontier.instant).day
        let query: SQL = """
            SELECT person_id, day FROM member_days
            WHERE group_id = \(group.id) AND day BETWEEN \(day.advanced(by: -1)) AND \(day.advanced(by: 1)) AND messages > 0
            ORDER BY day
            """
        try transaction.forEach(query) { row in
            if let person = byPersonID[row.id(0)] { people[Int(person)].noteMessageDay(row.day(1)) }
        }
    }

    private static func loadFound(_ group: GroupID, in transaction: Transaction) throws -> Found {
        var found = Found()
        try transaction.forEach("SELECT handle_id, is_bridge FROM found_bots WHERE group_id = \(group)") { row in
            found.bots[row.id(0)] = row.int(1) == 1
        }
        return found
    }

    /// Keeps what a whole replay has found, in place of what an earlier one had.
    func saveFound(in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM found_bots WHERE group_id = \(group.id)")
        for (handle, isBridge) in found.bots.sorted(by: { $0.key < $1.key }) {
            try transaction.execute(
                "INSERT INTO found_bots (group_id, handle_id, is_bridge) VALUES (\(group.id), \(handle), \(isBridge))")
        }
    }
}

extension GroupFold {
    private func loadTotals(in transaction: Transaction) throws {
        let query: SQL = """
            SELECT events, messages, messages_bot, joins, leaves, sessions, renames, people, active, members,
                first_instant, last_instant, first_day, last_day, died_day, second_day, last_speaker_id,
                last_speaking_day
            FROM group_totals WHERE group_id = \(group.id)
            """
        let loaded = try transaction.first(query) { row in
            GroupTotals(
                events: row.int64(0), messages: row.int64(1), messagesBot: row.int64(2), joins: row.int64(3),
                leaves: row.int64(4), sessions: row.int64(5), renames: row.int64(6), people: row.int64(7),
                active: row.int64(8), members: row.int64(9), firstInstant: row.instant(10),
                lastInstant: row.instant(11), firstDay: row.day(12), lastDay: row.day(13),
                diedDay: row.optionalDay(14), secondDay: row.optionalDay(15),
                lastSpeaker: (row.optionalID(16) as PersonID?).flatMap { byPersonID[$0] },
                lastSpeakingDay: row.optionalDay(17))
        }
        totals = loaded ?? GroupTotals()
    }

    /// What the next message may still answer.
    private func loadOpenQuestions(in transaction: Transaction) throws {
        guard let frontier else { return }
        let query: SQL = """
            SELECT instant, place, event_key, day, asker_id, answered_at, answerer_id FROM questions
            WHERE group_id = \(group.id) AND instant >= \(OpenQuestions.oldest(openAt: frontier.instant))
            ORDER BY instant, place, event_key
            """
        try transaction.forEach(query) { row in
            guard let asker = byPersonID[row.id(4)] else { return }
            openQuestions.add(
                Question(
                    point: HistoryPoint(instant: row.instant(0), place: row.int64(1), key: row.eventKey(2)),
                    day: row.day(3), asker: asker, answeredAt: row.optionalInstant(5),
                    answerer: (row.optionalID(6) as PersonID?).flatMap { byPersonID[$0] }))
        }
    }
}

extension Row {
    func optionalDay(_ column: Int) -> CivilDay? {
        optionalInt64(column).map { CivilDay(number: Int32(clamping: $0)) }
    }
}

extension GroupBots {
    static func load(_ group: GroupID, in transaction: Transaction) throws -> GroupBots {
        var bots = GroupBots()
        try transaction.forEach("SELECT name, is_bridge FROM group_bots WHERE group_id = \(group)") { row in
            if row.int(1) == 1 { bots.bridges.insert(row.string(0)) } else { bots.bots.insert(row.string(0)) }
        }
        return bots
    }

    func save(_ group: GroupID, in transaction: Transaction) throws {
        for (names, isBridge) in [(bots.subtracting(bridges), false), (bridges, true)] {
            for name in names.sorted() {
                try transaction.execute(
                    """
                    INSERT INTO group_bots (group_id, name, is_bridge) VALUES (\(group), \(name), \(isBridge))
                    ON CONFLICT (group_id, name) DO UPDATE SET is_bridge = excluded.is_bridge
                    """)
            }
        }
    }

    /// The same with names that were erased in this group as what is left of them.
    func erased(in group: Group, _ transaction: Transaction) throws -> GroupBots {
        func replaced(_ names: Set<String>) throws -> [String] {
            try names.map { name in
                let key = FoldHandle.erasedKey(for: name)
                let query: SQL =
                    "SELECT 1 FROM handles WHERE network = \(group.network) AND scope = \(group.id) AND key = \(key)"
                return try transaction.first(query) { _ in key } ?? name
            }
        }
        return try GroupBots(bots: replaced(bots), bridges: replaced(bridges))
    }
}
