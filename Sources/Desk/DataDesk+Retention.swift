package import Kernel
package import Record
package import Storage

extension DataDesk {
    /// Says how long texts are kept: of a group, or with nil of all groups that nothing else was said of.
    ///
    /// - Parameter retention: Nil gives a group back to what holds for all, and the community back to keeping for ever.
    package func setRetention(
        _ retention: TextRetention?, of group: GroupID?, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        try actor.require(.manageData)
        if let group {
            try actor.require(.manageData, in: group)
            guard try Group.find(group, in: transaction) != nil else {
                throw Fault(.notFound, "record.no-such-group", ["group": group.description])
            }
        }
        let before = try RecordStore.retention(of: group, in: transaction)
        guard before != retention else { return }
        try AuditTrail.lock(in: transaction)
        try record.setRetention(retention, of: group, in: transaction)
        let subject = group.map { AuditSubject.group($0) } ?? AuditSubject(kind: "community", id: "1")
        try AuditTrail.note(
            .setRetention, subject: subject, before: before.map { $0.told }, after: retention.map { $0.told },
            by: actor, at: now, in: transaction)
    }

    /// Forgets the texts that are kept no longer, batch by batch; how far it came is kept with each.
    ///
    /// The audit log has one entry for a pass that forgot anything. One that was cut off is told of by the next.
    ///
    /// - Returns: how many texts went.
    package func carryOutRetention(by actor: Actor, at now: Instant) async throws -> Int {
        try actor.require(.manageData)
        var last = GroupID(0)
        var page: [RetainedGroup] = []
        repeat {
            page = try await store.read { [last] in try RecordStore.retained(after: last, limit: 500, in: $0) }
            for one in page where one.due(at: now) != nil { try await forgetDueTexts(of: one.group, at: now) }
            last = page.last?.group ?? last
        } while !page.isEmpty
        return try await store.write { transaction in
            try AuditTrail.lock(in: transaction)
            let texts = try RecordStore.takeForgotten(in: transaction)
            guard texts > 0 else { return 0 }
            try AuditTrail.note(
                .keepRetention, subject: AuditSubject(kind: "database", id: "1"),
                after: ["texts": .number(Int64(texts))] as AuditFields, by: actor, at: now, in: transaction)
            return texts
        }
    }

    private func forgetDueTexts(of group: GroupID, at now: Instant) async throws {
        var isDone = false
        while !isDone {
            try Task.checkCancellation()
            isDone = try await store.write { [record] transaction in
                let step = try record.forgetDueTexts(of: group, at: now, in: transaction)
                try RecordStore.noteForgotten(step.texts, in: transaction)
                return step.isDone
            }
        }
    }
}

extension TextRetention {
    fileprivate var told: AuditFields { ["days": .text(days.map { String($0) } ?? "for-ever")] }
}

extension AuditAct {
    static let setRetention = AuditAct(rawValue: "data.retention")
    static let keepRetention = AuditAct(rawValue: "data.retention-kept")
}
