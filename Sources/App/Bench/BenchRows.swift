import Foundation
import Kernel
import Record
import Storage

/// Rows as they lie in a table, to be inserted elsewhere. Built by one transaction and read by the next, never at once.
struct BenchRows: @unchecked Sendable {
    let columns: Columns
    var last: Place?

    /// A place in the event log.
    struct Place: Sendable {
        var shard = 0
        var seq: Int64 = 0
    }

    static func events(after place: Place, count: Int, in transaction: Transaction) throws -> BenchRows {
        let columns = Columns(eventColumns)
        var rows = BenchRows(columns: columns)
        let query: SQL = """
            SELECT \(raw: eventColumns.map(\.0).joined(separator: ", ")) FROM events
            WHERE (shard, seq) > (\(place.shard), \(place.seq)) ORDER BY shard, seq LIMIT \(count)
            """
        try transaction.forEach(query) { row in
            copy(row, into: columns, eventColumns)
            rows.last = Place(shard: row.int(0), seq: row.int64(1))
        }
        return rows
    }

    /// A whole table that is known to be small.
    static func table(_ name: String, in transaction: Transaction) throws -> BenchRows {
        let kinds = tables[name] ?? []
        let columns = Columns(kinds)
        try transaction.forEach("SELECT \(raw: kinds.map(\.0).joined(separator: ", ")) FROM \(raw: name)") { row in
            copy(row, into: columns, kinds)
        }
        return BenchRows(columns: columns)
    }

    private static func copy(_ row: Row, into columns: Columns, _ kinds: [(String, Columns.Kind)]) {
        for (index, column) in kinds.enumerated() {
            switch column.1 {
            case .int64: columns[index].append(row.optionalInt64(index))
            case .double: columns[index].append(row.optionalDouble(index))
            case .text: columns[index].append(row.optionalString(index))
            case .bytes: columns[index].append(row.optionalBytes(index))
            }
        }
    }

    private static let eventColumns: [(String, Columns.Kind)] = [
        ("shard", .int64), ("seq", .int64), ("group_id", .int64), ("instant", .int64), ("place", .int64),
        ("kind", .int64), ("event_key", .bytes), ("sender_id", .int64), ("sender_name_id", .int64),
        ("speaker_id", .int64), ("target_id", .int64), ("body", .text), ("reply_key", .bytes), ("mentions", .bytes),
        ("scene", .text), ("addressed", .bytes), ("traits", .int64),
    ]

    private static let tables: [String: [(String, Columns.Kind)]] = [
        "people": [("id", .int64), ("name", .text)],
        "groups": [
            ("id", .int64), ("network", .text), ("name", .text), ("kind", .text), ("zone", .text),
            ("is_presence", .int64), ("shard", .int64), ("revision", .int64), ("created_at", .int64),
        ],
        "handles": [
            ("id", .int64), ("network", .text), ("scope", .int64), ("key", .text), ("name", .text),
            ("person_id", .int64), ("first_instant", .int64), ("first_place", .int64),
        ],
    ]
}

/// The limit of everything that fills the log: the same rows by one prepared statement, 10,000 to a commit.
enum BareInserts {
    private static let batch = 10_000

    /// Seconds that only the inserting of all event rows takes.
    static func seconds(from source: Store, into target: Store) async throws -> Double {
        for table in ["people", "groups", "handles"] { try await copy(table, from: source, into: target) }
        var (after, seconds) = (BenchRows.Place(), 0.0)
        while true {
            let from = after
            let rows = try await source.read { try BenchRows.events(after: from, count: batch, in: $0) }
            guard let last = rows.last else { return seconds }
            after = last
            seconds += try await Bench.seconds {
                try await target.write { try $0.insert(into: "events", rows.columns) }
            }.seconds
        }
    }

    private static func copy(_ table: String, from source: Store, into target: Store) async throws {
        let rows = try await source.read { try BenchRows.table(table, in: $0) }
        try await target.write { try $0.insert(into: table, rows.columns) }
    }
}

/// A schema of its own on a PostgreSQL server, to measure in.
struct ServerSchema {
    let store: Store
    private let server: Store
    private let name: String

    static func make(_ url: String, _ name: String) async throws -> ServerSchema {
        let server = try await Store.open(DatabaseLocation(url))
        try await server.write { try $0.execute("DROP SCHEMA IF EXISTS \(raw: name) CASCADE") }
        try await server.write { try $0.execute("CREATE SCHEMA \(raw: name)") }
        let sign = url.contains("?") ? "&" : "?"
        let store = try await Store.open(DatabaseLocation("\(url)\(sign)options=-c%20search_path%3D\(name)"))
        try await store.migrate(Wiring.migrations)
        return ServerSchema(store: store, server: server, name: name)
    }

    func drop() async throws {
        await store.close()
        try await server.write { [name] in try $0.execute("DROP SCHEMA \(raw: name) CASCADE") }
        await server.close()
    }
}
