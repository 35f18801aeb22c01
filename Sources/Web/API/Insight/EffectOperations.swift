internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Record
internal import Storage

/// What changed with a date, and who speaks with whom.
enum EffectOperations {
    private static let mean = Schema.number.orNull

    private static let figure = Schema.object([
        "figure": .choice(DailyFigure.allCases.map(\.rawValue)), "before": mean, "after": mean, "change": mean,
        "groups": .count, "comparison_change": mean, "effect": mean, "low": mean, "high": mean,
    ])

    private static let effect = Schema.object([
        "effect": .object([
            "group": .object([:], isOpen: true), "date": .day, "days": .count,
            "before": .object(["from": .day, "to": .day]), "after": .object(["from": .day, "to": .day]),
            "plain": Schema.boolean.noted("Whether too few groups compare, so that only before and after are told."),
            "groups": .count, "comparison_groups": .list(.text), "left_out": .list(.text), "figures": .list(figure),
        ])
    ])

    private static let picture = Schema.object([
        "speakers": Schema.count.noted("All who spoke in these days; the picture shows the most talkative."),
        "people": .list(
            .object([
                "id": .id, "name": .text.orNull, "messages": .count, "core_number": .count, "is_core": .boolean,
                "is_bridge": .boolean,
            ])),
        "ties": .list(.object(["a": .id, "b": .id, "weight": .count])),
    ])

    static let all = [
        Operation(
            id: "getEffect", method: .get, path: "/groups/{group}/effect", tag: "reports",
            summary: "What changed with a date, against the other groups of the kind", scope: .readReports,
            query: [
                Operation.Parameter("date", .day, "The first day after.").required,
                .init("days", .integer(1...Effect.longest), "Days before and from it on; 28 where it is not given."),
            ], answer: effect, act: showEffect),
        Operation(
            id: "getGraph", method: .get, path: "/groups/{group}/graph", tag: "reports",
            summary: "Who speaks with whom: the most talkative and their ties", scope: .readPeople,
            query: ReportOperations.windowParameters, answer: picture, act: showGraph),
    ]

    @Sendable private static func showEffect(_ call: APICall) async throws -> APIAnswer {
        let (group, days) = (try call.group(), call.query["days"].flatMap { Int($0) } ?? 28)
        guard let date = call.query["date"].flatMap({ CivilDay($0) }) else {
            throw Problem(.badRequest, "api.bad-parameter", ["name": "date"])
        }
        // Names of other groups are in the answer: only those that the token may see are compared with.
        let named = call.actor.scope.isLimited ? call.actor.scope.groups.subtracting([group]).sorted() : []
        guard !call.actor.scope.isLimited || !named.isEmpty else { throw Problem(.unprocessableContent, "api.alone") }
        return try await call.site.store.read { transaction in
            guard try Group.find(group, in: transaction) != nil else { throw Problem(.notFound, "api.not-found") }
            let found = try Effect.load(group, date: date, days: days, with: named, in: transaction)
            return APIAnswer(content: .written(Array(try found.jsonData())))
        }
    }

    @Sendable private static func showGraph(_ call: APICall) async throws -> APIAnswer {
        let (group, window) = (try call.group(), try ReportOperations.window(call))
        let picture = try await call.site.store.read { transaction in
            guard let mark = try RecordMark.load(group, in: transaction) else {
                throw Problem(.notFound, "api.not-found")
            }
            guard let days = try window.resolved(data: mark.data) else { return GroupPicture() }
            return try GroupPicture.load(group: group, window: days, in: transaction)
        }
        let people = picture.people.map { one in
            JSONValue.object([
                ("id", .string(String(one.id))), ("name", JSONValue(one.name)), ("messages", .integer(one.messages)),
                ("core_number", .integer(one.coreNumber)), ("is_core", .boolean(one.isCore)),
                ("is_bridge", .boolean(one.isBridge)),
            ])
        }
        let ties = picture.ties.map { tie in
            JSONValue.object([
                ("a", .string(String(picture.people[tie.first].id))),
                ("b", .string(String(picture.people[tie.second].id))), ("weight", .integer(tie.weight)),
            ])
        }
        return .json(
            .object([
                ("speakers", .integer(picture.speakers)), ("people", .array(people)), ("ties", .array(ties)),
            ]))
    }
}
