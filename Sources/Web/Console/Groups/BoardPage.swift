internal import Desk
internal import Insight
internal import Kernel
internal import Record
internal import Reports

/// The board: every group that somebody may see, how it stands, and which of them needs somebody.
struct BoardPage {
    let look: Look
    let actor: Actor
    let query: BoardQuery
    let content: BoardContent
    let terms: ReportTerms
    let words: ReportWords

    init(look: Look, actor: Actor, query: BoardQuery, content: BoardContent) {
        self.look = look
        self.actor = actor
        self.query = query
        self.content = content
        terms = ReportTerms(look.catalogue)
        words = ReportWords(text: look.catalogue)
    }

    private var shown: ArraySlice<StandingLine> { content.lines.prefix(ListQuery.pageSize) }
    private var isEmpty: Bool { content.sums.groups == 0 && content.sums.uncounted == 0 }
    private var mayEdit: Bool { actor.mayUse(.editGroups) }

    func html() -> [UInt8] {
        var layout = Layout(look: look, title: look("groups.title"), place: .groups)
        if !isEmpty { layout.subtitle = subtitle }
        return layout.html(
            actions: { header in
                if !isEmpty {
                    header.element(
                        "a", .class("btn"), .href(query.list.path("/groups.csv", [])), text: look("groups.csv"))
                }
                if actor.mayUse(.importHistories) {
                    header.element("a", .class("btn main"), .href("/import"), text: look("groups.import"))
                }
            },
            content: { page in
                if isEmpty { return addTeaching(to: &page) }
                addViews(to: &page)
                addFilters(to: &page)
                if content.sums.uncounted > 0 {
                    page.element(
                        "p", .class("aside"),
                        text: look("groups.uncounted", ["count": ReportWords.count(content.sums.uncounted)]))
                }
                if shown.isEmpty { return addNothingFound(to: &page) }
                addList(to: &page)
                addFoot(to: &page)
                addMeanings(to: &page)
            })
    }

    private var subtitle: String {
        var text = look(
            "groups.subtitle",
            [
                "groups": words.quantity(content.sums.groups, .groups),
                "members": words.quantity(content.sums.members, .members),
            ])
        if let day = content.sums.lastDay { text += look("groups.subtitle.until", ["day": words.fullDate(day)]) }
        return text
    }

    // MARK: - Nothing there

    private func addTeaching(to page: inout HTML) {
        page.element("div", .class("empty")) { empty in
            let key = actor.scope.isLimited ? "groups.none.yours" : "groups.none"
            empty.element("h2", text: look(key))
            empty.element("p", text: look(key + ".more"))
            if actor.mayUse(.importHistories) {
                empty.element("a", .class("btn main"), .href("/import"), text: look("groups.import-first"))
            }
        }
    }

    private func addNothingFound(to page: inout HTML) {
        page.element("div", .class("empty")) { empty in
            empty.element("h2", text: look("groups.nothing-found"))
            empty.element("a", .class("btn"), .href(BoardQuery.base), text: look("groups.all"))
        }
    }

    // MARK: - Filters

    private func addViews(to page: inout HTML) {
        page.element("div", .class("filters views")) { row in
            for view in content.views {
                row.element("span", .class("view")) { item in
                    let path = view.query.isEmpty ? BoardQuery.base : BoardQuery.base + "?" + view.query
                    let isHere = view.query == query.text
                    item.element("a", .class(isHere ? "chip on" : "chip"), .href(LocalPath.checked(path))) {
                        $0.element("bdi", text: view.name)
                    }
                    item.element(
                        "form", .named("method", "post"), .named("action", "/groups/views/\(view.id)/drop"),
                        .class("inline")
                    ) { form in
                        FormPart(look: look).token(to: &form)
                        form.element(
                            "button", .class("btn quiet"), .label(look("groups.view.drop", ["name": view.name])),
                            text: "✕")
                    }
                }
            }
            row.element("details", .class("save-view")) { details in
                details.element("summary", text: look("groups.view.save"))
                details.element("form", .named("method", "post"), .named("action", "/groups/views"), .class("filters"))
                {
                    form in
                    FormPart(look: look).token(to: &form)
                    form.void("input", .type("hidden"), .named("name", "query"), .named("value", query.text))
                    form.void(
                        "input", .type("text"), .named("name", "name"), .named("maxlength", "40"), .flag("required"),
                        .label(look("groups.view.name")), .named("placeholder", look("groups.view.name")))
                    form.element("button", .class("btn"), text: look("groups.view.keep"))
                }
            }
        }
    }

