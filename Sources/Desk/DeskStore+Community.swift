package import Kernel
package import Storage

/// What holds for the whole community where nobody has chosen otherwise.
package struct Community: Sendable, Equatable, Audited {
    package let language: Language
    package let zone: String

    /// - Throws: `Fault(.badInput)` where the zone is none.
    package init(language: Language, zone: String) throws {
        guard let known = CivilZone(zone)?.name else { throw Fault(.badInput, "record.unknown-zone", ["zone": zone]) }
        self.language = language
        self.zone = known
    }

    package var auditFields: AuditFields { ["language": .text(language.rawValue), "zone": .text(zone)] }

    /// The community's zone; nil where none was chosen yet.
    package static func zone(in transaction: Transaction) throws -> String? {
        try transaction.first("SELECT zone FROM community WHERE id = 1") { $0.string(0) }
    }
}

extension Community {
    /// The community's own choice; nil where none was made yet.
    package static func stored(in transaction: Transaction) throws -> Community? {
        let row = try transaction.first("SELECT language, zone FROM community WHERE id = 1") {
            ($0.string(0), $0.string(1))
        }
        return try row.map { try Community(language: Language(rawValue: $0.0) ?? .simplifiedChinese, zone: $0.1) }
    }
}

extension DeskStore {
    /// The community's own choice; nil where none was made yet.
    package func community(in transaction: Transaction) throws -> Community? { try Community.stored(in: transaction) }

    package func setCommunity(
        _ community: Community, by actor: Actor, at now: Instant, in transaction: Transaction
    ) throws {
        try actor.require(.changeSettings)
        try AuditTrail.lock(in: transaction)
        let before = try self.community(in: transaction)
        guard before != community else { return }
        try transaction.execute(
            """
            INSERT INTO community (id, language, zone) VALUES (1, \(community.language.rawValue), \(community.zone))
            ON CONFLICT (id) DO UPDATE SET language = excluded.language, zone = excluded.zone
            """)
        try AuditTrail.note(
            .setCommunity, subject: AuditSubject(kind: "community", id: "1"), before: before, after: community,
            by: actor,
            at: now, in: transaction)
    }
}

extension AuditAct {
    static let setCommunity = AuditAct(rawValue: "settings.community")
    static let backup = AuditAct(rawValue: "data.backup")
    static let verify = AuditAct(rawValue: "data.verify")
    static let forget = AuditAct(rawValue: "data.forget")
    static let restore = AuditAct(rawValue: "data.restore")
    static let importHistories = AuditAct(rawValue: "data.import")
    static let erase = AuditAct(rawValue: "person.erase")
}
