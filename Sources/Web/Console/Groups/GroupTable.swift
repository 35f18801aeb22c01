internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports

/// A table of a group's pages, to be taken away as CSV of its own.
enum GroupTable: Sendable, Equatable {
    case report(ReportTable)
    /// Who the picture shows, and who talks with whom.
    case picture, ties
    /// How long groups live.
    case lives
    case portrait

    static let all = ReportTable.allCases.map { GroupTable.report($0) } + [.picture, .ties, .lives, .portrait]

    /// Its part of the path, and the end of text keys.
    var name: String {
        switch self {
        case .report(let table): table.rawValue
        case .picture: "picture"
        case .ties: "ties"
        case .lives: "lives"
        case .portrait: "portrait"
        }
    }

    var namesPeople: Bool {
        switch self {
        case .report(let table): table.namesPeople
        case .picture, .ties: true
        case .lives, .portrait: false
        }
    }

    static func named(_ name: String) -> GroupTable? { all.first { $0.name == name } }

    /// Those of what a page shows.
    static func all(on tab: GroupTab) -> [GroupTable] {
        switch tab {
        case .overview: [.report(.days), .report(.weeks), .report(.months)]
        case .rhythm: [.report(.hours)]
        case .people:
            [
                .report(.core), .report(.edge), .report(.silent), .report(.bridge), .report(.speakers),
                .report(.answerers), .report(.newcomers), .report(.leaving), .report(.scenes), .report(.inviters),
            ]
        case .talk: [.report(.busiest), .report(.noise), .report(.links), .report(.unanswered)]
        case .graph: [.report(.course), .picture, .ties]
        case .retention: [.report(.retention), .report(.survival), .lives]
        case .portrait: [.portrait]
        case .topics, .search, .history, .settings: []
        }
    }
}

extension GroupPages {
    @Sendable func sendGroupTable(_ request: Request, _ context: SeeingGroups) async throws -> Answer {
        let group = try groupID(context)
        guard let table = context.parameters.get("table").flatMap({ GroupTable.named($0) }),
            !table.namesPeople || context.actor.mayUse(.seePeople, in: group)
        else { throw HTTPError(.notFound) }
        let frame = try await frame(
            group, .overview, try FormFields(query: request), context.actor, context.visit)
        let report = try await report(frame).report
        let days = report.window.map { " \($0.from) \($0.to)" } ?? ""
        let title = site.look(context.visit)("groups.table." + table.name)
        return .csv(try await bytes(of: table, report, frame), named: "\(report.group.name) \(title)\(days)")
    }

    private func bytes(of table: GroupTable, _ report: GroupReport, _ frame: GroupFrame) async throws -> [UInt8] {
        switch table {
        case .report(let table): return table.csv(report)
        case .picture: return try await picture(frame, report).peopleCSV
        case .ties: return try await picture(frame, report).tiesCSV
        case .lives: return try await lives().csv(kind: frame.mark.kind)
        case .portrait: return PortraitParts.csv(try await portrait(frame.mark, frame.window, frame.actor))
        }
    }
}

extension GroupPicture {
    fileprivate var peopleCSV: [UInt8] {
        var table = CSVTable(columns: ["name", "messages", "core_number", "is_core", "is_bridge"])
        for person in people {
            table.add([
                .text(person.name ?? ""), .number(String(person.messages)), .number(String(person.coreNumber)),
                .number(person.isCore ? "1" : "0"), .number(person.isBridge ? "1" : "0"),
            ])
        }
        return table.bytes
    }

    fileprivate var tiesCSV: [UInt8] {
        var table = CSVTable(columns: ["one", "other", "weight"])
        for tie in ties {
            table.add([
                .text(people[tie.first].name ?? ""), .text(people[tie.second].name ?? ""),
                .number(String(tie.weight)),
            ])
        }
        return table.bytes
    }
}

extension GroupSurvival {
    /// The curve of all groups, that of a kind, and the reference where it is known, by days.
    fileprivate func csv(kind: String) -> [UInt8] {
        let own = byKind.first { $0.kind == kind }?.curve
        var days = Set(all.points.map(\.t))
        if let own { days.formUnion(own.points.map(\.t)) }
        days.formUnion(GroupSurvival.reference.map(\.t))
        var table = CSVTable(columns: ["t", "s_all", "at_risk_all", "s_kind", "reference"])
        for day in days.sorted() {
            let point = all.value(at: day)
            let shares = [
                point?.survival, point.map { Double($0.atRisk) }, own?.value(at: day)?.survival,
                GroupSurvival.reference.first { $0.t == day }?.share,
            ]
            table.add([.number(String(day))] + shares.map { CSVTable.Cell(JSONValue($0)) })
        }
        return table.bytes
    }
}
