import Kernel
import Storage

extension GroupFold {
    /// Writes what has been tallied since the last time and forgets it.
    func write(in transaction: Transaction) throws {
        try writePeople(in: transaction)
        try writeDays(in: transaction)
        try writeMemberDays(in: transaction)
        try writeEdges(in: transaction)
        try writeQuestions(in: transaction)
        try writeStays(in: transaction)
        try writeMemberships(in: transaction)
        try writeTotals(in: transaction)
        tally = Tally()
    }

    /// New people and handles, and names that have become somebody's; must be there before events that name them.
    func writePeople(in transaction: Transaction) throws { try takePeople().write(in: transaction) }

    /// Those that wait to be written, ready to be; they wait no more.
    func takePeople() -> WaitingPeople {
        let waiting = WaitingPeople()
        for index in tally.newPeople {
            waiting.people[0].append(people[Int(index)].id.value)
            waiting.people[1].append(people[Int(index)].name)
        }
        for index in tally.newHandles {
            append(handles[Int(index)], to: waiting.handles)
            handles[Int(index)].isStored = true
        }
        waiting.words = tally.newHandles.map { NamedHandle(handles[Int($0)]) }
        waiting.owners = tally.givenHandles.map { ownerStatement(of: handles[Int($0)]) }
        waiting.names = tally.namedPeople.map { index in
            let person = people[Int(index)]
            return "UPDATE people SET name = \(person.name) WHERE id = \(person.id) AND name = ''"
        }
        tally.newPeople.removeAll()
        tally.namedPeople.removeAll()
        tally.newHandles.removeAll()
        tally.givenHandles.removeAll()
        return waiting
    }

    private func append(_ handle: FoldHandle, to rows: Columns) {
        rows[0].append(handle.id.value)
        rows[1].append(group.network)
        rows[2].append(handle.isNetworkID ? 0 : group.id.value)
        rows[3].append(handle.key)
        rows[4].append(handle.name)
        rows[5].append(handle.person >= 0 ? id(handle.person) : nil)
        rows[6].append(handle.first?.instant.milliseconds)
        rows[7].append(handle.first?.place)
        rows[8].append(1)
    }

    func writeOwner(of handle: FoldHandle, in transaction: Transaction) throws {
        try transaction.execute(ownerStatement(of: handle))
    }

    private func ownerStatement(of handle: FoldHandle) -> SQL {
        let person = handle.person >= 0 ? people[Int(handle.person)].id : nil
        return """
            UPDATE handles SET person_id = \(person), first_instant = \(handle.first?.instant),
                first_place = \(handle.first?.place)
            WHERE id = \(handle.id)
            """
    }

    /// Makes the handles and people of network ids that no group has met yet.
    ///
    /// They are shared by all groups of the network, so another transaction may be making the same: whoever comes
    /// second keeps the first one's. The caller loads them afterwards.
    func makeNetworkHandles(_ parties: [Party], in transaction: Transaction) throws {
        let rows = Columns([("id", .int64), ("name", .text)])
        let named = Columns(FoldHandle.columns)
        var made: [PersonID] = []
        var words: [NamedHandle] = []
        for party in parties {
            let person: PersonID = ids.next()
            let handle: HandleID = ids.next()
            made.append(person)
            rows[0].append(person.value)
            rows[1].append(party.name)
            named[0].append(handle.value)
            named[1].append(group.network)
            named[2].append(0)
            named[3].append(party.id)
            named[4].append(party.name)
            named[5].append(person.value)
            named[6].append(Int64?.none)
            named[7].append(Int64?.none)
            named[8].append(1)
            words.append(NamedHandle(id: handle, name: party.name, networkID: party.id))
        }
        try transaction.insert(into: "people", rows)
        let inserted = try transaction.insert(
            into: "handles", named, onConflict: "ON CONFLICT (network, scope, key) DO NOTHING")
        guard inserted < parties.count else { return try NameWords.write(words, in: transaction) }
        words = try words.filter { word in
            try transaction.first("SELECT 1 FROM handles WHERE id = \(word.id)", { $0.int(0) }) != nil
        }
        try NameWords.write(words, in: transaction)
        for person in made {
            try transaction.execute(
                """
                DELETE FROM people WHERE id = \(person)
                    AND NOT EXISTS (SELECT 1 FROM handles WHERE person_id = \(person))
                """)
        }
    }

