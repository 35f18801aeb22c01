package import Kernel

/// Who does something, and what they may do.
///
/// There are three ways to one: a session or token of somebody of the staff, a service's token, and `system`, which stands for the program itself
/// and whoever runs its commands. So whatever takes an `Actor` cannot be reached by somebody unknown.
package struct Actor: Sendable, Equatable {
    /// Nil for the program itself.
    package let staff: StaffID?
    package let name: String
    package let role: Role
    package let scope: Scope
    package let language: Language
    package let zone: String
    /// The session it comes from; nil for the program itself.
    package let session: StaffSessionID?
    /// The address the request came from, for the audit log.
    package let address: String?

    init(_ staff: Staff, session: StaffSessionID?, address: String?) {
        self.staff = staff.id
        name = staff.name
        role = staff.role
        scope = staff.scope
        language = staff.language
        zone = staff.zone
        self.session = session
        self.address = address
    }

    private init(system name: String) {
        self.name = name
        staff = nil
        role = .owner
        scope = .all
        language = .simplifiedChinese
        zone = "UTC"
        session = nil
        address = nil
    }

    /// A service that comes with a token of its own: its name in the audit log, no person behind it.
    init(service name: String, _ rights: Rights, address: String?) {
        self.name = name
        staff = nil
        role = rights.role
        scope = rights.scope
        language = .simplifiedChinese
        zone = "UTC"
        session = nil
        self.address = address
    }

    /// The program itself, at work on what `name` says (`banyan erase`). Never for a request from outside.
    package static func system(_ name: String) -> Actor { Actor(system: name) }

    /// Whoever runs a command on the machine itself, by the name that the system knows them by.
    package static func commandLine(_ user: String) -> Actor { Actor(system: "command line: " + user) }

    /// Whether the role may do this at all; in which groups is another question.
    package func mayUse(_ permission: Permission) -> Bool { role.permissions.contains(permission) }

    /// Whether it may do this in, or with, a group.
    package func mayUse(_ permission: Permission, in group: GroupID) -> Bool {
        mayUse(permission) && scope.includes(group)
    }

    /// Whether it may do this everywhere, as whoever opens a new group or looks at all of them together must.
    package func mayUseEverywhere(_ permission: Permission) -> Bool { mayUse(permission) && !scope.isLimited }

    /// - Throws: `Fault(.forbidden)` where it may not.
    package func require(_ permission: Permission) throws {
        guard mayUse(permission) else { throw Fault(.forbidden, "desk.forbidden", ["permission": permission.rawValue]) }
    }

    /// - Throws: `Fault(.forbidden)` where it may not do this in the group.
    package func require(_ permission: Permission, in group: GroupID) throws {
        guard mayUse(permission, in: group) else {
            throw Fault(.forbidden, "desk.forbidden", ["permission": permission.rawValue])
        }
    }

    /// Somebody's own affairs: the program has none.
    func ownID() throws -> StaffID {
        guard let staff else { throw Fault(.forbidden, "desk.forbidden", ["permission": "own"]) }
        return staff
    }
}
