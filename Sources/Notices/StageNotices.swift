package import Desk
internal import Foundation
package import Kernel
internal import Record
package import Storage

/// Tells outlets that somebody set a group's stage, out of the audit log, which has every such change.
package struct StageNotices: Sendable {
    let world: World

    package init(world: World) { self.world = world }

    private static let cursor = "stages"
    private static let step = 200

    /// Reads what is new in the audit log; while nobody has subscribed, only where it ends.
    ///
    /// - Returns: How many notices were posted.
    @discardableResult
    package func catchUp(in transaction: Transaction) throws -> Int {
        let end = try AuditTrail.end(in: transaction)
        try transaction.execute(
            """
            INSERT INTO notice_cursors (name, position) VALUES (\(Self.cursor), \(end)) ON CONFLICT (name) DO NOTHING
            """)
        // Changing the row keeps another process from reading on until this transaction ends.
        let position = try transaction.first(
            "UPDATE notice_cursors SET position = position WHERE name = \(Self.cursor) RETURNING position"
        ) { $0.int64(0) }
        guard let position, position < end else { return 0 }
        var (told, last) = (0, end)
        if try Self.isWanted(in: transaction) {
            let entries = try AuditTrail.following(
                position, .setGroupStage, limit: Self.step, in: transaction)
            if entries.count == Self.step, let seq = entries.last?.seq { last = seq }
            for entry in entries {
                guard let notice = try Self.notice(of: entry, in: transaction) else { continue }
                told += try NoticeStore(world: world).post(notice, in: transaction) ? 1 : 0
            }
        }
        try transaction.execute("UPDATE notice_cursors SET position = \(last) WHERE name = \(Self.cursor)")
        return told
    }

    /// Whether there is anything to read; asked often, so it only reads.
    package static func isBehind(in transaction: Transaction) throws -> Bool {
        let query: SQL = "SELECT position FROM notice_cursors WHERE name = \(cursor)"
        guard let position = try transaction.first(query, { $0.int64(0) }) else { return true }
        return try position < AuditTrail.end(in: transaction)
    }

    private static func isWanted(in transaction: Transaction) throws -> Bool {
        let kind = NoticeKind.stageChanged.rawValue
        let query: SQL = """
            SELECT 1 WHERE EXISTS (SELECT 1 FROM webhook_kinds WHERE kind = \(kind))
                OR EXISTS (SELECT 1 FROM mail_kinds WHERE kind = \(kind))
            """
        return try transaction.first(query) { _ in true } ?? false
    }

    private static func notice(of entry: AuditEntry, in transaction: Transaction) throws -> Notice? {
        guard let group = try Int64(entry.subject.id).flatMap({ try Group.find(GroupID($0), in: transaction) }) else {
            return nil
        }
        let (before, after) = (fields(entry.before), fields(entry.after))
        let (was, now, reason) = (before["stage"] ?? "", after["stage"] ?? "", after["reason"] ?? "")
        return Notice(
            .stageChanged, occurrence: "audit:\(entry.seq)", group: group.id, at: entry.at,
            data: ["before": .text(was), "after": .text(now), "reason": .text(reason)],
            words: NoticeWords.inAllLanguages { catalogue in
                let name = { (stage: String) in
                    catalogue(stage.isEmpty ? "notices.stage.by-figures" : "report.stage." + stage)
                }
                let values = ["group": group.name, "before": name(was), "after": name(now), "reason": reason]
                let text = catalogue(reason.isEmpty ? "notices.stage.text" : "notices.stage.text-why", values)
                return NoticeWords(subject: catalogue("notices.stage.subject", values), text: text)
            })
    }

    private static func fields(_ json: String?) -> [String: String] {
        let object = json.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) } as? [String: Any]
        return (object ?? [:]).compactMapValues { $0 as? String }
    }
}
