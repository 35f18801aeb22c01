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

    /// How many groups are looked at for what they need, and how many are shown.
    private static let lookedAt = 40
    private static let shown = 8

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        router.group(context: Permitted<MaySeeGroups>.self).get("/") { _, context in try await show(context) }
    }

    private func show(_ context: Permitted<MaySeeGroups>) async throws -> Answer {
        let (actor, now, desk) = (context.actor, site.world.now(), site.desk)
        let look = site.look(context.visit)
        let view = try await site.store.read { transaction in
            let zone = try desk.community(in: transaction)?.zone ?? actor.zone
            var clock = CivilZone(zone) ?? .utc
            let today = clock.civil(now)
            var query = StandingQuery()
            query.needsSomebody = true
            query.scope = actor.scope.isLimited ? actor.scope.groups : nil
            let lines = try query.lines(limit: Self.lookedAt, in: transaction)
            let waiting = try WaitingQuestions.all(
                actor.scope.choice, at: now, limit: Self.shown, in: transaction)
            return TodayView(
                zone: zone, hour: today.hour,
                change: try DayChange.load(
                    actor.scope.choice, yesterday: today.day.advanced(by: -1), in: transaction),
                needs: Array(TodayNeed.all(lines, waiting).prefix(Self.shown)))
        }
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
                guard !view.needs.isEmpty else {
                    return section.element("p", .class("empty"), text: look("today.needs.none"))
                }
                section.element("ul", .class("tasks")) { list in
                    for need in view.needs { addNeed(need, when, to: &list) }
                }
                section.element("p") {
                    $0.element("a", .href("/groups?sort=needs"), text: look("today.needs.all"))
                }
            }
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
                text.element("span", .class("sub"), text: look(need.key(look), need.values(when)))
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

/// What the start shows.
struct TodayView: Sendable {
    let zone: String
    let hour: Int
    let change: DayChange?
    let needs: [TodayNeed]
}

/// A group that needs somebody, and why.
struct TodayNeed: Sendable {
    enum Reason: Sendable {
        case standing(GroupStanding)
        case waiting(WaitingQuestions)
    }

    let group: GroupID
    let name: String
    let reason: Reason
    /// How much it is worth to look at it: how pressing, and for how many.
    let worth: Double

    static func all(_ lines: [StandingLine], _ waiting: [WaitingQuestions]) -> [TodayNeed] {
        let standing = lines.map { line in
            TodayNeed(
                group: line.standing.group, name: line.label.name, reason: .standing(line.standing),
                worth: (Double(line.standing.pressing) + 2 * (line.standing.risk ?? 0))
                    * log2(Double(2 + line.standing.members)))
        }
        // A question can be answered at once: it goes before what takes weeks.
        let asked = waiting.map { waiting in
            TodayNeed(
                group: waiting.group, name: waiting.groupName, reason: .waiting(waiting),
                worth: 6 + 2 * log2(Double(1 + waiting.count)))
        }
        return (asked + standing).sorted { ($1.worth, $0.group) < ($0.worth, $1.group) }
    }

    func key(_ look: Look) -> String {
        switch reason {
        case .waiting: return "today.need.waiting"
        case .standing(let standing) where standing.pressing == 0: return "today.need.dying"
        case .standing(let standing):
            let key = "today.need." + (standing.advice ?? "")
            return look.catalogue.has("web." + key) ? key : "today.need.other"
        }
    }

    /// Its health and risk, where there are any.
    func figures(_ look: Look) -> String? {
        guard case .standing(let one) = reason, one.health != nil || one.risk != nil else { return nil }
        return look(
            "today.figures", ["health": ReportWords.score(one.health), "risk": ReportWords.percent(one.risk)])
    }

    func values(_ when: When) -> [String: String] {
        switch reason {
        case .waiting(let waiting):
            return ["count": ReportWords.count(waiting.count), "oldest": when.exact(waiting.oldest)]
        case .standing(let one):
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
