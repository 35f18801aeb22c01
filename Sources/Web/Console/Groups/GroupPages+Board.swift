internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Storage

extension GroupPages {
    @Sendable func showBoard(_ request: Request, _ context: SeeingGroups) async throws -> Answer {
        let scope = scope(of: context.actor)
        let query = BoardQuery(try FormFields(query: request), actor: context.actor, scope: scope)
        let (desk, actor, standing) = (site.desk, context.actor, query.standing)
        let read = try await site.store.read { transaction in
            let sums = try StandingSums.load(scope: scope, in: transaction)
            let total = query.isNarrowed ? try standing.count(in: transaction) : sums.groups
            let lines = try standing.lines(limit: ListQuery.pageSize + 1, in: transaction)
            return BoardContent(
                sums: sums, total: total, lines: lines, views: try desk.views(of: actor, in: transaction),
                keepers: try Colleague.keeping(actor.scope, in: transaction))
        }
        return .html(BoardPage(look: site.look(context.visit), actor: actor, query: query, content: read).html())
    }

    /// The whole table as filtered, in its order.
    @Sendable func sendTable(_ request: Request, _ context: SeeingGroups) async throws -> Answer {
        let fields = try FormFields(query: request)
        var standing = BoardQuery(fields, actor: context.actor, scope: scope(of: context.actor)).standing
        standing.after = nil
        let scope = context.actor.scope
        let (lines, keepers) = try await site.store.read { [standing] in
            (try standing.lines(limit: Int(Int32.max), in: $0), try Colleague.keeping(scope, in: $0))
        }
        let look = site.look(context.visit)
        return .csv(BoardTable.csv(lines, keepers: keepers.byID), named: look("groups.title"))
    }

    @Sendable func saveView(_ request: Request, _ context: SeeingGroups) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        let (desk, actor) = (site.desk, context.actor)
        let name = fields.text("name") ?? ""
        let query = fields["query"] ?? ""
        try await site.store.write { try desk.saveView(name: name, query: query, by: actor, in: $0) }
        let path = query.isEmpty ? BoardQuery.base : BoardQuery.base + "?" + query
        return Told(Flash("flash.view-saved", ["name": name]), at: LocalPath.checked(path), context.visit)
    }

    @Sendable func dropView(_ request: Request, _ context: SeeingGroups) async throws -> Told {
        guard let id = context.parameters.get("view").flatMap({ Int64($0) }) else { throw HTTPError(.notFound) }
        let (desk, actor) = (site.desk, context.actor)
        try await site.store.write { try desk.dropView(SavedViewID(id), by: actor, in: $0) }
        return Told(Flash("flash.view-dropped"), at: BoardQuery.base, context.visit)
    }
}

/// What a board is made of.
struct BoardContent: Sendable {
    let sums: StandingSums
    let total: Int
    let lines: [StandingLine]
    let views: [SavedView]
    /// Those of the staff who look after any of the groups that may be seen.
    let keepers: [Colleague]

    var keeperNames: [Int64: String] { keepers.byID }
}

extension [Colleague] {
    /// Names by the number of the row.
    fileprivate var byID: [Int64: String] {
        Dictionary(map { ($0.id.value, $0.name) }, uniquingKeysWith: { first, _ in first })
    }
}

/// The board as a file for spreadsheets; the columns have the names of METRICS.
enum BoardTable {
    private static let columns = [
        "id", "network", "group", "kind", "owner", "tags", "stage", "stage_set", "last_day", "members", "mau",
        "mau_before", "active_ratio", "messages", "joins", "leaves", "growth_rate", "newcomers", "retention_4",
        "noise_days", "health", "dying_risk", "risk_basis", "died", "pressing", "counted_at", "keeper", "is_competitor",
    ]

    static func csv(_ lines: [StandingLine], keepers: [Int64: String]) -> [UInt8] {
        var table = CSVTable(columns: columns)
        func share(_ value: Double?) -> CSVTable.Cell { value.map { .number("\($0)") } ?? .nothing }
        func count(_ value: Int) -> CSVTable.Cell { .number(String(value)) }
        func day(_ value: CivilDay?) -> CSVTable.Cell { value.map { .text("\($0)") } ?? .nothing }
        for line in lines {
            let one = line.standing
            let known: [CSVTable.Cell] = [
                .number(one.group.description), .text(line.label.network), .text(line.label.name),
                .text(line.label.kind ?? ""), .text(line.owner), .text(line.tags.joined(separator: " ")),
                .text(line.stage?.rawValue ?? ""), .text(line.stageSet?.rawValue ?? ""), day(one.lastDay),
            ]
            let counted: [CSVTable.Cell] = [
                count(one.members), count(one.monthlyActive), count(one.monthlyActiveBefore), share(one.activeRatio),
                count(one.messages), count(one.joins), count(one.leaves), share(one.growth), count(one.newcomers),
                share(one.retention), count(one.noiseDays), share(one.health), share(one.risk),
                .text(one.riskBasis?.rawValue ?? ""), day(one.diedDay), count(one.pressing),
                .text("\(one.countedAt)"),
            ]
            let said: [CSVTable.Cell] = [
                line.keeper.map { .text(keepers[$0] ?? "") } ?? .nothing, .number(line.isCompetitor ? "1" : "0"),
            ]
            table.add(known + counted + said)
        }
        return table.bytes
    }
}
