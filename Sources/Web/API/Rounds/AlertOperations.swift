internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Rounds
internal import Storage

/// Alerts, saying that one has seen them, and from when on they speak.
enum AlertOperations {
    static let schemas: [String: Schema] = ["Alert": alert]

    private static let rules = AlertRule.allCases.map(\.rawValue)

    private static let alert = Schema.object([
        "id": .id, "group": .named("GroupName"), "rule": .choice(rules),
        "state": .choice(Alert.State.allCases.map(\.rawValue)), "began_at": .instant, "ended_at": Schema.instant.orNull,
        "opened_at": Schema.instant.noted("When it was found."),
        "value": Schema.number.noted(
            "At its worst: leavings in a day, days of silence, messages of a day, joins within an hour, questions that wait."
        ),
        "usual": Schema.number.noted(
            "Leavings of a usual day, the share of days with talk, the share of messages that carry something, newcomers "
                + "who talked at once, the share of questions that wait."),
        "acknowledged": Schema.object(["at": .instant, "by": .text]).orNull,
    ])

    private static let threshold = Schema.object([
        "rule": .choice(rules), "kind": Schema.choice(GroupOperations.kinds).orNull, "on": .boolean,
        "values": Schema.object([:], isOpen: true).noted("The numbers that the rule is set by, by name."),
        "is_default": .boolean,
    ])

    static let all = [
        Operation(
            id: "listAlerts", method: .get, path: "/alerts", tag: "alerts",
            summary: "Alerts, those that began last first", scope: .readGroups,
            query: [
                .init("state", .choice(AlertFilter.Choice.allCases.map(\.rawValue)), "`open` where it is not given."),
                .init("rule", .choice(rules), "Only of this rule."), .init("group", .id, "Only of this group."),
                .limit, .cursor,
            ], answer: .page(of: .named("Alert")), act: list),
        Operation(
            id: "getAlert", method: .get, path: "/alerts/{alert}", tag: "alerts", summary: "One alert",
            scope: .readGroups, answer: .named("Alert"), act: show),
        Operation(
            id: "acknowledgeAlert", method: .post, path: "/alerts/{alert}/acknowledge", tag: "alerts",
            summary: "Says that somebody has seen an alert, or takes that back", scope: .writeToday,
            body: .object(["seen": .boolean]), answer: .named("Alert"), act: acknowledge),
        Operation(
            id: "listAlertThresholds", method: .get, path: "/alert-thresholds", tag: "alerts",
            summary: "From when on each rule speaks, for each kind of groups", scope: .readGroups,
            answer: .object(["items": .list(threshold)]), act: thresholds),
    ]

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        let (alerts, actor, limit) = (AlertStore(world: call.site.world), call.actor, call.limit)
        let group = call.query["group"].flatMap { Int64($0) }.map { GroupID($0) }
        if let group, !actor.scope.includes(group) { throw Problem(.notFound, "api.not-found") }
        let filter = AlertFilter(
            call.query["state"].flatMap { AlertFilter.Choice(rawValue: $0) } ?? .open,
            rule: call.query["rule"].flatMap { AlertRule(rawValue: $0) }, group: group)
        let after = try call.place { place in
            Int64(place.value).map { AlertStore.Place(began: Instant(milliseconds: $0), id: AlertID(place.id)) }
        }
        let found = try await call.site.store.read {
            try alerts.alerts(filter, after: after, limit: limit + 1, by: actor, in: $0)
        }
        let shown = found.prefix(limit)
        let next = found.count > limit ? shown.last : nil
        return .page(
            shown.map(\.json),
            next: next.map {
                Cursor.text(ListPlace(value: String($0.episode.began.milliseconds), id: $0.id.value))
            })
    }

    @Sendable private static func show(_ call: APICall) async throws -> APIAnswer {
        let (alerts, actor, id) = (AlertStore(world: call.site.world), call.actor, AlertID(call.number("alert")))
        return .json(try await call.site.store.read { try alerts.alert(id, by: actor, in: $0) }.json)
    }

    @Sendable private static func acknowledge(_ call: APICall) async throws -> APIAnswer {
        let (alerts, actor, id) = (AlertStore(world: call.site.world), call.actor, AlertID(call.number("alert")))
        var isSeen = true
        if case .boolean(let value)? = call.body["seen"] { isSeen = value }
        return try await call.change { [isSeen] transaction in
            try alerts.acknowledge(id, isSeen, by: actor, in: transaction)
            return .json(try alerts.alert(id, by: actor, in: transaction).json)
        }
    }

    @Sendable private static func thresholds(_ call: APICall) async throws -> APIAnswer {
        let known = try await call.site.store.read { try AlertStore.thresholds(in: $0) }
        let items = ([""] + GroupOperations.kinds).flatMap { kind in
            AlertRule.allCases.map { rule -> JSONValue in
                let threshold = known.threshold(rule, kind: kind)
                let values = zip(rule.dials, [threshold.first, threshold.second]).map {
                    (key: $0.name, value: JSONValue.number($1))
                }
                return .object([
                    ("rule", .string(rule.rawValue)), ("kind", kind.isEmpty ? .null : .string(kind)),
                    ("on", .boolean(threshold.isOn)), ("values", .object(values)),
                    ("is_default", .boolean(known.set[.init(rule, kind: kind)] == nil)),
                ])
            }
        }
        return .json(.object([("items", .array(items))]))
    }
}
