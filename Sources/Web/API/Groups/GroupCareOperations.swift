internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Record
internal import Reports
internal import Storage

/// What people say of groups beyond their profile: the stage, how they are counted, one change to many, lists kept by name.
enum GroupCareOperations {
    private static let stages = GroupOperations.stages

    private static let stage = Schema.object([
        "suggested": Schema.choice(stages).orNull.noted("What the figures say; null where they say nothing yet."),
        "reasons": Schema.list(.object(["figure": .text, "value": .number])).noted("The figures behind it."),
        "set": .choice(stages).orNull, "set_by": .text.orNull, "set_at": .instant.orNull, "reason": .text.orNull,
    ])

    private static let decision = Schema.object(
        [
            "accept": Schema.boolean.noted("Takes the suggestion as it stands."),
            "stage": Schema.choice(stages).orNull.noted("Says otherwise; null leaves it to the figures again."),
            "reason": .line(0...200),
        ], optional: ["accept", "stage", "reason"])

    private static let counting = Schema.object([
        "zone": Schema.line(1...64).noted("An IANA time zone; it decides the group's days."),
        "bots": Schema.list(.line(1...200), most: 500).noted("Names of programs: what they say counts for nobody."),
        "bridges": Schema.list(.line(1...200), most: 500).noted("Programs through which people elsewhere speak."),
    ])

    private static let tags = Schema.list(.line(1...GroupDesk.longestTag), most: GroupDesk.mostTags)
    private static let edit = Schema.object(
        [
            "groups": .list(.id, most: GroupDesk.mostGroups), "kind": Schema.choice(GroupOperations.kinds).orNull,
            "stage": Schema.choice(stages).orNull, "tags_add": tags, "tags_remove": tags, "reason": .line(1...200),
        ], optional: ["kind", "stage", "tags_add", "tags_remove", "reason"]
    ).noted("What is not named stays; null takes a kind away, and gives a stage back to the figures.")

    private static let view = Schema.object(["id": .id, "name": .text, "query": .text])

    static func all(_ site: Site) -> [Operation] {
        let desk = GroupDesk(record: site.record)
        return [
            Operation(
                id: "getGroupStage", method: .get, path: "/groups/{group}/stage", tag: "groups",
                summary: "The stage that the figures suggest with their reasons, and what a person has said",
                scope: .readGroups, answer: stage, act: showStage),
            Operation(
                id: "decideGroupStage", method: .post, path: "/groups/{group}/stage", tag: "groups",
                summary: "Accepts the suggested stage, or says otherwise with a reason", scope: .writeGroups,
                body: decision, answer: stage, act: { try await decide($0, desk) }),
            Operation(
                id: "getGroupCounting", method: .get, path: "/groups/{group}/counting", tag: "groups",
                summary: "The zone that a group's days are of, and the names that are programs", scope: .readGroups,
                answer: counting, act: showCounting),
            Operation(
                id: "setGroupCounting", method: .put, path: "/groups/{group}/counting", tag: "groups",
                summary: "Changes either; the group's whole history is counted anew", scope: .writeGroups,
                body: counting, answer: counting, act: { try await setCounting($0, desk) }),
            Operation(
                id: "editGroups", method: .post, path: "/group-edits", tag: "groups",
                summary:
                    "One change to many groups, all or none; a service's token cannot, for it is taken back by its maker",
                scope: .writeGroups, body: edit, answer: .object(["edit": .id, "groups": .list(.id)]),
                act: { try await edit($0, desk) }),
            Operation(
                id: "undoGroupEdit", method: .post, path: "/group-edits/{edit}/undo", tag: "groups",
                summary: "Takes a change back wherever nobody has changed it since", scope: .writeGroups,
                answer: .object(["groups": .list(.id)]), act: { try await undo($0, desk) }),
            Operation(
                id: "listViews", method: .get, path: "/views", tag: "groups",
                summary: "Lists of groups kept by name, one's own; at most \(SavedView.most)", scope: .readGroups,
                answer: .object(["items": .list(view)]), act: listViews),
            Operation(
                id: "saveView", method: .post, path: "/views", tag: "groups",
                summary: "Keeps a list under a name; one of that name is replaced", scope: .writeGroups,
                body: .object(["name": .line(1...40), "query": .line(0...500)]),
                answer: .object(["items": .list(view)]), act: saveView),
            Operation(
                id: "dropView", method: .delete, path: "/views/{view}", tag: "groups",
                summary: "Drops a kept list of one's own", scope: .writeGroups, status: .noContent, act: dropView),
        ]
    }

