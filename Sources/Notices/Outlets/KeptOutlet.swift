internal import Desk
internal import Kernel
internal import Storage

/// A sort of outlet as the database keeps it: what webhooks and recipients of mail have in common.
protocol KeptOutlet: Audited, Sendable {
    /// What its ids are ids of.
    associatedtype Key
    associatedtype State: RawRepresentable<String>, Equatable

    static var form: OutletForm<Key> { get }

    var id: ID<Key> { get }
    var state: State { get }
    var kinds: Set<NoticeKind> { get set }
    var groups: Set<GroupID>? { get set }

    /// Reads `OutletForm.common` and then the form's own columns, without its kinds and groups: no group where it is limited,
    /// nil where it is not.
    init(_ row: Row)
}

/// In what the sorts of outlets differ.
struct OutletForm<Key>: Sendable {
    /// Its tables, and the column by which those of kinds, groups and deliveries name one.
    let (table, kinds, groups, column): (SQL, SQL, SQL, SQL)
    /// Its own columns, as a query selects them behind the common ones; the outlet is `o`.
    let ownColumns: SQL
    /// What opening it again sets besides its state, each with a comma before it.
    let opening: SQL
    /// The most there may be.
    let most: Int
    /// The text where there is none of that id.
    let unknown: String
    let (setting, dropping): (AuditAct, AuditAct)
    let subject: @Sendable (ID<Key>) -> AuditSubject

    /// What a query selects of every outlet: id, whether it is limited to groups, state, who made it, when.
    static var common: SQL { "o.id, o.is_limited, o.state, s.name, o.made_at" }
}

extension OutletStore {
    /// A page of outlets, the newest first.
    func page<Kept: KeptOutlet>(
        before: ID<Kept.Key>?, limit: Int, by actor: Actor, in transaction: Transaction
    ) throws -> [Kept] {
        try actor.require(.manageNotices)
        let behind: SQL = before.map { "WHERE o.id < \($0)" } ?? ""
        return try outlets("\(sql: behind) ORDER BY o.id DESC LIMIT \(limit)", in: transaction)
    }

    /// - Throws: `Fault(.notFound)` where there is none.
    func one<Kept: KeptOutlet>(_ id: ID<Kept.Key>, by actor: Actor, in transaction: Transaction) throws -> Kept {
        try actor.require(.manageNotices)
        let found: [Kept] = try outlets("WHERE o.id = \(id)", in: transaction)
        guard let one = found.first else { throw Fault(.notFound, Kept.form.unknown) }
        return one
    }

    private func outlets<Kept: KeptOutlet>(_ condition: SQL, in transaction: Transaction) throws -> [Kept] {
        let form = Kept.form
        let query: SQL = """
            SELECT \(sql: OutletForm<Kept.Key>.common), \(sql: form.ownColumns)
            FROM \(sql: form.table) o LEFT JOIN staff s ON s.id = o.staff_id \(sql: condition)
            """
        return try transaction.all(query, Kept.init).map { bare in
            var kept = bare
            kept.kinds = Set(
                try transaction.all(
                    "SELECT kind FROM \(sql: form.kinds) WHERE \(sql: form.column) = \(kept.id)"
                ) { NoticeKind(rawValue: $0.string(0)) }.compactMap { $0 })
            if kept.groups != nil {
                kept.groups = Set(
                    try transaction.all(
                        "SELECT group_id FROM \(sql: form.groups) WHERE \(sql: form.column) = \(kept.id)"
                    ) { $0.id(0) })
            }
            return kept
        }
    }

    /// - Throws: `Fault(.badInput)` where there are as many as there may be.
    func requireRoom<Key>(for form: OutletForm<Key>, in transaction: Transaction) throws {
        let count = try transaction.first("SELECT COUNT(*) FROM \(sql: form.table)") { $0.int(0) } ?? 0
        guard count < form.most else { throw Fault(.badInput, "notices.too-many", ["most": String(form.most)]) }
    }

