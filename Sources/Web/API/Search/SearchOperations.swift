internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Record
internal import Storage

/// Finding messages by their words. People and groups are found with `q` of their own lists.
enum SearchOperations {
    static let schemas: [String: Schema] = ["FoundMessage": message]

    private static let message = Schema.object([
        "group": .id, "group_name": .text, "network": .text, "at": .instant,
        "sender": .object(["person": .id.orNull, "name": .text]), "text": .text,
    ])

    static let all = [
        Operation(
            id: "searchMessages", method: .get, path: "/search/messages", tag: "search",
            summary: "Messages whose words are kept, the newest first", scope: .readEvents,
            query: [
                Operation.Parameter(
                    "q", .line(1...400), "Words, all of which are in the message; “in quotes” as they stand."
                ).required,
                .init("group", .id, "Only messages of this group."), .limit, .cursor,
            ],
            answer: .object([
                "items": .list(.named("FoundMessage")),
                "next": .cursor.orNull.noted("Where the next page begins; null on the last."),
                "indexed": Schema.integer(0...Int.max).noted("How many events of the log the index has come past,"),
                "events": Schema.integer(0...Int.max).noted("of so many."),
            ]), act: search)
    ]

    @Sendable private static func search(_ call: APICall) async throws -> APIAnswer {
        let (actor, limit, after) = (call.actor, call.limit, try call.place())
        let search = MessageSearch(
            query: SearchQuery(call.query["q"] ?? ""), scope: actor.scope.isLimited ? actor.scope.groups : nil,
            group: call.asked("group").map { GroupID($0) }, zone: actor.zone)
        let (page, progress) = try await call.site.store.read { transaction in
            (
                try search.page(after: after, limit: limit, in: transaction),
                try SearchProgress.load(in: transaction)
            )
        }
        let next = page.next.map { Cursor.text(ListPlace(value: "", id: $0)) }
        return .json(
            .object([
                ("items", .array(page.hits.map(json))), ("next", JSONValue(next)),
                ("indexed", .integer(Int(progress.done))), ("events", .integer(Int(progress.all))),
            ]))
    }

    private static func json(_ hit: SearchHit) -> JSONValue {
        let sender = JSONValue.object([
            ("person", JSONValue(hit.person?.description)), ("name", .string(hit.sender)),
        ])
        return .object([
            ("group", .string(hit.group.description)), ("group_name", .string(hit.groupName)),
            ("network", .string(hit.network)), ("at", .string("\(hit.instant)")), ("sender", sender),
            ("text", .string(hit.text)),
        ])
    }
}