    // MARK: - Stage

    @Sendable private static func showStage(_ call: APICall) async throws -> APIAnswer {
        let (group, record) = (try call.group(), call.site.record)
        return try await call.site.store.read { try stage(of: group, record, in: $0) }
    }

    private static func stage(
        of group: GroupID, _ record: RecordStore, in transaction: Transaction
    ) throws -> APIAnswer {
        guard try Group.find(group, in: transaction) != nil else { throw Problem(.notFound, "api.not-found") }
        let line = try StandingLine.find(group, in: transaction)
        let held = try record.profile(of: group, in: transaction).stage
        let set = line?.stageSet ?? GroupStage(rawValue: held)
        let change = try record.stageChanges(of: group, in: transaction).first.flatMap {
            $0.stage == set?.rawValue ? $0 : nil
        }
        let reasons = (line?.standing.stageReasons ?? []).map {
            JSONValue.object([("figure", .string($0.key)), ("value", .number($0.value))])
        }
        return .json(
            .object([
                ("suggested", JSONValue(line?.standing.stage?.rawValue)), ("reasons", .array(reasons)),
                ("set", JSONValue(set?.rawValue)), ("set_by", JSONValue(change?.by)),
                ("set_at", JSONValue(change.map { "\($0.at)" })), ("reason", JSONValue(change?.reason)),
            ]))
    }

    private static func decide(_ call: APICall, _ desk: GroupDesk) async throws -> APIAnswer {
        let (id, actor, now, body, record) = (try call.group(), call.actor, call.now, call.body, call.site.record)
        let isAccepted = body["accept"].map { if case .boolean(true) = $0 { true } else { false } } ?? false
        // Exactly one of the two is a decision.
        guard isAccepted != (body["stage"] != nil) else { throw Problem(.unprocessableContent, "api.no-decision") }
        let reason = FormFields.trimmed(body["reason"]?.text ?? "")
        guard isAccepted || !reason.isEmpty else { throw Fault(.badInput, "groups.needs-reason") }
        let words = call.catalogue
        return try await call.change { transaction in
            guard try Group.find(id, in: transaction) != nil else { throw Problem(.notFound, "api.not-found") }
            let standing = try StandingLine.find(id, in: transaction)?.standing
            var (stage, why) = (body["stage"]?.text ?? "", reason)
            if isAccepted {
                guard let suggested = standing?.stage else { throw Problem(.conflict, "api.no-suggestion") }
                stage = suggested.rawValue
                let reasons = (standing?.stageReasons ?? []).map { ReportTerms(words).reason($0) }
                    .joined(separator: words("advice.names.joiner"))
                if why.isEmpty { why = words("web.groups.stage-said.accept.reason", ["reasons": reasons]) }
            }
            try desk.setStage(
                stage, reason: why, suggested: standing?.stage?.rawValue, of: id, by: actor, at: now, in: transaction)
            try GroupStanding.relabel([id], at: now, in: transaction)
            return try Self.stage(of: id, record, in: transaction)
        }
    }

    // MARK: - Counting

    @Sendable private static func showCounting(_ call: APICall) async throws -> APIAnswer {
        let (group, record) = (try call.group(), call.site.record)
        return try await call.site.store.read { try counting(of: group, record, in: $0) }
    }

    private static func counting(
        of id: GroupID, _ record: RecordStore, in transaction: Transaction
    ) throws -> APIAnswer {
        guard let group = try Group.find(id, in: transaction) else { throw Problem(.notFound, "api.not-found") }
        let bots = try record.bots(of: id, in: transaction)
        func names(_ names: Set<String>) -> JSONValue { .array(names.sorted().map { .string($0) }) }
        return .json(
            .object([
                ("zone", .string(group.zone)), ("bots", names(bots.bots)), ("bridges", names(bots.bridges)),
            ]))
    }

