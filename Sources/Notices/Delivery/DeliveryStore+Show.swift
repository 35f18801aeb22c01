package import Desk
package import Kernel
package import Storage

extension DeliveryStore {
    /// Deliveries, the newest first.
    ///
    /// - Parameters:
    ///   - outlet: Those to this one; nil for all.
    ///   - state: Those in this state; nil for all.
    package func deliveries(
        to outlet: Outlet? = nil, in state: Delivery.State? = nil, before: DeliveryID? = nil, limit: Int,
        by actor: Actor, in transaction: Transaction
    ) throws -> [Delivery] {
        try actor.require(.manageNotices)
        var query = Self.query + " WHERE d.id < \(before ?? DeliveryID(.max))"
        switch outlet {
        case .webhook(let id): query = query + " AND d.endpoint_id = \(id)"
        case .mail(let id): query = query + " AND d.recipient_id = \(id)"
        case nil: break
        }
        if let state { query = query + " AND d.state = \(state.rawValue)" }
        return try transaction.all(query + " ORDER BY d.id DESC LIMIT \(limit)", Delivery.init(row:))
    }

    /// - Throws: `Fault(.notFound)` where there is none.
    package func delivery(_ id: DeliveryID, by actor: Actor, in transaction: Transaction) throws -> Delivery {
        try actor.require(.manageNotices)
        guard let found = try transaction.first(Self.query + " WHERE d.id = \(id)", Delivery.init(row:)) else {
            throw Fault(.notFound, "notices.no-delivery")
        }
        return found
    }

    /// How many mails there are of which nobody knows whether they went out.
    package func doubtful(by actor: Actor, in transaction: Transaction) throws -> Int {
        try actor.require(.manageNotices)
        return try transaction.first("SELECT COUNT(*) FROM notice_deliveries WHERE state = 'unknown'") { $0.int(0) }
            ?? 0
    }

    /// Sends something again that is over: a webhook under the same id, so that a receiver that had it knows it.
    ///
    /// - Throws: `Fault(.badInput)` where it is still on its way.
    package func resend(_ id: DeliveryID, by actor: Actor, in transaction: Transaction) throws {
        let before = try delivery(id, by: actor, in: transaction)
        guard before.mayBeResent else { throw Fault(.badInput, "notices.on-its-way") }
        // How often somebody is asked whether they want mail is limited elsewhere.
        if let recipient = before.outlet.recipient {
            try OutletStore.requireConfirmed(recipient, in: transaction)
        }
        let now = outlets.world.now()
        // Whoever sent it before has no more say in it: the claim is gone.
        let changed = try transaction.execute(
            """
            UPDATE notice_deliveries SET state = 'planned', due_at = \(now), tries = 0, claim = NULL
            WHERE id = \(id) AND state = \(before.state.rawValue)
            """)
        guard changed == 1 else { throw Fault(.badInput, "notices.on-its-way") }
        try AuditTrail.note(
            .resend, subject: .delivery(id), before: ["state": .text(before.state.rawValue)] as AuditFields, by: actor,
            at: now, in: transaction)
    }

    private static let query: SQL = """
        SELECT d.id, n.id, n.kind, n.group_id, g.name, d.endpoint_id, d.recipient_id, w.url, m.address, d.state, d.due_at,
            d.tries, d.tried_at, d.code, d.fault, d.answer, d.milliseconds, d.made_at, n.payload
        FROM notice_deliveries d JOIN notices n ON n.id = d.notice_id
        LEFT JOIN groups g ON g.id = n.group_id
        LEFT JOIN webhook_endpoints w ON w.id = d.endpoint_id
        LEFT JOIN mail_recipients m ON m.id = d.recipient_id
        """
}

extension Delivery {
    fileprivate init(row: Row) {
        let state = State(rawValue: row.string(9)) ?? .failed
        let due = row.instant(10)
        self.init(
            id: row.id(0), notice: row.id(1), kind: NoticeKind(rawValue: row.string(2)) ?? .test,
            group: row.optionalID(3), groupName: row.optionalString(4),
            outlet: Outlet(webhook: row.optionalID(5), recipient: row.optionalID(6)),
            place: row.optionalString(7) ?? row.optionalString(8) ?? "", state: state,
            dueAt: state == .planned && due < OutletStore.parked ? due : nil, tries: row.int(11),
            triedAt: row.optionalInstant(12), code: row.optionalInt64(13).map { Int($0) },
            fault: row.optionalString(14), answer: row.optionalString(15),
            milliseconds: row.optionalInt64(16).map { Int($0) }, madeAt: row.instant(17), payload: row.string(18))
    }
}