    private func addFilters(to page: inout HTML) {
        let fields = query.list.fields
        page.element(
            "form", .class("filters"), .named("method", "get"), .named("action", BoardQuery.base),
            .named("role", "search")
        ) {
            form in
            form.void(
                "input", .type("search"), .named("name", "q"), .named("value", fields["q"] ?? ""),
                .label(look("groups.search")), .named("placeholder", look("groups.search")))
            select("kind", kinds, to: &form)
            select("stage", stages, to: &form)
            select("health", healths, to: &form)
            if owners.count > 2 || !(fields["owner"] ?? "").isEmpty { select("owner", owners, to: &form) }
            if !content.sums.tags.isEmpty || fields.text("tag") != nil { select("tag", tags, to: &form) }
            // On a phone the table has no heads to sort by.
            select("sort", orders, look: "only-s", to: &form)
            for name in ["order", "needs", "mine"] {
                if let value = fields[name] {
                    form.void("input", .type("hidden"), .named("name", name), .named("value", value))
                }
            }
            form.element("button", .class("btn"), text: look("groups.filter"))
            let needs = look("groups.needs", ["count": ReportWords.count(content.sums.needs)])
            chip("needs", label: needs, isOn: query.standing.needsSomebody, to: &form)
            chip("mine", label: look("groups.mine"), isOn: query.isMine, to: &form)
            if query.isNarrowed {
                form.element("a", .class("btn quiet"), .href(BoardQuery.base), text: look("groups.all"))
            }
        }
    }

    private func chip(_ name: String, label: String, isOn: Bool, to form: inout HTML) {
        form.element(
            "a", .class(isOn ? "chip on" : "chip"), isOn ? .named("aria-current", "true") : nil,
            .href(query.list.path(BoardQuery.base, [(name, isOn ? nil : "1")])), text: label)
    }

    private typealias Option = (value: String, label: String)

    private var kinds: [Option] {
        [("", look("groups.any-kind"))] + GroupKind.allCases.map { ($0.rawValue, terms.kind($0.rawValue)) }
            + [("none", look("groups.no-kind"))]
    }

    private var stages: [Option] {
        [("", look("groups.any-stage"))]
            + GroupStage.allCases.map { stage in
                (stage.rawValue, terms.stage(stage) + " " + ReportWords.count(content.sums.byStage[stage] ?? 0))
            }
    }

    private var healths: [Option] {
        [("", look("groups.any-health"))]
            + BoardQuery.healths.map { (String($0), look("groups.health-below", ["score": String($0)])) }
    }

    private var tags: [Option] {
        var tags = content.sums.tags
        if let tag = query.list.fields.text("tag"), !tags.contains(tag) { tags.append(tag) }
        return [("", look("groups.any-tag"))] + tags.map { ($0, $0) }
    }

    private var owners: [Option] {
        [("", look("board.any-owner")), ("none", look("board.no-owner"))]
            + content.keepers.map { ($0.id.description, $0.name) }
    }

    private var orders: [Option] {
        let columns = ["name", "stage", "members", "activity", "retention", "health", "risk"]
        return [Option(value: "", label: look("groups.order.needs"))]
            + columns.map { Option(value: $0, label: look("groups.order", ["column": look("groups.column." + $0)])) }
    }

