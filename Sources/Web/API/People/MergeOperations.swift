internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Record
internal import Storage

/// Who is one with whom: who may be, saying so, and taking it back.
enum MergeOperations {
    static let schemas: [String: Schema] = ["Merge": merge]

    private static let somebody = Schema.object(["person": .id, "name": .text])
    private static let merge = Schema.object([
        "id": .id, "from": somebody, "into": somebody, "at": .instant, "by": .text, "reason": .text,
        "undone": Schema.object(["at": .instant, "by": .text, "reason": .text]).orNull,
    ]).noted("Somebody's word that two people are one, standing or undone.")

    private static let outcome = Schema.object([
        "merge": .id, "from": .id, "into": .id, "groups": Schema.list(.id).noted("Those that count anew."),
        "is_settled": Schema.boolean.noted("Whether they have done so already."),
    ])

    private static let preview = Schema.object([
        "from": .id, "into": .id, "shared": Schema.list(.text).noted("Groups that both are or were in."),
        "groups": Schema.count.noted("That are counted anew; those that only mention them come to these."),
        "events": Schema.integer(0...Int.max).noted("So many have to be read for it."),
    ])

    private static let reason = Schema.line(1...300)

    static let all = [
        Operation(
            id: "listMerges", method: .get, path: "/merges", tag: "people",
            summary: "All merges, undone ones too, the latest first; for whoever sees all groups", scope: .readPeople,
            query: [.limit, .cursor], answer: .page(of: .named("Merge")), act: list),
        Operation(
            id: "undoMerge", method: .post, path: "/merges/{merge}/undo", tag: "people",
            summary: "Takes a merge back, as if it had never been", scope: .writePeople,
            body: .object(["reason": reason]), answer: outcome, act: undo),
        Operation(
            id: "listMergesOfPerson", method: .get, path: "/people/{person}/merges", tag: "people",
            summary: "The merges that somebody had a part in, and who else may be the same", scope: .readPeople,
            answer: .object([
                "merges": .list(.named("Merge")),
                "likely": .list(.object(["person": .named("Person"), "name": .text])),
                "may_merge": Schema.boolean.noted("Whether all of them is within the token's groups."),
                "unsettled": Schema.count.noted("How many groups are still counted anew."),
            ]), act: ofPerson),
        Operation(
            id: "previewMerge", method: .get, path: "/people/{person}/merges/{other}", tag: "people",
            summary: "What counting the other as this person would do", scope: .readPeople, answer: preview,
            mayConflict: true, act: look),
        Operation(
            id: "mergePeople", method: .post, path: "/people/{person}/merges", tag: "people",
            summary: "Counts another as this person from now on, in the past too", scope: .writePeople,
            body: .object(["other": .id, "reason": reason]), answer: outcome, act: make),
    ]

    private static func desk(_ call: APICall) -> PeopleDesk {
        PeopleDesk(store: call.site.store, record: call.site.record)
    }

    // MARK: - Reading

    private static func json(_ one: PersonMerge) -> JSONValue {
        func somebody(_ person: PersonID, _ name: String) -> JSONValue {
            .object([("person", .string(person.description)), ("name", .string(name))])
        }
        let undone = one.undone.map {
            JSONValue.object([("at", .string("\($0.at)")), ("by", .string($0.by)), ("reason", .string($0.reason))])
        }
        return .object([
            ("id", .string(one.id.description)), ("from", somebody(one.from, one.fromName)),
            ("into", somebody(one.into, one.intoName)), ("at", .string("\(one.mergedAt)")),
            ("by", .string(one.mergedBy)), ("reason", .string(one.reason)), ("undone", undone ?? .null),
        ])
    }

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        guard !call.actor.scope.isLimited else { throw Problem(.forbidden, "api.needs-all-groups") }
        let (before, limit) = (try call.place().map { PersonMergeID($0) }, call.limit)
        let found = try await call.site.store.read {
            try PersonMerge.all(before: before, limit: limit + 1, in: $0)
        }
        return call.page(found, id: { $0.id.value }, json: json)
    }

    @Sendable private static func ofPerson(_ call: APICall) async throws -> APIAnswer {
        let (id, actor, now, desk) = (PersonID(call.number("person")), call.actor, call.now, desk(call))
        let facts = try await call.site.store.read { transaction in
            guard let profile = try MemberProfile.load(id, in: actor.scope.choice, at: now, in: transaction) else {
                throw Problem(.notFound, "api.not-found")
            }
            return try MergeFacts(of: profile, by: actor, desk, in: transaction)
        }
        let likely = facts.likely.map {
            JSONValue.object([("person", PeopleOperations.json($0.line)), ("name", .string($0.name))])
        }
        return .json(
            .object([
                ("merges", .array(facts.merges.map(json))), ("likely", .array(likely)),
                ("may_merge", .boolean(facts.mayMerge)), ("unsettled", .integer(facts.unsettled)),
            ]))
    }

    /// Somebody whom the token may see.
    private static func seen(_ id: PersonID, _ call: APICall) async throws -> PersonID {
        var query = MemberQuery()
        query.scope = call.actor.scope.choice
        query.only = [id]
        guard let line = try await call.site.store.read({ [query] in try query.lines(limit: 1, in: $0) }).first else {
            throw Problem(.notFound, "api.not-found")
        }
        return line.id
    }

    @Sendable private static func look(_ call: APICall) async throws -> APIAnswer {
        let into = try await seen(PersonID(call.number("person")), call)
        let from = try await seen(PersonID(call.number("other")), call)
        do {
            let found = try await desk(call).preview(from, into: into, by: call.actor)
            return .json(
                .object([
                    ("from", .string(found.from.id.description)), ("into", .string(found.into.id.description)),
                    ("shared", .array(found.shared.map { .string($0) })), ("groups", .integer(found.groups)),
                    ("events", .integer(Int(found.events))),
                ]))
        } catch let fault as Fault where fault.code == .badInput {
            // The two cannot be merged as things are: they are one already, or somebody was erased.
            throw Problem(.conflict, fault.text, fault.values)
        }
    }

    // MARK: - Changing

    private static func json(_ one: MergeOutcome) -> APIAnswer {
        .json(
            .object([
                ("merge", .string(one.id.description)), ("from", .string(one.from.description)),
                ("into", .string(one.into.description)),
                ("groups", .array(one.groups.map { .string($0.description) })),
                ("is_settled", .boolean(one.isSettled)),
            ]))
    }

    @Sendable private static func make(_ call: APICall) async throws -> APIAnswer {
        let into = try await seen(PersonID(call.number("person")), call)
        let from = try await seen(PersonID(call.body["other"]?.text.flatMap { Int64($0) } ?? 0), call)
        let (desk, actor, now, reason) = (desk(call), call.actor, call.now, try reason(call))
        return try await call.change {
            json(try desk.merge(from, into: into, reason: reason, by: actor, at: now, in: $0))
        }
    }

    @Sendable private static func undo(_ call: APICall) async throws -> APIAnswer {
        let (desk, actor, now, reason) = (desk(call), call.actor, call.now, try reason(call))
        let id = PersonMergeID(call.number("merge"))
        return try await call.change { transaction in
            json(try desk.unmerge(id, reason: reason, by: actor, at: now, in: transaction))
        }
    }

    private static func reason(_ call: APICall) throws -> String {
        let reason = FormFields.trimmed(call.body["reason"]?.text ?? "")
        guard !reason.isEmpty else { throw Fault(.badInput, "merge.no-reason", ["most": "300"]) }
        return reason
    }
}
