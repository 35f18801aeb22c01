internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Storage

extension GroupPages {
    @Sendable func compare(_ request: Request, _ context: SeeingGroups) async throws -> Answer {
        .html(try await comparison(request, context).html())
    }

    @Sendable func sendComparison(_ request: Request, _ context: SeeingGroups) async throws -> Answer {
        let page = try await comparison(request, context)
        return .csv(page.csv(), named: [page.first.name, page.second.name].joined(separator: " "))
    }

    private func comparison(_ request: Request, _ context: SeeingGroups) async throws -> ComparePage {
        let fields = try FormFields(query: request)
        let window = try GroupWindow(fields)
        var page = ComparePage(look: site.look(context.visit), fields: fields, window: window)
        let store = site.store
        page.first = try await find(fields.text("a"), context.actor)
        page.second = try await find(fields.text("b"), context.actor)
        let scope = scope(of: context.actor)
        page.choices = try await store.read { transaction in
            var query = StandingQuery()
            query.scope = scope
            query.order = .members
            return try query.lines(limit: 200, in: transaction).map { ($0.standing.group, $0.label.name) }
        }
        if case .found(let first, _) = page.first {
            page.kind = try await store.read { try KindComparison.ofStandings(first, in: $0) }
            if case .found(let second, _) = page.second, first != second {
                page.comparison = try await store.read {
                    try GroupComparison.load(first, second, window: window.window, in: $0)
                }
            }
        }
        return page
    }

    /// A group by its number or its name, among those that may be seen.
    private func find(_ text: String?, _ actor: Actor) async throws -> ComparePage.Choice {
        guard let text else { return .none }
        let scope = scope(of: actor)
        if let number = Int64(text) {
            let id = GroupID(number)
            guard actor.scope.includes(id), let mark = try await site.store.read({ try RecordMark.load(id, in: $0) })
            else { throw HTTPError(.notFound) }
            return .found(id, mark.name)
        }
        let lines = try await site.store.read { transaction in
            var query = StandingQuery()
            query.scope = scope
            query.words = String(text.prefix(100))
            query.order = .members
            return try query.lines(limit: 20, in: transaction)
        }
        let line = lines.first { $0.label.name == text } ?? lines.first
        return line.map { .found($0.standing.group, $0.label.name) } ?? .unknown(text)
    }
}

/// Two groups side by side, and one among those of its kind.
struct ComparePage {
    enum Choice {
        case none
        case unknown(String)
        case found(GroupID, String)

        var name: String {
            switch self {
            case .none: ""
            case .unknown(let text), .found(_, let text): text
            }
        }
    }

    let look: Look
    let fields: FormFields
    let window: GroupWindow
    var first = Choice.none
    var second = Choice.none
    var choices: [(id: GroupID, name: String)] = []
    var comparison: GroupComparison?
    var kind: KindComparison?

    private var terms: ReportTerms { ReportTerms(look.catalogue) }
    private var words: ReportWords { ReportWords(text: look.catalogue) }

    func html() -> [UInt8] {
        let actions: (inout HTML) -> Void = { header in
            guard comparison != nil || kind != nil else { return }
            header.element(
                "a", .class("btn"), .href(ListQuery(fields).path("/compare.csv", [])), text: "CSV")
        }
        return Layout(look: look, title: look("groups.compare.title"), place: .groups).html(actions: actions) { page in
            addForm(to: &page)
            for case .unknown(let text) in [first, second] {
                page.element("p", .class("aside"), text: look("groups.compare.unknown", ["text": text]))
            }
            if let comparison { add(comparison, to: &page) }
            if let kind { add(kind, to: &page) }
        }
    }

