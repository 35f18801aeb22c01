internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Record
internal import Storage

/// Groups: the board, one of them, what is said of it, and changing that.
enum GroupOperations {
    static let kinds = GroupKind.allCases.map(\.rawValue)
    static let stages = GroupStage.allCases.map(\.rawValue)

    static let schemas: [String: Schema] = ["Group": group, "GroupProfile": profile]

    private static let group = Schema.object([
        "id": .id, "name": .text, "network": .text, "kind": .choice(kinds).orNull, "zone": .text, "owner": .text,
        "tags": .list(.text), "stage": .choice(stages).orNull,
        "stage_set": Schema.choice(stages).orNull.noted("What a person has set; null where the figures say it."),
        "last_day": .day.orNull, "members": .count, "mau": .count, "mau_before": .count,
        "active_ratio": .number.orNull, "messages": .count, "joins": .count, "leaves": .count,
        "growth_rate": .number.orNull, "newcomers": .count, "retention_4": .number.orNull, "noise_days": .count,
        "health": .number.orNull, "dying_risk": .number.orNull,
        "risk_basis": .choice(ForecastBasis.allCases.map(\.rawValue)).orNull, "died": .day.orNull,
        "needs_somebody": .boolean, "is_competitor": .boolean, "counted_at": .instant,
        "keeper": Schema.id.orNull.noted("Who of the staff looks after it."),
    ]).noted("A group as of the last 28 days of its data; the names are those of the definitions.")

    private static let profile = Schema.object([
        "purpose": .text, "promise": .text, "owner": .text, "capacity": .integer(1...1_000_000).orNull,
        "keeper": Schema.id.orNull.noted("Who of the staff looks after it."),
    ])

    private static let change = Schema.object(
        [
            "kind": Schema.choice(kinds).orNull, "stage": Schema.choice(stages).orNull, "reason": .line(0...300),
            "tags": .list(.line(1...GroupDesk.longestTag), most: GroupDesk.mostTags),
            "purpose": .line(0...GroupDesk.longestText), "promise": .line(0...GroupDesk.longestText),
            "owner": .line(0...GroupDesk.longestName), "capacity": .integer(1...1_000_000).orNull,
        ], optional: ["kind", "stage", "reason", "tags", "purpose", "promise", "owner", "capacity"])

    private static let opening = Schema.object(
        [
            "network": .line(1...40), "name": .line(1...200), "kind": Schema.choice(kinds).orNull,
            "zone": Schema.line(1...64).noted("An IANA time zone; it decides the group's days."),
        ], optional: ["kind"])

    static func all(_ site: Site) -> [Operation] {
        let desk = GroupDesk(record: site.record)
        return [
            Operation(
                id: "listGroups", method: .get, path: "/groups", tag: "groups",
                summary: "Groups, as the board shows them",
                scope: .readGroups, query: filters + [.limit, .cursor], answer: .page(of: .named("Group")), act: list),
            Operation(
                id: "openGroup", method: .post, path: "/groups", tag: "groups",
                summary: "Opens a group, or finds the one of this network and name", scope: .writeEvents, body: opening,
                answer: .object(["id": .id, "name": .text, "network": .text, "zone": .text]), act: open),
            Operation(
                id: "getGroup", method: .get, path: "/groups/{group}", tag: "groups", summary: "One group",
                scope: .readGroups,
                answer: .object(["group": .named("Group"), "profile": .named("GroupProfile")]), act: show),
            Operation(
                id: "changeGroup", method: .patch, path: "/groups/{group}", tag: "groups",
                summary: "Changes what is said of a group; what is not named stays", scope: .writeGroups, body: change,
                answer: .object(["group": .named("Group"), "profile": .named("GroupProfile")]),
                act: { call in try await Self.change(call, desk) }),
            Operation(
                id: "getGroupHistory", method: .get, path: "/groups/{group}/history", tag: "groups",
                summary: "Stages that people set, and what was imported; the newest hundred of each",
                scope: .readGroups,
                answer: history, act: history),
        ]
    }

