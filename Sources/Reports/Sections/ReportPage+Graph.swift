internal import Insight
internal import Kernel

// Who talks with whom; what does not add up; every figure once more, and what each means.

extension ReportPage {
    func addGraph(to page: inout HTML) {
        guard report.totals.active > 1 else { return }
        page.element("section", .id("graph")) { section in
            section.element("h2", text: words("graph"))
            guard report.graph.edges > 0 else {
                return section.element("p", .class("why"), text: words("graph.none"))
            }
            section.element("p", .class("why")) { why in
                let values = [
                    "edges": words.report.quantity(report.graph.edges, .pairs),
                    "weight": words.report.quantity(report.graph.weight, .times),
                ]
                why.strong(words.strong("page.graph.why", values))
            }
            addFigures(graphFigures, to: &section)
            addGraphCourse(to: &section)
        }
    }

    private typealias Figure = (key: String, value: String)

    private var graphFigures: [Figure] {
        let graph = report.graph
        let shares: [(String, Double?)] = [
            ("reciprocity", graph.reciprocity), ("connected", graph.connected),
            ("largest_component", graph.largestComponent), ("density", graph.density),
        ]
        return shares.filter { $0.1 != nil }.map { ($0.0, ReportWords.percent($0.1)) }
    }

    private func addFigures(_ figures: [Figure], to section: inout HTML) {
        section.element("dl", .class("tiles")) { list in
            for figure in figures {
                list.element("div", .class("tile")) { tile in
                    tile.element("dt") { $0.element("a", .href("#def-" + figure.key), text: words.name(figure.key)) }
                    tile.element("dd", text: figure.value)
                }
            }
        }
    }

    private func addGraphCourse(to section: inout HTML) {
        let course = report.graphCourse
        guard course.count > 2, course.contains(where: { $0.figures.edges > 0 }) else { return }
        section.element("h3", text: words("graph.course"))
        section.element("p", .class("why"), text: words("graph.course.why"))
        let keys = ["reciprocity", "connected", "largest_component"]
        var table = DataTable(
            words("graph.course"),
            [.init(title: words("column.period"), isNumber: false)] + keys.map { .init(title: words.name($0)) })
        func shares(_ figures: GraphFigures) -> [Double?] {
            [figures.reciprocity, figures.connected, figures.largestComponent]
        }
        for point in course {
            let name = "\(point.range.from) – \(point.range.to)"
            table.rows.append([.init(name)] + shares(point.figures).map { .init(ReportWords.percent($0)) })
        }
        let looks = ["leaf", "persimmon", "sky"]
        let series = keys.indices.map { index in
            Chart.Series(
                name: words.name(keys[index]), form: .line, values: course.map { shares($0.figures)[index] },
                colour: looks[index], isDashed: index == 2)
        }
        let isMonthly = course.contains { $0.range.count > 7 }
        Chart(
            id: "graph", title: words("graph.course.why"),
            labels: course.map { isMonthly ? words.report.month($0.range.from) : words.report.span($0.range) },
            series: series, unit: .share
        ).write(table: table, words: words, to: &section)
    }

    // MARK: - Oddities

    func addAnomalies(to page: inout HTML) {
        let sums = report.totals.sums
        var found: [(key: String, count: Int)] = [
            ("joins_of_present", sums.joinsOfPresent), ("leaves_of_absent", sums.leavesOfAbsent),
        ]
        // Where joining is only presence every membership begins with being seen: nothing odd about it.
        if !report.group.isPresence { found.insert(("joins_implied", sums.joinsImplied), at: 0) }
        guard found.contains(where: { $0.count > 0 }) else { return }
        page.element("section", .id("anomalies")) { section in
            section.element("h2", text: words("anomalies"))
            section.element("ul", .class("plain")) { list in
                for (key, count) in found where count > 0 {
                    list.element("li", text: words.report("anomalies." + key, ["count": ReportWords.count(count)]))
                }
            }
        }
    }

    // MARK: - All figures

    private var details: [Figure] {
        let totals = report.totals
        var details: [Figure] = [
            ("messages", ReportWords.count(totals.sums.messages)), ("active", ReportWords.count(totals.active)),
            ("people_seen", ReportWords.count(totals.peopleSeen)), ("members", ReportWords.count(totals.members)),
            ("dau", ReportWords.count(totals.dailyActive)), ("wau", ReportWords.count(totals.weeklyActive)),
            ("mau", ReportWords.count(totals.monthlyActive)), ("active_ratio", ReportWords.percent(totals.activeRatio)),
            ("stickiness", ReportWords.percent(totals.stickiness)),
            ("messages_per_member", ReportWords.decimal(totals.messagesPerMember, places: 1)),
            ("messages_per_active", ReportWords.decimal(totals.messagesPerActive, places: 1)),
            ("top10_share", ReportWords.percent(totals.topTenthShare)),
            ("gini", ReportWords.decimal(totals.gini, places: 2)), ("silent", ReportWords.count(totals.silent)),
        ]
        if report.group.isPresence {
            details.append(("sessions", ReportWords.count(totals.sums.sessions)))
        } else {
            details += [
                ("joins", ReportWords.count(totals.sums.joins)), ("leaves", ReportWords.count(totals.sums.leaves)),
                ("growth_rate", ReportWords.change(totals.growthRate)),
                ("churn_rate", ReportWords.percent(totals.churnRate)),
            ]
        }
        details += [
            ("attention", ReportWords.percent(report.value.attention)),
            ("benefit", ReportWords.percent(report.value.benefit)),
            ("question", ReportWords.count(report.value.questions)),
            ("answered_ratio", ReportWords.percent(report.value.answeredRatio)),
            ("carrying_share", ReportWords.percent(report.value.carryingShare)),
            ("noise_day", ReportWords.count(report.noise.days.count)),
            ("messages_bot", ReportWords.count(totals.sums.messagesOfBots)),
        ]
        return details
    }

    func addDetails(to page: inout HTML) {
        page.element("section", .id("details")) { section in
            section.element("h2", text: words("details"))
            section.element("p", .class("why"), text: words("details.why"))
            section.element("dl", .class("list")) { list in
                for detail in details {
                    list.element("div") { row in
                        row.element("dt") {
                            $0.element("a", .href("#def-" + detail.key), text: words.name(detail.key))
                        }
                        row.element("dd", text: detail.value)
                    }
                }
            }
        }
    }

    /// Every figure of a report, in the order of the page.
    static let definitions = [
        "messages", "active", "members", "joins", "leaves", "joins_implied", "sessions", "people_seen", "dau", "wau",
        "mau", "active_ratio", "stickiness", "growth_rate", "churn_rate", "messages_per_member", "messages_per_active",
        "messages_bot", "gini", "top10_share", "silent", "stage", "hours", "best_hours", "retention",
        "survival_members", "question", "answered_ratio", "response_time_median", "attention", "benefit",
        "carrying_share", "noise_day", "edges", "weight", "reciprocity", "density", "connected", "largest_component",
        "core", "bridge", "scene", "anomalies", "health", "dying_risk",
    ]

    func addDefinitions(_ keys: [String] = ReportPage.definitions, to page: inout HTML) {
        page.element("section", .class("definitions"), .id("definitions")) { section in
            section.element("h2", text: words("definitions"))
            section.element("p", .class("why"), text: words("definitions.why"))
            section.element("dl") { list in
                for key in keys {
                    list.element("div", .id("def-" + key)) { entry in
                        entry.element("dt") { term in
                            term.text(words.name(key))
                            term.element("code", text: key)
                        }
                        entry.element("dd", text: words("def." + key))
                    }
                }
            }
        }
    }
}
