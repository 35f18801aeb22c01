import Kernel
import Record
import Storage
import TestSupport
import Testing

/// A database that an earlier version of the program wrote gets the counts that version did not keep.
struct EarlierVersionTests {
    @Test("After migrating, a database without the new counts has them all", arguments: TestEngine.available)
    func migrated(engine: TestEngine) async throws {
        let pictures = try await engine.withRecord { bench in
            let history = RandomHistory(seed: 11)
            let group = try await bench.group(
                zone: history.zone, isPresence: history.isPresence, bots: history.bots)
            // The source's own word on mentions was not kept then.
            try await bench.append(history.events.map { $0.without(mentions: true) }, to: group)
            let before = try await bench.picture(group)
            let rows = try await bench.store.read { try OldRows($0, of: OldRows.tables) }
            return try await engine.withLocation { location in
                let store = try await Store.open(location)
                try await store.migrate(Array(RecordMigrations.all.prefix(2)))
                try await store.write { try rows.insert(in: $0) }
                try await store.migrate(RecordMigrations.all)
                let earlier = Bench(store, node: 2)
                let unsettled = try await store.read { try earlier.record.unsettledGroups(in: $0) }
                #expect(unsettled.map(\.id) == [group.id])
                try await store.write { transaction in
                    for group in unsettled { try earlier.record.settle(group, in: transaction) }
                }
                #expect(try await store.read { try earlier.record.unsettledGroups(in: $0) } == [])
                #expect(try await earlier.verify(group) == [])
                let after = try await earlier.picture(group)
                await store.close()
                return [before, after]
            }
        }
        #expect(pictures[1].difference(from: pictures[0]) == nil)
        #expect(pictures[0].tables["questions"]?.isEmpty == false)
    }
}

extension Event {
    fileprivate func without(mentions: Bool) -> Event {
        var event = self
        if mentions { event.mentions = [] }
        return event
    }
}

/// The rows of tables as far as the earlier version had their columns.
private struct OldRows: @unchecked Sendable {
    static let tables: [(name: String, columns: [(String, Columns.Kind)])] = [
        (
            "groups",
            [
                ("id", .int64), ("network", .text), ("name", .text), ("kind", .text), ("zone", .text),
                ("is_presence", .int64), ("shard", .int64), ("revision", .int64), ("created_at", .int64),
            ]
        ),
        ("group_bots", [("group_id", .int64), ("name", .text), ("is_bridge", .int64)]),
        ("people", [("id", .int64), ("name", .text)]),
        (
            "handles",
            [
                ("id", .int64), ("network", .text), ("scope", .int64), ("key", .text), ("name", .text),
                ("person_id", .int64), ("first_instant", .int64), ("first_place", .int64),
            ]
        ),
        ("shards", [("shard", .int64), ("last_seq", .int64)]),
        (
            "events",
            [
                ("shard", .int64), ("seq", .int64), ("group_id", .int64), ("instant", .int64), ("place", .int64),
                ("kind", .int64), ("event_key", .bytes), ("sender_id", .int64), ("sender_name_id", .int64),
                ("speaker_id", .int64), ("target_id", .int64), ("body", .text), ("reply_key", .bytes),
                ("mentions", .bytes), ("scene", .text),
            ]
        ),
        (
            "group_totals",
            RecordPicture.totalColumns.map { ($0, .int64) } + [
                ("group_id", .int64), ("first_instant", .int64), ("last_instant", .int64), ("first_day", .int64),
                ("last_day", .int64),
            ]
        ),
        (
            "memberships",
            [
                ("group_id", .int64), ("person_id", .int64), ("first_joined_at", .int64), ("first_joined_day", .int64),
                ("joined_at", .int64), ("left_at", .int64), ("join_implied", .int64), ("stays", .int64),
                ("messages", .int64), ("first_message_at", .int64), ("last_message_at", .int64),
            ]
        ),
    ]

    private var rows: [(table: String, columns: Columns)] = []

    init(_ transaction: Transaction, of tables: [(name: String, columns: [(String, Columns.Kind)])]) throws {
        for table in tables {
            let columns = Columns(table.columns)
            let names = table.columns.map(\.0).joined(separator: ", ")
            try transaction.forEach("SELECT \(raw: names) FROM \(raw: table.name)") { row in
                for (index, column) in table.columns.enumerated() {
                    switch column.1 {
                    case .int64: columns[index].append(row.optionalInt64(index))
                    case .text: columns[index].append(row.optionalString(index))
                    default: columns[index].append(row.optionalBytes(index))
                    }
                }
            }
            rows.append((table.name, columns))
        }
    }

    func insert(in transaction: Transaction) throws {
        for (table, columns) in rows { try transaction.insert(into: table, columns) }
    }
}