    private static let filters: [Operation.Parameter] = [
        .init("q", .line(1...100), "Part of a name, an owner or a tag."),
        .init("kind", .choice(kinds + ["none"]), "Only groups of this kind."),
        .init("stage", .choice(stages), "Only groups in this stage."),
        .init("tag", .line(1...GroupDesk.longestTag), "Only groups with this tag."),
        .init("owner", .line(1...20), "Only groups that this one of the staff looks after; `none` for nobody."),
        .init("needs", .boolean, "Only groups that need somebody."),
        .init("sort", .choice(StandingQuery.Order.allCases.map(\.rawValue)), "By what; `needs` where it is not given."),
        .init("order", .choice(["up", "down"]), "Numbers begin with the largest where it is not given."),
    ]

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        var query = StandingQuery()
        query.scope = call.actor.scope.isLimited ? call.actor.scope.groups : nil
        query.words = call.query["q"]
        query.kind = call.query["kind"].map { $0 == "none" ? "" : $0 }
        query.stage = call.query["stage"].flatMap { GroupStage(rawValue: $0) }
        query.tag = call.query["tag"]
        query.hasNoKeeper = call.query["owner"] == "none"
        if let owner = call.query["owner"], owner != "none" { query.keeper = Int64(owner) ?? 0 }
        query.needsSomebody = call.query["needs"] == "true"
        query.order = call.query["sort"].flatMap { StandingQuery.Order(rawValue: $0) } ?? .needs
        query.isDescending = call.query["order"].map { $0 == "down" } ?? query.order.isNumber
        query.after = try call.place { StandingQuery.Place(value: $0.value, group: $0.id) }
        let (limit, order) = (call.limit, query.order)
        let lines = try await call.site.store.read { [query] in try query.lines(limit: limit + 1, in: $0) }
        let shown = lines.prefix(limit)
        let next = lines.count > limit ? shown.last.map { $0.place(in: order) } : nil
        return .page(
            shown.map(json), next: next.map { Cursor.text(ListPlace(value: $0.value, id: $0.group)) })
    }

    @Sendable private static func show(_ call: APICall) async throws -> APIAnswer {
        let group = try call.group()
        let record = call.site.record
        let now = call.now
        return try await call.site.store.read { try answer(group, record, at: now, in: $0) }
    }

    private static func answer(
        _ group: GroupID, _ record: RecordStore, at now: Instant, in transaction: Transaction
    ) throws -> APIAnswer {
        guard let line = try StandingLine.known(group, at: now, in: transaction) else {
            throw Problem(.notFound, "api.not-found")
        }
        return .json(
            .object([
                ("group", json(line)), ("profile", json(try record.profile(of: group, in: transaction))),
            ]))
    }

    @Sendable private static func open(_ call: APICall) async throws -> APIAnswer {
        guard call.actor.mayUseEverywhere(.importHistories) else { throw Problem(.forbidden, "api.needs-all-groups") }
        let (record, body) = (call.site.record, call.body)
        let (network, name, zone) = (body["network"]?.text ?? "", body["name"]?.text ?? "", body["zone"]?.text ?? "")
        return try await call.change { transaction in
            let kind = body["kind"]?.text.flatMap { GroupKind(rawValue: $0) }
            let group = try record.openGroup(
                network: network, name: name, kind: kind, zone: zone, isPresence: network == "irc", in: transaction)
            return .json(
                .object([
                    ("id", .string(group.id.description)), ("name", .string(group.name)),
                    ("network", .string(group.network)), ("zone", .string(group.zone)),
                ]))
        }
    }

    private static func change(_ call: APICall, _ desk: GroupDesk) async throws -> APIAnswer {
        let (id, actor, now, body, record) = (try call.group(), call.actor, call.now, call.body, call.site.record)
        let reason = body["reason"]?.text ?? ""
        return try await call.change { transaction in
            guard let group = try Group.find(id, in: transaction) else { throw Problem(.notFound, "api.not-found") }
            if let kind = body["kind"] {
                let kind = kind.text.flatMap { GroupKind(rawValue: $0) }
                try desk.setKind(kind, of: group, by: actor, at: now, in: transaction)
            }
            if let stage = body["stage"] {
                try desk.setStage(stage.text ?? "", reason: reason, of: id, by: actor, at: now, in: transaction)
            }
            if let tags = body["tags"]?.list?.compactMap(\.text) {
                try desk.setTags(tags, of: id, by: actor, at: now, in: transaction)
            }
            var profile = try record.profile(of: id, in: transaction)
            if let purpose = body["purpose"]?.text { profile.purpose = purpose }
            if let promise = body["promise"]?.text { profile.promise = promise }
            if let owner = body["owner"]?.text { profile.owner = owner }
            if let capacity = body["capacity"] { profile.capacity = capacity.whole }
            try desk.setProfile(profile, of: id, by: actor, at: now, in: transaction)
            try GroupStanding.relabel([id], at: now, in: transaction)
            return try answer(id, record, at: now, in: transaction)
        }
    }

    private static let history = Schema.object([
        "stages": .list(.object(["at": .instant, "stage": .text, "reason": .text, "by": .text])),
        "imports": .list(
            .object([
                "source": .text, "events": .count, "taken": .count, "started_at": .instant,
                "finished_at": .instant.orNull,
            ])),
    ])

    @Sendable private static func history(_ call: APICall) async throws -> APIAnswer {
        let (group, record) = (try call.group(), call.site.record)
        return try await call.site.store.read { transaction in
            guard try Group.find(group, in: transaction) != nil else { throw Problem(.notFound, "api.not-found") }
            let stages: [JSONValue] = try record.stageChanges(of: group, in: transaction).map {
                .object([
                    ("at", .string("\($0.at)")), ("stage", .string($0.stage)), ("reason", .string($0.reason)),
                    ("by", .string($0.by)),
                ])
            }
            let imports: [JSONValue] = try record.imports(of: group, in: transaction).map {
                .object([
                    ("source", .string($0.source)), ("events", .integer($0.events)), ("taken", .integer($0.taken)),
                    ("started_at", .string("\($0.startedAt)")),
                    ("finished_at", JSONValue($0.finishedAt.map { "\($0)" })),
                ])
            }
            return .json(.object([("stages", .array(stages)), ("imports", .array(imports))]))
        }
    }
}