    private func addForm(to page: inout HTML) {
        page.element("form", .class("filters"), .named("method", "get"), .named("action", "/compare")) { form in
            for (name, choice) in [("a", first), ("b", second)] {
                form.void(
                    "input", .type("text"), .named("name", name), .named("value", choice.name),
                    .named("list", "groups"), .label(look("groups.compare." + name)),
                    .named("placeholder", look("groups.compare." + name)), .flag("required"))
            }
            form.element("datalist", .id("groups")) { list in
                for choice in choices { list.element("option", .named("value", choice.name)) { _ in } }
            }
            form.element("select", .named("name", "w"), .label(look("groups.compare.days"))) { select in
                for choice in ["28", "90", "all"] {
                    let isHere = (fields["w"] ?? "28") == choice
                    select.element(
                        "option", .named("value", choice), isHere ? .flag("selected") : nil,
                        text: look("groups.window." + choice))
                }
            }
            form.element("button", .class("btn main"), text: look("groups.compare.go"))
        }
    }

    private func name(_ choice: Choice, to cell: inout HTML) {
        guard case .found(let id, let name) = choice else { return }
        cell.element("a", .href("/groups/\(id)")) { $0.element("bdi", text: name) }
    }

    private func add(_ comparison: GroupComparison, to page: inout HTML) {
        page.element("section", .id("two")) { section in
            section.element("h2", text: look("groups.compare.two"))
            for (choice, days) in [(first, comparison.firstWindow), (second, comparison.secondWindow)] {
                guard let days else { continue }
                section.element("p", .class("why")) { why in
                    name(choice, to: &why)
                    why.text(" · " + words.fullDate(days.from) + " – " + words.fullDate(days.to))
                }
            }
            section.element("div", .class("tablebox")) { box in
                box.element("table") { table in
                    table.element("thead") { head in
                        head.element("tr") { row in
                            row.element("th", .scope("col"), text: words("compare.figure"))
                            row.element("th", .scope("col"), .class("r")) { name(first, to: &$0) }
                            row.element("th", .scope("col"), .class("r")) { name(second, to: &$0) }
                        }
                    }
                    table.element("tbody") { body in
                        for line in comparison.lines { body.element("tr") { add(line, to: &$0) } }
                    }
                }
            }
        }
    }

    private func add(_ line: GroupComparison.Line, to row: inout HTML) {
        row.element("th", .scope("row"), text: words("compare.figure." + line.figure.key))
        for (value, side) in [(line.first, GroupComparison.Side.first), (line.second, .second)] {
            row.element("td", .class("r")) { cell in
                let text = words.shown(value, line.figure.unit)
                // What reads the same is not told apart.
                let isTold = words.shown(line.first, line.figure.unit) != words.shown(line.second, line.figure.unit)
                guard line.better == side, isTold else { return cell.text(text) }
                cell.element("b", text: text)
                cell.element("small", .class("up"), text: " " + words("compare.better"))
            }
        }
    }

    private func add(_ kind: KindComparison, to page: inout HTML) {
        page.element("section", .id("kind")) { section in
            section.element("h2") { head in
                head.element("bdi", text: kind.group.name)
                head.text(" · " + look("groups.compare.kind"))
            }
            let name = kind.group.kind.map { terms.kind($0) } ?? ""
            let values = ["kind": name, "groups": ReportWords.count(kind.others)]
            section.element(
                "p", .class("why"), text: words(kind.isEnough ? "compare.kind.groups" : "compare.kind.few", values))
            guard kind.isEnough else { return }
            section.element("div", .class("tablebox")) { box in
                box.element("table") { table in
                    table.element("thead") { head in
                        head.element("tr") { row in
                            row.element("th", .scope("col"), text: words("compare.figure"))
                            for key in ["value", "median", "percentile"] {
                                row.element("th", .scope("col"), .class("r"), text: words("compare." + key))
                            }
                        }
                    }
                    table.element("tbody") { body in
                        for line in kind.lines {
                            body.element("tr") { row in
                                row.element("th", .scope("row"), text: words("compare.figure." + line.figure.key))
                                row.element("td", .class("r"), text: words.shown(line.value, line.figure.unit))
                                row.element("td", .class("r"), text: words.shown(line.median, line.figure.unit))
                                row.element("td", .class("r"), text: ReportWords.percent(line.percentile))
                            }
                        }
                    }
                }
            }
        }
    }
}
