internal import Bulletins
internal import Desk
internal import Kernel
internal import Reports
internal import Storage

extension SchedulePages {
    private static let page = 200

    /// All schedules that somebody may see, as a file for spreadsheets.
    func sendTable(_ context: Permitted<MaySeeReports>) async throws -> Answer {
        let (bulletins, actor) = (BulletinStore(world: site.world), context.actor)
        var table = CSVTable(columns: [
            "id", "about", "detail", "group", "every", "minute", "weekday", "month_day", "language", "keeps", "next_at",
            "made_by",
        ])
        var last: ReportScheduleID?
        while true {
            let found = try await site.store.read { [last] in
                try bulletins.schedules(before: last, limit: Self.page, by: actor, in: $0)
            }
            for one in found { table.add(Self.cells(of: one)) }
            guard found.count == Self.page, let end = found.last else { break }
            last = end.id
        }
        return .csv(table.bytes, named: site.look(context.visit)("reports.tab.schedules"))
    }

    private static func cells(of one: ReportSchedule) -> [CSVTable.Cell] {
        let rhythm = one.rhythm
        return [
            .number(one.id.description), .text(one.subject.word), .text(one.subject.detail), .text(one.groupName ?? ""),
            .text(rhythm.span.rawValue), .number(String(rhythm.minute)),
            rhythm.span == .week ? .number(String(rhythm.weekday + 1)) : .nothing,
            rhythm.span == .month ? .number(String(rhythm.monthDay)) : .nothing, .text(one.language.rawValue),
            .number(String(one.keeps)), .text("\(one.nextAt)"), .text(one.staffName ?? ""),
        ]
    }
}
