internal import Bulletins
internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Storage

/// Reports that are made again and again: which there are, a new one, one made now, one ended.
struct SchedulePages: Sendable {
    let site: Site

    private typealias Reading = Permitted<MaySeeReports>
    private typealias Editing = Permitted<MayEditGroups>
    private static let base = "/reports/schedules"

    private var bulletins: BulletinStore { BulletinStore(world: site.world) }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let reading = router.group(context: Permitted<MaySeeReports>.self)
        reading.get("/reports/schedules") { request, context in
            let list = ListQuery(try FormFields(query: request))
            return Answer.html(try await page(list, context.actor, context.visit))
        }
        reading.get("/reports/schedules.csv") { _, context in try await sendTable(context) }
        let editing = router.group(context: Permitted<MayEditGroups>.self)
        editing.post("/reports/schedules", use: make)
        editing.get("/reports/schedules/:schedule") { _, context in try await edit(context) }
        editing.post("/reports/schedules/:schedule", use: change)
        editing.post("/reports/schedules/:schedule/run") { _, context in try await run(context) }
        editing.post("/reports/schedules/:schedule/drop") { _, context in try await drop(context) }
        editing.post("/reports/schedules/:schedule/restore") { _, context in try await restore(context) }
    }

    // MARK: - The page

    private func page(
        _ list: ListQuery, _ actor: Actor, _ visit: VisitContext, _ fields: FormFields = FormFields(),
        _ problems: FormProblems = FormProblems()
    ) async throws -> [UInt8] {
        let (bulletins, look) = (bulletins, site.look(visit))
        let before = list.after.flatMap { ListPlace($0) }.map { ReportScheduleID($0.id) }
        let about = fields.text("about") ?? list.fields.text("about")
        let found = try await site.store.read { transaction in
            let times = BulletinTimes(look: look, zone: try BulletinTimes.zone(in: transaction))
            return (
                times: times, choice: try SubjectChoice.load(times, about: about, actor: actor, in: transaction),
                schedules: try bulletins.schedules(
                    before: before, limit: ListQuery.pageSize + 1, by: actor, in: transaction)
            )
        }
        let shown = Array(found.schedules.prefix(ListQuery.pageSize))
        let layout = Layout(
            look: look, title: look("place.reports"), place: .reports,
            subtitle: look("bulletins.schedules.more", ["zone": found.times.zone]))
        let actions: (inout HTML) -> Void = { header in
            guard !shown.isEmpty else { return }
            header.element("a", .class("btn"), .href("/reports/schedules.csv"), text: "CSV")
        }
        return layout.html(actions: actions) { page in
            ReportTab.schedules.write(look, to: &page)
            if shown.isEmpty {
                page.element("p", .class("empty"), text: look("bulletins.schedules.none"))
            } else {
                addTable(shown, found.times, actor, to: &page)
                let next =
                    found.schedules.count > shown.count ? shown.last.map { ListPlace(value: "", id: $0.id.value) } : nil
                ListFoot(look: look, query: list, base: Self.base).write(
                    count: shown.count, total: nil, next: next, to: &page)
            }
            if actor.mayUse(.editGroups), before == nil {
                let form = FormPart(look: look, fields: fields, problems: problems)
                addForm(form, found.choice, about, actor, to: &page)
            }
        }
    }

    private func addTable(
        _ schedules: [ReportSchedule], _ times: BulletinTimes, _ actor: Actor, to page: inout HTML
    ) {
        let look = times.look
        let when = When(look: look, zone: times.zone, now: site.world.now())
        page.element("div", .class("tablebox")) { box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        row.element("th", .scope("col"), text: look("bulletins.column.about"))
                        row.element("th", .scope("col"), text: look("bulletins.column.next"))
                        row.element("th", .scope("col"), .class("hide-s r"), text: look("bulletins.column.keeps"))
                        row.element("th", .scope("col"), text: look("bulletins.column.do"))
                    }
                }
                table.element("tbody") { body in
                    for schedule in schedules { body.element("tr") { write(schedule, times, when, actor, to: &$0) } }
                }
            }
        }
    }

    private func write(
        _ schedule: ReportSchedule, _ times: BulletinTimes, _ when: When, _ actor: Actor, to row: inout HTML
    ) {
        let look = times.look
        row.element("th", .scope("row")) { cell in
            cell.element("a", .class("name"), .href("/reports/kept?schedule=\(schedule.id)")) {
                $0.element("bdi", text: times.name(of: schedule.subject, schedule.groupName))
            }
            cell.element("span", .class("sub")) { sub in
                sub.text(times.rhythm(schedule.rhythm) + " · ")
                sub.element("bdi", text: schedule.staffName ?? look("bulletins.by-program"))
            }
        }
        row.element("td", text: when.exact(schedule.nextAt))
        row.element("td", .class("hide-s r"), text: ReportWords.count(schedule.keeps))
        row.element("td") { cell in
            guard actor.mayUse(.editGroups) else { return }
            let (form, path) = (FormPart(look: look), "\(Self.base)/\(schedule.id)/")
            form.button(to: path + "run", label: look("bulletins.run-now"), on: &cell)
            cell.text(" ")
            cell.element("a", .class("btn quiet"), .href("\(Self.base)/\(schedule.id)"), text: look("bulletins.edit"))
            cell.text(" ")
            form.button(to: path + "drop", label: look("bulletins.end"), kind: "quiet", on: &cell)
        }
    }

    private func addForm(
        _ form: FormPart, _ choice: SubjectChoice, _ about: String?, _ actor: Actor, to page: inout HTML
    ) {
        page.element("section", .class("block"), .id("new")) { section in
            section.element("h2", text: form.look("bulletins.new"))
            let rows = ScheduleRows(form: form, choice: choice, about: about, language: actor.language)
            rows.write(to: &section, action: Self.base, label: form.look("bulletins.make"))
        }
    }

    // MARK: - Changing one

    private func edit(
        _ context: Editing, _ fields: FormFields = FormFields(), _ problems: FormProblems = FormProblems()
    ) async throws -> Answer {
        let (bulletins, actor, look) = (bulletins, context.actor, site.look(context.visit))
        let id = try scheduleID(context)
        let (schedule, choice) = try await site.store.read { transaction in
            let schedule = try bulletins.schedule(id, by: actor, in: transaction)
            let times = BulletinTimes(look: look, zone: try BulletinTimes.zone(in: transaction))
            let about = SubjectChoice.text(schedule.subject)
            return (
                schedule, try SubjectChoice.load(times, about: about, actor: actor, in: transaction)
            )
        }
        let layout = Layout(
            look: look, title: look("bulletins.edit.title"), place: .reports, subtitle: look("bulletins.edit.why"))
        let bytes = layout.html { page in
            page.element("p") { $0.element("a", .href(Self.base), text: look("bulletins.edit.back")) }
            let form = FormPart(look: look, fields: fields, problems: problems)
            var rows = ScheduleRows(
                form: form, choice: choice, about: SubjectChoice.text(schedule.subject), language: schedule.language)
            (rows.rhythm, rows.keeps) = (schedule.rhythm, schedule.keeps)
            rows.write(to: &page, action: "\(Self.base)/\(id)", label: look("save"))
        }
        return .html(bytes, status: problems.isEmpty ? .ok : .unprocessableContent)
    }

    @Sendable private func change(_ request: Request, _ context: Editing) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        var problems = FormProblems()
        guard let new = schedule(fields, &problems) else {
            return try await edit(context, fields, problems).response(from: request, context: context)
        }
        if let group = new.subject.group, !context.actor.scope.includes(group) { throw HTTPError(.notFound) }
        let (bulletins, actor, id) = (bulletins, context.actor, try scheduleID(context))
        try await site.store.write { transaction in
            try bulletins.change(
                id, to: new, zone: try BulletinTimes.zone(in: transaction), by: actor, in: transaction)
        }
        return try Told(Flash("flash.schedule-changed"), at: Self.base, context.visit)
            .response(from: request, context: context)
    }

    // MARK: - Changes

    @Sendable private func make(_ request: Request, _ context: Editing) async throws -> Response {
        let fields = try await FormFields.read(request, context)
        var problems = FormProblems()
        guard let new = schedule(fields, &problems) else {
            let page = try await page(ListQuery(FormFields()), context.actor, context.visit, fields, problems)
            return try Answer.html(page, status: .unprocessableContent).response(from: request, context: context)
        }
        if let group = new.subject.group, !context.actor.scope.includes(group) { throw HTTPError(.notFound) }
        let (bulletins, actor) = (bulletins, context.actor)
        _ = try await site.store.write { transaction in
            try bulletins.make(new, zone: try BulletinTimes.zone(in: transaction), by: actor, in: transaction)
        }
        return try Told(Flash("flash.schedule-made"), at: Self.base, context.visit)
            .response(from: request, context: context)
    }

    /// What a form asks for; nil with the problems where it does not say.
    private func schedule(_ fields: FormFields, _ problems: inout FormProblems) -> NewSchedule? {
        let subject = SubjectChoice.subject(fields["about"] ?? "")
        if subject == nil { problems.add("about", "bulletins.bad-subject") }
        let span = ReportSpan(rawValue: fields["span"] ?? "")
        if span == nil { problems.add("span", "bulletins.bad-subject") }
        let minute = BulletinTimes.minute(fields["at"] ?? "")
        if minute == nil { problems.add("at", "bulletins.bad-time") }
        let weekday = Int(fields.text("weekday") ?? "0")
        let monthDay = Int(fields.text("month-day") ?? "1")
        if monthDay.map({ !(1...31).contains($0) }) ?? true { problems.add("month-day", "bulletins.bad-month-day") }
        let keeps = Int(fields.text("keeps") ?? "")
        if keeps.map({ !NewSchedule.keepable.contains($0) }) ?? true { problems.add("keeps", "bulletins.bad-keeps") }
        guard problems.isEmpty, let subject, let span, let minute, let monthDay, let keeps else { return nil }
        do {
            let rhythm = try ReportRhythm(span, minute: minute, weekday: weekday ?? -1, monthDay: monthDay)
            let language = fields["language"].flatMap { Language(rawValue: $0) } ?? .simplifiedChinese
            return try NewSchedule(subject: subject, rhythm: rhythm, language: language, keeps: keeps)
        } catch {
            problems.add("weekday", (error as? Fault) ?? Fault(.badInput, "bulletins.bad-weekday"))
            return nil
        }
    }

    private func scheduleID(_ context: Editing) throws -> ReportScheduleID {
        guard let number = context.parameters.get("schedule").flatMap({ Int64($0) }) else { throw HTTPError(.notFound) }
        return ReportScheduleID(number)
    }

    private func run(_ context: Editing) async throws -> Told {
        let (bulletins, actor, id) = (bulletins, context.actor, try scheduleID(context))
        let report = try await site.store.write { transaction in
            try bulletins.askNow(id, zone: try BulletinTimes.zone(in: transaction), by: actor, in: transaction)
        }
        return try await KeptReportPages.made(report, site, actor, context.visit)
    }

    private func drop(_ context: Editing) async throws -> Told {
        let (bulletins, actor, id) = (bulletins, context.actor, try scheduleID(context))
        try await site.store.write { try bulletins.drop(id, by: actor, in: $0) }
        return Told(Flash("flash.schedule-ended", undo: "\(Self.base)/\(id)/restore"), at: Self.base, context.visit)
    }

    private func restore(_ context: Editing) async throws -> Told {
        let (bulletins, actor, id) = (bulletins, context.actor, try scheduleID(context))
        try await site.store.write { try bulletins.restore(id, by: actor, in: $0) }
        return Told(Flash("flash.schedule-restored"), at: Self.base, context.visit)
    }
}
