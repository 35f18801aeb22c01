internal import Desk
internal import HTTPTypes
internal import Insight
internal import Kernel
internal import Storage

/// Who asks, and the audit log.
enum DeskOperations {
    static let schemas: [String: Schema] = ["AuditEntry": entry]

    static let roles = Role.allCases.map(\.rawValue)
    private static let entry = Schema.object([
        "seq": .integer(1...Int.max), "at": .instant, "actor": .id.orNull, "actor_name": .text, "act": .text,
        "subject_kind": .text, "subject": .text, "before": Schema.object([:], isOpen: true).orNull,
        "after": Schema.object([:], isOpen: true).orNull, "address": .text.orNull,
    ])

    static func all(_ site: Site) -> [Operation] {
        [
            Operation(
                id: "whoAmI", method: .get, path: "/me", tag: "desk", summary: "Whose token this is, and what it may",
                answer: .object([
                    "name": .text, "role": .choice(roles), "groups": Schema.list(.id).orNull,
                    "scopes": .list(.choice(TokenScope.allCases.map(\.rawValue))),
                ]), act: me),
            Operation(
                id: "listAudit", method: .get, path: "/audit", tag: "desk",
                summary: "Who changed what, the newest first",
                scope: .readAudit,
                query: [
                    .init("act", .line(1...80), "Only this act."),
                    .init("actor", .id, "Only what this one of the staff did."),
                    .init("subject", .line(3...120), "Only what was done to this: its kind and id, as `group:12`."),
                    .from, .to, .limit, .cursor,
                ],
                answer: .page(of: .named("AuditEntry")), act: audit),
            Operation(
                id: "verifyAudit", method: .get, path: "/audit/verify", tag: "desk",
                summary: "Walks the chain of the audit log and names the first place where it does not hold",
                scope: .readAudit,
                query: [.init("head", .line(3...100), "A head noted down earlier, which must be of this chain.")],
                answer: .object([
                    "entries": .integer(0...Int.max), "head": .text.orNull, "is_sound": .boolean,
                    "break": Schema.object([
                        "seq": .integer(0...Int.max), "kind": .choice(AuditVerdict.Kind.allCases.map(\.rawValue)),
                    ]).orNull,
                ]), act: verify),
        ]
    }

    static func groups(_ scope: Scope) -> JSONValue {
        scope.isLimited ? .array(scope.groups.sorted().map { .string($0.description) }) : .null
    }

    @Sendable private static func me(_ call: APICall) async throws -> APIAnswer {
        let (actor, admission) = (call.actor, call.admission)
        let scopes = TokenScope.allCases.filter { admission.mayUse($0) }
        return .json(
            .object([
                ("name", .string(actor.name)), ("role", .string(actor.role.rawValue)), ("groups", groups(actor.scope)),
                ("scopes", .array(scopes.map { .string($0.rawValue) })),
            ]))
    }

    @Sendable private static func audit(_ call: APICall) async throws -> APIAnswer {
        let (actor, limit) = (call.actor, call.limit)
        var filter = AuditFilter(
            actor: call.asked("actor").map { StaffID($0) }, act: call.query["act"].map { AuditAct(rawValue: $0) })
        if let parts = call.query["subject"]?.split(separator: ":", maxSplits: 1).map(String.init) {
            guard parts.count == 2 else { throw Problem(.unprocessableContent, "api.bad-subject") }
            filter.subject = AuditSubject(kind: parts[0], id: parts[1])
        }
        if case .days(let from, let to) = try ReportOperations.window(call) {
            try filter.limit(to: from...to, zone: actor.zone)
        }
        let before = try call.place()
        let page = try await call.site.store.read { [filter] in
            try AuditTrail.entries(filter, before: before, limit: limit, by: actor, in: $0)
        }
        return .page(page.entries.map(json), next: page.next.map { Cursor.text(ListPlace(value: "", id: $0)) })
    }

    private static func json(_ entry: AuditEntry) -> JSONValue {
        func side(_ text: String?) -> JSONValue { text.flatMap { JSONValue(reading: Array($0.utf8)) } ?? .null }
        return .object([
            ("seq", .integer(Int(entry.seq))), ("at", .string("\(entry.at)")),
            ("actor", JSONValue(entry.actor?.description)), ("actor_name", .string(entry.actorName)),
            ("act", .string(entry.act.rawValue)), ("subject_kind", .string(entry.subject.kind)),
            ("subject", .string(entry.subject.id)), ("before", side(entry.before)), ("after", side(entry.after)),
            ("address", JSONValue(entry.address)),
        ])
    }

    @Sendable private static func verify(_ call: APICall) async throws -> APIAnswer {
        let head = call.query["head"]
        let verdict = try await call.site.store.read { try AuditTrail.verify(noted: head, in: $0) }
        let found = verdict.firstBreak.map {
            JSONValue.object([("seq", .integer(Int($0.seq))), ("kind", .string($0.kind.rawValue))])
        }
        return .json(
            .object([
                ("entries", .integer(Int(verdict.entries))), ("head", JSONValue(verdict.head?.text)),
                ("is_sound", .boolean(verdict.isSound)), ("break", found ?? .null),
            ]))
    }
}