    private func writeDays(in transaction: Transaction) throws {
        let rows = Columns([("group_id", .int64), ("day", .int64)] + DayCounts.columns.map { ($0, .int64) })
        for (day, counts) in tally.days.sorted(by: { $0.key < $1.key }) {
            rows[0].append(group.id.value)
            rows[1].append(Int64(day.number))
            for (offset, value) in counts.values.enumerated() { rows[2 + offset].append(value) }
        }
        try transaction.insert(into: "group_days", rows, onConflict: DayCounts.adding)
        let hours = Columns([("group_id", .int64), ("day", .int64), ("hour", .int64), ("messages", .int64)])
        for (key, messages) in tally.hours.sorted(by: { ($0.key.day, $0.key.hour) < ($1.key.day, $1.key.hour) }) {
            hours[0].append(group.id.value)
            hours[1].append(Int64(key.day.number))
            hours[2].append(Int64(key.hour))
            hours[3].append(messages)
        }
        try transaction.insert(
            into: "group_hours", hours,
            onConflict: """
                ON CONFLICT (group_id, day, hour) DO UPDATE SET messages = group_hours.messages + excluded.messages
                """)
    }

    private func writeMemberDays(in transaction: Transaction) throws {
        let rows = Columns([
            ("group_id", .int64), ("day", .int64), ("person_id", .int64), ("messages", .int64), ("events", .int64),
            ("hours", .int64), ("questions", .int64), ("answers", .int64), ("reactions", .int64),
        ])
        let ordered = tally.memberDays.sorted { ($0.key.day, id($0.key.person)) < ($1.key.day, id($1.key.person)) }
        for (key, counts) in ordered {
            rows[0].append(group.id.value)
            rows[1].append(Int64(key.day.number))
            rows[2].append(id(key.person))
            rows[3].append(counts.messages)
            rows[4].append(counts.events)
            rows[5].append(counts.hours)
            rows[6].append(counts.questions)
            rows[7].append(counts.answers)
            rows[8].append(counts.reactions)
        }
        try transaction.insert(
            into: "member_days", rows,
            onConflict: """
                ON CONFLICT (group_id, day, person_id) DO UPDATE SET messages = member_days.messages + excluded.messages,
                events = member_days.events + excluded.events, hours = member_days.hours | excluded.hours,
                questions = member_days.questions + excluded.questions,
                answers = member_days.answers + excluded.answers,
                reactions = member_days.reactions + excluded.reactions
                """)
    }

    private func writeEdges(in transaction: Transaction) throws {
        let rows = Columns([
            ("group_id", .int64), ("day", .int64), ("from_id", .int64), ("to_id", .int64), ("weight", .int64),
        ])
        let ordered = tally.edges.sorted {
            ($0.key.day, id($0.key.from), id($0.key.to)) < ($1.key.day, id($1.key.from), id($1.key.to))
        }
        for (key, weight) in ordered {
            rows[0].append(group.id.value)
            rows[1].append(Int64(key.day.number))
            rows[2].append(id(key.from))
            rows[3].append(id(key.to))
            rows[4].append(weight)
        }
        try transaction.insert(
            into: "edge_days", rows,
            onConflict: """
                ON CONFLICT (group_id, day, from_id, to_id) DO UPDATE SET weight = edge_days.weight + excluded.weight
                """)
    }

    func id(_ person: Int32) -> Int64 { people[Int(person)].id.value }
}

extension DayCounts {
    /// The columns of `group_days`.
    static let columns = [
        "messages", "messages_bot", "joins", "joins_implied", "leaves", "sessions", "renames", "active",
        "joins_of_present", "leaves_of_absent", "questions", "answers", "carrying", "reactions",
    ]

    /// What to do about a day that has a row.
    static let adding: String = {
        let sums = columns.map { "\($0) = group_days.\($0) + excluded.\($0)" }.joined(separator: ", ")
        return "ON CONFLICT (group_id, day) DO UPDATE SET \(sums)"
    }()

    /// In the order of the columns.
    var values: [Int64] {
        [
            messages, messagesBot, joins, joinsImplied, leaves, sessions, renames, active, joinsOfPresent,
            leavesOfAbsent, questions, answers, carrying, reactions,
        ]
    }
}

extension FoldHandle {
    static let columns: [(String, Columns.Kind)] = [
        ("id", .int64), ("network", .text), ("scope", .int64), ("key", .text), ("name", .text), ("person_id", .int64),
        ("first_instant", .int64), ("first_place", .int64), ("has_words", .int64),
    ]
}
