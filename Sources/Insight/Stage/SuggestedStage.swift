package import Kernel
package import Storage

/// A stage that the figures suggested, on the day from which they did.
package struct SuggestedStage: Sendable, Equatable {
    package let day: CivilDay
    package let stage: GroupStage
    package let reasons: [StageReason]

    /// The latest first; each is another than the one before it.
    package static func all(of group: GroupID, limit: Int, in transaction: Transaction) throws -> [SuggestedStage] {
        try transaction.all(
            """
            SELECT day, stage, reasons FROM stage_suggestions WHERE group_id = \(group) ORDER BY day DESC LIMIT \(limit)
            """
        ) { row in
            SuggestedStage(
                day: row.day(0), stage: GroupStage(rawValue: row.string(1)) ?? .active,
                reasons: StageReason.read(row.string(2)))
        }
    }
}
