internal import Kernel
internal import Notices
internal import Record
internal import Reports
internal import Storage

/// The rows of a form that say what an outlet is told: kinds, and the groups where it is not all.
struct SubscriptionRows {
    let form: FormPart
    /// What can be chosen, and what is.
    let kinds: [NoticeKind]
    let chosen: Set<NoticeKind>
    /// The names of the groups that are chosen; none for all.
    let groups: [String]

    func write(to body: inout HTML) {
        let look = form.look
        body.element("fieldset", .class("bots")) { set in
            set.element("legend", text: look("notices.kinds"))
            for kind in kinds {
                form.box(
                    "kind", value: kind.rawValue, label: look.catalogue(kind.textKey), isOn: chosen.contains(kind),
                    on: &set)
            }
        }
        form.area("notice-groups", label: look("notices.groups"), value: groups.joined(separator: "\n"), on: &body)
    }

    /// Reads the rows; groups are named one to a line, none for all of them.
    static func subscription(from fields: FormFields, in transaction: Transaction) throws -> Subscription {
        let kinds = Set(fields.all("kind").compactMap { NoticeKind(rawValue: $0) })
        let groups = try RightsRows.groups(named: fields["notice-groups"] ?? "", in: transaction)
        return try Subscription(kinds: kinds, groups: groups.isEmpty ? nil : groups)
    }

    /// `network/name` of chosen groups, in order.
    static func names(of groups: Set<GroupID>?, in transaction: Transaction) throws -> [String] {
        try (groups ?? []).sorted().compactMap { id in
            try Group.find(id, in: transaction).map { $0.network + "/" + $0.name }
        }
    }

    /// Kinds and reach in a line.
    static func text(_ kinds: Set<NoticeKind>, groups: Int?, _ look: Look) -> String {
        let names = NoticeKind.allCases.filter(kinds.contains).map { look.catalogue($0.textKey) }
        let reach =
            groups.map { look("notices.of-groups", ["count": String($0)]) } ?? look("notices.of-all")
        return names.joined(separator: look("list.comma")) + " · " + reach
    }
}
