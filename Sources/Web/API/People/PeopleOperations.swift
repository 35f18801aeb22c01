internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Storage

/// People: to find them, and one across the groups that the token's bearer may see.
enum PeopleOperations {
    static let schemas: [String: Schema] = ["Person": person]

    private static let place = Schema.object(["group": .id, "name": .text, "is_in": .boolean])
    private static let person = Schema.object([
        "id": .id, "name": .text, "groups": .list(place), "messages": .count, "last_spoke": .instant.orNull,
    ])

    private static let profile = Schema.object([
        "id": .id, "name": .text, "is_erased": .boolean, "names": .list(.text), "network_ids": .list(.text),
        "groups": .list(
            .object([
                "group": .id, "name": .text, "first_joined": .instant, "joined": .instant, "join_implied": .boolean,
                "left": .instant.orNull, "stays": .count, "messages": .count, "last_message": .instant.orNull,
                "scene": .text.orNull, "inviter": .id.orNull,
                "part": Schema.choice(MemberProfile.Part.allCases.map(\.rawValue)).orNull,
            ])),
        "weeks": .list(.object(["monday": .day, "messages": .count])),
        "hours": .list(.count, most: 24), "asked": .count, "answered": .count,
        "thanked_for": Schema.list(
            .object(["word": .text, "questions": .count, "thankers": .count, "reactions": .count])
        ).noted("What they were thanked for: by the asker within an hour, or by reactions to the answer."),
        "moments": .list(
            .object([
                "kind": .choice(MemberProfile.Moment.Kind.allCases.map(\.rawValue)), "at": .instant,
                "group": .id.orNull, "detail": .text.orNull,
            ])),
    ])

    static func all(_ site: Site) -> [Operation] {
        let filters: [Operation.Parameter] = [
            .init("q", .line(1...100), "Part of a name, or an id."),
            .init(
                "sort", .choice(MemberQuery.Order.allCases.map(\.rawValue)),
                "By what: `met` (the latest met first, where it is not given), `messages`, `name`, `last` spoken."),
            .init("order", .choice(["up", "down"]), "Numbers begin with the largest where it is not given."),
        ]
        return [
            Operation(
                id: "listPeople", method: .get, path: "/people", tag: "people",
                summary: "People, the latest met first unless another order is asked for", scope: .readPeople,
                query: filters + [.limit, .cursor],
                answer: .page(of: .named("Person")), act: { try await list($0, of: nil) }),
            Operation(
                id: "listMembers", method: .get, path: "/groups/{group}/people", tag: "people",
                summary: "Those who are or were in a group, the latest met first", scope: .readPeople,
                query: filters + [.limit, .cursor], answer: .page(of: .named("Person")),
                act: { try await list($0, of: $0.group()) }),
            Operation(
                id: "getPerson", method: .get, path: "/people/{person}", tag: "people",
                summary: "Somebody across the groups", scope: .readPeople, answer: profile, act: show),
        ]
    }

    private static func list(_ call: APICall, of group: GroupID?) async throws -> APIAnswer {
        var query = MemberQuery()
        query.words = call.query["q"]
        query.group = group
        query.scope = call.actor.scope.choice
        query.order = call.query["sort"].flatMap { MemberQuery.Order(rawValue: $0) } ?? .met
        query.isDescending = call.query["order"].map { $0 == "down" } ?? (query.order != .name)
        let order = query.order
        let place = try call.place { ($0.value.isEmpty == (order == .met)) ? $0 : nil }
        (query.after, query.place) = (place.map { PersonID($0.id) }, place?.value)
        let limit = call.limit
        let lines = try await call.site.store.read { [query] transaction in
            if let group, try RecordMark.load(group, in: transaction) == nil {
                throw Problem(.notFound, "api.not-found")
            }
            return try query.lines(limit: limit + 1, in: transaction)
        }
        let shown = lines.prefix(limit)
        let next =
            lines.count > limit
            ? shown.last.map { Cursor.text(ListPlace(value: $0.place ?? "", id: $0.id.value)) } : nil
        return .page(shown.map(json), next: next)
    }

    static func json(_ line: MemberLine) -> JSONValue {
        .object([
            ("id", .string(line.id.description)), ("name", .string(line.name)),
            (
                "groups",
                .array(
                    line.groups.map {
                        .object([
                            ("group", .string($0.group.description)), ("name", .string($0.name)),
                            ("is_in", .boolean($0.isIn)),
                        ])
                    })
            ),
            ("messages", .integer(line.messages)), ("last_spoke", JSONValue(line.lastSpoke.map { "\($0)" })),
        ])
    }

    @Sendable private static func show(_ call: APICall) async throws -> APIAnswer {
        let (id, scope, now) = (PersonID(call.number("person")), call.actor.scope.choice, call.now)
        let found = try await call.site.store.read { transaction -> (MemberProfile, MemberThanks)? in
            guard let profile = try MemberProfile.load(id, in: scope, at: now, in: transaction) else { return nil }
            return (profile, try MemberThanks.load(profile.id, in: scope, transaction))
        }
        guard let found else { throw Problem(.notFound, "api.not-found") }
        return .json(json(found.0, found.1))
    }

    private static func json(_ one: MemberProfile, _ thanks: MemberThanks) -> JSONValue {
        .object([
            ("id", .string(one.id.description)), ("name", .string(one.name)), ("is_erased", .boolean(one.isErased)),
            ("names", .array(one.names.map { .string($0) })),
            ("network_ids", .array(one.networkIDs.map { .string($0) })), ("groups", .array(one.places.map(json))),
            (
                "weeks",
                .array(
                    one.weeks.map {
                        .object([("monday", .string("\($0.monday)")), ("messages", .integer($0.messages))])
                    })
            ),
            ("hours", .array(one.hours.map { .integer($0) })), ("asked", .integer(one.askedCount)),
            ("answered", .integer(one.answeredCount)), ("thanked_for", .array(thanks.topics.map(json))),
            (
                "moments",
                .array(
                    one.moments.map {
                        .object([
                            ("kind", .string($0.kind.rawValue)), ("at", .string("\($0.instant)")),
                            ("group", JSONValue($0.group?.description)), ("detail", JSONValue($0.detail)),
                        ])
                    })
            ),
        ])
    }

    private static func json(_ topic: MemberThanks.Topic) -> JSONValue {
        .object([
            ("word", .string(topic.word)), ("questions", .integer(topic.questions)),
            ("thankers", .integer(topic.thankers)), ("reactions", .integer(topic.reactions)),
        ])
    }

    private static func json(_ place: MemberProfile.Place) -> JSONValue {
        .object([
            ("group", .string(place.group.description)), ("name", .string(place.name)),
            ("first_joined", .string("\(place.firstJoined)")), ("joined", .string("\(place.joined)")),
            ("join_implied", .boolean(place.isJoinImplied)), ("left", JSONValue(place.left.map { "\($0)" })),
            ("stays", .integer(place.stays)), ("messages", .integer(place.messages)),
            ("last_message", JSONValue(place.lastMessage.map { "\($0)" })), ("scene", JSONValue(place.scene)),
            ("inviter", JSONValue(place.inviter?.description)), ("part", JSONValue(place.part?.rawValue)),
        ])
    }
}
