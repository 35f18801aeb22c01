internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Rounds
internal import Storage

/// Alerts: those that are open and those that were, and saying that one has seen them.
struct AlertPages: Sendable {
    let site: Site

    private static let base = "/alerts"
    private var alerts: AlertStore { AlertStore(world: site.world) }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        router.group(context: Permitted<MaySeeGroups>.self).get("/alerts") { request, context in
            try await show(ListQuery(try FormFields(query: request)), context)
        }
        let tending = router.group(context: Permitted<MayTendGroups>.self)
        tending.post("/alerts/:alert/seen") { request, context in try await see(true, request, context) }
        tending.post("/alerts/:alert/unseen") { request, context in try await see(false, request, context) }
    }

    private func show(_ list: ListQuery, _ context: Permitted<MaySeeGroups>) async throws -> Answer {
        let (alerts, actor, desk, look) = (alerts, context.actor, site.desk, site.look(context.visit))
        let group = list.fields.text("group").flatMap { Int64($0) }.map { GroupID($0) }
        if let group, !actor.scope.includes(group) { throw HTTPError(.notFound) }
        let filter = AlertFilter(
            list.fields["state"].flatMap { AlertFilter.Choice(rawValue: $0) } ?? .open,
            rule: list.fields["rule"].flatMap { AlertRule(rawValue: $0) }, group: group)
        let after = list.after.flatMap { ListPlace($0) }.flatMap { place in
            Int64(place.value).map { AlertStore.Place(began: Instant(milliseconds: $0), id: AlertID(place.id)) }
        }
        let (zone, found) = try await site.store.read { transaction in
            (
                try desk.community(in: transaction)?.zone ?? actor.zone,
                try alerts.alerts(filter, after: after, limit: ListQuery.pageSize + 1, by: actor, in: transaction)
            )
        }
        let shown = found.prefix(ListQuery.pageSize)
        let when = When(look: look, zone: zone, now: site.world.now())
        let layout = Layout(look: look, title: look("place.alerts"), place: .alerts, subtitle: look("alerts.why"))
        return .html(
            layout.html(
                actions: { header in
                    guard actor.mayUse(.changeSettings) else { return }
                    header.element("a", .class("btn"), .href("/settings/alerts"), text: look("alerts.settings"))
                },
                content: { page in
                    addFilters(filter, list, look, to: &page)
                    guard !shown.isEmpty else {
                        return page.element("p", .class("empty"), text: look("alerts.none." + filter.choice.rawValue))
                    }
                    page.element("ul", .class("tasks")) { items in
                        for alert in shown {
                            items.element("li") {
                                AlertRow(when: when, actor: actor, back: Self.base).write(alert, to: &$0)
                            }
                        }
                    }
                    let last = found.count > shown.count ? shown.last : nil
                    let next = last.map {
                        ListPlace(value: String($0.episode.began.milliseconds), id: $0.id.value)
                    }
                    ListFoot(look: look, query: list, base: Self.base).write(
                        count: shown.count, total: nil, next: next, to: &page)
                }))
    }

    private func addFilters(_ filter: AlertFilter, _ list: ListQuery, _ look: Look, to page: inout HTML) {
        page.element("div", .class("filters")) { row in
            for choice in AlertFilter.Choice.allCases {
                let isHere = choice == filter.choice
                row.element(
                    "a", .class(isHere ? "chip on" : "chip"),
                    .href(list.path(Self.base, [("state", choice == .open ? nil : choice.rawValue)])),
                    isHere ? .named("aria-current", "true") : nil, text: look("alerts.choice." + choice.rawValue))
            }
        }
        let words = AlertWords(look.catalogue)
        page.element("form", .class("filters"), .named("method", "get"), .named("action", Self.base)) { form in
            for name in ["state", "group"] {
                guard let value = list.fields.text(name) else { continue }
                form.void("input", .type("hidden"), .named("name", name), .named("value", value))
            }
            form.element("select", .named("name", "rule"), .label(look("alerts.rule"))) { select in
                select.element("option", .named("value", ""), text: look("alerts.rule.all"))
                for rule in AlertRule.allCases {
                    select.element(
                        "option", .named("value", rule.rawValue), rule == filter.rule ? .flag("selected") : nil,
                        text: words.name(rule))
                }
            }
            form.element("button", .class("btn"), text: look("alerts.filter"))
        }
    }

    private func see(
        _ isSeen: Bool, _ request: Request, _ context: Permitted<MayTendGroups>
    ) async throws -> Told {
        guard let number = context.parameters.get("alert").flatMap({ Int64($0) }) else { throw HTTPError(.notFound) }
        let (alerts, actor, id) = (alerts, context.actor, AlertID(number))
        let fields = try await FormFields.read(request, context)
        try await site.store.write { try alerts.acknowledge(id, isSeen, by: actor, in: $0) }
        // Only a place of our own.
        let back = fields.text("back").flatMap { $0.hasPrefix("/") && !$0.hasPrefix("//") ? $0 : nil } ?? Self.base
        let flash =
            isSeen
            ? Flash("flash.alert-seen", undo: "/alerts/\(id)/unseen") : Flash("flash.alert-unseen")
        return Told(flash, at: back, context.visit)
    }
}
