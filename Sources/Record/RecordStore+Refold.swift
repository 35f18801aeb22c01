internal import Kernel
package import Storage

extension RecordStore {
    /// Folds a group's whole history anew and replaces its people, memberships and rollups.
    ///
    /// Costs one reading of the group's log; nothing of another group changes. The caller's transaction holds old and
    /// new, so nobody sees anything between.
    package func refold(_ group: Group, in transaction: Transaction) throws {
        _ = try lock(group, in: transaction)
        var found = Found()
        // Each further round knows more of a first name, and never less; there are only so many names.
        while true {
            let fold = try GroupFold.blank(group, found: found, ids: world.ids, in: transaction)
            try clearDerived(group, in: transaction)
            try fold.replay(in: transaction) { page in
                try fold.correctFacts(page, in: transaction)
                try fold.write(in: transaction)
            }
            try fold.correctPeople(in: transaction)
            if fold.needsRefold, fold.found != found {
                found = found.next(fold.found)
                continue
            }
            fold.needsRefold = false
            try fold.saveFound(in: transaction)
            try TopicIndex().markAll(of: group, in: transaction)
            return remember(fold, revision: try markRevision(group, isSettled: true, in: transaction))
        }
    }

    private func clearDerived(_ group: Group, in transaction: Transaction) throws {
        try PersonStanding.note(where: "m.group_id = \(group.id)", in: transaction)
        for table in GroupFold.derivedTables {
            try transaction.execute("DELETE FROM \(raw: table) WHERE group_id = \(group.id)")
        }
    }
}

extension GroupFold {
    static let derivedTables = [
        "group_totals", "group_days", "group_hours", "member_days", "edge_days", "stays", "memberships",
        "questions",
    ]

    /// Brings what is stored of texts in line with what the fold reads in them now.
    fileprivate func correctFacts(_ page: [Replayed], in transaction: Transaction) throws {
        try writePeople(in: transaction)
        for event in page {
            if let speaker = event.facts.speaker, handles[Int(speaker)].isErased, event.input.body != nil {
                try SearchIndex().forget(where: "seq = \(event.seq)", in: group, in: transaction)
                try NeedIndex().forget(where: "seq = \(event.seq)", in: group, in: transaction)
                try transaction.execute(
                    "UPDATE events SET body = NULL WHERE shard = \(event.shard) AND seq = \(event.seq)")
            }
            guard differs(event) else { continue }
            let speaker = event.facts.speaker.map { handles[Int($0)].id }
            let isSaidByAnother = speakerDiffers(event)
            if isSaidByAnother {
                try SearchIndex().forget(where: "seq = \(event.seq)", in: group, in: transaction)
                try NeedIndex().forget(where: "seq = \(event.seq)", in: group, in: transaction)
            }
            try transaction.execute(
                """
                UPDATE events SET speaker_id = \(speaker), mentions = \(stored(mentions: event.facts.mentions)),
                    traits = \(event.facts.traits.rawValue)
                WHERE shard = \(event.shard) AND seq = \(event.seq)
                """)
            guard isSaidByAnother else { continue }
            try SearchIndex().restore(event.seq, in: group, in: transaction)
            try NeedIndex().restore(event.seq, in: group, in: transaction)
        }
    }

    func differs(_ event: Replayed) -> Bool {
        speakerDiffers(event) || event.facts.traits != event.storedTraits
            || stored(mentions: event.facts.mentions) != event.storedMentions
    }

    func speakerDiffers(_ event: Replayed) -> Bool {
        event.facts.speaker.map { handles[Int($0)].id } != event.storedSpeaker
    }

    /// Writes whose each name turned out to be and what people are called, and drops people that turned out to be
    /// somebody else.
    fileprivate func correctPeople(in transaction: Transaction) throws {
        var dropped: Set<PersonID> = []
        // Whose names are others now, names that were merged among them.
        var moved: Set<PersonID> = []
        for handle in handles where !handle.isNetworkID {
            let person = handle.person >= 0 ? people[Int(handle.person)].id : nil
            if handle.former?.person == person, handle.former?.first == handle.first { continue }
            if let former = handle.former?.person, former != person { dropped.insert(former) }
            try writeOwner(of: handle, in: transaction)
            if handle.merged != nil { moved.formUnion([handle.former?.person, person].compactMap { $0 }) }
        }
        for person in moved.sorted() { try PersonMerge.writeCounted(person, in: transaction) }
        try correctNames(in: transaction)
        for person in dropped.sorted() {
            try transaction.execute(
                """
                DELETE FROM people WHERE id = \(person)
                    AND NOT EXISTS (SELECT 1 FROM handles WHERE person_id = \(person))
                    AND NOT EXISTS (SELECT 1 FROM memberships WHERE person_id = \(person))
                    AND NOT EXISTS (SELECT 1 FROM person_merges WHERE from_person = \(person))
                    AND NOT EXISTS (SELECT 1 FROM person_merges WHERE into_person = \(person))
                """)
        }
    }

    /// People without a network id are called by their first name.
    private func correctNames(in transaction: Transaction) throws {
        let query: SQL = """
            SELECT DISTINCT p.id, p.name FROM handles h JOIN people p ON p.id = h.person_id
            WHERE h.network = \(group.network) AND h.scope = \(group.id)
            """
        var stored: [PersonID: String] = [:]
        try transaction.forEach(query) { row in stored[row.id(0)] = row.string(1) }
        for person in people where person.root >= 0 {
            let root = handles[Int(person.root)]
            guard !root.isNetworkID, let name = stored[person.id], name != root.name else { continue }
            try transaction.execute("UPDATE people SET name = \(root.name) WHERE id = \(person.id)")
        }
    }
}
