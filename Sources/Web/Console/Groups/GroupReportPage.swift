internal import Desk
internal import Insight
internal import Kernel
internal import Record
internal import Reports

/// A page of a group that shows a part of its report.
struct GroupReportPage {
    let frame: GroupFrame
    let report: GroupReport
    let countedAt: Instant
    var picture = GroupPicture()
    /// How long groups live; nil on pages that do not tell.
    var lives: GroupSurvival?
    /// The stage that a person set last; nil where nobody has, or on pages that do not tell.
    var stageChange: StageChange?

    private var look: Look { frame.look }
    private var words: ReportWords { ReportWords(text: look.catalogue) }

    func html() -> [UInt8] {
        let parts = ReportParts(
            report, countedAt: countedAt, catalogue: look.catalogue,
            peopleBase: frame.actor.mayUse(.seePeople) ? "/members/" : nil)
        return frame.html { page in
            guard parts.hasFigures else { return addNothing(to: &page) }
            addDays(to: &page)
            write(parts, to: &page)
            addTables(to: &page)
            parts.definitions(Self.definitions(of: frame.tab), to: &page)
        }
    }

    private func write(_ parts: ReportParts, to page: inout HTML) {
        switch frame.tab {
        case .overview:
            parts.write(.result, to: &page)
            StageSection(frame: frame, change: stageChange).write(to: &page)
            for part in [ReportParts.Part.advice, .health] { parts.write(part, to: &page) }
            if report.outlook?.noHealth == .noKind, frame.actor.mayUse(.editGroups, in: frame.mark.group) {
                page.element(
                    "a", .class("btn"), .href(GroupTab.settings.path(frame.mark.group)),
                    text: look.catalogue("health.set-kind"))
            }
            parts.write(.forecast, to: &page)
            if report.outlook != nil {
                page.element("p", .class("why")) {
                    $0.element("a", .href(InsightPages.forecastPath), text: look.catalogue("forecast.how"))
                }
            }
            for part in [ReportParts.Part.tiles, .activity] { parts.write(part, to: &page) }
            page.element("div", .class("two")) { two in
                two.element("div") { parts.write(.holders, to: &$0) }
                two.element("div") { parts.write(.questions, to: &$0) }
            }
            for part in [ReportParts.Part.anomalies, .details] { parts.write(part, to: &page) }
        case .rhythm: parts.write(.rhythm, to: &page)
        case .people:
            parts.write(.people, to: &page)
            parts.write(.joining, to: &page)
        case .talk:
            for part in [ReportParts.Part.questions, .days, .links] { parts.write(part, to: &page) }
        case .graph:
            parts.write(.graph, to: &page)
            PictureSection(look: look, picture: picture, linksPeople: frame.actor.mayUse(.seePeople)).write(to: &page)
        case .retention:
            FourWeeksSection(look: look, retention: report.fourWeeks).write(to: &page)
            parts.write(.retention, to: &page)
            parts.write(.survival, to: &page)
            if let lives { LivesSection(lives, kind: frame.mark.kind, catalogue: look.catalogue).write(to: &page) }
        case .portrait, .topics, .search, .history, .settings: break
        }
    }

    private func addNothing(to page: inout HTML) {
        page.element("div", .class("empty")) { empty in
            empty.element("h2", text: look("groups.no-data"))
            empty.element("p", text: look("groups.no-data.more"))
            if frame.actor.mayUse(.importHistories) {
                empty.element("a", .class("btn main"), .href("/import"), text: look("groups.import"))
            }
        }
    }

    /// Which days the figures are of, and when they were counted.
    private func addDays(to page: inout HTML) {
        guard let window = report.window, let data = report.data else { return }
        var zone = CivilZone(frame.actor.zone) ?? .utc
        let values = [
            "from": words.fullDate(window.from), "to": words.fullDate(window.to),
            "days": words.quantity(window.count, .days), "zone": report.group.zone,
            "time": ReportTerms(look.catalogue).time(zone.wallTime(countedAt)),
        ]
        page.element("p", .class("why"), text: look("groups.days", values))
        guard window.from < data.from || data.to < window.to else { return }
        let reach = ["from": words.fullDate(data.from), "to": words.fullDate(data.to)]
        page.element("p", .class("aside"), text: look("groups.days.partly", reach))
    }

    /// What the page shows, each as a table of its own to take away.
    private func addTables(to page: inout HTML) {
        let tables = GroupTable.all(on: frame.tab)
            .filter { !$0.namesPeople || frame.actor.mayUse(.seePeople, in: frame.mark.group) }
        guard !tables.isEmpty else { return }
        page.element("section", .id("tables")) { section in
            section.element("h2", text: look("groups.tables"))
            section.element("p", .class("why"), text: look("groups.tables.why"))
            section.element("div", .class("filters")) { row in
                for table in tables {
                    let link = "/groups/\(frame.mark.group)/tables/\(table.name)" + (frame.window?.query ?? "")
                    row.element("a", .class("chip"), .href(link), text: look("groups.table." + table.name))
                }
            }
        }
    }

    /// The figures that a page may lead to.
    private static func definitions(of tab: GroupTab) -> [String] {
        switch tab {
        case .overview: ReportParts.allDefinitions
        case .rhythm: ["hours", "best_hours", "messages"]
        case .people:
            ["core", "bridge", "silent", "active", "joins", "joins_implied", "leaves", "scene", "messages"]
        case .talk:
            ["question", "answered_ratio", "response_time_median", "carrying_share", "noise_day", "messages", "active"]
        case .graph:
            ["edges", "weight", "reciprocity", "density", "connected", "largest_component", "core", "bridge", "active"]
        case .retention: ["retention", "survival_members", "members"]
        case .portrait, .topics, .search, .history, .settings: []
        }
    }
}

/// How many newcomers stayed: the figure of the board, with what it is made of.
struct FourWeeksSection {
    let look: Look
    let retention: FourWeekRetention

    func write(to page: inout HTML) {
        page.element("section", .id("four-weeks")) { section in
            section.element("h2", text: look("groups.name.retention_4"))
            section.element("dl", .class("tiles")) { list in
                list.element("div", .class("tile")) { tile in
                    tile.element("dt", text: look("groups.name.retention_4"))
                    tile.element("dd") { value in
                        value.text(ReportWords.percent(retention.share))
                        let values = [
                            "active": ReportWords.count(retention.active),
                            "joined": ReportWords.count(retention.joined),
                        ]
                        value.element("small", text: look("groups.four-weeks.of", values))
                    }
                }
            }
            section.element("p", .class("why"), .id("def-retention_4"), text: look("groups.def.retention_4"))
        }
    }
}
