internal import Kernel
package import Storage

/// One number that differs between a rollup and a recount from the log.
package struct Discrepancy: Sendable, Equatable {
    /// The table and column, as in `member_days.messages`.
    package let place: String
    /// Which row: day, person, hour …
    package let row: String
    /// What is stored; nil where the row is missing.
    package let stored: String?
    /// What the log says; nil where there should be no row.
    package let counted: String?
}

extension RecordStore {
    /// Recounts a group from its raw log and names every difference to what is stored.
    ///
    /// Reads only; texts that were erased count by what was read from them before. Costs one reading of the log; memory
    /// is that of the group's rollups.
    package func verify(_ group: Group, in transaction: Transaction) throws -> [Discrepancy] {
        var known = Found()
        while true {
            var found: [Discrepancy] = []
            let fold = try GroupFold.blank(group, found: known, ids: world.ids, in: transaction)
            let stored = Set(fold.handles.map(\.id))
            try fold.replay(in: transaction) { page in
                for event in page { found += differences(of: event, fold) }
            }
            // As in a refold; a handle that the database does not have is none that a further round would know.
            func isStored(_ id: HandleID) -> Bool {
                stored.contains(id) || fold.handles[Int(fold.byHandleID[id]!)].isStored
            }
            let further = Found(
                bots: fold.found.bots.filter { isStored($0.key) }, merges: fold.found.merges.filter { isStored($0.key) }
            )
            if fold.needsRefold, further != known {
                known = known.next(further)
                continue
            }
            for table in fold.recounted() { found += try table.compare(group, in: transaction) }
            found += try fold.questionDifferences(in: transaction)
            found += try SearchIndex().differences(of: group, in: transaction)
            found += try TopicIndex().differences(of: group, in: transaction)
            found += try NeedIndex().differences(of: group, in: transaction)
            return found + fold.handles.compactMap { ownerDifference(of: $0, fold) }
        }
    }

    private func differences(of event: Replayed, _ fold: GroupFold) -> [Discrepancy] {
        var found: [Discrepancy] = []
        if fold.speakerDiffers(event) {
            let stored = event.storedSpeaker.flatMap { fold.byHandleID[$0] }
            found.append(
                Discrepancy(
                    place: "events.speaker_id", row: "seq \(event.seq)",
                    stored: stored.map { fold.handles[Int($0)].name },
                    counted: event.facts.speaker.map { fold.handles[Int($0)].name }))
        }
        if fold.stored(mentions: event.facts.mentions) != event.storedMentions {
            found.append(
                Discrepancy(
                    place: "events.mentions", row: "seq \(event.seq)",
                    stored: describe(fold.mentions(stored: event.storedMentions), fold),
                    counted: describe(event.facts.mentions, fold)))
        }
        if event.facts.traits != event.storedTraits {
            found.append(
                Discrepancy(
                    place: "events.traits", row: "seq \(event.seq)", stored: "\(event.storedTraits.rawValue)",
                    counted: "\(event.facts.traits.rawValue)"))
        }
        return found
    }

    private func ownerDifference(of handle: FoldHandle, _ fold: GroupFold) -> Discrepancy? {
        let counted = handle.person >= 0 ? fold.people[Int(handle.person)].id : nil
        guard !handle.isNetworkID, handle.isStored, handle.former?.person != counted else { return nil }
        return Discrepancy(
            place: "handles.person_id", row: handle.name, stored: handle.former?.person.description,
            counted: counted?.description)
    }

    private func describe(_ mentions: [Int32], _ fold: GroupFold) -> String {
        mentions.map { fold.handles[Int($0)].name }.joined(separator: ", ")
    }
}

/// A derived table as the log says it should be: key columns, value columns, and rows.
struct RecountedTable {
    let name: String
    let keys: [String]
    let values: [String]
    var rows: [[Int64]: [Int64?]]

    func compare(_ group: Group, in transaction: Transaction) throws -> [Discrepancy] {
        var found: [Discrepancy] = []
        var missing = rows
        let columns = (keys + values).joined(separator: ", ")
        try transaction.forEach("SELECT \(raw: columns) FROM \(raw: name) WHERE group_id = \(group.id)") { row in
            let key = keys.indices.map { row.int64($0) }
            let stored = values.indices.map { row.optionalInt64(keys.count + $0) }
            guard let counted = missing.removeValue(forKey: key) else {
                return found.append(discrepancy("row", key, stored: text(stored), counted: nil))
            }
            for index in values.indices where stored[index] != counted[index] {
                found.append(
                    discrepancy(values[index], key, stored: text([stored[index]]), counted: text([counted[index]])))
            }
        }
        for (key, counted) in missing.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            found.append(discrepancy("row", key, stored: nil, counted: text(counted)))
        }
        return found
    }

    private func discrepancy(_ column: String, _ key: [Int64], stored: String?, counted: String?) -> Discrepancy {
        let row = zip(keys, key).map { name, value in
            name.hasSuffix("day") ? "\(name) \(CivilDay(number: Int32(clamping: value)))" : "\(name) \(value)"
        }
        return Discrepancy(
            place: "\(name).\(column)", row: row.joined(separator: ", "), stored: stored, counted: counted)
    }

    private func text(_ values: [Int64?]) -> String {
        values.map { $0.map(String.init) ?? "–" }.joined(separator: ", ")
    }
}

