internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Storage

/// Reports to look at, print and take away.
struct ReportPages: Sendable {
    let site: Site
    let groups: GroupPages
    private var assets: PageAssets { PageAssets.shared }

    init(site: Site) {
        self.site = site
        groups = GroupPages(site: site)
    }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let reading = router.group(context: Permitted<MaySeeReports>.self)
        reading.get("/reports", use: showList)
        for form in ReportForm.allCases {
            reading.get(RouterPath("/reports/:id/\(form.rawValue)")) { request, context in
                try await send(form, request, context)
            }
        }
    }

    /// How a report can be had.
    private enum ReportForm: String, CaseIterable { case page, html, csv, json }

    /// The stretches of days that the list offers, by the words of a group's own pages.
    private static let spans = ["28", "90", "all"]

    // MARK: - The list

    @Sendable private func showList(_ request: Request, _ context: Permitted<MaySeeReports>) async throws -> Answer {
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
        _ lines: [StandingLine], _ hasMore: Bool, _ total: Int, _ list: ListQuery, _ context: Permitted<MaySeeReports>
    ) -> [UInt8] {
        let look = site.look(context.visit)
        let span = Self.spans.contains(list.fields["w"] ?? "") ? list.fields["w"]! : "28"
        let layout = Layout(look: look, title: look("place.reports"), place: .reports, subtitle: look("reports.more"))
        return layout.html { page in
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
                    table.element("tbody") { body in for line in lines { write(line, span, look, to: &body) } }
                }
            }
            let next = hasMore ? lines.last.map { $0.place(in: .name) } : nil
            ListFoot(look: look, query: list, base: "/reports").write(
                count: lines.count, total: total, next: next.map { ListPlace(value: $0.value, id: $0.group) }, to: &page
            )
        }
    }

    private func write(_ line: StandingLine, _ span: String, _ look: Look, to body: inout HTML) {
        let base = "/reports/\(line.standing.group.value)/"
        body.element("tr") { row in
            row.element("th", .scope("row")) { cell in
                cell.element("bdi", .class("name"), text: line.label.name)
                cell.element("span", .class("sub"), text: line.label.network)
            }
            row.element("td") { cell in
                cell.element("a", .href(base + "page?w=" + span), .class("btn"), text: look("reports.open"))
            }
            row.element("td") { cell in
                for form in ["html", "csv", "json"] {
                    cell.element("a", .href(base + form + "?w=" + span), .class("chip"), text: form.uppercased())
                    cell.text(" ")
                }
            }
        }
    }

    // MARK: - One report

    private func send(
        _ form: ReportForm, _ request: Request, _ context: Permitted<MaySeeReports>
    ) async throws -> Answer {
        let group = try groups.groupID(context)
        let fields = try FormFields(query: request)
        let frame = try await groups.frame(group, .overview, fields, context.actor, context.visit)
        let (report, countedAt) = try await groups.report(frame)
        let name = report.group.name + (report.window.map { " \($0.from) \($0.to)" } ?? "")
        switch form {
        case .csv: return .csv(ReportCSV.bytes(report), named: name)
        case .json: return .json([UInt8](try report.jsonData()))
        case .page, .html:
            let page = ReportPage(
                report, countedAt: countedAt, catalogue: site.catalogue(context.visit.language), assets: assets)
            var answer = Answer.html(page.html())
            // The page brings its own policy, which lets only its own scripts run; here it is kept from all else of ours.
            answer.headers[.contentSecurityPolicy] = """
                sandbox allow-scripts allow-modals allow-popups; default-src 'none'; script-src 'unsafe-inline'; \
                style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'
                """
            if form == .html {
                answer.headers[.contentDisposition] = ContentDisposition.attachment(named: name + ".html")
            }
            return answer
        }
    }
}
