package import Kernel
package import Storage

/// The verbs about the staff: who they are, what they may do, how they come in. All SQL of the staff is here.
///
/// Verbs take the transaction they are to happen in, who does it and when; each checks for itself whether they may, and
/// notes in the audit log what it changed. Whatever needs a password hashed, which no transaction can wait for, goes
/// through `FrontDesk`.
package struct DeskStore: Sendable {
    let world: World
    let key: ServerKey

    package init(world: World, key: ServerKey) {
        self.world = world
        self.key = key
    }

    /// Whether anybody is on the staff; while nobody is, a first-run link can be made.
    package func hasStaff(in transaction: Transaction) throws -> Bool {
        try transaction.first("SELECT 1 FROM staff LIMIT 1") { _ in true } ?? false
    }

    /// Somebody of the staff, disabled or not; nil where there is nobody of this id.
    func staff(_ id: StaffID, in transaction: Transaction) throws -> Staff? {
        let query: SQL = "SELECT \(sql: StaffRow.columns) FROM \(sql: StaffRow.tables) WHERE s.id = \(id)"
        return try transaction.first(query) { StaffRow($0, from: 0) }.map { try $0.staff(in: transaction) }
    }

    /// - Throws: `Fault(.notFound)` where there is nobody of this id.
    func known(_ id: StaffID, in transaction: Transaction) throws -> Staff {
        guard let staff = try staff(id, in: transaction) else { throw Fault(.notFound, "desk.no-such-staff") }
        return staff
    }
}

/// Somebody's row, without the groups that are theirs.
struct StaffRow {
    let id: StaffID
    let name: String
    let signInName: String
    let role: Role
    let isLimited: Bool
    let language: Language
    let zone: String
    let createdAt: Instant
    let createdBy: StaffID?
    let disabling: Staff.Disabling?

    static let columns: SQL = """
        s.id, s.name, s.sign_in_name, s.role, s.is_limited, s.language, s.zone, s.created_at, s.created_by,
        d.disabled_at, d.disabled_by
        """
    static let tables: SQL = "staff s LEFT JOIN staff_disablings d ON d.staff_id = s.id"

    init(_ row: Row, from first: Int) {
        id = row.id(first)
        name = row.string(first + 1)
        signInName = row.string(first + 2)
        // The schema knows the roles; should one ever be of a newer program, it may do least.
        role = Role(rawValue: row.string(first + 3)) ?? .viewer
        isLimited = row.bool(first + 4)
        language = Language(rawValue: row.string(first + 5)) ?? .simplifiedChinese
        zone = row.string(first + 6)
        createdAt = row.instant(first + 7)
        createdBy = row.optionalID(first + 8)
        disabling = row.optionalInstant(first + 9).map { Staff.Disabling(at: $0, by: row.optionalID(first + 10)) }
    }

    func staff(in transaction: Transaction) throws -> Staff {
        guard isLimited else { return staff(.all) }
        let groups: [GroupID] = try transaction.all("SELECT group_id FROM staff_groups WHERE staff_id = \(id)") {
            $0.id(0)
        }
        return staff(.own(Set(groups)))
    }

    func staff(_ scope: Scope) -> Staff {
        Staff(
            id: id, name: name, signInName: signInName, role: role, scope: scope, language: language, zone: zone,
            createdAt: createdAt, createdBy: createdBy, disabling: disabling)
    }
}

extension AuditAct {
    static let firstLink = AuditAct(rawValue: "staff.first-link")
    static let firstOwner = AuditAct(rawValue: "staff.first-owner")
    static let invite = AuditAct(rawValue: "staff.invite")
    static let revoke = AuditAct(rawValue: "staff.revoke-invitation")
    static let accept = AuditAct(rawValue: "staff.accept")
    static let setRights = AuditAct(rawValue: "staff.rights")
    static let setProfile = AuditAct(rawValue: "staff.profile")
    static let disable = AuditAct(rawValue: "staff.disable")
    static let enable = AuditAct(rawValue: "staff.enable")
    static let changePassword = AuditAct(rawValue: "staff.password")
    static let resetLink = AuditAct(rawValue: "staff.reset-link")
    static let reset = AuditAct(rawValue: "staff.reset")
    static let secondStepOn = AuditAct(rawValue: "staff.second-step-on")
    static let secondStepOff = AuditAct(rawValue: "staff.second-step-off")
    static let recoveryCodes = AuditAct(rawValue: "staff.recovery-codes")
    static let signIn = AuditAct(rawValue: "staff.sign-in")
    static let signOut = AuditAct(rawValue: "staff.sign-out")
    static let endSessions = AuditAct(rawValue: "staff.end-sessions")

    /// All acts of this room; each has its words under `audit.act.…` in the catalogue.
    package static let ofDesk: [AuditAct] = [
        firstLink, firstOwner, invite, revoke, accept, setRights, setProfile, disable, enable, changePassword,
        resetLink,
        reset, secondStepOn, secondStepOff, recoveryCodes, signIn, signOut, endSessions,
    ]

    /// The key of the words that a page shows for it.
    package var textKey: String { "audit.act.\(rawValue)" }
}

extension Staff: Audited {
    package var auditFields: AuditFields {
        [
            "name": .text(name), "signInName": .text(signInName), "role": .text(role.rawValue),
            "allGroups": .flag(!scope.isLimited), "groups": scope.isLimited ? .ids(scope.groups) : nil,
            "language": .text(language.rawValue), "zone": .text(zone),
        ]
    }
}

extension Rights: Audited {
    package var auditFields: AuditFields {
        [
            "role": .text(role.rawValue), "allGroups": .flag(!scope.isLimited),
            "groups": scope.isLimited ? .ids(scope.groups) : nil,
        ]
    }
}
