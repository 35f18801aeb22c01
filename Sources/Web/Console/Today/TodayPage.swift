internal import Desk
internal import Foundation
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Rounds
internal import Storage

/// The start: what changed, and which groups need somebody, each with the figure that says so.
struct TodayPage {
    let site: Site

    init(site: Site) { self.site = site }

    /// As many groups as somebody can look at in a morning; more where they ask for more.
    private static let shown = 12
    private static let most = 200
    private static let alertsShown = 5

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        router.group(context: Permitted<MaySeeGroups>.self).get("/") { request, context in
            try await show(try FormFields(query: request), context)
        }
    }

    private func show(_ query: FormFields, _ context: Permitted<MaySeeGroups>) async throws -> Answer {
        let (actor, now, desk) = (context.actor, site.world.now(), site.desk)
        let (today, alerts) = (TodayStore(world: site.world), AlertStore(world: site.world))
        let look = site.look(context.visit)
        let scope = actor.scope.choice
        let isMine = query.isOn("mine")
        let limit = query.isOn("all") ? Self.most : Self.shown
        let found = try await site.store.read { transaction in
            let zone = try desk.community(in: transaction)?.zone ?? actor.zone
            var clock = CivilZone(zone) ?? .utc
            let civil = clock.civil(now)
            let groups = try today.groups(isMine: isMine, by: actor, in: transaction)
            var view = TodayView(zone: zone, today: civil.day, hour: civil.hour, isMine: isMine)
            view.entries = try TodayEntry.load(
                Array(groups.prefix(limit)), maySeePeople: { actor.mayUse(.seePeople, in: $0) }, at: now,
                in: transaction)
            view.more = groups.count - view.entries.count
            let midnight = clock.start(of: civil.day)
            view.done = try today.doneCount(since: midnight, by: actor, in: transaction)
            view.away = try today.awayCount(by: actor, in: transaction)
            view.alertCount = try alerts.count(AlertFilter(.unseen), by: actor, in: transaction)
            view.alerts = try alerts.alerts(
                AlertFilter(.unseen), limit: Self.alertsShown, by: actor, in: transaction)
            view.colleagues = actor.mayUse(.tendGroups) ? try Colleague.tendingAny(in: transaction) : []
            view.closed = try StandingLine.quietlyClosed(
                scope: actor.scope.isLimited ? actor.scope.groups : nil, in: transaction)
            return (view: view, pulse: try RecordPulse.load(in: transaction))
        }
        let yesterday = found.view.today.advanced(by: -1)
        let change = try await site.days.change(in: scope, yesterday: yesterday, of: found.pulse, at: now)
        return .html(html(found.view, change, When(look: look, zone: found.view.zone, now: now), actor))
    }

    private func html(_ view: TodayView, _ change: DayChange?, _ when: When, _ actor: Actor) -> [UInt8] {
        let look = when.look
        let greeting = look("today.greeting." + view.partOfDay, ["name": actor.name])
        let count = view.entries.count + view.more
        let things = count == 0 ? "" : look("today.things", ["count": ReportWords.count(count)])
        return Layout(
            look: look, title: look("place.today"), place: .today,
            subtitle: when.day(when.today) + " · " + greeting + things
        ).html { page in
            guard let change else { return addFresh(look, actor, to: &page) }
            page.element("div", .class("two wide")) { columns in
                columns.element("div") { left in
                    if !view.alerts.isEmpty { addAlerts(view, when, actor, to: &left) }
                    addNeeds(view, when, actor, to: &left)
                }
                columns.element("div") { addDay(change, when, to: &$0) }
            }
        }
    }

    private func addDay(_ change: DayChange, _ when: When, to column: inout HTML) {
        let look = when.look
        column.element("section", .class("block")) { section in
            let isYesterday = change.day == when.today.advanced(by: -1)
            section.element(
                "h2",
                text: isYesterday
                    ? look("today.yesterday") : look("today.last-day", ["day": when.day(change.day)]))
            section.element(
                "p", .class("why"),
                text: change.hasBefore
                    ? look("today.against", ["day": when.day(change.day.advanced(by: -7))])
                    : look("today.against-nothing"))
            addTiles(change, look, to: &section)
        }
    }

    private func addAlerts(_ view: TodayView, _ when: When, _ actor: Actor, to column: inout HTML) {
        let look = when.look
        column.element("section", .class("block"), .id("alerts")) { section in
            section.element("h2", text: look("today.alerts"))
            section.element("ul", .class("tasks")) { list in
                for alert in view.alerts {
                    list.element("li") { AlertRow(when: when, actor: actor, back: "/").write(alert, to: &$0) }
                }
            }
            let more = view.alertCount - view.alerts.count
            section.element("p") {
                $0.element(
                    "a", .href("/alerts"),
                    text: more > 0
                        ? look("today.alerts.more", ["count": ReportWords.count(more)]) : look("today.alerts.all"))
            }
        }
    }

    private func addNeeds(_ view: TodayView, _ when: When, _ actor: Actor, to column: inout HTML) {
        let look = when.look
        column.element("section", .class("block"), .id("needs")) { section in
            section.element("h2", text: look("today.needs"))
            section.element("p", .class("why"), text: look("today.needs.why"))
            addFilter(view, look, actor, to: &section)
            if view.entries.isEmpty {
                section.element("p", .class("empty"), text: look(view.isMine ? "today.mine.none" : "today.needs.none"))
            } else {
                TodayTasks(when: when, actor: actor, entries: view.entries, colleagues: view.colleagues)
                    .write(to: &section)
            }
            addRest(view, look, to: &section)
        }
    }

    /// All or one's own, and what was done and put away.
    private func addFilter(_ view: TodayView, _ look: Look, _ actor: Actor, to section: inout HTML) {
        section.element("div", .class("filters")) { row in
            if actor.mayUse(.tendGroups) {
                for (path, isMine) in [("/", false), ("/?mine=1", true)] {
                    row.element(
                        "a", .class(view.isMine == isMine ? "chip on" : "chip"), .href(path),
                        view.isMine == isMine ? .named("aria-current", "true") : nil,
                        text: look(isMine ? "today.mine" : "today.everyone"))
                }
            }
            let values = ["done": ReportWords.count(view.done), "away": ReportWords.count(view.away)]
            if view.alerts.isEmpty {
                row.element("a", .class("day"), .href("/alerts"), text: look("today.alerts.all"))
            }
            row.element("a", .class("day"), .href("/today/history"), text: look("today.done-count", values))
        }
    }

    /// Where the other groups are, and those that are only still to be called closed.
    private func addRest(_ view: TodayView, _ look: Look, to section: inout HTML) {
        if view.closed > 0 {
            section.element("p", .class("why")) { line in
                let closed = look("today.needs.closed", ["count": ReportWords.count(view.closed)])
                line.element("a", .href("/groups?stage=closed"), text: closed)
            }
        }
        if view.more > 0 {
            let path = view.isMine ? "/?mine=1&all=1" : "/?all=1"
            section.element("p") {
                $0.element("a", .href(path), text: look("today.more", ["count": ReportWords.count(view.more)]))
            }
        }
        if !view.entries.isEmpty {
            section.element("p") { $0.element("a", .href("/groups?sort=needs"), text: look("today.needs.all")) }
        }
    }

    private func addTiles(_ change: DayChange, _ look: Look, to section: inout HTML) {
        let (now, before) = (change.counts, change.before)
        let share: (DayCounts) -> Double? = { $0.questions == 0 ? nil : Double($0.answered) / Double($0.questions) }
        section.element("dl", .class("tiles")) { tiles in
            tile(
                "joins-leaves", "\(ReportWords.count(now.joins)) / \(ReportWords.count(now.leaves))",
                change.hasBefore ? "\(ReportWords.count(before.joins)) / \(ReportWords.count(before.leaves))" : nil,
                look, to: &tiles)
            tile(
                "speakers", ReportWords.count(now.speakers), step(now.speakers, before.speakers, change), look,
                to: &tiles)
            tile(
                "messages", ReportWords.count(now.messages), step(now.messages, before.messages, change), look,
                to: &tiles)
            tile(
                "answered", ReportWords.percent(share(now)),
                look(
                    "today.of-questions",
                    ["answered": ReportWords.count(now.answered), "questions": ReportWords.count(now.questions)]),
                look, to: &tiles)
        }
    }

    private func step(_ now: Int, _ before: Int, _ change: DayChange) -> String? {
        guard change.hasBefore, before > 0 else { return nil }
        return ReportWords.change(Double(now - before) / Double(before))
    }

    private func tile(_ key: String, _ value: String, _ note: String?, _ look: Look, to tiles: inout HTML) {
        tiles.element("div", .class("tile")) { tile in
            tile.element("dt", .title(look("today.\(key).def")), text: look("today." + key))
            tile.element("dd") { figure in
                figure.text(value)
                if let note { figure.element("small", text: note) }
            }
        }
    }

    /// A house without any history: what to do first.
    private func addFresh(_ look: Look, _ actor: Actor, to page: inout HTML) {
        page.element("div", .class("empty")) { empty in
            empty.element("h2", text: look("today.fresh"))
            if actor.mayUse(.importHistories) {
                empty.element("p", text: look("today.fresh.more"))
                empty.element("a", .class("btn main"), .href("/import"), text: look("today.fresh.import"))
                if actor.mayUseEverywhere(.importHistories) { empty.element("p", text: look("today.fresh.demo")) }
            } else {
                empty.element("p", text: look("today.fresh.wait"))
            }
        }
    }
}

/// What the start shows.
private struct TodayView: Sendable {
    let zone: String
    let today: CivilDay
    let hour: Int
    let isMine: Bool
    var entries: [TodayEntry] = []
    /// How many more groups there are on the list.
    var more = 0
    /// How many were done with today, and how many are put away.
    var done = 0
    var away = 0
    var alerts: [Alert] = []
    var alertCount = 0
    /// Groups that fell silent without anybody's loss, or long ago, and are not called closed yet.
    var closed = 0
    var colleagues: [(who: Colleague, groups: Set<GroupID>?)] = []

    init(zone: String, today: CivilDay, hour: Int, isMine: Bool) {
        (self.zone, self.today, self.hour, self.isMine) = (zone, today, hour, isMine)
    }

    var partOfDay: String {
        switch hour {
        case ..<5: "night"
        case ..<11: "morning"
        case ..<14: "noon"
        case ..<18: "afternoon"
        default: "evening"
        }
    }
}
