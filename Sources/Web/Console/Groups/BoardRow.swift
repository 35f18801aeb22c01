internal import Insight
internal import Kernel
internal import Record
internal import Reports

/// One group on the board.
struct BoardRow {
    let line: StandingLine
    let look: Look
    let terms: ReportTerms
    var hasBox = false
    /// Who of the staff looks after it, by name.
    var keeper: String?

    private var standing: GroupStanding { line.standing }
    private var path: String { "/groups/\(standing.group)" }

    func write(to row: inout HTML) {
        if hasBox {
            row.element("td", .class("pick")) { cell in
                cell.void(
                    "input", .type("checkbox"), .named("name", "group"), .named("value", standing.group.description),
                    .label(look("groups.select-one", ["group": line.label.name])))
            }
        }
        row.element("th", .scope("row")) { cell in
            cell.element("a", .class("name"), .href(path)) { $0.element("bdi", text: line.label.name) }
            cell.element("span", .class("sub")) { sub in
                sub.text(line.label.kind.map { terms.kind($0) } ?? terms.network(line.label.network))
                if line.isCompetitor {
                    sub.text(" ")
                    sub.element(
                        "span", .class("tag warn"), .title(look("board.competitor.more")),
                        text: look("board.competitor"))
                }
                for tag in line.tags {
                    sub.text(" ")
                    sub.element("span", .class("tag")) { $0.element("bdi", text: tag) }
                }
            }
        }
        row.element("td", label("stage")) { addStage(to: &$0) }
        row.element("td", .class("whose"), .named("data-label", look("board.column.owner"))) { addOwner(to: &$0) }
        row.element("td", .class("r"), label("members"), text: ReportWords.count(standing.members))
        row.element("td", .class("r"), label("activity"), text: ReportWords.percent(standing.activeRatio))
        row.element("td", .class("r"), label("retention"), .title(retentionNote)) {
            $0.text(ReportWords.percent(standing.retention))
        }
        row.element("td", .class("r"), label("health")) { addHealth(to: &$0) }
        row.element("td") { SparkLine(values: standing.speakers).write(kind: sparkKind, look: look, to: &$0) }
        row.element("td", .class("r"), label("risk")) { addRisk(to: &$0) }
    }

    /// On a phone the board has no head; each figure then bears its own name.
    private func label(_ column: String) -> Attribute { .named("data-label", look("groups.column." + column)) }

    /// What pushes the risk, or what it rests on where nothing of the group itself does.
    private var riskReasons: String {
        let words = ReportWords(text: look.catalogue)
        if standing.riskReasons.isEmpty { return standing.riskBasis.map { words.basis($0) } ?? "" }
        return standing.riskReasons.map { words.reason($0) }.joined(separator: "\n")
    }

    private var retentionNote: String {
        look("groups.retention-of", ["count": ReportWords.count(standing.newcomers)])
    }

    private var sparkKind: String {
        switch line.stage {
        case .closed: "bad"
        case .fading: "warn"
        default: ""
        }
    }

    private func addStage(to cell: inout HTML) {
        guard let stage = line.stage else { return cell.text(ReportWords.nothing) }
        let note = line.stageSet == nil ? "groups.stage.suggested" : "groups.stage.set"
        let reasons = StageWords(look: look).reasons(standing.stageReasons)
        let title = look(note) + (line.stageSet == nil && !reasons.isEmpty ? ": " + reasons : "")
        cell.element("span", .class("tag " + terms.look(of: stage)), .title(title), text: terms.stage(stage))
        guard line.stageSet != nil, let suggested = standing.stage, suggested != stage else { return }
        cell.element(
            "span", .class("sub"), .title(reasons),
            text: look("groups.stage.differs", ["stage": terms.stage(suggested)]))
    }

    /// Who of the staff looks after it, and whose it is on its network where that is said.
    private func addOwner(to cell: inout HTML) {
        if let keeper { cell.element("bdi", text: keeper) }
        if line.owner.isEmpty {
            if keeper == nil { cell.element("span", .title(look("board.no-owner")), text: ReportWords.nothing) }
            return
        }
        let isAlone = keeper == nil
        cell.element("span", .class(isAlone ? "" : "sub"), .title(look("board.owner.network"))) {
            $0.element("bdi", text: line.owner)
        }
    }

    private func addHealth(to cell: inout HTML) {
        guard let health = standing.health else {
            return cell.element("span", .title(look("groups.health.none")), text: ReportWords.nothing)
        }
        cell.element("a", .href(path + "#health"), text: ReportWords.score(health))
    }

    private func addRisk(to cell: inout HTML) {
        let isNoisy = standing.noiseDays >= 3
        if let risk = standing.risk {
            let level =
                risk >= GroupStanding.highRisk
                ? ("high", "bad") : risk >= GroupStanding.middleRisk ? ("middle", "warn") : ("low", "leaf")
            let text = look("groups.risk." + level.0, ["share": ReportWords.percent(risk)])
            cell.element("a", .class("tag " + level.1), .title(riskReasons), .href(path + "#forecast"), text: text)
        } else if !isNoisy {
            let isOver = line.stage == .closed
            cell.element(
                "span", .title(look(isOver ? "groups.risk.over" : "groups.risk.unknown")), text: ReportWords.nothing)
        }
        guard isNoisy else { return }
        cell.text(" ")
        let days = ReportWords.count(standing.noiseDays)
        cell.element("span", .class("tag warn"), text: look("groups.noise", ["days": days]))
    }
}

/// What can be changed in all groups that are ticked.
struct BulkForm {
    let look: Look
    let terms: ReportTerms

    func write(to form: inout HTML) {
        form.element("details", .class("bulk")) { details in
            details.element("summary", text: look("groups.bulk"))
            details.element("p", .class("why"), text: look("groups.bulk.why"))
            details.element("div", .class("filters")) { row in
                let kinds = GroupKind.allCases.map { ($0.rawValue, terms.kind($0.rawValue)) }
                select("kind", kinds + [("none", look("groups.no-kind"))], to: &row)
                let stages = GroupStage.allCases.map { ($0.rawValue, terms.stage($0)) }
                select("stage", stages + [("none", look("groups.stage.by-figures"))], to: &row)
                input("reason", to: &row)
                input("tags-add", to: &row)
                input("tags-remove", to: &row)
                row.element("button", .class("btn main"), text: look("groups.bulk.go"))
            }
        }
    }

    private func select(_ name: String, _ options: [(String, String)], to row: inout HTML) {
        row.element("label", .class("stacked")) { label in
            label.element("span", text: look("groups.bulk." + name))
            label.element("select", .named("name", name)) { select in
                select.element("option", .named("value", ""), text: look("groups.bulk.unchanged"))
                for option in options { select.element("option", .named("value", option.0), text: option.1) }
            }
        }
    }

    private func input(_ name: String, to row: inout HTML) {
        row.element("label", .class("stacked")) { label in
            label.element("span", text: look("groups.bulk." + name))
            label.void("input", .type("text"), .named("name", name), .named("maxlength", "200"))
        }
    }
}
