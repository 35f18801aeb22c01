import Kernel
import Storage

extension GroupFold {
    /// Writes what has been tallied since the last time and forgets it.
    func write(in transaction: Transaction) throws {
        try writePeople(in: transaction)
        try writeDays(in: transaction)
        try writeMemberDays(in: transaction)
        try writeEdges(in: transaction)
        try writeStays(in: transaction)
        try writeMemberships(in: transaction)
        try writeTotals(in: transaction)
        tally = Tally()
    }

    /// New people and handles; must be there before events that name them.
    func writePeople(in transaction: Transaction) throws {
        for index in tally.newHandles where handles[Int(index)].person < 0 && handles[Int(index)].formerPerson == nil {
            placeProvisionally(index)
        }
        let rows = Columns([("id", .int64), ("name", .text)])
        for index in tally.newPeople {
            rows[0].append(people[Int(index)].id.value)
            rows[1].append(people[Int(index)].name)
        }
        try transaction.insert(into: "people", rows, onConflict: "ON CONFLICT (id) DO NOTHING")
        let named = Columns([
            ("id", .int64), ("network", .text), ("scope", .int64), ("key", .text), ("name", .text),
            ("person_id", .int64), ("is_alias", .int64), ("first_instant", .int64), ("first_place", .int64),
        ])
        for index in tally.newHandles {
            let handle = handles[Int(index)]
            named[0].append(handle.id.value)
            named[1].append(group.network)
            named[2].append(handle.isNetworkID ? 0 : group.id.value)
            named[3].append(handle.key)
            named[4].append(handle.name)
            named[5].append(handle.person >= 0 ? people[Int(handle.person)].id.value : handle.formerPerson!.value)
            named[6].append(handle.isAlias ? 1 : 0)
            named[7].append(handle.firstInstant.milliseconds)
            named[8].append(handle.firstPlace)
        }
        try transaction.insert(into: "handles", named)
        tally.newPeople.removeAll()
        tally.newHandles.removeAll()
    }

    /// A handle whose history is yet to be folded gets a person of its own, which the fold keeps or replaces.
    private func placeProvisionally(_ index: Int32) {
        let person = FoldPerson(id: ids.next(), name: handles[Int(index)].name, root: index)
        handles[Int(index)].formerPerson = person.id
        people.append(person)
        tally.newPeople.append(Int32(people.count - 1))
    }

    /// A display name beside a network id in an event that is yet to be folded: theirs if nobody had it before. The
    /// refold to come cannot know, as the log keeps the id and not the name.
    func claimEarlier(_ event: Event, _ input: FoldInput, in transaction: Transaction) throws {
        guard let name = input.senderName, !name.isEmpty else { return }
        let index = Int(handle(named: name))
        let sender = handles[Int(input.sender)]
        let person = sender.person >= 0 ? people[Int(sender.person)].id : sender.formerPerson!
        let isNew = handles[index].person < 0 && handles[index].formerPerson == nil
        guard isNew || handles[index].isAlias else { return }
        guard (event.instant, event.order) < (handles[index].firstInstant, handles[index].firstPlace) else { return }
        handles[index].isAlias = true
        handles[index].formerPerson = person
        handles[index].firstInstant = event.instant
        handles[index].firstPlace = event.order
        guard !isNew else { return }
        try transaction.execute(
            """
            UPDATE handles SET person_id = \(person), first_instant = \(event.instant), first_place = \(event.order)
            WHERE id = \(handles[index].id)
            """)
    }

    private func writeDays(in transaction: Transaction) throws {
        let names = [
            "messages", "messages_bot", "joins", "joins_implied", "leaves", "sessions", "renames", "active",
            "joins_of_present", "leaves_of_absent",
        ]
        let rows = Columns([("group_id", .int64), ("day", .int64)] + names.map { ($0, .int64) })
        for (day, counts) in tally.days.sorted(by: { $0.key < $1.key }) {
            rows[0].append(group.id.value)
            rows[1].append(Int64(day.number))
            for (offset, value) in counts.values.enumerated() { rows[2 + offset].append(value) }
        }
        let sums = names.map { "\($0) = group_days.\($0) + excluded.\($0)" }.joined(separator: ", ")
        try transaction.insert(
            into: "group_days", rows, onConflict: "ON CONFLICT (group_id, day) DO UPDATE SET \(sums)")
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
            ("hours", .int64),
        ])
        let ordered = tally.memberDays.sorted { ($0.key.day, id($0.key.person)) < ($1.key.day, id($1.key.person)) }
        for (key, counts) in ordered {
            rows[0].append(group.id.value)
            rows[1].append(Int64(key.day.number))
            rows[2].append(id(key.person))
            rows[3].append(counts.messages)
            rows[4].append(counts.events)
            rows[5].append(counts.hours)
        }
        try transaction.insert(
            into: "member_days", rows,
            onConflict: """
                ON CONFLICT (group_id, day, person_id) DO UPDATE SET messages = member_days.messages + excluded.messages,
                events = member_days.events + excluded.events, hours = member_days.hours | excluded.hours
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
    /// In the order of the columns of `group_days`.
    var values: [Int64] {
        [
            messages, messagesBot, joins, joinsImplied, leaves, sessions, renames, active, joinsOfPresent,
            leavesOfAbsent,
        ]
    }
}
