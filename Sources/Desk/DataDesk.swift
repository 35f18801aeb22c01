package import Kernel
package import Record
package import Storage

/// The verbs over all that is kept: copying it, recounting it, forgetting.
package struct DataDesk: Sendable {
    let store: Store
    let record: RecordStore
    let reactors: [any Reactor]

    package init(store: Store, record: RecordStore, reactors: [any Reactor]) {
        self.store = store
        self.record = record
        self.reactors = reactors
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
    package func forgetTexts(before day: CivilDay, by actor: Actor, at now: Instant) async throws -> Int {
        try actor.require(.manageData)
        var texts = 0
        for group in try await store.read({ try Group.all(in: $0) }) {
            var zone = CivilZone(group.zone) ?? .utc
            let start = zone.start(of: day)
            texts += try await store.write { [record] in try record.forgetTexts(before: start, in: group, in: $0) }
        }
        try await note(.forget, ["before": .text(day.description), "texts": .number(Int64(texts))], by: actor, at: now)
        if texts > 0 { try await store.rewrite() }
        return texts
    }

    /// Erases somebody: their words and names, everywhere. Cannot be undone.
    package func erase(_ person: PersonID, by actor: Actor, at now: Instant) async throws -> ErasureOutcome {
        try actor.require(.erasePeople)
        let (record, reactors) = (record, reactors)
        let outcome = try await store.write { transaction in
            try AuditTrail.lock(in: transaction)
            let outcome = try record.erase(person, reactors: reactors, in: transaction)
            // The number stays, the name must not: the log is for good.
            try AuditTrail.note(
                .erase, subject: .person(person),
                after: ["texts": .number(Int64(outcome.texts)), "names": .number(Int64(outcome.names))] as AuditFields,
                by: actor, at: now, in: transaction)
            return outcome
        }
        try await store.rewrite()
        return outcome
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
