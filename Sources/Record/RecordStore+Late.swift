internal import Kernel
internal import Storage

/// Live traffic comes a little out of order. Most late events are plain messages of members who were there all along;
/// those are added where they belong without folding the whole group anew.
extension RecordStore {
    /// So many late events at once are jitter; more are a piece of history.
    private static let mostLate = 256

    /// Adds late events in place and says so, or does nothing where one of them could change more than counts.
    func insertLate(_ events: [Event], _ fold: GroupFold, in transaction: Transaction) throws -> Bool {
        guard events.count <= Self.mostLate else { return false }
        // What follows asks the rollups: nothing of the batches before may be missing there.
        if !fold.tally.isEmpty { try fold.write(in: transaction) }
        var inputs = events.compactMap { fold.lateInput(for: $0) }
        guard inputs.count == events.count else { return false }
        for event in events {
            // Somebody who answered it before it came is now linked to its sender.
            let query: SQL = """
                SELECT 1 FROM events WHERE group_id = \(fold.group.id) AND reply_key = \(event.key) LIMIT 1
                """
            // Whether a name first met in the same place is known by then, only a replay can say.
            let samePlace: SQL = """
                SELECT 1 FROM events WHERE group_id = \(fold.group.id) AND instant = \(event.instant)
                    AND place = \(event.order) LIMIT 1
                """
            if try transaction.first(query, { $0.int(0) }) != nil { return false }
            if try transaction.first(samePlace, { $0.int(0) }) != nil { return false }
        }
        guard try resolveReplies(of: events, &inputs, fold, in: transaction) else { return false }
        for input in inputs where try mayAnswer(input, fold, in: transaction) { return false }
        var facts: [FoldFacts] = []
        for input in inputs {
            let spoke = try spoke(input, fold, in: transaction)
            facts.append(fold.takeLate(input, hasSpokenThatDay: spoke))
        }
        try insert(events, inputs, facts, fold, in: transaction)
        try fold.write(in: transaction)
        return true
    }

    /// Finds who is answered; false where that may depend on another late event.
    private func resolveReplies(
        of events: [Event], _ inputs: inout [FoldInput], _ fold: GroupFold, in transaction: Transaction
    ) throws -> Bool {
        for index in events.indices {
            guard let key = events[index].replyTo else { continue }
            if events.contains(where: { $0.key == key }) { return false }
            let query: SQL = """
                SELECT COALESCE(speaker_id, sender_id), instant, place FROM events
                WHERE group_id = \(fold.group.id) AND event_key = \(key)
                """
            let answered = try transaction.first(query) { row in
                (
                    handle: row.id(0) as HandleID,
                    point: HistoryPoint(instant: row.instant(1), place: row.int64(2), key: key)
                )
            }
            guard let answered, answered.point < inputs[index].point else { continue }
            if fold.byHandleID[answered.handle] == nil {
                try fold.loadHandle(answered.handle, known: true, in: transaction)
            }
            inputs[index].repliedTo = fold.byHandleID[answered.handle]
            inputs[index].replyKey = key
        }
        return true
    }

    /// Whether a late message could answer a question: whose answers came meanwhile, only a replay can say.
    private func mayAnswer(_ input: FoldInput, _ fold: GroupFold, in transaction: Transaction) throws -> Bool {
        let mentioned = fold.speech(of: input, sender: fold.counted(by: input.sender)).facts.mentions
        let people = (mentioned + input.addressed).map { fold.people[Int(fold.counted(by: $0))].id }
        guard !people.isEmpty || input.replyKey != nil else { return false }
        let span: SQL = """
            group_id = \(fold.group.id) AND instant <= \(input.point.instant)
                AND instant >= \(OpenQuestions.oldest(openAt: input.point.instant))
            """
        var conditions: [SQL] = people.map { "asker_id = \($0)" }
        if let key = input.replyKey { conditions.append("event_key = \(key)") }
        for condition in conditions {
            let query: SQL = "SELECT 1 FROM questions WHERE \(sql: span) AND \(sql: condition) LIMIT 1"
            if try transaction.first(query, { $0.int(0) }) != nil { return true }
        }
        return false
    }

    /// Whether the sender has another message on that day.
    private func spoke(_ input: FoldInput, _ fold: GroupFold, in transaction: Transaction) throws -> Bool {
        let person = fold.counted(by: input.sender)
        let day = fold.zone.civil(input.point.instant).day
        if fold.tally.memberDays[MemberDay(day: day, person: person)]?.messages ?? 0 > 0 { return true }
        let query: SQL = """
            SELECT messages FROM member_days
            WHERE group_id = \(fold.group.id) AND day = \(day) AND person_id = \(fold.people[Int(person)].id)
            """
        return try transaction.first(query) { $0.int64(0) } ?? 0 > 0
    }
}

extension GroupFold {
    /// The input of a late event that can only add to counts: a message of somebody known and, unless a program,
    /// continuously a member since before it. Nil for any other.
    func lateInput(for event: Event) -> FoldInput? {
        guard event.kind.isMessage, knows(event.sender), event.mentions.allSatisfy(knows) else { return nil }
        let input = input(for: event)
        guard input.addressed.allSatisfy({ handles[Int($0)].isKnown(at: event.point) }) else { return nil }
        let handle = handles[Int(input.sender)]
        guard handle.isKnown(at: event.point) else { return nil }
        let person = people[Int(counted(handle.person))]
        if person.isBridge { return nil }
        if let name = input.senderName, !handles[Int(name)].isKnown(at: event.point) { return nil }
        if person.isBot { return input }
        guard person.isPresent, person.stay.joinedAt < event.instant else { return nil }
        // A question may have been answered since, and a death may not have been one.
        if likelyTraits(of: input).contains(.question) { return nil }
        if let last = totals.lastSpeaker, people[Int(last)].lastMessageAt == event.instant { return nil }
        let day = zone.civil(event.instant).day
        if let died = totals.diedDay, day >= died, day.number - died.number < GroupTotals.deathDays { return nil }
        return input
    }

    private func knows(_ party: Party) -> Bool {
        if let id = party.id { return networkHandle(id) != nil }
        return knownHandle(foldedName(party.name)) != nil
    }

    func takeLate(_ input: FoldInput, hasSpokenThatDay: Bool) -> FoldFacts {
        let (day, hour) = zone.civil(input.point.instant)
        let (person, facts) = speech(of: input, sender: counted(by: input.sender))
        totals.events += 1
        if tally.days[day] == nil { tally.days[day] = DayCounts() }
        if isBotMessage(input, person) {
            tally.days[day]!.messagesBot += 1
            totals.messagesBot += 1
            return facts
        }
        let worth = MessageValue(isCarrying: carries(input.kind, facts.traits))
        count(
            messageOf: person, at: input.point.instant, day, hour, isFirstOfDay: !hasSpokenThatDay, worth: worth)
        let spokeLast = totals.lastSpeaker.flatMap { people[Int($0)].lastMessageAt }
        noteSpeaking(of: person, on: day, isLast: spokeLast.map { $0 < input.point.instant } ?? true)
        link(person, to: facts.mentions, input, day)
        return facts
    }
}
