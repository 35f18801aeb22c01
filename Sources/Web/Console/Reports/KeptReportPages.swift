internal import Bulletins
internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// Reports that were made and are kept: the list, each of them, and asking for one now.
struct KeptReportPages: Sendable {
    let site: Site
    let assets: PageAssets

    private typealias Reading = Permitted<MaySeeReports>
    private typealias Editing = Permitted<MayEditGroups>
    private static let base = "/reports/kept"

    private var bulletins: BulletinStore { BulletinStore(world: site.world) }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let reading = router.group(context: Permitted<MaySeeReports>.self)
        reading.get("/reports/kept") { request, context in
            try await show(ListQuery(FormFields(query: request)), context)
        }
        for form in ReportForm.allCases {
            reading.get(RouterPath("/reports/kept/:report/\(form.rawValue)")) { _, context in
                try await send(form, context)
            }
        }
        let editing = router.group(context: Permitted<MayEditGroups>.self)
        editing.post("/reports/kept", use: ask)
        editing.post("/reports/kept/:report/drop") { _, context in try await drop(context) }
        editing.post("/reports/kept/:report/restore") { _, context in try await restore(context) }
    }

    // MARK: - The list

    private func show(_ list: ListQuery, _ context: Reading) async throws -> Answer {
        let (bulletins, actor, look) = (bulletins, context.actor, site.look(context.visit))
        let group = list.fields.text("group").flatMap { Int64($0) }.map { GroupID($0) }
        let schedule = list.fields.text("schedule").flatMap { Int64($0) }.map { ReportScheduleID($0) }
        let before = list.after.flatMap { ListPlace($0) }.map { KeptReportID($0.id) }
        let found = try await site.store.read { transaction in
            let times = BulletinTimes(look: look, zone: try BulletinTimes.zone(in: transaction))
            return (
                times: times,
                choice: try SubjectChoice.load(times, about: list.fields.text("about"), actor: actor, in: transaction),
                reports: try bulletins.reports(
                    of: group, schedule: schedule, before: before, limit: ListQuery.pageSize + 1, by: actor,
                    in: transaction)
            )
        }
        let shown = Array(found.reports.prefix(ListQuery.pageSize))
        let when = When(look: look, zone: actor.zone, now: site.world.now())
        let layout = Layout(
            look: look, title: look("place.reports"), place: .reports, subtitle: look("bulletins.kept.more"))
        let bytes = layout.html { page in
            ReportTab.kept.write(look, to: &page)
            if actor.mayUse(.editGroups), before == nil { addAsking(found.choice, look, actor, to: &page) }
            if shown.isEmpty { return page.element("p", .class("empty"), text: look("bulletins.kept.none")) }
            addTable(shown, found.times, when, actor, to: &page)
            let next =
                found.reports.count > shown.count ? shown.last.map { ListPlace(value: "", id: $0.id.value) } : nil
            ListFoot(look: look, query: list, base: Self.base).write(
                count: shown.count, total: nil, next: next, to: &page)
        }
        return .html(bytes)
    }

    private func addAsking(_ choice: SubjectChoice, _ look: Look, _ actor: Actor, to page: inout HTML) {
        page.element("form", .class("filters"), .named("method", "post"), .named("action", Self.base)) { form in
            FormPart(look: look).token(to: &form)
            select("about", choice.options, look("bulletins.about"), to: &form)
            select(
                "span", ReportSpan.allCases.map { ($0.rawValue, look("bulletins.span." + $0.rawValue)) },
                look("bulletins.span"), chosen: "week", to: &form)
            select(
                "language", Language.allCases.map { ($0.rawValue, look("language." + $0.rawValue)) },
                look("field.language"), chosen: actor.language.rawValue, to: &form)
            form.element("button", .class("btn main"), text: look("bulletins.ask"))
        }
    }

    private func select(
        _ name: StaticString, _ options: [(value: String, label: String)], _ label: String, chosen: String = "",
        to form: inout HTML
    ) {
        form.element("select", .named("name", "\(name)"), .label(label)) { select in
            for option in options {
                select.element(
                    "option", .named("value", option.value), option.value == chosen ? .flag("selected") : nil,
                    text: option.label)
            }
        }
    }

    private func addTable(
        _ reports: [KeptReport], _ times: BulletinTimes, _ when: When, _ actor: Actor, to page: inout HTML
    ) {
        let look = when.look
        page.element("div", .class("tablebox")) { box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        row.element("th", .scope("col"), text: look("bulletins.column.report"))
                        row.element("th", .scope("col"), .class("r"), text: look("bulletins.column.findings"))
                        row.element("th", .scope("col"), .class("hide-s"), text: look("bulletins.column.made"))
                        row.element("th", .scope("col"), text: look("bulletins.column.take"))
                    }
                }
                table.element("tbody") { body in
                    for report in reports { body.element("tr") { write(report, times, when, actor, to: &$0) } }
                }
            }
        }
        page.element("p", .class("why"), text: look("bulletins.kept.names"))
    }

    private func write(
        _ report: KeptReport, _ times: BulletinTimes, _ when: When, _ actor: Actor, to row: inout HTML
    ) {
        let (look, base) = (when.look, "\(Self.base)/\(report.id)/")
        row.element("th", .scope("row")) { cell in
            let name = times.name(of: report.subject, report.groupName)
            if report.state == .done {
                cell.element("a", .class("name"), .href(base + "page")) { $0.element("bdi", text: name) }
            } else {
                cell.element("bdi", .class("name"), text: name)
            }
            cell.element("span", .class("sub"), text: times.days(of: report.days))
        }
        row.element("td", .class("r"), text: report.state == .done ? ReportWords.count(report.pressing) : "–")
        row.element("td", .class("hide-s")) { cell in
            if let made = report.madeAt { when.write(made, to: &cell) } else { when.write(report.askedAt, to: &cell) }
            let by =
                report.schedule == nil ? report.staffName ?? look("bulletins.by-program") : look("bulletins.on-time")
            cell.element("span", .class("sub")) { $0.element("bdi", text: by) }
        }
        row.element("td") { cell in
            switch report.state {
            case .done:
                for form in ReportForm.files {
                    cell.element("a", .href(base + form.rawValue), .class("chip"), text: form.label)
                    cell.text(" ")
                }
            case .waiting, .making: cell.text(look("bulletins.state." + report.state.rawValue) + " ")
            case .failed: cell.text(look.catalogue(report.fault ?? "bulletins.fault.broke") + " ")
            }
            if actor.mayUse(.editGroups) {
                FormPart(look: look).button(to: base + "drop", label: look("bulletins.drop"), kind: "quiet", on: &cell)
            }
        }
    }

    // MARK: - One report

    private func reportID<Right>(_ context: Permitted<Right>) throws -> KeptReportID {
        guard let number = context.parameters.get("report").flatMap({ Int64($0) }) else { throw HTTPError(.notFound) }
        return KeptReportID(number)
    }

    private func send(_ form: ReportForm, _ context: Reading) async throws -> Answer {
        let (bulletins, actor, id) = (bulletins, context.actor, try reportID(context))
        let kept: KeptReport.Form =
            switch form {
            case .page, .html, .pdf: .html
            case .csv: .csv
            case .json: .json
            case .text: .text
            }
        let found = try await site.store.read { transaction in
            let report = try bulletins.report(id, by: actor, in: transaction)
            return (report: report, packed: try bulletins.form(kept, of: report, in: transaction))
        }
        guard let bytes = found.packed.flatMap({ Gzip.unpacked($0) }) else {
            throw Fault(.notFound, "bulletins.no-such-report")
        }
        let (look, report) = (site.look(context.visit), found.report)
        let subject = BulletinTimes(look: look, zone: report.zone).name(of: report.subject, report.groupName)
        let file = ReportFile(
            site: site, look: look, name: "\(subject) \(report.days.from) \(report.days.to)",
            page: { [assets] in KeptPage.whole(bytes, assets: assets) }, csv: { bytes }, json: { bytes },
            text: { bytes })
        return try await file.answer(form)
    }

    // MARK: - Changes

    @Sendable private func ask(_ request: Request, _ context: Editing) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        guard let subject = SubjectChoice.subject(fields["about"] ?? ""),
            let span = ReportSpan(rawValue: fields["span"] ?? "")
        else { throw Fault(.badInput, "bulletins.bad-subject") }
        if let group = subject.group, !context.actor.scope.includes(group) { throw HTTPError(.notFound) }
        let language = fields["language"].flatMap { Language(rawValue: $0) } ?? context.actor.language
        let (bulletins, actor) = (bulletins, context.actor)
        let id = try await site.store.write { transaction in
            try bulletins.ask(
                subject, span, language: language, zone: try BulletinTimes.zone(in: transaction), by: actor,
                in: transaction)
        }
        return try await Self.made(id, site, actor, context.visit)
    }

    /// Makes a report that was just asked for, and says how that went.
    static func made(_ id: KeptReportID, _ site: Site, _ actor: Actor, _ visit: VisitContext) async throws -> Told {
        _ = try await site.maker.makeNext(id)
        let bulletins = BulletinStore(world: site.world)
        let report = try await site.store.read { try bulletins.report(id, by: actor, in: $0) }
        let key = report.state == .done ? "flash.report-made" : "flash.report-" + report.state.rawValue
        return Told(Flash(key), at: base, visit)
    }

    private func drop(_ context: Editing) async throws -> Told {
        let (bulletins, actor, id) = (bulletins, context.actor, try reportID(context))
        try await site.store.write { try bulletins.drop(id, by: actor, in: $0) }
        return Told(Flash("flash.report-dropped", undo: "\(Self.base)/\(id)/restore"), at: Self.base, context.visit)
    }

    private func restore(_ context: Editing) async throws -> Told {
        let (bulletins, actor, id) = (bulletins, context.actor, try reportID(context))
        try await site.store.write { try bulletins.restore(id, by: actor, in: $0) }
        return Told(Flash("flash.report-restored"), at: Self.base, context.visit)
    }
}
