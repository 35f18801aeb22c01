package import Kernel
package import Storage

extension DeskStore {
    /// Somebody of the staff as the program acts for them when they are not there: with the rights they have now.
    ///
    /// - Throws: `Fault(.forbidden)` where they were shut out in the meantime.
    package func acting(for id: StaffID, in transaction: Transaction) throws -> Actor {
        let staff = try known(id, in: transaction)
        guard !staff.isDisabled else { throw Fault(.forbidden, "desk.forbidden", ["permission": "own"]) }
        return Actor(staff, session: nil, address: nil)
    }

    /// Makes a group that somebody has just opened theirs, where they see only their own.
    package func take(opened group: GroupID, by actor: Actor, at now: Instant, in transaction: Transaction) throws {
        try actor.require(.importHistories)
        guard let id = actor.staff, actor.scope.isLimited, !actor.scope.includes(group) else { return }
        try AuditTrail.lock(in: transaction)
        try insertGroups([group], of: id, in: transaction)
        let after: AuditFields = ["groups": .ids([group])]
        try AuditTrail.note(.setRights, subject: .staff(id), after: after, by: actor, at: now, in: transaction)
    }
}
