package import Kernel
package import Storage

/// Somebody of the record, as a person asking for them would see.
package struct PersonMatch: Sendable, Equatable {
    package let id: PersonID
    package let name: String
    /// All names and network ids, as written.
    package let handles: [String]
    /// `network/name` of the groups they are or were in.
    package let groups: [String]
    package let messages: Int64
}

/// What an erasure did.
package struct ErasureOutcome: Sendable, Equatable {
    package var texts = 0
    package var names = 0
}

extension RecordStore {
    /// People by id, by name (in any group) or by network id; names compare without case.
    ///
    /// Whoever was merged is found as whom they are counted as.
    package func people(called text: String, in transaction: Transaction) throws -> [PersonMatch] {
        let query: SQL = """
            SELECT COALESCE(p.counted_as, p.id) FROM people p WHERE p.id = \(Int64(text) ?? 0)
            UNION SELECT COALESCE(p.counted_as, p.id) FROM handles h JOIN people p ON p.id = h.person_id
            WHERE h.key IN (\(foldedName(text)), \(text)) AND (h.scope = 0 OR h.key = \(foldedName(text)))
            ORDER BY 1
            """
        let ids: [PersonID] = try transaction.all(query) { $0.id(0) }
        return try ids.map { try personMatch($0, in: transaction) }
    }

    func personMatch(_ id: PersonID, in transaction: Transaction) throws -> PersonMatch {
        let name = try transaction.first("SELECT name FROM people WHERE id = \(id)") { $0.string(0) }
        let handles = try transaction.all(
            """
            SELECT DISTINCT h.name FROM people p JOIN handles h ON h.person_id = p.id
            WHERE (p.id = \(id) OR p.counted_as = \(id)) AND h.name <> '' ORDER BY h.name
            """
        ) { $0.string(0) }
        let query: SQL = """
            SELECT g.network || '/' || g.name, m.messages FROM memberships m JOIN groups g ON g.id = m.group_id
            WHERE m.person_id = \(id) ORDER BY g.network, g.name
            """
        let groups = try transaction.all(query) { (name: $0.string(0), messages: $0.int64(1)) }
        return PersonMatch(
            id: id, name: name ?? "", handles: handles, groups: groups.map(\.name),
            messages: groups.reduce(0) { $0 + $1.messages })
    }

    /// Erases a person: every text of theirs is blanked and every name forgotten; the counts stay.
    ///
    /// All who are counted as the same person are erased, whichever of them is named. They stay one, as else the counts
    /// would change; what was said of their merges is forgotten.
    ///
    /// What is left of a name is a digest, so that importing the same history again finds the erased person and keeps
    /// none of the words. Texts of others that contain the name are theirs and stay.
    package func erase(_ person: PersonID, in transaction: Transaction) throws -> ErasureOutcome {
        let counted = try counted(person, in: transaction) ?? person
        let people = try peopleCounted(as: counted, in: transaction)
        var handles: [(id: HandleID, key: String, scope: Int64)] = []
        for one in people {
            handles += try transaction.all("SELECT id, key, scope FROM handles WHERE person_id = \(one) ORDER BY id") {
                ($0.id(0), $0.string(1), $0.int64(2))
            }
        }
        guard !handles.isEmpty else { throw Fault(.notFound, "record.no-such-person", ["person": person.description]) }
        var outcome = ErasureOutcome()
        for group in try groupsKnowing(handles, in: transaction) {
            _ = try lock(group, in: transaction)
            for one in people { outcome.texts += try blankTexts(of: one, in: group, in: transaction) }
            _ = try markRevision(group, isSettled: nil, in: transaction)
            forget(group.id)
        }
        outcome.names = try forgetNames(handles, in: transaction)
        for one in people { try forgetPerson(one, in: transaction) }
        return outcome
    }

