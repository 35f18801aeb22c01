internal import Desk
internal import Insight
internal import Kernel
internal import Reports

/// Which groups may fall silent, by which model, how well that did on later months, and what became of what was said.
struct ForecastPage {
    let look: Look
    let actor: Actor
    let list: ListQuery
    let content: ForecastContent

    private var words: ReportWords { ReportWords(text: look.catalogue) }
    private var terms: ReportTerms { ReportTerms(look.catalogue) }
    private var parts: ForecastParts { ForecastParts(look.catalogue) }

    func html() -> [UInt8] {
        let layout = Layout(
            look: look, title: look("forecast.title"), place: .insight, hasCharts: true,
            subtitle: look("forecast.subtitle"))
        return layout.html { page in
            page.element("p") {
                $0.element("a", .href(CommunityPortraitPage.path), text: look.catalogue("portrait.community"))
            }
            guard let latest = content.latest else {
                return page.element("div", .class("empty")) { empty in
                    empty.element("h2", text: look("forecast.none"))
                    empty.element("p", text: look("forecast.none.more"))
                }
            }
            addInUse(latest.state, latest.madeAt, to: &page)
            addHighest(to: &page)
            addTest(latest.state, to: &page)
            addAudit(to: &page)
            addModel(latest.state, to: &page)
        }
    }

    private func section(_ id: String, _ title: String, to page: inout HTML, _ content: (inout HTML) -> Void) {
        page.element("section", .class("block"), .id(id)) { section in
            section.element("h2", text: title)
            content(&section)
        }
    }

    private func addInUse(_ state: ForecastState, _ madeAt: Instant, to page: inout HTML) {
        section("in-use", look("forecast.in-use"), to: &page) { section in
            section.element("p", text: state.inUse(words))
            var zone = CivilZone(actor.zone) ?? .utc
            let time = terms.time(zone.wallTime(madeAt))
            section.element("p", .class("why"), text: look("forecast.made", ["time": time]))
        }
    }

    private func addHighest(to page: inout HTML) {
        section("highest", look("forecast.highest"), to: &page) { section in
            guard !content.highest.isEmpty else {
                return section.element("p", .class("why"), text: look("forecast.highest.none"))
            }
            section.element("ul", .class("tasks")) { list in
                for line in content.highest { addRisk(line, to: &list) }
            }
            section.element("p") { $0.element("a", .href("/groups?sort=risk"), text: look("forecast.all")) }
        }
    }

    private func addRisk(_ line: StandingLine, to list: inout HTML) {
        let one = line.standing
        list.element("li") { item in
            item.element("div") { text in
                text.element("a", .class("name"), .href("/groups/\(one.group)#forecast")) {
                    $0.element("bdi", text: line.label.name)
                }
                let reasons = one.riskReasons.map { words.reason($0) }
                let why = reasons.isEmpty ? [one.riskBasis.map { words.basis($0) } ?? ""] : reasons
                for reason in why { text.element("span", .class("sub"), text: reason) }
            }
            item.element("b", text: ReportWords.percent(one.risk))
        }
    }

    // MARK: - How good it is

    private func addTest(_ state: ForecastState, to page: inout HTML) {
        section("test", look.catalogue("forecast.test.title"), to: &page) { section in
            guard let test = state.test else {
                return section.element("p", .class("why"), text: look.catalogue("forecast.test.too-short"))
            }
            for (key, span) in [("training", test.training), ("test", test.test)] {
                section.element("p", text: span.told(key, words))
            }
            parts.scores(test, to: &section)
            section.element("p", .class("why"), text: look("forecast.brier.why"))
            section.element("h3", text: look.catalogue("forecast.test.warnings"))
            for text in test.warningsTold(words) { section.element("p", text: text) }
            guard !test.calibration.bands.isEmpty else { return }
            section.element("h3", text: look.catalogue("forecast.test.calibration"))
            let basis = look.catalogue("forecast.score." + test.tested.rawValue)
            section.element("p", .class("why"), text: basis + " · " + look("forecast.calibration.why"))
            parts.calibration(test.calibration, id: "calibration", to: &section)
        }
    }

    private func addModel(_ state: ForecastState, to page: inout HTML) {
        guard let model = state.own ?? ForecastModel.standard else { return }
        section("model", look("forecast.weights"), to: &page) { section in
            section.element("p", .class("why"), text: look("forecast.weights.why"))
            parts.weights(model, to: &section)
            if let standard = ForecastModel.standard, let provenance = standard.provenance {
                let values = [
                    "groups": ReportWords.count(provenance.groups), "command": provenance.command,
                    "seed": String(provenance.seed),
                    "auc": ReportWords.decimal(standard.test?.own?.area, places: 3),
                ]
                section.element("p", .class("why"), text: look("forecast.default", values))
            }
            section.element("p", .class("why"), text: look("forecast.sources"))
        }
    }

    // MARK: - What became of it

    private func addAudit(to page: inout HTML) {
        let audit = content.audit
        section("audit", look("forecast.audit"), to: &page) { section in
            section.element("p", .class("why"), text: look("forecast.audit.why"))
            let values = [
                "settled": ReportWords.count(audit.settled), "open": ReportWords.count(audit.open),
                "died": ReportWords.count(audit.died),
            ]
            section.element("p", text: look("forecast.audit.counts", values))
            guard audit.settled > 0 else {
                return section.element("p", .class("why"), text: look("forecast.audit.none"))
            }
            let area = audit.area.map { ReportWords.decimal($0, places: 3) } ?? look.catalogue("forecast.score.none")
            section.element("p", text: look("forecast.audit.auc", ["auc": area]))
            parts.calibration(audit.calibration, id: "audit", to: &section)
            section.element("h3", text: look("forecast.audit.latest"))
            addSettled(to: &section)
        }
    }

    private func addSettled(to section: inout HTML) {
        let shown = content.settled.prefix(ListQuery.pageSize)
        section.element("div", .class("tablebox")) { box in
            box.element("table") { table in
                table.element("thead") { head in
                    head.element("tr") { row in
                        for key in ["group", "day", "risk", "basis", "outcome"] {
                            row.element(
                                "th", .scope("col"), key == "risk" ? .class("r") : nil,
                                text: look("forecast.column." + key))
                        }
                    }
                }
                table.element("tbody") { body in for one in shown { add(one, to: &body) } }
            }
        }
        let last = content.settled.count > ListQuery.pageSize ? shown.last : nil
        ListFoot(look: look, query: list, base: InsightPages.forecastPath).write(
            count: shown.count, total: nil,
            next: last.map { ListPlace(value: String($0.day.number), id: $0.group.value) }, to: &section)
    }

    private func add(_ one: ForecastAudit.Settled, to body: inout HTML) {
        body.element("tr") { row in
            row.element("th", .scope("row")) { cell in
                cell.element("a", .class("name"), .href("/groups/\(one.group)")) { $0.element("bdi", text: one.name) }
            }
            row.element("td", text: words.fullDate(one.day))
            row.element("td", .class("r"), text: ReportWords.percent(one.risk))
            row.element("td", text: look.catalogue("forecast.score." + one.basis.rawValue))
            row.element("td") { cell in
                let key = one.died ? "died" : "lived"
                cell.element(
                    "span", .class("tag " + (one.died ? "bad" : "leaf")), text: look("forecast.outcome." + key))
            }
        }
    }
}
