package import Kernel

extension Subject {
    package enum Staff {}
    package enum StaffLink {}
    package enum StaffSession {}
}

package typealias StaffID = ID<Subject.Staff>
package typealias StaffLinkID = ID<Subject.StaffLink>
package typealias StaffSessionID = ID<Subject.StaffSession>

/// Somebody who works in the console.
package struct Staff: Sendable, Equatable {
    package let id: StaffID
    package let name: String
    /// What they type to sign in: an e-mail address or a word, unique whatever its case.
    package let signInName: String
    package let role: Role
    /// Which groups they may work in.
    package let scope: Scope
    package let language: Language
    /// The IANA time zone their pages show times in.
    package let zone: String
    package let createdAt: Instant
    /// Who invited them; nil for the first owner.
    package let createdBy: StaffID?
    /// Who shut them out and when; nil while they may come in.
    package let disabling: Disabling?

    /// A closed door: since when, and by whom.
    package struct Disabling: Sendable, Equatable {
        package let at: Instant
        package let by: StaffID?
    }

    package var isDisabled: Bool { disabling != nil }
}

/// The groups somebody may work in.
package enum Scope: Sendable, Equatable {
    case all
    case own(Set<GroupID>)

    package func includes(_ group: GroupID) -> Bool {
        switch self {
        case .all: true
        case .own(let groups): groups.contains(group)
        }
    }

    package var isLimited: Bool { self != .all }

    /// The groups it names; none where it is all of them.
    package var groups: Set<GroupID> {
        if case .own(let groups) = self { groups } else { [] }
    }
}

/// A role and the groups it holds in: what an invitation promises and a change of rights sets.
package struct Rights: Sendable, Equatable {
    package let role: Role
    package let scope: Scope

    /// Pairs a role with a scope that it can have.
    ///
    /// Owners and admins see all groups, operators and leaders only those that are theirs; a viewer has either.
    ///
    /// - Throws: `Fault(.badInput)` for any other pair.
    package init(_ role: Role, _ scope: Scope) throws {
        guard role.takes(scope) else { throw Fault(.badInput, "desk.scope-not-of-role", ["role": role.rawValue]) }
        self.role = role
        self.scope = scope
    }

    /// As the schema's own constraints have let it in.
    init(stored role: Role, _ scope: Scope) {
        self.role = role
        self.scope = scope
    }
}

/// What somebody says of themselves when they take up an invitation.
package struct NewStaff: Sendable, Equatable {
    package let name: String
    package let signInName: String
    package let language: Language
    package let zone: String

    /// - Throws: `Fault(.badInput)` that names what is wrong.
    package init(name: String, signInName: String, language: Language, zone: String) throws {
        self.name = try StaffName.checked(name)
        self.signInName = try SignInName.checked(signInName)
        self.language = language
        guard let known = CivilZone(zone)?.name else { throw Fault(.badInput, "record.unknown-zone", ["zone": zone]) }
        self.zone = known
    }
}

/// The name that colleagues see.
enum StaffName {
    static let longest = 80

    static func checked(_ text: String) throws -> String {
        guard text.utf8.count <= 1_000 else { throw Fault(.badInput, "desk.bad-name", ["most": String(longest)]) }
        let name = text.trimmed
        guard !name.isEmpty, name.count <= longest, !name.hasControls else {
            throw Fault(.badInput, "desk.bad-name", ["most": String(longest)])
        }
        return name
    }
}
