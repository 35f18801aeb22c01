internal import Desk
internal import HTTPTypes
internal import Hummingbird
internal import Insight
internal import Kernel
internal import Storage
internal import Synchronization

/// Who works here, with which rights, and whom they invite. Passwords and second steps are of the console alone.
enum StaffOperations {
    static let schemas: [String: Schema] = ["Staff": staff, "Invitation": invitation]

    private static let roles = DeskOperations.roles
    private static let groups = Schema.list(.id).orNull.noted("Null for all of them.")
    private static let staff = Schema.object([
        "id": .id, "name": .text, "role": .choice(roles), "groups": groups, "language": .text, "zone": .text,
        "created_at": .instant, "is_disabled": .boolean,
    ])
    private static let invitation = Schema.object([
        "id": .id, "role": .choice(roles), "groups": groups, "made_at": .instant, "expires_at": .instant,
    ])
    private static let rights = Schema.object(
        ["role": .choice(roles), "groups": Schema.list(.id, most: 500).orNull.noted("Null for all of them.")],
        optional: ["groups"])

    static let all = [
        Operation(
            id: "listStaff", method: .get, path: "/staff", tag: "desk", summary: "The staff, as they came",
            scope: .readStaff, query: [.limit, .cursor], answer: .page(of: .named("Staff")), act: list),
        Operation(
            id: "getStaff", method: .get, path: "/staff/{staff}", tag: "desk", summary: "One of the staff",
            scope: .readStaff, answer: .named("Staff"),
            act: { call in
                let (desk, actor, id) = (call.site.desk, call.actor, id(call))
                return .json(json(try await call.site.store.read { try desk.staff(id, by: actor, in: $0) }))
            }),
        Operation(
            id: "setRights", method: .put, path: "/staff/{staff}/rights", tag: "desk",
            summary: "Gives somebody another role or other groups", scope: .writeStaff, body: rights,
            answer: .named("Staff"),
            act: { call in
                let (new, desk) = (try rights(call), call.site.desk)
                return try await change(call) { try desk.setRights(new, of: $0, by: $1, at: $2, in: $3) }
            }),
        Operation(
            id: "disableStaff", method: .post, path: "/staff/{staff}/disable", tag: "desk",
            summary: "Shuts somebody out at once", scope: .writeStaff, answer: .named("Staff"),
            act: { call in
                let desk = call.site.desk
                return try await change(call) { try desk.disable($0, by: $1, at: $2, in: $3) }
            }),
        Operation(
            id: "enableStaff", method: .post, path: "/staff/{staff}/enable", tag: "desk",
            summary: "Lets somebody in again", scope: .writeStaff, answer: .named("Staff"),
            act: { call in
                let desk = call.site.desk
                return try await change(call) { try desk.enable($0, by: $1, at: $2, in: $3) }
            }),
        Operation(
            id: "listInvitations", method: .get, path: "/invitations", tag: "desk",
            summary: "Invitations that can still be taken up; their links are not told again", scope: .readStaff,
            answer: .object(["items": .list(.named("Invitation"))]), act: listInvitations),
        Operation(
            id: "invite", method: .post, path: "/invitations", tag: "desk",
            summary: "Makes a link by which somebody joins the staff within seven days", scope: .writeStaff,
            body: rights, status: .created,
            answer: .object([
                "invitation": .named("Invitation"),
                "link": Schema.text.orNull.noted(
                    "Told once: asked again under the same key it is null, for only a digest of it is kept."),
            ]), act: invite),
        Operation(
            id: "revokeInvitation", method: .delete, path: "/invitations/{invitation}", tag: "desk",
            summary: "Makes an invitation void", scope: .writeStaff, status: .noContent, act: revoke),
    ]

    private static func id(_ call: APICall) -> StaffID { StaffID(call.number("staff")) }