    private static func setCounting(_ call: APICall, _ desk: GroupDesk) async throws -> APIAnswer {
        let (id, actor, now, body, record) = (try call.group(), call.actor, call.now, call.body, call.site.record)
        let asked = body["zone"]?.text ?? ""
        guard let zone = CivilZone(asked)?.name else { throw Fault(.badInput, "record.unknown-zone", ["zone": asked]) }
        func names(_ name: String) -> [String] {
            (body[name]?.list ?? []).compactMap { $0.text.map(FormFields.trimmed) }.filter { !$0.isEmpty }
        }
        let bots = GroupBots(bots: names("bots"), bridges: names("bridges"))
        return try await call.change { transaction in
            guard let group = try Group.find(id, in: transaction) else { throw Problem(.notFound, "api.not-found") }
            try desk.setBots(bots, of: group, by: actor, at: now, in: transaction)
            try desk.setZone(zone, of: group, by: actor, at: now, in: transaction)
            try GroupStanding.relabel([id], at: now, in: transaction)
            return try counting(of: id, record, in: transaction)
        }
    }

    // MARK: - Many at once

    private static func edit(_ call: APICall, _ desk: GroupDesk) async throws -> APIAnswer {
        let (actor, now, body) = (call.actor, call.now, call.body)
        let groups = Set(call.told("groups").map { GroupID($0) }).sorted()
        for group in groups where !actor.scope.includes(group) { throw Problem(.notFound, "api.not-found") }
        var edit = GroupEdit()
        edit.kind = body["kind"].map { $0.text ?? "" }
        edit.stage = body["stage"].map { $0.text ?? "" }
        edit.tagsAdded = body["tags_add"]?.list?.compactMap(\.text) ?? []
        edit.tagsRemoved = body["tags_remove"]?.list?.compactMap(\.text) ?? []
        guard !groups.isEmpty, !edit.isEmpty else { throw Problem(.unprocessableContent, "api.nothing-to-change") }
        let reason = body["reason"]?.text ?? call.catalogue("web.groups.bulk")
        return try await call.change { [edit] transaction in
            let id = try desk.edit(groups, edit, reason: reason, by: actor, at: now, in: transaction)
            try GroupStanding.relabel(groups, at: now, in: transaction)
            return .json(.object([("edit", .string(id.description)), ("groups", Self.ids(groups))]))
        }
    }

    private static func undo(_ call: APICall, _ desk: GroupDesk) async throws -> APIAnswer {
        let (actor, now, id) = (call.actor, call.now, GroupEditID(call.number("edit")))
        let reason = call.catalogue("web.groups.undone")
        return try await call.change { transaction in
            guard let groups = try desk.undo(id, reason: reason, by: actor, at: now, in: transaction) else {
                throw Problem(.notFound, "api.not-found")
            }
            try GroupStanding.relabel(groups, at: now, in: transaction)
            return .json(.object([("groups", ids(groups))]))
        }
    }

    private static func ids(_ groups: [GroupID]) -> JSONValue { .array(groups.map { .string($0.description) }) }

    // MARK: - Kept lists

    @Sendable private static func listViews(_ call: APICall) async throws -> APIAnswer {
        let (desk, actor) = (call.site.desk, call.actor)
        return try await call.site.store.read { try views(desk, actor, in: $0) }
    }

    private static func views(_ desk: DeskStore, _ actor: Actor, in transaction: Transaction) throws -> APIAnswer {
        let items = try desk.views(of: actor, in: transaction).map {
            JSONValue.object([
                ("id", .string($0.id.description)), ("name", .string($0.name)), ("query", .string($0.query)),
            ])
        }
        return .json(.object([("items", .array(items))]))
    }

    @Sendable private static func saveView(_ call: APICall) async throws -> APIAnswer {
        let (desk, actor) = (call.site.desk, call.actor)
        let (name, query) = (call.body["name"]?.text ?? "", call.body["query"]?.text ?? "")
        return try await call.change { transaction in
            try desk.saveView(name: name, query: query, by: actor, in: transaction)
            return try views(desk, actor, in: transaction)
        }
    }

    @Sendable private static func dropView(_ call: APICall) async throws -> APIAnswer {
        let (desk, actor, id) = (call.site.desk, call.actor, SavedViewID(call.number("view")))
        return try await call.change { transaction in
            guard try desk.views(of: actor, in: transaction).contains(where: { $0.id == id }) else {
                throw Problem(.notFound, "api.not-found")
            }
            try desk.dropView(id, by: actor, in: transaction)
            return .nothing
        }
    }
}
