internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Record
internal import Storage

/// The record's events: to read them, to follow them as they come, and to hand some over.
enum EventOperations {
    static let schemas: [String: Schema] = ["Event": event, "NewEvent": newEvent]

    private static let somebody = Schema.object(["person": .id.orNull, "name": .text])
    private static let event = Schema.object([
        "id": Schema.line(3...40).noted("Its place in the log; never changes."), "group": .id, "at": .instant,
        "kind": .choice(kinds), "source_id": .text.orNull, "sender": somebody, "target": somebody.orNull,
        "text": .text.orNull, "scene": .text.orNull, "reply_to": .text.orNull,
    ])

    private static let kinds = EventKind.allCases.map(\.name)
    private static let party = Schema.object(["name": .line(1...200), "id": .line(1...200)], optional: ["id"])
    private static let newEvent = Schema.object(
        [
            "id": Schema.line(1...200).noted(
                "The source's own id of it: the same id is the same event, however often it comes."),
            "kind": .choice(kinds), "at": .instant, "sender": party, "target": party.orNull,
            "text": .line(0...20_000).orNull, "reply_to": .line(1...200).orNull, "scene": .line(1...60).orNull,
        ], optional: ["target", "text", "reply_to", "scene"])

    static func all(_ site: Site) -> [Operation] {
        [
            Operation(
                id: "listEvents", method: .get, path: "/events", tag: "events",
                summary: "The log in the order in which it was written; keep `next` to go on from there later",
                scope: .readEvents, query: [.limit, .cursor], answer: .page(of: .named("Event")), act: list),
            Operation(
                id: "followEvents", method: .get, path: "/events/stream", tag: "events",
                summary:
                    "New events as they are written, as server-sent events; goes on behind `Last-Event-ID` or `cursor`",
                scope: .readEvents, query: [.cursor], answer: Operation.streamed, media: Operation.stream,
                act: EventStream.open),
            Operation(
                id: "listGroupEvents", method: .get, path: "/groups/{group}/events", tag: "events",
                summary: "A group's events, the newest first", scope: .readEvents, query: [.limit, .cursor],
                answer: .page(of: .named("Event")), act: listOfGroup),
            Operation(
                id: "addEvents", method: .post, path: "/groups/{group}/events", tag: "events",
                summary: "Hands over events; those known already add nothing", scope: .writeEvents,
                body: .object(["events": .list(.named("NewEvent"), most: 1_000)]),
                answer: .object(["added": .count, "known": .count]), act: add),
        ]
    }

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        let position = try LogCursor.position(call)
        let (groups, limit) = (call.actor.scope.isLimited ? call.actor.scope.groups : nil, call.limit)
        let found = try await call.site.store.read {
            try RecordedEvent.log(after: position, of: groups, limit: limit, in: $0)
        }
        // Always one to go on from: the log has no last page, only a present end.
        return .page(found.lines.map(json), next: LogCursor.text(found.position))
    }

    @Sendable private static func listOfGroup(_ call: APICall) async throws -> APIAnswer {
        let (group, limit) = (try call.group(), call.limit)
        let last = try call.place { place in
            Int64(place.value).map { (instant: Instant(milliseconds: $0), place: place.id) }
        }
        let lines = try await call.site.store.read { transaction in
            guard try Group.find(group, in: transaction) != nil else { throw Problem(.notFound, "api.not-found") }
            return try RecordedEvent.ofGroup(group, before: last, limit: limit + 1, in: transaction)
        }
        let shown = lines.prefix(limit)
        let next = lines.count > limit ? shown.last : nil
        return .page(
            shown.map(json),
            next: next.map { Cursor.text(ListPlace(value: String($0.instant.milliseconds), id: $0.place)) })
    }

    @Sendable private static func add(_ call: APICall) async throws -> APIAnswer {
        let (id, record) = (try call.group(), call.site.record)
        let events = try (call.body["events"]?.list ?? []).enumerated().map { try Event(told: $1, number: $0) }
        return try await call.change { transaction in
            guard let group = try Group.find(id, in: transaction) else { throw Problem(.notFound, "api.not-found") }
            let outcome = try record.append(events, to: group, in: transaction)
            return .json(.object([("added", .integer(outcome.added)), ("known", .integer(outcome.known))]))
        }
    }

    static func json(_ line: RecordedEvent) -> JSONValue {
        func json(_ one: RecordedEvent.Somebody) -> JSONValue {
            .object([("person", JSONValue(one.person?.description)), ("name", .string(one.name))])
        }
        return .object([
            ("id", .string("\(line.shard)-\(line.seq)")), ("group", .string(line.group.description)),
            ("at", .string("\(line.instant)")), ("kind", .string(line.kind.name)),
            ("source_id", JSONValue(line.sourceID)), ("sender", json(line.sender)),
            ("target", line.target.map(json) ?? .null), ("text", JSONValue(line.text)),
            ("scene", JSONValue(line.scene)), ("reply_to", JSONValue(line.replyTo)),
        ])
    }
}

extension Event {
    /// - Parameter told: A value that is as the schema of a new event says.
    fileprivate init(told: JSONValue, number: Int) throws {
        guard let instant = told["at"]?.text.flatMap({ Instant(rfc3339: $0) }), Instant.believable.contains(instant)
        else { throw Problem(.unprocessableContent, "api.bad-time", ["pointer": "/events/\(number)/at"]) }
        func party(_ value: JSONValue?) -> Party? {
            value?["name"]?.text.map { Party(name: $0, id: value?["id"]?.text) }
        }
        self.init(
            kind: told["kind"]?.text.flatMap { EventKind(name: $0) } ?? .text,
            instant: instant,
            key: EventKey(sourceID: told["id"]?.text ?? ""), sender: party(told["sender"]) ?? Party(name: ""),
            target: party(told["target"]), text: told["text"]?.text,
            replyTo: told["reply_to"]?.text.map { EventKey(sourceID: $0) }, scene: told["scene"]?.text)
    }
}

/// A position in the log as one word: `1-42.2-7`, a shard and a number each.
enum LogCursor {
    static func text(_ position: RecordedEvent.Position) -> String {
        let parts = position.sorted { $0.key < $1.key }.map { "\($0.key)-\($0.value)" }
        return parts.isEmpty ? "0-0" : parts.joined(separator: ".")
    }

    static func position(_ text: String) -> RecordedEvent.Position? {
        var position: RecordedEvent.Position = [:]
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let numbers = part.split(separator: "-", omittingEmptySubsequences: false)
            guard numbers.count == 2, let shard = Int(numbers[0]), let seq = Int64(numbers[1]),
                (0...1024).contains(shard),
                seq >= 0
            else { return nil }
            if shard > 0 { position[shard] = seq }
        }
        return position
    }

    /// Where a call begins to read.
    static func position(_ call: APICall) throws -> RecordedEvent.Position {
        guard let text = call.query["cursor"] else { return [:] }
        guard let position = position(text) else { throw Problem(.unprocessableContent, "api.bad-cursor") }
        return position
    }
}