    /// Has an outlet told of this, and of nothing else.
    ///
    /// - Throws: `Fault(.badInput)` where a group is not there.
    func subscribe<Key>(
        _ id: ID<Key>, of form: OutletForm<Key>, to subscription: Subscription, in transaction: Transaction
    ) throws {
        try unsubscribe(id, of: form, in: transaction)
        for kind in subscription.kinds.map(\.rawValue).sorted() {
            try transaction.execute(
                "INSERT INTO \(sql: form.kinds) (\(sql: form.column), kind) VALUES (\(id), \(kind))")
        }
        for group in (subscription.groups ?? []).sorted() {
            let isThere = try transaction.first("SELECT 1 FROM groups WHERE id = \(group)") { _ in true } ?? false
            guard isThere else { throw Fault(.badInput, "notices.unknown-group") }
            try transaction.execute(
                "INSERT INTO \(sql: form.groups) (\(sql: form.column), group_id) VALUES (\(id), \(group))")
        }
    }

    private func unsubscribe<Key>(_ id: ID<Key>, of form: OutletForm<Key>, in transaction: Transaction) throws {
        try transaction.execute("DELETE FROM \(sql: form.kinds) WHERE \(sql: form.column) = \(id)")
        try transaction.execute("DELETE FROM \(sql: form.groups) WHERE \(sql: form.column) = \(id)")
    }

    /// Pauses an outlet, shuts it, or opens it again: what waited goes out then.
    func setState<Kept: KeptOutlet>(
        of before: Kept, to state: Kept.State, by actor: Actor, in transaction: Transaction
    ) throws {
        guard before.state != state else { return }
        let (form, now) = (Kept.form, world.now())
        let isOpen = state.rawValue == "on"
        let opening: SQL = isOpen ? form.opening : ""
        try transaction.execute(
            """
            UPDATE \(sql: form.table) SET state = \(state.rawValue), state_at = \(now)\(sql: opening)
            WHERE id = \(before.id)
            """)
        let due = isOpen ? now : Self.parked
        try transaction.execute(
            """
            UPDATE notice_deliveries SET due_at = \(due)
            WHERE \(sql: form.column) = \(before.id) AND state = 'planned'
            """)
        try AuditTrail.note(
            form.setting, subject: form.subject(before.id),
            before: ["state": .text(before.state.rawValue)] as AuditFields,
            after: ["state": .text(state.rawValue)] as AuditFields, by: actor, at: now, in: transaction)
    }

    /// Takes an outlet away, with all that is known of its deliveries.
    func remove<Kept: KeptOutlet>(_ kept: Kept, by actor: Actor, in transaction: Transaction) throws {
        let form = Kept.form
        try transaction.execute("DELETE FROM notice_deliveries WHERE \(sql: form.column) = \(kept.id)")
        try unsubscribe(kept.id, of: form, in: transaction)
        try transaction.execute("DELETE FROM \(sql: form.table) WHERE id = \(kept.id)")
        try AuditTrail.note(
            form.dropping, subject: form.subject(kept.id), before: kept, by: actor, at: world.now(), in: transaction)
    }
}

extension OutletForm {
    /// Those that a notice is for, and whether each is open; one that was closed is left out.
    func subscribers(to notice: Notice, in transaction: Transaction) throws -> [(id: ID<Key>, isOpen: Bool)] {
        let reach: SQL =
            notice.group.map { group in
                """
                (o.is_limited = 0 OR EXISTS
                    (SELECT 1 FROM \(sql: groups) g WHERE g.\(sql: column) = o.id AND g.group_id = \(group)))
                """
            } ?? "o.is_limited = 0"
        return try transaction.all(
            """
            SELECT o.id, o.state FROM \(sql: kinds) k JOIN \(sql: table) o ON o.id = k.\(sql: column)
            WHERE k.kind = \(notice.kind.rawValue) AND o.state IN ('on', 'paused') AND \(sql: reach) ORDER BY o.id
            """
        ) { ($0.id(0), $0.string(1) == "on") }
    }
}
