internal import Desk
internal import Kernel
internal import Record
internal import Reports
internal import Storage

extension StaffPages {
    /// Everybody who works here, as a file for spreadsheets: with all of their groups, and no secret of theirs.
    func sendTable(_ context: Permitted<MayManageStaff>) async throws -> Answer {
        let (desk, actor) = (site.desk, context.actor)
        var table = CSVTable(columns: [
            "id", "name", "sign_in_name", "role", "groups", "language", "zone", "created_at", "disabled_at",
        ])
        var last: StaffID?
        while true {
            let (page, names) = try await site.store.read { [last] transaction in
                let page = try desk.staff(after: last, by: actor, in: transaction)
                return (page, try GroupWords.names(of: page.map(\.scope), in: transaction))
            }
            for one in page {
                let groups = one.scope.isLimited ? one.scope.groups.compactMap { names[$0] }.sorted() : ["*"]
                table.add([
                    .number(one.id.description), .text(one.name), .text(one.signInName), .text(one.role.rawValue),
                    .text(groups.joined(separator: "; ")), .text(one.language.rawValue), .text(one.zone),
                    .text("\(one.createdAt)"), one.disabling.map { .text("\($0.at)") } ?? .nothing,
                ])
            }
            guard page.count == DeskStore.largestPage, let end = page.last else { break }
            last = end.id
        }
        return .csv(table.bytes, named: site.look(context.visit)("settings.people"))
    }
}
