internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Storage

extension Scope {
    /// The groups that pages may show.
    var choice: GroupChoice { isLimited ? .some(groups) : .all }
}

/// People: to find them, and to see one across the groups.
struct MemberPages {
    let site: Site

    typealias Visit = Permitted<MaySeePeople>
    static let momentsShown = 30

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let members = router.group(context: Permitted<MaySeePeople>.self)
        members.get("/members") { request, context in try await list(ListQuery(FormFields(query: request)), context) }
        members.get("/members.csv") { request, context in
            try await export(ListQuery(FormFields(query: request)), context)
        }
        members.get("/members/:id") { request, context in
            try await show(ListQuery(FormFields(query: request)), context)
        }
        addMergeRoutes(to: router)
    }

    private func asked(_ query: ListQuery, _ actor: Actor) -> MemberQuery {
        var asked = MemberQuery()
        asked.words = query.words
        asked.group = query.fields.text("group").flatMap { Int64($0) }.map { GroupID($0) }
        asked.scope = actor.scope.choice
        asked.order = query.sort.flatMap { MemberQuery.Order(rawValue: $0) } ?? .met
        asked.isDescending = query.fields["order"].map { $0 == "down" } ?? (asked.order != .name)
        let place = query.after.flatMap { ListPlace($0) }
        asked.after = place.map { PersonID($0.id) }
        asked.place = place?.value
        return asked
    }

    private func list(_ query: ListQuery, _ context: Visit) async throws -> Answer {
        let asked = asked(query, context.actor)
        let found = try await site.store.read { try asked.lines(limit: ListQuery.pageSize + 1, in: $0) }
        let shown = Array(found.prefix(ListQuery.pageSize))
        let look = site.look(context.visit)
        let when = When(look: look, zone: context.actor.zone, now: site.world.now())
        let bytes = Layout(look: look, title: look("place.members"), place: .members).html { page in
            page.element(
                "form", .class("filters"), .named("method", "get"), .named("action", "/members"),
                .named("role", "search")
            ) { form in
                form.void(
                    "input", .type("search"), .named("name", "q"), .named("value", query.words ?? ""),
                    .label(look("members.words")), .named("placeholder", look("members.words")))
                if let group = asked.group {
                    form.void("input", .type("hidden"), .named("name", "group"), .named("value", group.description))
                    form.element("a", .class("chip on"), .href(query.path("/members", [("group", nil)]))) { chip in
                        let name = shown.first?.groups.first { $0.group == group }?.name
                        chip.element("bdi", text: name ?? look("members.one-group"))
                        chip.text(" ×")
                    }
                }
                for name in ["sort", "order"] {
                    guard let value = query.fields[name] else { continue }
                    form.void("input", .type("hidden"), .named("name", name), .named("value", value))
                }
                form.element("button", .class("btn"), text: look("find"))
                if asked.order != .met {
                    form.element(
                        "a", .class("btn quiet"), .href(query.path("/members", [("sort", nil), ("order", nil)])),
                        text: look("members.met"))
                }
                form.element("span", .class("grow")) { _ in }
                form.element("a", .class("btn"), .href(query.path("/members.csv", [])), text: "CSV")
            }
            guard !shown.isEmpty else {
                return page.element("div", .class("empty")) { empty in
                    let isSearch = query.words != nil || asked.group != nil
                    empty.element("h2", text: look(isSearch ? "members.none-found" : "members.none"))
                    empty.element("p", text: look(isSearch ? "members.none-found.more" : "members.none.more"))
                }
            }
            addTable(shown, query, when, to: &page)
            let next =
                found.count > shown.count ? shown.last.map { ListPlace(value: $0.place ?? "", id: $0.id.value) } : nil
            ListFoot(look: look, query: query, base: "/members").write(
                count: shown.count, total: nil, next: next, to: &page)
        }
        return .html(bytes)
    }

    private func addTable(_ lines: [MemberLine], _ query: ListQuery, _ when: When, to page: inout HTML) {
        let look = when.look
        page.element("div", .class("tablebox")) { box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        let sort = SortHead(look: look, query: query, base: "/members")
                        func head(_ column: MemberQuery.Order, isNumber: Bool = true, _ row: inout HTML) {
                            sort.write(
                                column.rawValue, label: look("members." + column.rawValue), isNumber: isNumber,
                                standard: MemberQuery.Order.met.rawValue, to: &row)
                        }
                        head(.name, isNumber: false, &row)
                        row.element("th", .scope("col"), .class("hide-s"), text: look("members.groups"))
                        head(.messages, &row)
                        head(.last, &row)
                    }
                }
                table.element("tbody") { body in
                    for line in lines {
                        body.element("tr") { row in
                            row.element("th", .scope("row")) { cell in
                                cell.element("a", .class("name"), .href("/members/\(line.id)")) {
                                    $0.element("bdi", text: line.name.isEmpty ? look("members.nameless") : line.name)
                                }
                            }
                            row.element("td", .class("hide-s")) { addGroups(line.groups, look, to: &$0) }
                            row.element("td", .class("r"), text: ReportWords.count(line.messages))
                            row.element("td", .class("r")) { cell in
                                if let spoke = line.lastSpoke { when.write(spoke, to: &cell) } else { cell.text("–") }
                            }
                        }
                    }
                }
            }
        }
    }

    private func addGroups(_ groups: [MemberLine.Place], _ look: Look, to cell: inout HTML) {
        for (index, place) in groups.prefix(3).enumerated() {
            if index > 0 { cell.text(look("list.comma")) }
            cell.element("a", .href("/groups/\(place.group)")) { $0.element("bdi", text: place.name) }
        }
        if groups.count > 3 { cell.text(look("members.more-groups", ["count": String(groups.count - 3)])) }
    }

    /// As many as a spreadsheet takes at ease.
    private static let mostExported = 20_000

    private func export(_ query: ListQuery, _ context: Visit) async throws -> Answer {
        let look = site.look(context.visit)
        var asked = asked(query, context.actor)
        (asked.after, asked.place) = (nil, nil)
        var table = CSVTable(
            columns: ["members.id", "members.name", "members.groups", "members.messages", "members.last"].map {
                look($0)
            })
        var count = 0
        while count < Self.mostExported {
            let page = try await site.store.read { [asked] in try asked.lines(limit: 500, in: $0) }
            for line in page {
                table.add([
                    .text(line.id.description), .text(line.name),
                    .text(line.groups.map(\.name).joined(separator: "; ")), .number(String(line.messages)),
                    line.lastSpoke.map { .text($0.description) } ?? .nothing,
                ])
            }
            count += page.count
            guard page.count == 500, let last = page.last else { break }
            (asked.after, asked.place) = (last.id, last.place)
        }
        return .csv(table.bytes, named: "members")
    }
}
