internal import Desk
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Rounds

/// The pages of a group, each with a path of its own.
enum GroupTab: String, CaseIterable, Sendable {
    case overview, rhythm, people, portrait, talk, topics, search, graph, retention, history, settings

    /// Whether it is of some days, to be chosen.
    var hasWindow: Bool { self != .history && self != .settings && self != .search && self != .topics }

    /// Whether it is drawn from the report.
    var hasReport: Bool { hasWindow && self != .portrait }

    func path(_ group: GroupID) -> String { "/groups/\(group)" + (self == .overview ? "" : "/" + rawValue) }

    /// Whether somebody may open it.
    func isOpen(to actor: Actor, in group: GroupID) -> Bool {
        switch self {
        case .people, .graph, .search: actor.mayUse(.seePeople, in: group)
        case .settings: actor.mayUse(.editGroups, in: group)
        default: true
        }
    }
}

/// What every page of a group has around its content: its name, its facts, the tabs, and the choice of days.
struct GroupFrame {
    let look: Look
    let actor: Actor
    let mark: RecordMark
    let profile: GroupProfile
    let line: StandingLine?
    let tab: GroupTab
    var window: GroupWindow?
    var hasCharts = false
    /// Those that are open.
    var alerts: [Alert] = []
    /// What the times of alerts are held against.
    var now = Instant(milliseconds: 0)

    private var terms: ReportTerms { ReportTerms(look.catalogue) }
    private var words: ReportWords { ReportWords(text: look.catalogue) }

    func html(_ content: (inout HTML) -> Void) -> [UInt8] {
        let layout = Layout(
            look: look, title: mark.name, place: .groups, hasCharts: hasCharts, subtitle: facts.joined(separator: " · ")
        )
        return layout.html(
            actions: { header in
                if let stage = line?.stage {
                    header.element(
                        "a", .class("tag " + terms.look(of: stage)), .href("/groups#def-stage"),
                        text: terms.stage(stage))
                }
                if actor.mayUse(.seeReports, in: mark.group) {
                    let link = "/reports/\(mark.group)/page" + (window?.query ?? "")
                    header.element("a", .class("btn"), .href(link), text: look("groups.report"))
                }
                header.element("a", .class("btn"), .href("/compare?a=\(mark.group)"), text: look("groups.compare"))
            },
            content: { page in
                addTabs(to: &page)
                addAlerts(to: &page)
                if tab.hasWindow, let window { addWindow(window, to: &page) }
                content(&page)
            })
    }

    private var facts: [String] {
        var facts = [mark.kind.isEmpty ? terms.network(mark.network) : terms.kind(mark.kind)]
        if let members = line?.standing.members {
            if let capacity = profile.capacity {
                let values = ["members": ReportWords.count(members), "capacity": ReportWords.count(capacity)]
                facts.append(look("groups.members-of", values))
            } else {
                facts.append(words.quantity(members, .members))
            }
        }
        if !profile.owner.isEmpty { facts.append(look("groups.owner-is", ["owner": profile.owner])) }
        if let data = mark.data {
            facts.append(look("groups.since", ["day": words.fullDate(data.from)]))
            facts.append(look("groups.until", ["day": words.fullDate(data.to)]))
        }
        facts.append(mark.zone)
        return facts
    }

    private func addTabs(to page: inout HTML) {
        page.element("nav", .class("tabs"), .label(look("groups.tabs"))) { tabs in
            for one in GroupTab.allCases where one.isOpen(to: actor, in: mark.group) {
                let query = one.hasWindow ? window?.query ?? "" : ""
                tabs.element(
                    "a", .href(one.path(mark.group) + query), one == tab ? .class("on") : nil,
                    one == tab ? .named("aria-current", "page") : nil, text: look("groups.tab." + one.rawValue))
            }
        }
    }

    private func addAlerts(to page: inout HTML) {
        guard !alerts.isEmpty else { return }
        let when = When(look: look, zone: mark.zone, now: now)
        page.element("ul", .class("tasks alerts"), .label(look("alerts.open"))) { list in
            for alert in alerts {
                list.element("li") {
                    AlertRow(when: when, actor: actor, back: tab.path(mark.group), showsGroup: false).write(
                        alert, to: &$0)
                }
            }
        }
    }

    private func addWindow(_ window: GroupWindow, to page: inout HTML) {
        let path = tab.path(mark.group)
        page.element("div", .class("filters window")) { row in
            let choices: [(String, String, ReportWindow)] = [
                ("28", path, .last28Days), ("90", path + "?w=90", .last(90)), ("all", path + "?w=all", .all),
            ]
            for (key, link, choice) in choices {
                let isHere = window.window == choice
                row.element(
                    "a", .class(isHere ? "chip on" : "chip"), .href(link),
                    isHere ? .named("aria-current", "true") : nil,
                    text: look("groups.window." + key))
            }
            row.element("form", .class("filters"), .named("method", "get"), .named("action", path)) { form in
                for name in ["from", "to"] {
                    let value = window.fields.first { $0.0 == name }?.1
                    let standard = name == "from" ? mark.data?.from : mark.data?.to
                    form.void(
                        "input", .type("date"), .named("name", name), .label(look("groups.window." + name)),
                        .named("value", value ?? standard.map { "\($0)" } ?? ""), .flag("required"))
                }
                form.element("button", .class("btn"), text: look("groups.window.go"))
            }
        }
    }
}
