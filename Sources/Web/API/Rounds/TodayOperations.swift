internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Rounds
internal import Storage

/// The list of the day: reading it, and doing something about what is on it.
enum TodayOperations {
    static let schemas: [String: Schema] = ["TodayGroup": group, "TodayAct": act, "GroupName": named]

    private static let named = Schema.object(["id": .id, "name": .text])
    private static let concerns = Schema.choice(TodayConcern.allCases.map(\.rawValue))

    private static let group = Schema.object([
        "group": .named("GroupName"), "worth": Schema.number.noted("About how many people it concerns."),
        "assignee": Schema.object(["id": .id, "name": .text]).orNull,
        "items": .list(
            .object([
                "concern": concerns, "since": .instant, "worth": .number,
                "figures": Schema.list(.text).noted("Names of the figures that it rests on."),
                "ask": Schema.list(.object(["id": .id, "name": .text])).noted(
                    "Who may be asked for help; empty without `read:people`."),
            ])),
    ]).noted("A group that needs somebody, with all that concerns people in it, the most first.")

    private static let act = Schema.object([
        "id": .id, "group": .named("GroupName"), "act": .choice(TodayAct.Deed.allCases.map(\.rawValue)),
        "concerns": .list(concerns), "until": Schema.instant.orNull.noted("Null where until it gets worse."),
        "assignee": .text.orNull, "made_at": .instant, "by": .text, "undone_at": Schema.instant.orNull,
    ]).noted("Something that was done about a group.")

    private static let made = Schema.object(["act": Schema.id.noted("By which it can be undone.")])

    static let all = [
        Operation(
            id: "listTodayItems", method: .get, path: "/today/items", tag: "today",
            summary: "Groups that need somebody: the caller's own first, then those where most people are concerned",
            scope: .readGroups,
            query: [.init("mine", .boolean, "Only what is given to the caller."), .limit, .cursor],
            answer: .page(of: .named("TodayGroup")), act: list),
        Operation(
            id: "listTodayActs", method: .get, path: "/today/acts", tag: "today",
            summary: "What was done about groups of the list, the newest first", scope: .readGroups,
            query: [.init("group", .id, "Only of this group."), .limit, .cursor],
            answer: .page(of: .named("TodayAct")), act: acts),
        Operation(
            id: "finishToday", method: .post, path: "/today/items/{group}/done", tag: "today",
            summary:
                "Says that what is on the list of a group is done; it comes back where it begins anew or gets worse",
            scope: .writeToday, answer: made, act: finish),
        Operation(
            id: "snoozeToday", method: .post, path: "/today/items/{group}/snooze", tag: "today",
            summary: "Puts away what is on the list of a group", scope: .writeToday,
            body: .object(["for": .choice(TodaySnooze.allCases.map(\.rawValue))]), answer: made, act: snooze),
        Operation(
            id: "assignToday", method: .post, path: "/today/items/{group}/assign", tag: "today",
            summary: "Gives a group to somebody of the staff who may tend it, or to nobody", scope: .writeToday,
            body: .object(["staff": Schema.id.orNull]), answer: made, act: assign),
        Operation(
            id: "undoToday", method: .post, path: "/today/acts/{act}/undo", tag: "today",
            summary: "Takes back what was done, as far as nothing else was done about it since", scope: .writeToday,
            status: .noContent, act: undo),
    ]

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        let (today, actor, isMine, limit) = (
            TodayStore(world: call.site.world), call.actor, call.query["mine"] == "true", call.limit
        )
        let after = try call.place { $0 }
        let maySee = call.admission.mayUse(.readPeople)
        return try await call.site.store.read { transaction in
            let groups = try today.groups(isMine: isMine, by: actor, in: transaction)
            // The list may have changed since the page before: behind what was told there is what is worth less.
            let own = { (one: TodayGroup) in actor.staff != nil && one.assignee?.id == actor.staff }
            let rest = groups.filter { one in
                guard let after, let worth = Double(after.value.drop { $0 == "m" }) else { return true }
                let wasOwn = after.value.first == "m"
                let place = (own(one) ? 0 : 1, -one.worth, one.group.value)
                return place > (wasOwn ? 0 : 1, -worth, after.id)
            }
            let shown = rest.prefix(limit)
            let people = maySee ? Set(shown.flatMap { $0.items.flatMap(\.people) }) : []
            let names = try TodayStore.names(of: people, in: transaction)
            let next = rest.count > shown.count ? shown.last : nil
            return .page(
                shown.map { $0.json(names: names) },
                next: next.map { one in
                    Cursor.text(ListPlace(value: (own(one) ? "m" : "") + "\(one.worth)", id: one.group.value))
                })
        }
    }

    @Sendable private static func acts(_ call: APICall) async throws -> APIAnswer {
        let (today, actor, limit) = (TodayStore(world: call.site.world), call.actor, call.limit)
        let group = call.query["group"].flatMap { Int64($0) }.map { GroupID($0) }
        if let group, !actor.scope.includes(group) { throw Problem(.notFound, "api.not-found") }
        let before = try call.place().map { TodayActID($0) }
        let acts = try await call.site.store.read {
            try today.acts(of: group, before: before, limit: limit + 1, by: actor, in: $0)
        }
        return call.page(acts, id: \.id.value, json: \.json)
    }

    // MARK: - Verbs

    private static func made(_ act: TodayActID) -> APIAnswer { .json(.object([("act", .string(act.description))])) }

    @Sendable private static func finish(_ call: APICall) async throws -> APIAnswer {
        let (today, actor, group) = (TodayStore(world: call.site.world), call.actor, try call.group())
        return try await call.change { made(try today.finish(group, by: actor, in: $0)) }
    }

    @Sendable private static func snooze(_ call: APICall) async throws -> APIAnswer {
        let (today, actor, group) = (TodayStore(world: call.site.world), call.actor, try call.group())
        let span = call.body["for"]?.text.flatMap { TodaySnooze(rawValue: $0) } ?? .day
        return try await call.change { made(try today.snooze(group, span, by: actor, in: $0)) }
    }

    @Sendable private static func assign(_ call: APICall) async throws -> APIAnswer {
        let (today, actor, group) = (TodayStore(world: call.site.world), call.actor, try call.group())
        let staff = call.body["staff"]?.text.flatMap { Int64($0) }.map { StaffID($0) }
        return try await call.change { made(try today.assign(group, to: staff, by: actor, in: $0)) }
    }

    @Sendable private static func undo(_ call: APICall) async throws -> APIAnswer {
        let (today, actor, act) = (TodayStore(world: call.site.world), call.actor, TodayActID(call.number("act")))
        return try await call.change { transaction in
            try today.undo(act, by: actor, in: transaction)
            return .nothing
        }
    }
}