extension GroupFold {
    /// Everything tallied since nothing was, table by table.
    func recounted() -> [RecountedTable] {
        [recountedDays(), recountedHours(), recountedMemberDays(), recountedEdges(), recountedStays()]
            + [recountedMemberships(), recountedTotals()]
    }

    private func recountedDays() -> RecountedTable {
        let rows = tally.days.map { ([Int64($0.key.number)], $0.value.values.map(Optional.init)) }
        return RecountedTable(
            name: "group_days", keys: ["day"],
            values: DayCounts.columns, rows: Dictionary(uniqueKeysWithValues: rows))
    }

    private func recountedHours() -> RecountedTable {
        let rows = tally.hours.map { ([Int64($0.key.day.number), Int64($0.key.hour)], [Optional($0.value)]) }
        return RecountedTable(
            name: "group_hours", keys: ["day", "hour"], values: ["messages"],
            rows: Dictionary(uniqueKeysWithValues: rows))
    }

    private func recountedMemberDays() -> RecountedTable {
        var rows: [[Int64]: [Int64?]] = [:]
        for (key, counts) in tally.memberDays {
            rows[[Int64(key.day.number), id(key.person)]] = [
                counts.messages, counts.events, counts.hours, counts.questions, counts.answers, counts.reactions,
            ]
        }
        return RecountedTable(
            name: "member_days", keys: ["day", "person_id"],
            values: ["messages", "events", "hours", "questions", "answers", "reactions"], rows: rows)
    }

    private func recountedEdges() -> RecountedTable {
        var rows: [[Int64]: [Int64?]] = [:]
        for (key, weight) in tally.edges { rows[[Int64(key.day.number), id(key.from), id(key.to)]] = [weight] }
        return RecountedTable(name: "edge_days", keys: ["day", "from_id", "to_id"], values: ["weight"], rows: rows)
    }

    private func recountedStays() -> RecountedTable {
        var rows: [[Int64]: [Int64?]] = [:]
        for (key, stay) in tally.stays {
            rows[[id(key.person), key.number]] = [
                stay.joinedAt.milliseconds, Int64(stay.joinedDay.number), stay.leftAt?.milliseconds,
                stay.leftDay.map { Int64($0.number) }, stay.isImplied ? 1 : 0, stay.inviter.flatMap { inviterID($0) },
            ]
        }
        return RecountedTable(
            name: "stays", keys: ["person_id", "number"],
            values: ["joined_at", "joined_day", "left_at", "left_day", "join_implied", "inviter_id"], rows: rows)
    }

    private func recountedMemberships() -> RecountedTable {
        var rows: [[Int64]: [Int64?]] = [:]
        for index in tally.touched {
            let person = people[Int(index)]
            rows[[person.id.value]] = [
                person.firstJoinedAt.milliseconds, Int64(person.firstJoinedDay.number),
                person.stay.joinedAt.milliseconds, person.stay.leftAt?.milliseconds, person.stay.isImplied ? 1 : 0,
                person.stays, person.messages, person.firstMessageAt?.milliseconds, person.lastMessageAt?.milliseconds,
            ]
        }
        return RecountedTable(
            name: "memberships", keys: ["person_id"],
            values: [
                "first_joined_at", "first_joined_day", "joined_at", "left_at", "join_implied", "stays", "messages",
                "first_message_at", "last_message_at",
            ], rows: rows)
    }

    private func recountedTotals() -> RecountedTable {
        var rows: [[Int64]: [Int64?]] = [:]
        if totals.events > 0 {
            rows[[group.id.value]] = [
                totals.events, totals.messages, totals.messagesBot, totals.joins, totals.leaves, totals.sessions,
                totals.renames, totals.people, totals.active, totals.members, totals.firstInstant.milliseconds,
                totals.lastInstant.milliseconds, Int64(totals.firstDay.number), Int64(totals.lastDay.number),
                totals.diedDay.map { Int64($0.number) }, totals.secondDay.map { Int64($0.number) },
                totals.lastSpeaker.map { id($0) }, totals.lastSpeakingDay.map { Int64($0.number) },
            ]
        }
        return RecountedTable(
            name: "group_totals", keys: ["group_id"],
            values: [
                "events", "messages", "messages_bot", "joins", "leaves", "sessions", "renames", "people", "active",
                "members", "first_instant", "last_instant", "first_day", "last_day", "died_day", "second_day",
                "last_speaker_id", "last_speaking_day",
            ], rows: rows)
    }
}
