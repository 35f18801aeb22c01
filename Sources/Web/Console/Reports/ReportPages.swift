internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// Reports to look at, print and take away: of each group, and of all of them together.
struct ReportPages: Sendable {
    let site: Site
    let groups: GroupPages
    let assets = PageAssets.load()

    typealias Visit = Permitted<MaySeeReports>

    init(site: Site, groups: GroupPages) {
        self.site = site
        self.groups = groups
    }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let reading = router.group(context: Permitted<MaySeeReports>.self)
        reading.get("/reports", use: showList)
        for form in ReportForm.allCases {
            reading.get(RouterPath("/reports/:id/\(form.rawValue)")) { request, context in
                try await send(form, request, context)
            }
            reading.get(RouterPath("/reports/community/\(form.rawValue)")) { request, context in
                try await sendCommunity(form, request, context)
            }
        }
        KeptReportPages(site: site, assets: assets).addRoutes(to: router)
        SchedulePages(site: site).addRoutes(to: router)
    }

    /// The stretches of days that the list offers, by the words of a group's own pages.
    private static let spans = ["28", "90", "all"]

    // MARK: - The list

    @Sendable private func showList(_ request: Request, _ context: Visit) async throws -> Answer {
        let list = ListQuery(try FormFields(query: request))
        var query = StandingQuery()
        query.scope = groups.scope(of: context.actor)
        query.words = list.words.map { String($0.prefix(100)) }
        (query.order, query.isDescending) = (.name, false)
        if let place = list.after.flatMap({ ListPlace($0) }) {
            query.after = StandingQuery.Place(value: place.value, group: place.id)
        }
        let asked = query
        let (lines, total) = try await site.store.read { transaction in
            (
                try asked.lines(limit: ListQuery.pageSize + 1, in: transaction), try asked.count(in: transaction)
            )
        }
        return .html(
            page(Array(lines.prefix(ListQuery.pageSize)), lines.count > ListQuery.pageSize, total, list, context))
    }

    private func page(
        _ lines: [StandingLine], _ hasMore: Bool, _ total: Int, _ list: ListQuery, _ context: Visit
    ) -> [UInt8] {
        let look = site.look(context.visit)
        let span = Self.spans.contains(list.fields["w"] ?? "") ? list.fields["w"]! : "28"
        let layout = Layout(look: look, title: look("place.reports"), place: .reports, subtitle: look("reports.more"))
        return layout.html { page in
            ReportTab.groups.write(look, to: &page)
            if !lines.isEmpty, list.after == nil, list.words == nil { addCommunity(look, to: &page) }
            addFilters(list, span, look, to: &page)
            if lines.isEmpty { return page.element("p", .class("empty"), text: look("reports.none")) }
            page.element("div", .class("tablebox")) { box in
                box.element("table") { table in
                    table.element("thead") { head in
                        head.element("tr") { row in
                            for key in ["group", "look", "take"] {
                                row.element("th", .scope("col"), text: look("reports.column." + key))
                            }
                        }
                    }
                    table.element("tbody") { body in
                        for line in lines { write(line, span, look, context.actor, to: &body) }
                    }
                }
            }
            let next = hasMore ? lines.last.map { $0.place(in: .name) } : nil
            ListFoot(look: look, query: list, base: "/reports").write(
                count: lines.count, total: total, next: next.map { ListPlace(value: $0.value, id: $0.group) }, to: &page
            )
        }
    }

    private func addFilters(_ list: ListQuery, _ span: String, _ look: Look, to page: inout HTML) {
        page.element("form", .class("filters"), .named("method", "get"), .named("action", "/reports")) { form in
            form.void(
                "input", .type("search"), .named("name", "q"), .named("value", list.fields["q"] ?? ""),
                .label(look("reports.find")), .named("placeholder", look("reports.find")))
            form.element("select", .named("name", "w"), .label(look("reports.days"))) { select in
                for value in Self.spans {
                    select.element(
                        "option", .named("value", value), value == span ? .flag("selected") : nil,
                        text: look("reports.days." + value))
                }
            }
            form.element("button", .class("btn"), text: look("reports.show"))
        }
    }

    /// Reports on all groups together.
    private func addCommunity(_ look: Look, to page: inout HTML) {
        page.element("section", .class("block"), .id("community")) { section in
            section.element("h2", text: look.catalogue("community.title"))
            section.element("p", .class("why"), text: look("reports.community.why"))
            section.element("div", .class("filters")) { row in
                for span in ["day", "week", "month"] {
                    row.element(
                        "a", .href("/reports/community/page?span=" + span), .class("btn"),
                        text: look("reports.community." + span))
                }
            }
        }
    }

    private func write(_ line: StandingLine, _ span: String, _ look: Look, _ actor: Actor, to body: inout HTML) {
        let group = line.standing.group
        let base = "/reports/\(group)/"
        body.element("tr") { row in
            row.element("th", .scope("row")) { cell in
                cell.element("a", .class("name"), .href("/groups/\(group)")) {
                    $0.element("bdi", text: line.label.name)
                }
                cell.element("span", .class("sub"), text: ReportTerms(look.catalogue).network(line.label.network))
            }
            row.element("td") { cell in
                cell.element("a", .href(base + "page?w=" + span), .class("btn"), text: look("reports.open"))
            }
            row.element("td") { cell in
                for form in ReportForm.files {
                    cell.element("a", .href(base + form.rawValue + "?w=" + span), .class("chip"), text: form.label)
                    cell.text(" ")
                }
                if actor.mayUse(.editGroups, in: group) {
                    cell.element(
                        "a", .href("/reports/schedules?about=group:\(group)#new"), .class("chip"),
                        text: look("reports.schedule"))
                }
            }
        }
    }

    // MARK: - One report

    private func send(_ form: ReportForm, _ request: Request, _ context: Visit) async throws -> Answer {
        let group = try groups.groupID(context)
        let fields = try FormFields(query: request)
        let frame = try await groups.frame(group, .overview, fields, context.actor, context.visit)
        let (report, countedAt) = try await groups.report(frame)
        let name = report.group.name + (report.window.map { " \($0.from) \($0.to)" } ?? "")
        let catalogue = site.catalogue(context.visit.language)
        let lives = form == .csv || form == .json || form == .text ? nil : try await groups.lives()
        let file = ReportFile(
            site: site, look: site.look(context.visit), name: name,
            page: { [assets] in
                var page = ReportPage(report, countedAt: countedAt, catalogue: catalogue, assets: assets)
                page.lives = lives
                return page.html()
            },
            csv: { ReportCSV.bytes(report) }, json: { [UInt8](try report.jsonData()) },
            text: { Array(report.text(catalogue).utf8) })
        return try await file.answer(form)
    }

    /// The report on all groups that whoever asks may see, or those of them with a kind or tag.
    private func sendCommunity(_ form: ReportForm, _ request: Request, _ context: Visit) async throws -> Answer {
        let fields = try FormFields(query: request)
        let actor = context.actor
        let asked = try await site.store.read { try BulletinTimes.zone(in: $0) }
        var zone = CivilZone(asked) ?? .utc
        let now = site.world.now()
        let days = BulletinTimes.days(fields["span"], before: zone.civil(now).day)
        var selection = GroupSelection.all
        if let kind = fields.text("kind").flatMap({ GroupKind(rawValue: $0) }) { selection = .kind(kind.rawValue) }
        if let tag = fields.text("tag") { selection = .tag(tag.cut(to: 100)) }
        let report = try await site.store.read { [groups, selection] transaction in
            try CommunityReport.load(selection, window: days, scope: groups.scope(of: actor), in: transaction)
        }
        let catalogue = site.catalogue(context.visit.language)
        let title = catalogue(report.titleKey, report.titleValues(ReportWords(text: catalogue)))
        let file = ReportFile(
            site: site, look: site.look(context.visit), name: "\(title) \(days.from) \(days.to)",
            page: { [assets] in
                CommunityPage(report, countedAt: now, zone: asked, catalogue: catalogue, assets: assets).html()
            },
            csv: { ReportCSV.bytes(report.json) }, json: { [UInt8](report.json.data) },
            text: { Array(report.text(catalogue).utf8) })
        return try await file.answer(form)
    }
}
