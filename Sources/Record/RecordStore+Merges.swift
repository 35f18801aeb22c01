package import Kernel
package import Storage

/// Saying that two people are one, and taking it back.
extension RecordStore {
    /// Groups with more events than this together are counted anew one after the other, each in a transaction of its own.
    package static let mostRefoldedAtOnce: Int64 = 200_000

    /// Whom somebody is counted as: themselves, or whom they were merged into; nil where there is no such person.
    package func counted(_ person: PersonID, in transaction: Transaction) throws -> PersonID? {
        try transaction.first("SELECT COALESCE(counted_as, id) FROM people WHERE id = \(person)") { $0.id(0) }
    }

    /// Counts a person as another from now on, and all that was ever counted of them.
    ///
    /// Where the groups that this changes are small, they are counted anew in this transaction. Else they are marked as
    /// not settled, and the caller settles each in a transaction of its own; what a cut leaves unsettled is settled when
    /// the database is next opened.
    ///
    /// - Throws: `Fault(.badInput)` where they are one already or one is erased, `Fault(.notFound)` where there is
    ///   nobody of that id.
    package func merge(
        _ from: PersonID, into: PersonID, reason: String, by: String, refoldingAtOnce most: Int64 = mostRefoldedAtOnce,
        in transaction: Transaction
    ) throws -> MergeOutcome {
        try lockAllShards(in: transaction)
        let (from, into) = try (mergeable(from, in: transaction), mergeable(into, in: transaction))
        guard from != into else { throw Fault(.badInput, "merge.already-one") }
        let groups = try groupsConcerned(by: from, in: transaction)
        let id: PersonMergeID = world.ids.next()
        try transaction.execute(
            """
            INSERT INTO person_merges (id, from_person, from_handle, into_person, into_handle, merged_at, merged_by, reason)
            VALUES (\(id), \(from), \(try firstHandle(of: from, in: transaction)), \(into),
                \(try firstHandle(of: into, in: transaction)), \(world.now()), \(by), \(reason))
            """)
        try rewriteMerged(around: [from], in: transaction)
        let isSettled = try countAnew(groups, most: most, in: transaction)
        return MergeOutcome(id: id, from: from, into: into, groups: groups.map(\.id), isSettled: isSettled)
    }

    /// Takes a merge back: all is counted as if it had never been, whatever has been imported meanwhile.
    ///
    /// - Throws: `Fault(.notFound)` where there is no such merge, or it was undone before.
    package func unmerge(
        _ id: PersonMergeID, reason: String, by: String, refoldingAtOnce most: Int64 = mostRefoldedAtOnce,
        in transaction: Transaction
    ) throws -> MergeOutcome {
        try lockAllShards(in: transaction)
        guard let merge = try PersonMerge.find(id, in: transaction), merge.undone == nil else {
            throw Fault(.notFound, "merge.none", ["merge": id.description])
        }
        let groups = try groupsConcerned(by: merge.from, in: transaction)
        try transaction.execute(
            """
            UPDATE person_merges SET undone_at = \(world.now()), undone_by = \(by), undone_reason = \(reason)
            WHERE id = \(id)
            """)
        var released: Set<HandleID> = []
        try transaction.forEach("SELECT from_handle, into_handle FROM person_merges WHERE id = \(id)") {
            released = [$0.id(0), $0.id(1)]
        }
        try rewriteMerged(around: [merge.from, merge.into], releasing: released, in: transaction)
        let isSettled = try countAnew(groups, most: most, in: transaction)
        return MergeOutcome(id: id, from: merge.from, into: merge.into, groups: groups.map(\.id), isSettled: isSettled)
    }

    /// What merging them would do; refuses as `merge` does.
    ///
    /// - Parameter searchesEdges: Whether groups are counted that they were never in and that only mention them.
    package func mergePreview(
        _ from: PersonID, into: PersonID, searchesEdges: Bool, in transaction: Transaction
    ) throws -> MergePreview {
        let (from, into) = try (mergeable(from, in: transaction), mergeable(into, in: transaction))
        guard from != into else { throw Fault(.badInput, "merge.already-one") }
        let groups = try groupsConcerned(by: from, searchesEdges: searchesEdges, in: transaction)
        let (one, other) = try (personMatch(from, in: transaction), personMatch(into, in: transaction))
        return MergePreview(
            from: one, into: other, shared: one.groups.filter(Set(other.groups).contains), groups: groups.count,
            events: try events(of: groups, in: transaction))
    }

