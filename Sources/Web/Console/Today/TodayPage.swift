internal import Desk
internal import Foundation
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Storage

/// The start: what changed, and which groups need somebody, each with the figure that says so.
struct TodayPage {
    let site: Site
    private let days = FigureShelf<DayKey, RecordPulse, DayContent>()

    init(site: Site) { self.site = site }

    /// As many groups as somebody can look at in a morning.
    private static let shown = 12

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        router.group(context: Permitted<MaySeeGroups>.self).get("/") { _, context in try await show(context) }
    }

    private func show(_ context: Permitted<MaySeeGroups>) async throws -> Answer {
        let (actor, now, desk) = (context.actor, site.world.now(), site.desk)
        let look = site.look(context.visit)
        let scope = actor.scope.choice
        let found = try await site.store.read { transaction in
            let zone = try desk.community(in: transaction)?.zone ?? actor.zone
            var clock = CivilZone(zone) ?? .utc
            let today = clock.civil(now)
            let choice = actor.scope.isLimited ? actor.scope.groups : nil
            return (
                zone: zone, today: today,
                lines: try StandingLine.worthiest(scope: choice, limit: Self.shown, in: transaction),
                closed: try StandingLine.quietlyClosed(scope: choice, in: transaction),
                pulse: try RecordPulse.load(in: transaction)
            )
        }
        let yesterday = found.today.day.advanced(by: -1)
        let key = DayKey(scope: scope, yesterday: yesterday)
        let content = try await days.value(key, of: found.pulse, at: now) {
            try await site.store.read { transaction in
                DayContent(
                    change: try DayChange.load(scope, yesterday: yesterday, in: transaction),
                    waiting: try WaitingQuestions.all(scope, at: now, limit: Self.shown, in: transaction))
            }
        }
        let view = TodayView(
            zone: found.zone, hour: found.today.hour, change: content.change,
            needs: Array(TodayNeed.all(found.lines, content.waiting).prefix(Self.shown)), closed: found.closed)
        return .html(html(view, When(look: look, zone: view.zone, now: now), actor))
    }

    private func html(_ view: TodayView, _ when: When, _ actor: Actor) -> [UInt8] {
        let look = when.look
        let part =
            view.hour < 5
            ? "night"
            : view.hour < 11
                ? "morning"
                : view.hour < 14
                    ? "noon"
                    : view.hour < 18
                        ? "afternoon" : "evening"
        let greeting = look("today.greeting." + part, ["name": actor.name])
        return Layout(
            look: look, title: look("place.today"), place: .today,
            subtitle: when.day(when.today) + " · " + greeting
        ).html { page in
            guard let change = view.change else { return addFresh(look, actor, to: &page) }
            page.element("section", .class("block")) { section in
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
            page.element("section", .class("block")) { section in
                section.element("h2", text: look("today.needs"))
                section.element("p", .class("why"), text: look("today.needs.why"))
                if view.needs.isEmpty {
                    section.element("p", .class("empty"), text: look("today.needs.none"))
                } else {
                    section.element("ul", .class("tasks")) { list in
                        for need in view.needs { addNeed(need, when, to: &list) }
                    }
                }
                addRest(view, look, to: &section)
            }
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
        if !view.needs.isEmpty {
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

    private func addNeed(_ need: TodayNeed, _ when: When, to list: inout HTML) {
        let look = when.look
        list.element("li") { item in
            item.element("div") { text in
                text.element("a", .class("name"), .href("/groups/\(need.group)")) { $0.element("bdi", text: need.name) }
                text.element("span", .class("sub"), text: look(need.key, need.values(when)))
                if let figures = need.figures(look) { text.element("span", .class("sub"), text: figures) }
            }
            item.element("a", .class("btn"), .href("/groups/\(need.group)"), text: look("today.look"))
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

/// What is counted of a day over all groups that somebody may see.
private struct DayContent: Sendable {
    let change: DayChange?
    let waiting: [WaitingQuestions]
}

private struct DayKey: Hashable, Sendable {
    let scope: GroupChoice
    let yesterday: CivilDay
}

/// What the start shows.
struct TodayView: Sendable {
    let zone: String
    let hour: Int
    let change: DayChange?
    let needs: [TodayNeed]
    /// Groups that fell silent without anybody's loss, or long ago, and are not called closed yet.
    let closed: Int
}

/// A group that needs somebody, and why.
struct TodayNeed: Sendable {
    enum Reason: Sendable {
        case standing(GroupStanding, StandingConcern)
        case waiting(WaitingQuestions)
    }

    let group: GroupID
    let name: String
    let reason: Reason
    /// For how many people it is worth to look at it.
    let worth: Double

    /// One line a group, with what concerns most people in it.
    static func all(_ lines: [StandingLine], _ waiting: [WaitingQuestions]) -> [TodayNeed] {
        var needs: [GroupID: TodayNeed] = [:]
        for line in lines {
            let facts = ConcernFacts(line)
            guard let first = facts.concerns.first else { continue }
            let group = line.standing.group
            needs[group] = TodayNeed(
                group: group, name: line.label.name, reason: .standing(line.standing, first.concern),
                worth: facts.worth)
        }
        for waiting in waiting {
            let known = needs[waiting.group]
            let worth = Double(waiting.count) + (known?.worth ?? 0)
            let reason = known.flatMap { $0.worth >= Double(waiting.count) ? $0.reason : nil } ?? .waiting(waiting)
            needs[waiting.group] = TodayNeed(
                group: waiting.group, name: waiting.groupName, reason: reason, worth: worth)
        }
        return needs.values.sorted { ($1.worth, $0.group) < ($0.worth, $1.group) }
    }

    var key: String {
        switch reason {
        case .waiting: return "today.need.waiting"
        case .standing(let one, .cooling) where one.risk == nil: return "today.need.cooling.alone"
        case .standing(_, let concern): return "today.need." + concern.rawValue
        }
    }

    /// Its health and risk, where there are any; the risk but once, where the reason says it.
    func figures(_ look: Look) -> String? {
        guard case .standing(let one, let concern) = reason else { return nil }
        let isRiskTold = one.risk == nil || concern == .cooling || concern == .dying
        guard one.health != nil || !isRiskTold else { return nil }
        return look(
            isRiskTold ? "today.figures.health" : "today.figures",
            ["health": ReportWords.score(one.health), "risk": ReportWords.percent(one.risk)])
    }

    func values(_ when: When) -> [String: String] {
        switch reason {
        case .waiting(let waiting):
            return ["count": ReportWords.count(waiting.count), "oldest": when.exact(waiting.oldest)]
        case .standing(let one, _):
            let silence = ReportWords.percent(one.risk)
            return [
                "mau": ReportWords.count(one.monthlyActive), "before": ReportWords.count(one.monthlyActiveBefore),
                "members": ReportWords.count(one.members), "joins": ReportWords.count(one.joins),
                "leaves": ReportWords.count(one.leaves), "messages": ReportWords.count(one.messages),
                "days": ReportWords.count(one.noiseDays), "ratio": ReportWords.percent(one.activeRatio),
                "retention": ReportWords.percent(one.retention), "newcomers": ReportWords.count(one.newcomers),
                "risk": silence, "died": one.diedDay.map(when.day) ?? ReportWords.nothing,
            ]
        }
    }
}