    /// Forgets names, and says how many of them there were.
    private func forgetNames(
        _ handles: [(id: HandleID, key: String, scope: Int64)], in transaction: Transaction
    ) throws -> Int {
        var count = 0
        for handle in handles {
            let key = FoldHandle.erasedKey(for: handle.key)
            guard key != handle.key else { continue }
            count += 1
            try transaction.execute("UPDATE handles SET key = \(key), name = '' WHERE id = \(handle.id)")
            try transaction.execute("DELETE FROM name_words WHERE handle_id = \(handle.id)")
            // A program stays known as one by what is left of its name.
            try transaction.execute(
                "UPDATE group_bots SET name = \(key) WHERE group_id = \(handle.scope) AND name = \(handle.key)")
        }
        return count
    }

    private func forgetPerson(_ person: PersonID, in transaction: Transaction) throws {
        try PersonStanding.note(where: "m.person_id = \(person)", in: transaction)
        try transaction.execute("DELETE FROM person_standings WHERE person_id = \(person)")
        try transaction.execute("UPDATE people SET name = '', erased_at = \(world.now()) WHERE id = \(person)")
        try transaction.execute(
            """
            UPDATE person_merges SET reason = '', undone_reason = CASE WHEN undone_at IS NOT NULL THEN '' END
            WHERE from_person = \(person) OR into_person = \(person)
            """)
    }

    private func blankTexts(of person: PersonID, in group: Group, in transaction: Transaction) throws -> Int {
        try LinkIndex().forget(wordsOf: person, in: group, in: transaction)
        try TopicIndex().forget(wordsOf: person, in: group, in: transaction)
        try SearchIndex().forget(
            where: "COALESCE(speaker_id, sender_id) IN (SELECT id FROM handles WHERE person_id = \(person))",
            in: group, in: transaction)
        try NeedIndex().forget(
            where: "COALESCE(speaker_id, sender_id) IN (SELECT id FROM handles WHERE person_id = \(person))",
            in: group, in: transaction)
        // A bridged text belongs to whom it quotes; the bridge's own lines belong to nobody.
        return try transaction.execute(
            """
            UPDATE events SET body = NULL WHERE group_id = \(group.id) AND body IS NOT NULL
                AND COALESCE(speaker_id, sender_id) IN (SELECT id FROM handles WHERE person_id = \(person))
            """)
    }

    /// Groups with a name or an event of somebody. Names belong to one group each; only for network ids, which belong to
    /// none, the log has to be searched.
    private func groupsKnowing(
        _ handles: [(id: HandleID, key: String, scope: Int64)], in transaction: Transaction
    ) throws -> [Group] {
        var groups: Set<GroupID> = []
        for handle in handles {
            if handle.scope != 0 {
                groups.insert(GroupID(handle.scope))
                continue
            }
            let addressed = transaction.engine.holds(HandleID.packed([handle.id]), in: "addressed")
            let query: SQL = """
                SELECT DISTINCT group_id FROM events
                WHERE sender_id = \(handle.id) OR target_id = \(handle.id)
                    OR (addressed IS NOT NULL AND \(sql: addressed))
                """
            try transaction.forEach(query) { groups.insert($0.id(0)) }
        }
        let known = try groups.sorted().compactMap { try Group.find($0, in: transaction) }
        return known.sorted { ($0.shard, $0.id) < ($1.shard, $1.id) }
    }

    /// Blanks texts older than `instant` in a group and says how many; counts stay.
    package func forgetTexts(before instant: Instant, in group: Group, in transaction: Transaction) throws -> Int {
        try forgetTexts(from: nil, before: instant, in: group, in: transaction)
    }

    /// The same of a stretch of time, of whose texts before it none is left.
    func forgetTexts(
        from start: Instant?, before instant: Instant, in group: Group, in transaction: Transaction
    ) throws -> Int {
        _ = try lock(group, in: transaction)
        var isMeant: SQL = "instant < \(instant)"
        if let start { isMeant = isMeant + " AND instant >= \(start)" }
        try SearchIndex().forget(where: isMeant, in: group, in: transaction)
        try TopicIndex().freeze(before: instant, in: group, in: transaction)
        try NeedIndex().forget(where: isMeant, in: group, in: transaction)
        return try transaction.execute(
            "UPDATE events SET body = NULL WHERE group_id = \(group.id) AND \(sql: isMeant) AND body IS NOT NULL")
    }
}