    /// The groups in which anything is counted for a person, in the order in which they are locked.
    ///
    /// People who are only mentioned or invite somebody have no membership; only for those with a network's id, whom any
    /// group may mention, the edges have to be searched.
    ///
    /// - Parameter searchesEdges: False for those alone that are found without; a page that is only looked at has no
    ///   time for more.
    package func groupsCounting(
        _ person: PersonID, searchesEdges: Bool = true, in transaction: Transaction
    ) throws -> [Group] {
        var groups: Set<GroupID> = []
        var identified: [HandleID] = []
        let people = try peopleCounted(as: person, in: transaction)
        for one in people {
            try transaction.forEach("SELECT group_id FROM memberships WHERE person_id = \(one)") {
                groups.insert($0.id(0))
            }
            try transaction.forEach("SELECT id, scope FROM handles WHERE person_id = \(one)") { row in
                if row.int64(1) == 0 { identified.append(row.id(0)) } else { _ = groups.insert(row.id(1)) }
            }
        }
        for one in identified.isEmpty || !searchesEdges ? [] : people {
            for query: SQL in [
                "SELECT DISTINCT group_id FROM edge_days WHERE to_id = \(one)",
                "SELECT DISTINCT group_id FROM stays WHERE inviter_id = \(one)",
            ] { try transaction.forEach(query) { groups.insert($0.id(0)) } }
        }
        for handle in identified {
            try transaction.forEach("SELECT group_id FROM found_bots WHERE handle_id = \(handle)") {
                groups.insert($0.id(0))
            }
        }
        let known = try groups.sorted().compactMap { try Group.find($0, in: transaction) }
        return known.sorted { ($0.shard, $0.id) < ($1.shard, $1.id) }
    }

    /// The groups in which anything is counted for anybody of the merges around a person.
    ///
    /// Names may have turned out to be others' since they were merged, so it is asked of whoever bears them now, and of
    /// whom those are counted as.
    package func groupsConcerned(
        by person: PersonID, searchesEdges: Bool = true, in transaction: Transaction
    ) throws -> [Group] {
        let tree = try MergeTree(around: person, in: transaction)
        var people: Set<PersonID> = [tree.root]
        for one in tree.people { people.insert(try counted(one, in: transaction) ?? one) }
        for handle in tree.handles {
            let bearer: SQL = """
                SELECT p.id, COALESCE(p.counted_as, p.id) FROM handles h JOIN people p ON p.id = h.person_id
                WHERE h.id = \(handle)
                """
            try transaction.forEach(bearer) { people.formUnion([$0.id(0), $0.id(1)]) }
        }
        var groups: [GroupID: Group] = [:]
        for one in people.sorted() {
            for group in try groupsCounting(one, searchesEdges: searchesEdges, in: transaction) {
                groups[group.id] = group
            }
        }
        return groups.values.sorted { ($0.shard, $0.id) < ($1.shard, $1.id) }
    }

    /// Those who are counted as somebody, they themselves among them.
    func peopleCounted(as person: PersonID, in transaction: Transaction) throws -> [PersonID] {
        try transaction.all("SELECT id FROM people WHERE id = \(person) OR counted_as = \(person) ORDER BY id") {
            $0.id(0)
        }
    }

    // MARK: - Steps

    /// Nothing may be appended anywhere between a merge's being said and its being known: an append that had loaded the
    /// people as they were would count for the wrong one.
    private func lockAllShards(in transaction: Transaction) throws {
        // One that nothing was ever written to is made, so that nobody makes it meanwhile.
        for shard in 1...Self.shards(of: transaction.engine) {
            try transaction.execute(
                "INSERT INTO shards (shard, last_seq) VALUES (\(shard), 0) ON CONFLICT (shard) DO NOTHING")
            try transaction.execute("UPDATE shards SET last_seq = last_seq WHERE shard = \(shard)")
        }
    }

    /// Whom somebody is counted as, if they may be merged.
    private func mergeable(_ person: PersonID, in transaction: Transaction) throws -> PersonID {
        guard let counted = try counted(person, in: transaction) else {
            throw Fault(.notFound, "record.no-such-person", ["person": person.description])
        }
        let isErased = try transaction.first("SELECT erased_at FROM people WHERE id = \(counted)") { !$0.isNull(0) }
        if isErased == true { throw Fault(.badInput, "merge.erased", ["person": person.description]) }
        return counted
    }

