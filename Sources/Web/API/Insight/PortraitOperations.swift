internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Record
internal import Storage

/// Who a group's people are and what they need, by itself or beside another's; and the same of all groups.
enum PortraitOperations {
    static let schemas: [String: Schema] = [
        "Portrait": portrait, "PortraitFacet": facet, "CommunityPortrait": community,
    ]

    private static let facetKeys = PortraitFacet.Key.allCases.map(\.rawValue)

    private static let share: [Schema.Member] = [
        .init(name: "count", schema: .count, isRequired: true),
        .init(name: "share", schema: Schema.number.orNull, isRequired: true),
        .init(name: "low", schema: Schema.number.orNull.noted("95 %, by Wilson."), isRequired: true),
        .init(name: "high", schema: Schema.number.orNull, isRequired: true),
    ]

    private static let facet = Schema.object([
        "of": .count,
        "slices": .list(
            Schema(
                .object(
                    share + [
                        .init(name: "key", schema: .text, isRequired: true),
                        .init(name: "messages", schema: Schema.count.orNull, isRequired: true),
                    ], isOpen: false))),
    ]).noted("How many are of which sort: people, and messages where the facet is `languages`.")

    private static let portrait = Schema.object([
        "facets": Schema(
            .object(
                facetKeys.map { .init(name: $0, schema: .named("PortraitFacet"), isRequired: false) }, isOpen: false)),
        "group": .object(["name": .text, "network": .text, "kind": .text.orNull, "zone": .text], isOpen: true),
        "is_competitor": .boolean, "members": .count, "spoke": .count,
        "needs": .list(
            .object([
                "need": .choice(GroupPortrait.needs), "sort": .choice(GroupPortrait.sorts),
                "weeks": .list(.object(["from": .day, "to": .day, "messages": .count, "people": .count])),
            ])),
        "window": Schema.object(["from": .day.orNull, "to": .day.orNull], isOpen: true),
    ])

    private static let differences = Schema.list(
        .object([
            "facet": .choice(facetKeys), "key": .text, "first": Schema(.object(share, isOpen: false)),
            "second": Schema(.object(share, isOpen: false)),
            "difference": Schema.number.orNull.noted("The first share less the second."),
            "low": Schema.number.orNull.noted("95 %, by Newcombe."), "high": Schema.number.orNull,
            "sure": Schema.boolean.noted("Whether the interval leaves out 0."),
        ]))

    private static let community = Schema.object([
        "from": .day, "to": .day, "groups": .count, "members": .count, "spoke": .count,
        "facets": .list(.object(["key": .choice(facetKeys), "facet": .named("PortraitFacet")])),
        "kinds": .list(
            .object([
                "kind": .text, "spoke": .count,
                "needs": .list(.object(["need": .choice(GroupPortrait.needs), "people": .count])),
            ])),
        "networks": .list(.object(["network": .text, "people": .count])),
    ]).orNull

    private static let window: [Operation.Parameter] = [.from, .to, .days, .whole]

    static let all = [
        Operation(
            id: "getGroupPortrait", method: .get, path: "/groups/{group}/portrait", tag: "insight",
            summary: "Who a group's people are and what they need by their own words", scope: .readReports,
            query: window, answer: .object(["portrait": .named("Portrait")]), act: show),
        Operation(
            id: "comparePortraits", method: .get, path: "/groups/{group}/portrait/{other}", tag: "insight",
            summary: "Two groups' people side by side, with differences and their intervals", scope: .readReports,
            query: window,
            answer: .object([
                "portraits": .object([
                    "differences": differences, "first": .named("Portrait"), "second": .named("Portrait"),
                ])
            ]), act: compare),
        Operation(
            id: "getCommunityPortrait", method: .get, path: "/insight/portrait", tag: "insight",
            summary: "What the people of all groups need, by kind of group; competitors' groups are left out",
            scope: .readReports, answer: .object(["community": .named("CommunityPortrait")]), act: showCommunity),
    ]

    @Sendable private static func show(_ call: APICall) async throws -> APIAnswer {
        .json(.object([("portrait", try await portrait(of: try call.group(), call).json)]))
    }

    @Sendable private static func compare(_ call: APICall) async throws -> APIAnswer {
        let (group, other) = (try call.group(), GroupID(call.number("other")))
        guard call.actor.scope.includes(other) else { throw Problem(.notFound, "api.not-found") }
        let both = PortraitComparison(try await portrait(of: group, call), try await portrait(of: other, call))
        return .json(.object([("portraits", both.json)]))
    }

    private static func portrait(of group: GroupID, _ call: APICall) async throws -> GroupPortrait {
        let (window, scope) = (try ReportOperations.window(call), call.actor.scope.choice)
        return try await call.site.store.read { transaction in
            guard try RecordMark.load(group, in: transaction) != nil else { throw Problem(.notFound, "api.not-found") }
            return try GroupPortrait.load(group: group, window: window, scope: scope, in: transaction)
        }
    }

    @Sendable private static func showCommunity(_ call: APICall) async throws -> APIAnswer {
        let scope = call.actor.scope.choice
        let found = try await call.site.store.read { try CommunityPortrait.load(scope, in: $0) }
        return .json(.object([("community", found?.json ?? .null)]))
    }
}