    private static func json(_ one: Staff) -> JSONValue {
        .object([
            ("id", .string(one.id.description)), ("name", .string(one.name)), ("role", .string(one.role.rawValue)),
            ("groups", DeskOperations.groups(one.scope)), ("language", .string(one.language.rawValue)),
            ("zone", .string(one.zone)), ("created_at", .string("\(one.createdAt)")),
            ("is_disabled", .boolean(one.isDisabled)),
        ])
    }

    private static func json(_ one: StaffLink) -> JSONValue {
        .object([
            ("id", .string(one.id.description)), ("role", .string(one.rights.role.rawValue)),
            ("groups", DeskOperations.groups(one.rights.scope)), ("made_at", .string("\(one.madeAt)")),
            ("expires_at", .string("\(one.expiresAt)")),
        ])
    }

    @Sendable private static func list(_ call: APICall) async throws -> APIAnswer {
        let (desk, actor, limit) = (call.site.desk, call.actor, call.limit)
        let after = try call.place().map { StaffID($0) }
        // The store gives at most a full page.
        let found = try await call.site.store.read { try desk.staff(after: after, limit: limit, by: actor, in: $0) }
        let next = found.count == limit ? found.last.map { Cursor.text(ListPlace(value: "", id: $0.id.value)) } : nil
        return .page(found.map(json), next: next)
    }

    /// What the body says somebody may.
    private static func rights(_ call: APICall) throws -> Rights {
        let role = call.body["role"]?.text.flatMap { Role(rawValue: $0) } ?? .viewer
        let groups = call.told("groups").map { GroupID($0) }
        return try Rights(role, call.body["groups"]?.list == nil ? .all : .own(Set(groups)))
    }

    private static func change(
        _ call: APICall, _ body: @escaping @Sendable (StaffID, Actor, Instant, Transaction) throws -> Staff
    ) async throws -> APIAnswer {
        let (actor, id, now) = (call.actor, id(call), call.now)
        return try await call.change { .json(json(try body(id, actor, now, $0))) }
    }

    // MARK: - Invitations

    @Sendable private static func listInvitations(_ call: APICall) async throws -> APIAnswer {
        let (desk, actor, now) = (call.site.desk, call.actor, call.now)
        let found = try await call.site.store.read { try desk.openInvitations(by: actor, at: now, in: $0) }
        return .json(.object([("items", .array(found.map(json)))]))
    }

    @Sendable private static func invite(_ call: APICall) async throws -> APIAnswer {
        let (desk, actor, now, rights) = (call.site.desk, call.actor, call.now, try rights(call))
        let base = call.site.address(asked: call.request, isSecure: call.visit.isSecure)
        let made = Made()
        let answer = try await call.change { transaction in
            let link = try desk.invite(rights, by: actor, at: now, in: transaction)
            made.keep(base + "/join/" + link.token.text)
            return .json(.object([("invitation", json(link.link)), ("link", .null)]))
        }
        // What is kept under a key is without the link, which is a secret.
        guard let link = made.link, case .json(let told) = answer.content, let invitation = told["invitation"] else {
            return answer
        }
        return .json(.object([("invitation", invitation), ("link", .string(link))]))
    }

    @Sendable private static func revoke(_ call: APICall) async throws -> APIAnswer {
        let (desk, actor, now, id) = (
            call.site.desk, call.actor, call.now, StaffLinkID(call.number("invitation"))
        )
        return try await call.change { transaction in
            try desk.revokeInvitation(id, by: actor, at: now, in: transaction)
            return .nothing
        }
    }
}

/// The link of an invitation between the transaction that makes it and the answer.
private final class Made: Sendable {
    private let held = Mutex<String?>(nil)
    var link: String? { held.withLock { $0 } }
    func keep(_ link: String) { held.withLock { $0 = link } }
}

extension Site {
    /// The address that people reach this server under, as far as it can be told.
    func address(asked request: Request, isSecure: Bool) -> String {
        let asked = request.head.authority.map { (isSecure ? "https://" : "http://") + $0 }
        return options.publicAddress?.text ?? asked ?? options.address(listeningOn: options.port)
    }
}
