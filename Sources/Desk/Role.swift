internal import Kernel

/// What somebody is in the house. The raw value is what is stored and what JSON shows.
package enum Role: String, Sendable, CaseIterable {
    case owner
    case admin
    case `operator`
    case leader
    case viewer

    /// All that the role may do, within its scope.
    package var permissions: Set<Permission> {
        switch self {
        case .owner, .admin: Set(Permission.allCases)
        case .operator:
            [.seeGroups, .seePeople, .seeReports, .importHistories, .tendGroups, .editGroups, .mergePeople]
        case .leader: [.seeGroups, .seePeople, .seeReports, .tendGroups]
        case .viewer: [.seeGroups, .seeReports]
        }
    }

    /// Whether the role can be had with a scope.
    package func takes(_ scope: Scope) -> Bool {
        switch self {
        case .owner, .admin: !scope.isLimited
        case .operator, .leader: scope.isLimited
        case .viewer: true
        }
    }

    /// Whether it may make, change and shut out those of another role: only an owner reaches an owner.
    package func reaches(_ other: Role) -> Bool {
        switch self {
        case .owner: true
        case .admin: other != .owner
        case .operator, .leader, .viewer: false
        }
    }
}

/// A thing that one may do or not. The raw value is what refusals and the audit log say.
package enum Permission: String, Sendable, CaseIterable {
    case seeGroups = "see-groups"
    case seePeople = "see-people"
    case importHistories = "import"
    /// Saying of what needs somebody that it is done, put away or given to somebody, and of an alert that one has seen it.
    case tendGroups = "tend-groups"
    case editGroups = "edit-groups"
    case erasePeople = "erase-people"
    /// Saying who is one and the same, where all of both is in one's groups.
    case mergePeople = "merge-people"
    case seeReports = "see-reports"
    case manageStaff = "staff"
    case seeAudit = "audit"
    case changeSettings = "settings"
    /// Backup, retention and verification.
    case manageData = "data"
    /// Webhooks and mail: whom the program tells what.
    case manageNotices = "notices"
}
