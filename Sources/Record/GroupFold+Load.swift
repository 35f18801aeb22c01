import Kernel
import Storage

extension GroupFold {
    /// A fold that stands where the group's record stands: ready to append.
    static func standing(_ group: Group, ids: IDSource, in transaction: Transaction) throws -> GroupFold {
        let fold = try GroupFold(group: group, bots: GroupBots.load(group.id, in: transaction), ids: ids)
        try fold.loadPeople(in: transaction)
        try fold.loadHandles(in: transaction, known: true)
        try fold.loadTotals(in: transaction)
        try fold.loadFrontier(in: transaction)
        return fold
    }

    /// A fold that has seen nothing yet but knows the ids that names have: ready to replay the whole history.
    static func blank(_ group: Group, ids: IDSource, in transaction: Transaction) throws -> GroupFold {
        let fold = try GroupFold(group: group, bots: GroupBots.load(group.id, in: transaction), ids: ids)
        try fold.loadHandles(in: transaction, known: false)
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

    private func loadHandles(in transaction: Transaction, known: Bool) throws {
        let named: SQL = """
            SELECT id, key, name, person_id, is_alias, first_instant, first_place, scope FROM handles
            WHERE network = \(group.network) AND scope = \(group.id)
            ORDER BY first_instant, first_place, id
            """
        try transaction.forEach(named) { row in addHandle(row, known: known) }
        let identified: SQL = """
            SELECT h.id, h.key, h.name, h.person_id, h.is_alias, h.first_instant, h.first_place, h.scope
            FROM memberships m JOIN handles h ON h.person_id = m.person_id
            WHERE m.group_id = \(group.id) AND h.network = \(group.network) AND h.scope = 0
            ORDER BY h.id
            """
        try transaction.forEach(identified) { row in addHandle(row, known: known) }
    }

    /// Looks up handles of network ids that this fold has not met, so that a person known elsewhere is the same here.
    func loadNetworkHandles(_ keys: [String], in transaction: Transaction) throws {
        for key in keys where byNetworkID[key] == nil {
            let query: SQL = """
                SELECT id, key, name, person_id, is_alias, first_instant, first_place, scope FROM handles
                WHERE network = \(group.network) AND scope = 0 AND key = \(key)
                """
            try transaction.forEach(query) { row in addHandle(row, known: true) }
        }
    }

    func loadHandle(_ id: HandleID, in transaction: Transaction) throws {
        let query: SQL = """
            SELECT id, key, name, person_id, is_alias, first_instant, first_place, scope FROM handles WHERE id = \(id)
            """
        try transaction.forEach(query) { row in addHandle(row, known: false) }
    }

    private func addHandle(_ row: Row, known: Bool) {
        var handle = FoldHandle(
            id: row.id(0), key: row.string(1), name: row.string(2), isNetworkID: row.int64(7) == 0)
        handle.formerPerson = row.id(3)
        handle.isAlias = row.int(4) == 1
        handle.firstInstant = row.instant(5)
        handle.firstPlace = row.int64(6)
        let index = add(handle, isNew: false)
        guard known || handle.isAlias else { return }
        let person = byPersonID[row.id(3)] ?? add(FoldPerson(id: row.id(3), name: handle.name, root: index), isNew: false)
        if people[Int(person)].root < 0 { people[Int(person)].root = index }
        handles[Int(index)].person = person
        if bots.isBot(handle.key), !handle.isNetworkID { people[Int(person)].isBot = true }
        if bots.bridges.contains(handle.key), !handle.isNetworkID { people[Int(person)].isBridge = true }
    }

    private func loadTotals(in transaction: Transaction) throws {
        totals = try GroupTotals.load(group.id, in: transaction) ?? GroupTotals()
    }

    private func loadFrontier(in transaction: Transaction) throws {
        let query: SQL = """
            SELECT instant, place, event_key FROM events WHERE group_id = \(group.id)
            ORDER BY instant DESC, place DESC, event_key DESC LIMIT 1
            """
        frontier = try transaction.first(query) { row in
            HistoryPoint(instant: row.instant(0), place: row.int64(1), key: EventKey(bytes: row.bytes(2)))
        }
    }
}

extension GroupTotals {
    static func load(_ group: GroupID, in transaction: Transaction) throws -> GroupTotals? {
        let query: SQL = """
            SELECT events, messages, messages_bot, joins, leaves, sessions, renames, people, active, members,
                first_instant, last_instant, first_day, last_day
            FROM group_totals WHERE group_id = \(group)
            """
        return try transaction.first(query) { row in
            GroupTotals(
                events: row.int64(0), messages: row.int64(1), messagesBot: row.int64(2), joins: row.int64(3),
                leaves: row.int64(4), sessions: row.int64(5), renames: row.int64(6), people: row.int64(7),
                active: row.int64(8), members: row.int64(9), firstInstant: row.instant(10),
                lastInstant: row.instant(11), firstDay: row.day(12), lastDay: row.day(13))
        }
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
}
