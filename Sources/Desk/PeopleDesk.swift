package import Kernel
package import Record
package import Storage

/// The verbs over who is who: saying that two people are one, and taking it back.
package struct PeopleDesk: Sendable {
    let store: Store
    let record: RecordStore

    package init(store: Store, record: RecordStore) {
        self.store = store
        self.record = record
    }

    /// Counts a person as another from now on (`RecordStore.merge`).
    ///
    /// - Throws: `Fault(.forbidden)` unless both are wholly within the actor's groups, and what the record throws.
    package func merge(
        _ from: PersonID, into: PersonID, reason: String, by actor: Actor, at now: Instant
    ) async throws -> MergeOutcome {
        try await store.write { try merge(from, into: into, reason: reason, by: actor, at: now, in: $0) }
    }

    /// The same within a transaction of the caller's, the first thing in it that locks anything.
    package func merge(
        _ from: PersonID, into: PersonID, reason: String, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> MergeOutcome {
        // Of all locks that of the audit log comes first.
        try AuditTrail.lock(in: transaction)
        for person in [from, into] { try require(actor, person, in: transaction) }
        let outcome = try record.merge(
            from, into: into, reason: AuditTrail.plain(reason), by: actor.name, in: transaction)
        try note(.mergePeople, outcome, by: actor, at: now, in: transaction)
        return outcome
    }

    /// Takes a merge back (`RecordStore.unmerge`); throws as `merge` does.
    package func unmerge(
        _ id: PersonMergeID, reason: String, by actor: Actor, at now: Instant
    ) async throws -> MergeOutcome {
        try await store.write { try unmerge(id, reason: reason, by: actor, at: now, in: $0) }
    }

    package func unmerge(
        _ id: PersonMergeID, reason: String, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> MergeOutcome {
        try AuditTrail.lock(in: transaction)
        guard let merge = try PersonMerge.find(id, in: transaction) else {
            throw Fault(.notFound, "merge.none", ["merge": id.description])
        }
        for person in [merge.from, merge.into] { try require(actor, person, in: transaction) }
        let outcome = try record.unmerge(id, reason: AuditTrail.plain(reason), by: actor.name, in: transaction)
        try note(.unmergePeople, outcome, by: actor, at: now, in: transaction)
        return outcome
    }

    /// What a merge would do; throws as `merge` does.
    ///
    /// - Parameter isThorough: Whether groups that only mention them are searched, too. That is a reading of all invitations and
    ///   of all who talked with whom, for which a page that is only looked at has no time; a merge itself always does.
    package func preview(
        _ from: PersonID, into: PersonID, isThorough: Bool = false, by actor: Actor
    ) async throws -> MergePreview {
        try await store.read { [record] transaction in
            for person in [from, into] { try require(actor, person, isThorough: isThorough, in: transaction) }
            return try record.mergePreview(from, into: into, searchesEdges: isThorough, in: transaction)
        }
    }

    /// Whether an actor may merge a person with others: in all groups that count anything for them.
    ///
    /// - Parameter isThorough: Whether groups that only mention them are searched, too, as a change demands.
    package func mayMerge(
        _ person: PersonID, _ actor: Actor, isThorough: Bool = false, in transaction: Transaction
    ) throws -> Bool {
        guard actor.mayUse(.mergePeople) else { return false }
        guard actor.scope.isLimited else { return true }
        let counted = try record.counted(person, in: transaction) ?? person
        let groups =
            try isThorough
            ? record.groupsConcerned(by: counted, in: transaction)
            : record.groupsCounting(counted, searchesEdges: false, in: transaction)
        return groups.allSatisfy {
            actor.scope.includes($0.id)
        }
    }

    private func require(
        _ actor: Actor, _ person: PersonID, isThorough: Bool = true, in transaction: Transaction
    ) throws {
        try actor.require(.mergePeople)
        guard try mayMerge(person, actor, isThorough: isThorough, in: transaction) else {
            throw Fault(.forbidden, "merge.beyond-scope")
        }
    }

    /// Names stay out of the log, which is for good, and so does the reason, which may hold some: it stands with the merge.
    private func note(
        _ act: AuditAct, _ outcome: MergeOutcome, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        let fields: AuditFields = [
            "into": .text(outcome.into.description), "merge": .text(outcome.id.description),
            "groups": .number(Int64(outcome.groups.count)),
        ]
        try AuditTrail.note(act, subject: .person(outcome.from), after: fields, by: actor, at: now, in: transaction)
    }
}

extension AuditAct {
    static let mergePeople = AuditAct(rawValue: "person.merge")
    static let unmergePeople = AuditAct(rawValue: "person.unmerge")
}