    /// The name a merge holds on to: their network's id, which is theirs in every group, else the first name they had.
    private func firstHandle(of person: PersonID, in transaction: Transaction) throws -> HandleID {
        let merged: SQL = """
            SELECT into_handle FROM person_merges WHERE into_person = \(person) AND undone_at IS NULL ORDER BY id LIMIT 1
            """
        if let handle: HandleID = try transaction.first(merged, { $0.id(0) }) { return handle }
        let first: SQL = """
            SELECT id FROM handles WHERE person_id = \(person)
            ORDER BY CASE WHEN scope = 0 THEN 0 ELSE 1 END, first_instant, first_place, id LIMIT 1
            """
        guard let handle: HandleID = try transaction.first(first, { $0.id(0) }) else {
            throw Fault(.notFound, "record.no-such-person", ["person": person.description])
        }
        return handle
    }

    /// Writes anew whom the names of the merges around some people are counted for.
    ///
    /// - Parameter released: Names of a merge that stands no longer.
    private func rewriteMerged(
        around people: [PersonID], releasing released: Set<HandleID> = [], in transaction: Transaction
    ) throws {
        try PersonMerge.movePoint(in: transaction)
        var seen: Set<PersonID> = []
        var touched: Set<PersonID> = []
        var roots: [(root: PersonID, handles: Set<HandleID>, people: [PersonID])] = []
        for start in people where !seen.contains(start) {
            let tree = try MergeTree(around: start, in: transaction)
            seen.formUnion(tree.people)
            roots.append((tree.root, tree.handles, tree.people))
            for handle in tree.handles.union(released).sorted() {
                try transaction.execute("DELETE FROM merged_handles WHERE handle_id = \(handle)")
                let owner = try transaction.first("SELECT person_id FROM handles WHERE id = \(handle)") {
                    $0.optionalID(0) as PersonID?
                }
                if let owner = owner ?? nil { touched.insert(owner) }
            }
        }
        for (root, handles, _) in roots {
            for handle in handles.sorted() {
                try transaction.execute(
                    """
                    INSERT INTO merged_handles (handle_id, person_id) VALUES (\(handle), \(root))
                    ON CONFLICT (handle_id) DO UPDATE SET person_id = excluded.person_id
                    """)
            }
        }
        for person in touched.union(seen).sorted() { try PersonMerge.writeCounted(person, in: transaction) }
        for (root, _, people) in roots {
            // Somebody all of whose names have turned out to be others' is still where an old link leads from.
            for person in people where person != root {
                try transaction.execute(
                    """
                    UPDATE people SET counted_as = \(root) WHERE id = \(person)
                        AND NOT EXISTS (SELECT 1 FROM handles WHERE person_id = \(person))
                    """)
            }
        }
    }

    private func countAnew(_ groups: [Group], most: Int64, in transaction: Transaction) throws -> Bool {
        for group in groups {
            _ = try markRevision(group, isSettled: false, in: transaction)
            forget(group.id)
        }
        guard try events(of: groups, in: transaction) <= most else { return false }
        for group in groups { try refold(group, in: transaction) }
        return true
    }

    private func events(of groups: [Group], in transaction: Transaction) throws -> Int64 {
        try groups.reduce(0) { sum, group in
            let query: SQL = "SELECT events FROM group_totals WHERE group_id = \(group.id)"
            return try sum + (transaction.first(query) { $0.int64(0) } ?? 0)
        }
    }
}

/// The merges that stand around somebody: each leads from one to another, and all lead to one, the root.
private struct MergeTree {
    private(set) var root: PersonID
    private(set) var people: [PersonID]
    private(set) var handles: Set<HandleID> = []

    init(around start: PersonID, in transaction: Transaction) throws {
        root = start
        people = [start]
        var seen: Set<PersonID> = [start]
        var next = 0
        while next < people.count {
            let person = people[next]
            next += 1
            var isRoot = true
            let query: SQL = """
                SELECT from_person, from_handle, into_person, into_handle FROM person_merges
                WHERE undone_at IS NULL AND (from_person = \(person) OR into_person = \(person))
                """
            try transaction.forEach(query) { row in
                if row.id(0) as PersonID == person { isRoot = false }
                handles.formUnion([row.id(1), row.id(3)])
                for other: PersonID in [row.id(0), row.id(2)] where seen.insert(other).inserted { people.append(other) }
            }
            if isRoot { root = person }
        }
    }
}
