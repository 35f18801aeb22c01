internal import Kernel
package import Storage

extension RecordStore {
    /// Folds a group's whole history anew and replaces its people, memberships and rollups.
    ///
    /// Costs one reading of the group's log; nothing of another group changes. The caller's transaction holds old and
    /// new, so nobody sees anything between.
    package func refold(_ group: Group, in transaction: Transaction) throws {
        _ = try lock(group, in: transaction)
        try refold(group, bots: GroupBots.load(group.id, in: transaction), in: transaction)
    }

    func refold(_ group: Group, bots: GroupBots, in transaction: Transaction) throws {
        var bots = bots
        // Each further round knows one more name of a program; there are only so many names.
        while true {
            try bots.save(group.id, in: transaction)
            let fold = try GroupFold.blank(group, ids: world.ids, in: transaction)
            try clearDerived(group, in: transaction)
            try fold.replay(in: transaction) { page in
                try fold.correctFacts(page, in: transaction)
                try fold.write(in: transaction)
            }
            if fold.needsRefold, fold.bots != bots {
                bots = fold.bots
                continue
            }
            fold.needsRefold = false
            try fold.correctHandles(in: transaction)
            return remember(fold, revision: try markRevision(group, in: transaction))
        }
    }

    private func clearDerived(_ group: Group, in transaction: Transaction) throws {
        for table in GroupFold.derivedTables {
            try transaction.execute("DELETE FROM \(raw: table) WHERE group_id = \(group.id)")
        }
    }
}

extension GroupFold {
    static let derivedTables = [
        "group_totals", "group_days", "group_hours", "member_days", "edge_days", "stays", "memberships",
    ]

    /// Brings what is stored of texts in line with what the fold reads in them now.
    fileprivate func correctFacts(_ page: [Replayed], in transaction: Transaction) throws {
        try writePeople(in: transaction)
        for event in page where differs(event) {
            let speaker = event.facts.speaker.map { handles[Int($0)].id }
            try transaction.execute(
                """
                UPDATE events SET speaker_id = \(speaker), mentions = \(stored(mentions: event.facts.mentions))
                WHERE shard = \(event.shard) AND seq = \(event.seq)
                """)
        }
    }

    func differs(_ event: Replayed) -> Bool {
        event.facts.speaker.map { handles[Int($0)].id } != event.storedSpeaker
            || stored(mentions: event.facts.mentions) != event.storedMentions
    }

    /// Writes whose each name turned out to be, and drops people that turned out to be somebody else.
    fileprivate func correctHandles(in transaction: Transaction) throws {
        var dropped: Set<PersonID> = []
        for handle in handles where handle.person >= 0 {
            let person = people[Int(handle.person)].id
            if let former = handle.formerPerson, former != person { dropped.insert(former) }
            try transaction.execute(
                """
                UPDATE handles SET person_id = \(person), first_instant = \(handle.firstInstant),
                    first_place = \(handle.firstPlace)
                WHERE id = \(handle.id) AND
                    (person_id <> \(person) OR first_instant <> \(handle.firstInstant) OR first_place <> \(handle.firstPlace))
                """)
        }
        for person in dropped.sorted() {
            try transaction.execute(
                """
                DELETE FROM people WHERE id = \(person)
                    AND NOT EXISTS (SELECT 1 FROM handles WHERE person_id = \(person))
                    AND NOT EXISTS (SELECT 1 FROM memberships WHERE person_id = \(person))
                """)
        }
    }
}