    private func select(_ name: String, _ options: [Option], look style: String? = nil, to form: inout HTML) {
        form.element(
            "select", .named("name", name), style.map { .class($0) }, .label(look("groups.filter." + name))
        ) { select in
            for option in options {
                select.element(
                    "option", .named("value", option.value),
                    option.value == (query.list.fields[name] ?? "") ? .flag("selected") : nil, text: option.label)
            }
        }
    }

    // MARK: - The list

    private func addList(to page: inout HTML) {
        guard mayEdit else {
            return page.element("div", .class("tablebox")) { addTable(to: &$0) }
        }
        page.element("form", .named("method", "post"), .named("action", "/groups/edit")) { form in
            FormPart(look: look).token(to: &form)
            form.void(
                "input", .type("hidden"), .named("name", "back"),
                .named("value", query.list.path(BoardQuery.base, [("after", query.list.after)])))
            form.element("div", .class("tablebox")) { addTable(to: &$0) }
            BulkForm(look: look, terms: terms).write(to: &form)
        }
    }

    private func addTable(to box: inout HTML) {
        box.element("table", .class("board")) { table in
            table.element("caption", .class("unseen"), text: look("groups.title"))
            table.element("thead") { head in
                head.element("tr") { row in
                    let sort = SortHead(look: look, query: query.list, base: BoardQuery.base)
                    if mayEdit {
                        row.element("th", .scope("col")) {
                            $0.element("span", .class("unseen"), text: look("groups.select"))
                        }
                    }
                    func head(_ column: String, isNumber: Bool = true, _ row: inout HTML) {
                        sort.write(
                            column, label: look("groups.column." + column), isNumber: isNumber,
                            standard: BoardQuery.standard.rawValue, to: &row)
                    }
                    head("name", isNumber: false, &row)
                    head("stage", isNumber: false, &row)
                    row.element("th", .scope("col"), text: look("board.column.owner"))
                    head("members", &row)
                    head("activity", &row)
                    head("retention", &row)
                    head("health", &row)
                    row.element("th", .scope("col"), text: look("groups.column.speakers"))
                    head("risk", &row)
                }
            }
            table.element("tbody") { body in
                let names = content.keeperNames
                for line in shown {
                    let keeper = line.keeper.map { names[$0] ?? look("groups.other-keeper") }
                    body.element("tr") {
                        BoardRow(line: line, look: look, terms: terms, hasBox: mayEdit, keeper: keeper).write(to: &$0)
                    }
                }
            }
        }
    }

    private func addFoot(to page: inout HTML) {
        let last = content.lines.count > ListQuery.pageSize ? shown.last : nil
        let place = last.map { line in
            let place = line.place(in: query.standing.order)
            return ListPlace(value: place.value, id: place.group)
        }
        ListFoot(look: look, query: query.list, base: BoardQuery.base)
            .write(count: shown.count, total: content.total, next: place, to: &page)
    }

    /// What the columns mean: each number of the board leads here.
    private func addMeanings(to page: inout HTML) {
        page.element("details", .class("meanings"), .id("meanings")) { details in
            details.element("summary", text: look("groups.meanings"))
            details.element("p", .class("why"), text: look("groups.meanings.why"))
            details.element("dl", .class("list")) { list in
                list.element("div") { entry in
                    entry.element("dt") {
                        $0.element("a", .href(InsightPages.forecastPath), text: look.catalogue("forecast.how"))
                    }
                }
                for key in [
                    "stage", "members", "active_ratio", "retention_4", "health", "speakers", "dying_risk", "needs",
                ] {
                    list.element("div", .id("def-" + key)) { entry in
                        entry.element("dt", text: meaning(key).name)
                        entry.element("dd", text: meaning(key).text)
                    }
                }
            }
        }
    }

    private func meaning(_ key: String) -> (name: String, text: String) {
        switch key {
        case "retention_4", "speakers", "dying_risk", "needs":
            (look("groups.name." + key), look("groups.def." + key))
        default: (terms.figure(key), terms.definition(key))
        }
    }
}
