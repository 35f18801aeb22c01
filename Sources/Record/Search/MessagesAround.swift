package import Kernel
package import Storage

/// The talk of a group about a moment: what was said before it and after.
package enum MessagesAround {
    /// So many before, and so many from the moment on.
    package static let each = 15

    /// Messages in their order; those without a kept text are left out.
    package static func load(
        _ group: GroupID, at moment: Instant, in transaction: Transaction
    ) throws -> [SearchHit] {
        let before = try hits(group, "e.instant < \(moment)", "e.instant DESC, e.place DESC", in: transaction)
        let after = try hits(group, "e.instant >= \(moment)", "e.instant, e.place", in: transaction)
        return before.reversed() + after
    }

    private static func hits(
        _ group: GroupID, _ condition: SQL, _ order: SQL, in transaction: Transaction
    ) throws -> [SearchHit] {
        try transaction.all(
            """
            SELECT e.group_id, g.name, g.network, g.zone, e.instant, h.name, h.person_id, e.body
            FROM events e JOIN groups g ON g.id = e.group_id
            JOIN handles h ON h.id = COALESCE(e.speaker_id, e.sender_id)
            WHERE e.group_id = \(group) AND \(sql: condition) AND e.body IS NOT NULL
                AND e.kind <= \(Int(EventKind.sticker.rawValue))
            ORDER BY \(sql: order) LIMIT \(each)
            """
        ) { row in
            SearchHit(
                number: 0, group: row.id(0), groupName: row.string(1), network: row.string(2), zone: row.string(3),
                instant: row.instant(4), sender: row.string(5), person: row.optionalID(6), text: row.string(7))
        }
    }
}
