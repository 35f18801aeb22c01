import Kernel
import Storage
import TestSupport

/// A table of every type, and one with a key to collide on.
enum Fixtures {
    static let migrations = [
        Migration(
            "2026-01-01 values",
            """
            CREATE TABLE things (
                id {id} NOT NULL PRIMARY KEY, small {small}, day {day}, instant {instant}, number {real},
                note {text}, raw {bytes}
            ) {rows};
            CREATE TABLE totals (name {text} NOT NULL PRIMARY KEY, n {count} NOT NULL CHECK (n >= 0)) {clustered};
            """),
        Migration(
            "2026-01-02 parts",
            """
            CREATE TABLE parts (
                thing_id {id} NOT NULL REFERENCES things (id), number {small} NOT NULL, PRIMARY KEY (thing_id, number)
            ) {clustered};
            """),
    ]

    /// Things with the given ids, their notes telling them apart.
    static func things(_ ids: some Sequence<Int64>, note: String = "thing") -> Columns {
        let columns = Columns([("id", .int64), ("note", .text), ("raw", .bytes), ("number", .double)])
        for id in ids {
            columns[0].append(id)
            columns[1].append(id % 5 == 0 ? nil : "\(note) \(id)")
            columns[2].append(id % 3 == 0 ? nil : [UInt8](repeating: UInt8(truncatingIfNeeded: id), count: Int(id % 4)))
            columns[3].append(id % 7 == 0 ? nil : Double(id) / 8)
        }
        return columns
    }

    static func ids(_ store: Store) async throws -> [Int64] {
        try await store.read { try $0.all("SELECT id FROM things ORDER BY id") { $0.int64(0) } }
    }

    /// Every row of every table in words, in order: what must be equal after a restore.
    static func dump(_ store: Store) async throws -> [String] {
        try await store.read { transaction in
            try transaction.all("SELECT id, small, number, note, raw FROM things ORDER BY id") { row in
                let raw = row.optionalBytes(4).map { "\($0)" } ?? "-"
                return "\(row.int64(0)) \(row.optionalInt64(1).map { Int($0) } ?? -1) \(row.optionalDouble(2) ?? -1) "
                    + "\(row.optionalString(3) ?? "-") \(raw)"
            } + transaction.all("SELECT name, n FROM totals ORDER BY name") { "\($0.string(0)) \($0.int64(1))" }
        }
    }
}

/// The fault that `body` throws; nil where it throws nothing or something else.
func fault<T>(_ body: () async throws -> T) async -> Fault? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? Fault
    }
}
