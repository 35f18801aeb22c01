package import Kernel

extension Subject {
    package enum AccessToken {}
}

package typealias AccessTokenID = ID<Subject.AccessToken>

/// What a program may do that holds a token: never more than its bearer's role may, and of that only what it was given.
package enum TokenScope: String, Sendable, CaseIterable {
    case readGroups = "read:groups"
    case writeGroups = "write:groups"
    case writeToday = "write:today"
    case readPeople = "read:people"
    case writePeople = "write:people"
    case readEvents = "read:events"
    case writeEvents = "write:events"
    case readReports = "read:reports"
    case writeReports = "write:reports"
    case readImports = "read:imports"
    case writeImports = "write:imports"
    case readStaff = "read:staff"
    case writeStaff = "write:staff"
    case readAudit = "read:audit"
    case writeSettings = "write:settings"
    case writeData = "write:data"
    case readWebhooks = "read:webhooks"
    case writeWebhooks = "write:webhooks"

    /// What the bearer's role must allow, too.
    package var permission: Permission {
        switch self {
        case .readGroups: .seeGroups
        case .writeGroups, .writeReports: .editGroups
        case .writeToday: .tendGroups
        case .readPeople, .readEvents: .seePeople
        case .writePeople: .mergePeople
        case .writeEvents, .readImports, .writeImports: .importHistories
        case .readReports: .seeReports
        case .readStaff, .writeStaff: .manageStaff
        case .readAudit: .seeAudit
        case .writeSettings: .changeSettings
        case .writeData: .manageData
        case .readWebhooks, .writeWebhooks: .manageNotices
        }
    }
}

/// A key of a program's own to the API. The secret itself is shown once, when it is made.
///
/// A personal one acts as its maker and ends with them; a service's acts under its own name, with a role and groups that
/// were chosen for it, whoever leaves the staff.
package struct AccessToken: Sendable, Equatable {
    package let id: AccessTokenID
    /// What its maker calls it.
    package let name: String
    package let scopes: Set<TokenScope>
    /// Whose it is.
    package let maker: StaffID
    package let makerName: String
    /// The role and groups of a service; nil where it acts as its maker.
    package let service: Rights?
    package let madeAt: Instant
    package let expiresAt: Instant?
    /// When it was last used, to five minutes; nil where never.
    package let usedAt: Instant?

    /// The most that one person keeps.
    package static let most = 50
    /// What every token begins with, so that one that got into a text can be found and known for what it is.
    package static let prefix = "banyan_"

    package var isService: Bool { service != nil }
}

/// What somebody asks for when they make a token.
package struct NewAccessToken: Sendable {
    package let name: String
    package let scopes: Set<TokenScope>
    package let service: Rights?
    /// After how many days it ends; nil for never.
    package let days: Int?

    static let longestName = 60
    static let mostDays = 3_660

    /// - Throws: `Fault(.badInput)` that names what is wrong.
    package init(name: String, scopes: Set<TokenScope>, service: Rights?, days: Int?) throws {
        let name = name.trimmed
        guard !name.isEmpty, name.count <= Self.longestName, !name.hasControls else {
            throw Fault(.badInput, "desk.token.bad-name", ["most": String(Self.longestName)])
        }
        guard !scopes.isEmpty else { throw Fault(.badInput, "desk.token.no-scope") }
        guard days.map({ (1...Self.mostDays).contains($0) }) ?? true else {
            throw Fault(.badInput, "desk.token.bad-days", ["most": String(Self.mostDays)])
        }
        self.name = name
        self.scopes = scopes
        self.service = service
        self.days = days
    }
}

/// A program let in by its token.
package struct TokenAdmission: Sendable {
    package let token: AccessTokenID
    package let actor: Actor
    package let scopes: Set<TokenScope>

    package func mayUse(_ scope: TokenScope) -> Bool { scopes.contains(scope) && actor.mayUse(scope.permission) }
}

extension AuditAct {
    static let makeToken = AuditAct(rawValue: "token.make")
    static let revokeToken = AuditAct(rawValue: "token.revoke")

    /// All acts on tokens; each has its words under `audit.act.…` in the catalogue.
    package static let ofTokens: [AuditAct] = [makeToken, revokeToken]
}

extension AccessToken: Audited {
    package var auditFields: AuditFields {
        [
            "name": .text(name), "scopes": .texts(scopes.map(\.rawValue).sorted()),
            "role": service.map { .text($0.role.rawValue) },
            "groups": service.flatMap { $0.scope.isLimited ? .ids($0.scope.groups) : nil },
            "expiresAt": expiresAt.map { .text($0.description) },
        ]
    }
}
