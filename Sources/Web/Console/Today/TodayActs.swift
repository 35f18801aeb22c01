internal import Desk
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Reports
internal import Rounds
internal import Storage

/// What is done on the list of the day, taking it back, and the list of what was done.
struct TodayActs: Sendable {
    let site: Site

    private typealias Tending = Permitted<MayTendGroups>
    private static let history = "/today/history"

    private var today: TodayStore { TodayStore(world: site.world) }

    func addRoutes(to router: some RouterMethods<VisitContext>) {
        let tending = router.group(context: Permitted<MayTendGroups>.self)
        tending.post("/today/:group/done") { _, context in try await finish(context) }
        tending.post("/today/:group/snooze", use: snooze)
        tending.post("/today/:group/assign", use: assign)
        tending.post("/today/acts/:act/undo") { _, context in try await undo(context) }
        router.group(context: Permitted<MaySeeGroups>.self).get("/today/history") { request, context in
            try await show(ListQuery(try FormFields(query: request)), context)
        }
    }

    // MARK: - Verbs

    /// The group of a path. Somebody else's is not there, just as one that does not exist.
    private func group(_ context: Tending) throws -> GroupID {
        guard let number = context.parameters.get("group").flatMap({ Int64($0) }),
            context.actor.scope.includes(GroupID(number))
        else { throw HTTPError(.notFound) }
        return GroupID(number)
    }

    private func finish(_ context: Tending) async throws -> Told {
        let (today, actor, group) = (today, context.actor, try group(context))
        let act = try await site.store.write { try today.finish(group, by: actor, in: $0) }
        return told("flash.today-done", act, context)
    }

    @Sendable private func snooze(_ request: Request, _ context: Tending) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        let (today, actor, group) = (today, context.actor, try group(context))
        let span = fields["for"].flatMap { TodaySnooze(rawValue: $0) } ?? .day
        let act = try await site.store.write { try today.snooze(group, span, by: actor, in: $0) }
        return told("flash.today-snoozed." + span.rawValue, act, context)
    }

    @Sendable private func assign(_ request: Request, _ context: Tending) async throws -> Told {
        let fields = try await FormFields.read(request, context)
        let (today, actor, group) = (today, context.actor, try group(context))
        let staff = fields.text("to").flatMap { Int64($0) }.map { StaffID($0) }
        let act = try await site.store.write { try today.assign(group, to: staff, by: actor, in: $0) }
        return told(staff == nil ? "flash.today-unassigned" : "flash.today-assigned", act, context)
    }

    private func undo(_ context: Tending) async throws -> Told {
        guard let number = context.parameters.get("act").flatMap({ Int64($0) }) else { throw HTTPError(.notFound) }
        let (today, actor) = (today, context.actor)
        try await site.store.write { try today.undo(TodayActID(number), by: actor, in: $0) }
        return Told(Flash("flash.today-undone"), at: "/", context.visit)
    }

    private func told(_ key: String, _ act: TodayActID, _ context: Tending) -> Told {
        Told(Flash(key, undo: "/today/acts/\(act)/undo"), at: "/", context.visit)
    }

    // MARK: - What was done

    private func show(_ list: ListQuery, _ context: Permitted<MaySeeGroups>) async throws -> Answer {
        let (today, actor, desk, look) = (today, context.actor, site.desk, site.look(context.visit))
        let group = list.fields.text("group").flatMap { Int64($0) }.map { GroupID($0) }
        if let group, !actor.scope.includes(group) { throw HTTPError(.notFound) }
        let before = list.after.flatMap { ListPlace($0) }.map { TodayActID($0.id) }
        let (zone, acts) = try await site.store.read { transaction in
            (
                try desk.community(in: transaction)?.zone ?? actor.zone,
                try today.acts(
                    of: group, before: before, limit: ListQuery.pageSize + 1, by: actor, in: transaction)
            )
        }
        let shown = acts.prefix(ListQuery.pageSize)
        let when = When(look: look, zone: zone, now: site.world.now())
        let layout = Layout(
            look: look, title: look("today.history"), place: .today, subtitle: look("today.history.why"))
        return .html(
            layout.html { page in
                page.element("p") { $0.element("a", .href("/"), text: look("today.back")) }
                guard !shown.isEmpty else {
                    return page.element("p", .class("empty"), text: look("today.history.none"))
                }
                page.element("ul", .class("tasks")) { list in
                    for act in shown {
                        list.element("li") { item in
                            item.element("div") { body in
                                body.element("a", .class("name"), .href("/groups/\(act.group)")) {
                                    $0.element("bdi", text: act.groupName)
                                }
                                body.element("span", .class("sub")) { TodayActRow(when: when).write(act, to: &$0) }
                            }
                        }
                    }
                }
                let next = acts.count > shown.count ? shown.last.map { ListPlace(value: "", id: $0.id.value) } : nil
                ListFoot(look: look, query: list, base: Self.history).write(
                    count: shown.count, total: nil, next: next, to: &page)
            })
    }
}

/// Something that was done about a group, in a line.
struct TodayActRow {
    let when: When

    func write(_ act: TodayAct, to line: inout HTML) {
        let look = when.look
        let concerns = act.concerns.map { look("today.concern." + $0.rawValue) }
        var values = ["until": act.until.map(when.exact) ?? "", "name": act.assignee ?? ""]
        var key = "today.act." + act.deed.rawValue
        if act.deed == .snoozed, act.until == nil { key += ".worse" }
        if act.deed == .assigned, act.assignee == nil { key += ".nobody" }
        values["concerns"] = concerns.joined(separator: look("list.comma"))
        line.element("b", text: look(key, values))
        line.text(" · " + (values["concerns"] ?? ""))
        if act.undoneAt != nil { line.element("i", text: " · " + look("today.act.undone")) }
        line.element("small") { small in
            small.text(" ")
            if act.deed != .returned { small.element("bdi", text: act.madeBy) }
            small.text(" · ")
            when.write(act.madeAt, to: &small)
        }
    }
}
