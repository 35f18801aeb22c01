internal import Desk
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// The rows of a form that say what somebody may do: a role, and the groups where it does not hold in all.
struct RightsRows {
    let form: FormPart
    let actor: Actor

    func write(role: Role, groups: [String], to body: inout HTML) {
        let look = form.look
        let roles = Role.allCases.filter(actor.role.reaches)
        form.choice(
            "role", options: roles.map { ($0.rawValue, look.catalogue("desk.role." + $0.rawValue)) },
            value: role.rawValue, on: &body)
        body.element("ul", .class("help")) { list in
            for role in roles { list.element("li", text: look("role." + role.rawValue)) }
        }
        form.area("groups", value: groups.joined(separator: "\n"), on: &body)
    }

    /// Reads the rows; groups are named one to a line, by name, `network/name` or id.
    static func rights(from fields: FormFields, in transaction: Transaction) throws -> Rights {
        guard let role = fields["role"].flatMap({ Role(rawValue: $0) }) else {
            throw Fault(.badInput, "web.no-such-role")
        }
        let groups = try groups(named: fields["groups"] ?? "", in: transaction)
        switch role {
        case .owner, .admin: return try Rights(role, .all)
        case .operator, .leader:
            guard !groups.isEmpty else { throw Fault(.badInput, "web.groups-needed") }
            return try Rights(role, .own(groups))
        case .viewer: return try Rights(role, groups.isEmpty ? .all : .own(groups))
        }
    }

    /// The groups of a text that names one to a line, by name, `network/name` or id.
    static func groups(named text: String, in transaction: Transaction) throws -> Set<GroupID> {
        var groups: Set<GroupID> = []
        for line in text.split(whereSeparator: \.isNewline) {
            let name = String(line.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
            guard !name.isEmpty else { continue }
            let found = try Group.find(called: name, in: transaction)
            guard found.count == 1 else {
                throw Fault(.badInput, found.isEmpty ? "web.no-such-group" : "web.several-groups", ["name": name])
            }
            groups.insert(found[0].id)
        }
        return groups
    }

    /// At which row a fault is shown.
    static func problems(_ fault: Fault) -> FormProblems {
        var problems = FormProblems()
        problems.add(fault.text == "web.no-such-role" ? "role" : "groups", fault)
        return problems
    }
}

/// Scopes in words.
enum GroupWords {
    /// `network/name` of the groups that scopes name.
    static func names(of scopes: [Scope], in transaction: Transaction) throws -> [GroupID: String] {
        var names: [GroupID: String] = [:]
        for id in scopes.reduce(into: Set<GroupID>(), { $0.formUnion($1.groups) }) {
            if let group = try Group.find(id, in: transaction) { names[id] = group.network + "/" + group.name }
        }
        return names
    }

    static func text(_ scope: Scope, _ names: [GroupID: String], _ look: Look) -> String {
        guard scope.isLimited else { return look("people.all-groups") }
        let known = scope.groups.compactMap { names[$0] }.sorted()
        let shown = known.prefix(3).joined(separator: look("list.comma"))
        return known.count > 3
            ? look("people.more-groups", ["groups": shown, "count": String(known.count - 3)]) : shown
    }
}
