import Kernel
import Record
import Storage
import TestSupport

/// A store with the record's tables, and verbs as tests want them.
struct Bench: Sendable {
    let store: Store
    let record: RecordStore
    let ids: IDSource

    /// - Parameter node: Which process this is; ids of two are never the same.
    init(_ store: Store, node: UInt16 = 1) {
        self.store = store
        let now = at("2026-12-01 12:00")
        self.ids = IDSource(now: { now }, node: node)
        self.record = RecordStore(world: World(now: { now }, ids: ids))
    }

    func group(
        _ name: String = "baking", network: String = "test", zone: String = "UTC", isPresence: Bool = false,
        bots: GroupBots = GroupBots()
    ) async throws -> Group {
        try await store.write { [record] transaction in
            let group = try record.openGroup(
                network: network, name: name, zone: zone, isPresence: isPresence, in: transaction)
            try record.addBots(bots, to: group, in: transaction)
            return group
        }
    }

    @discardableResult
    func append(_ events: [Event], to group: Group, settles: Bool = true) async throws -> AppendOutcome {
        try await store.write { [record] transaction in
            try record.append(events, to: group, settles: settles, in: transaction)
        }
    }

    func picture(_ group: Group) async throws -> RecordPicture {
        try await store.read { try RecordPicture(of: group, in: $0) }
    }

    func verify(_ group: Group) async throws -> [Discrepancy] {
        try await store.read { [record] in try record.verify(group, in: $0) }
    }

    func execute(_ sql: SQL) async throws {
        try await store.write { _ = try $0.execute(sql) }
    }

    func number(_ sql: SQL) async throws -> Int64? {
        try await store.read { try $0.first(sql) { $0.int64(0) } }
    }
}

extension TestEngine {
    /// Runs `body` with an empty record.
    func withRecord<T: Sendable>(_ body: (Bench) async throws -> T) async throws -> T {
        try await withStore(RecordMigrations.all) { try await body(Bench($0)) }
    }
}
