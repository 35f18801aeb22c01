internal import Desk
internal import HTTPTypes
internal import Importing
internal import Insight
internal import Kernel
internal import Storage

/// Who asks, the staff, the audit log, and imports.
enum DeskOperations {
    static let schemas: [String: Schema] = ["AuditEntry": entry, "Import": importJob]

    private static let roles = Role.allCases.map(\.rawValue)
    private static let staff = Schema.object([
        "id": .id, "name": .text, "role": .choice(roles),
        "groups": Schema.list(.id).orNull.noted("Null for all of them."),
        "language": .text, "zone": .text, "created_at": .instant, "is_disabled": .boolean,
    ])
    private static let entry = Schema.object([
        "seq": .integer(1...Int.max), "at": .instant, "actor": .id.orNull, "actor_name": .text, "act": .text,
        "subject_kind": .text, "subject": .text, "before": Schema.object([:], isOpen: true).orNull,
        "after": Schema.object([:], isOpen: true).orNull, "address": .text.orNull,
    ])
    private static let importJob = Schema.object([
        "id": .id, "state": .choice(ImportJob.State.allCases.map(\.rawValue)), "by": .text, "created_at": .instant,
        "finished_at": .instant.orNull, "events": .integer(0...Int.max), "bytes": .integer(0...Int.max),
        "bytes_in_all": .integer(0...Int.max), "lines": .integer(0...Int.max), "bad_lines": .integer(0...Int.max),
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
                id: "listStaff", method: .get, path: "/staff", tag: "desk", summary: "The staff, as they came",
                scope: .readStaff, query: [.limit, .cursor], answer: .page(of: staff), act: list),
            Operation(
                id: "listAudit", method: .get, path: "/audit", tag: "desk",
                summary: "Who changed what, the newest first",
                scope: .readAudit,
                query: [.init("act", .line(1...80), "Only this act."), .limit, .cursor],
                answer: .page(of: .named("AuditEntry")), act: audit),
            Operation(
                id: "listImports", method: .get, path: "/imports", tag: "desk", summary: "The latest imports",
                scope: .readImports, query: [.limit], answer: .object(["items": .list(.named("Import"))]), act: imports),
        ]
    }

    private static func groups(_ scope: Scope) -> JSONValue {
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

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        let (desk, actor, limit) = (call.site.desk, call.actor, call.limit)
        let after = try call.place { $0.value.isEmpty ? StaffID($0.id) : nil }
        // The store gives at most a full page.
        let found = try await call.site.store.read { try desk.staff(after: after, limit: limit, by: actor, in: $0) }
        let next = found.count == limit ? found.last.map { Cursor.text(ListPlace(value: "", id: $0.id.value)) } : nil
        return .page(
            found.map { one in
                .object([
                    ("id", .string(one.id.description)), ("name", .string(one.name)),
                    ("role", .string(one.role.rawValue)), ("groups", groups(one.scope)),
                    ("language", .string(one.language.rawValue)), ("zone", .string(one.zone)),
                    ("created_at", .string("\(one.createdAt)")), ("is_disabled", .boolean(one.isDisabled)),
                ])
            }, next: next)
    }

    @Sendable private static func audit(_ call: APICall) async throws -> APIAnswer {
        let (actor, limit) = (call.actor, call.limit)
        let filter = AuditFilter(act: call.query["act"].map { AuditAct(rawValue: $0) })
        let before = try call.place { $0.value.isEmpty ? $0.id : nil }
        let page = try await call.site.store.read {
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

    @Sendable private static func imports(_ call: APICall) async throws -> APIAnswer {
        let (actor, limit, jobs) = (call.actor, call.limit, ImportJobStore(world: call.site.world))
        let found = try await call.site.store.read { try jobs.latest(limit, by: actor, in: $0) }
        let items: [JSONValue] = found.map { job in
            .object([
                ("id", .string(job.id.description)), ("state", .string(job.state.rawValue)),
                ("by", .string(job.staffName)), ("created_at", .string("\(job.createdAt)")),
                ("finished_at", JSONValue(job.finishedAt.map { "\($0)" })), ("events", .integer(job.progress.events)),
                ("bytes", .integer(job.progress.bytes)), ("bytes_in_all", .integer(job.progress.bytesInAll)),
                ("lines", .integer(job.lines)), ("bad_lines", .integer(job.badLines)),
            ])
        }
        return .json(.object([("items", .array(items))]))
    }
}
