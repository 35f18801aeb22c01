package import Kernel
package import Record
package import Storage

/// The verbs over all that is kept: copying it, recounting it, forgetting.
package struct DataDesk: Sendable {
    let store: Store
    let record: RecordStore

    package init(store: Store, record: RecordStore) {
        self.store = store
        self.record = record
    }

    /// Writes a copy of the database to a file that is not there yet.
    package func backup(to file: String, by actor: Actor, at now: Instant) async throws {
        try actor.require(.manageData)
        // Noted before: a copy that was begun may have been taken away.
        try await note(.backup, nil, by: actor, at: now)
        try await store.backup(to: file)
    }

    /// Recounts groups from the log, one after the other, and tells of each what differs.
    ///
    /// - Parameter tell: Called after each group with its differences.
    package func verify(
        by actor: Actor, at now: Instant, tell: @Sendable (Group, [Discrepancy]) async -> Void
    ) async throws {
        try actor.require(.manageData)
        let groups = try await store.read { try Group.all(in: $0) }
        var differences = 0
        for group in groups {
            try Task.checkCancellation()
            let found = try await store.read { [record] in try record.verify(group, in: $0) }
            differences += found.count
            await tell(group, found)
        }
        try await note(
            .verify, ["groups": .number(Int64(groups.count)), "differences": .number(Int64(differences))], by: actor,
            at: now)
    }

    /// Forgets the words of all messages before a day of each group's own calendar. Their counts stay.
    ///
    /// - Parameter chosen: The groups; nil for all.
    package func forgetTexts(
        before day: CivilDay, in chosen: [Group]? = nil, by actor: Actor, at now: Instant
    ) async throws -> Int {
        try actor.require(.manageData)
        var groups = chosen ?? []
        if chosen == nil { groups = try await store.read { try Group.all(in: $0) } }
        var texts = 0
        // A transaction for each group: appends to others need not wait.
        for group in groups {
            var zone = CivilZone(group.zone) ?? .utc
            let start = zone.start(of: day)
            texts += try await store.write { [record] in try record.forgetTexts(before: start, in: group, in: $0) }
        }
        let facts: AuditFields = [
            "before": .text(day.description), "groups": chosen.map { .ids($0.map(\.id)) },
            "texts": .number(Int64(texts)),
        ]
        try await note(.forget, facts, by: actor, at: now)
        if texts > 0 { try await store.rewrite() }
        return texts
    }

    /// Erases somebody: their words and names, everywhere. Cannot be undone.
    package func erase(_ person: PersonID, by actor: Actor, at now: Instant) async throws -> ErasureOutcome {
        let outcome = try await eraseFromRecord(person, by: actor, at: now)
        try await store.rewrite()
        return outcome
    }

    /// Erases somebody, and leaves it to the caller to have the database rewritten: until then traces are in its file.
    package func eraseFromRecord(
        _ person: PersonID, by actor: Actor, at now: Instant
    ) async throws -> ErasureOutcome {
        try await store.write { try eraseFromRecord(person, by: actor, at: now, in: $0) }
    }

    package func eraseFromRecord(
        _ person: PersonID, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws -> ErasureOutcome {
        try actor.require(.erasePeople)
        try AuditTrail.lock(in: transaction)
        let outcome = try record.erase(person, in: transaction)
        // The number stays, the name must not: the log is for good.
        try AuditTrail.note(
            .erase, subject: .person(person),
            after: ["texts": .number(Int64(outcome.texts)), "names": .number(Int64(outcome.names))] as AuditFields,
            by: actor, at: now, in: transaction)
        return outcome
    }

    /// Notes that the whole database was replaced by a backup: in the log that the backup brought.
    package func noteRestored(from file: String, by actor: Actor, at now: Instant) async throws {
        try actor.require(.manageData)
        try await note(.restore, ["file": .text(file)], by: actor, at: now)
    }

    /// Notes that histories were taken in.
    package func noteImported(groups: Int, events: Int, files: Int, by actor: Actor, at now: Instant) async throws {
        try actor.require(.importHistories)
        let facts: AuditFields = [
            "events": .number(Int64(events)), "files": .number(Int64(files)), "groups": .number(Int64(groups)),
        ]
        try await note(.importHistories, facts, by: actor, at: now)
    }

    private func note(_ act: AuditAct, _ after: AuditFields?, by actor: Actor, at now: Instant) async throws {
        try await store.write { transaction in
            try AuditTrail.note(
                act, subject: AuditSubject(kind: "database", id: "1"), after: after, by: actor, at: now, in: transaction
            )
        }
    }
}

extension DataDesk {
    /// How many bytes the database takes.
    package static func size(in transaction: Transaction) throws -> Int64 {
        let query: SQL =
            switch transaction.engine {
            case .sqlite:
                "SELECT c.page_count * s.page_size FROM pragma_page_count() c, pragma_page_size() s"
            case .postgres: "SELECT pg_database_size(current_database())"
            }
        return try transaction.first(query) { $0.int64(0) } ?? 0
    }
}