extension GroupOperations {
    static func json(_ line: StandingLine) -> JSONValue {
        let one = line.standing
        return .object([
            ("id", .string(one.group.description)), ("name", .string(line.label.name)),
            ("network", .string(line.label.network)), ("kind", JSONValue(line.label.kind)),
            ("zone", .string(line.label.zone)), ("owner", .string(line.owner)),
            ("tags", .array(line.tags.map { .string($0) })), ("stage", JSONValue(line.stage?.rawValue)),
            ("stage_set", JSONValue(line.stageSet?.rawValue)), ("last_day", JSONValue(one.lastDay.map { "\($0)" })),
            ("members", .integer(one.members)), ("mau", .integer(one.monthlyActive)),
            ("mau_before", .integer(one.monthlyActiveBefore)), ("active_ratio", JSONValue(one.activeRatio)),
            ("messages", .integer(one.messages)), ("joins", .integer(one.joins)), ("leaves", .integer(one.leaves)),
            ("growth_rate", JSONValue(one.growth)), ("newcomers", .integer(one.newcomers)),
            ("retention_4", JSONValue(one.retention)), ("noise_days", .integer(one.noiseDays)),
            ("health", JSONValue(one.health)), ("dying_risk", JSONValue(one.risk)),
            ("risk_basis", JSONValue(one.riskBasis?.rawValue)), ("died", JSONValue(one.diedDay.map { "\($0)" })),
            ("needs_somebody", .boolean(line.needsSomebody)), ("is_competitor", .boolean(line.isCompetitor)),
            ("keeper", JSONValue(line.keeper.map { String($0) })), ("counted_at", .string("\(one.countedAt)")),
        ])
    }

    private static func json(_ profile: GroupProfile) -> JSONValue {
        .object([
            ("purpose", .string(profile.purpose)), ("promise", .string(profile.promise)),
            ("owner", .string(profile.owner)), ("capacity", JSONValue(profile.capacity)),
            ("keeper", JSONValue(profile.keeper.map { String($0) })),
        ])
    }
}
