internal import CPostgres
internal import GRDBSQLite
package import Kernel

/// A row of a result, read by column index. Valid only inside the closure it was handed to.
///
/// A column that is null where a value was asked for reads as zero or empty, and the statement then fails with a fault
/// that says so once the closure returns: neither a crash nor a silent zero.
package struct Row {
    enum Source {
        case sqlite(OpaquePointer)
        case postgres(OpaquePointer, row: Int32)
    }

    /// What was wrong with the reading of a statement's rows.
    final class Complaint {
        var fault: Fault?
    }

    let source: Source
    let complaint: Complaint

    package func isNull(_ column: Int) -> Bool {
        switch source {
        case .sqlite(let statement): sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
        case .postgres(let result, let row): PQgetisnull(result, row, Int32(column)) != 0
        }
    }

    package func optionalInt64(_ column: Int) -> Int64? {
        switch source {
        case .sqlite(let statement):
            // Null reads as 0, so only a 0 needs the second question.
            let value = sqlite3_column_int64(statement, Int32(column))
            return value == 0 && isNull(column) ? nil : value
        case .postgres where isNull(column): return nil
        case .postgres(let result, let row): return PostgresValue(result, row, column).int64
        }
    }

    package func optionalDouble(_ column: Int) -> Double? {
        if isNull(column) { return nil }
        switch source {
        case .sqlite(let statement): return sqlite3_column_double(statement, Int32(column))
        case .postgres(let result, let row): return PostgresValue(result, row, column).double
        }
    }

    package func optionalString(_ column: Int) -> String? {
        if isNull(column) { return nil }
        return withBytes(column, asText: true) { String(decoding: $0, as: UTF8.self) }
    }

    package func optionalBytes(_ column: Int) -> [UInt8]? {
        if isNull(column) { return nil }
        return withBytes(column, asText: false) { Array($0) }
    }

    /// The bytes of a text or blob in place, without a copy; empty where it is null.
    package func withBytes<T>(
        _ column: Int, asText: Bool = false, _ body: (UnsafeRawBufferPointer) throws -> T
    ) rethrows -> T {
        switch source {
        case .sqlite(let statement):
            let index = Int32(column)
            let start =
                asText
                ? sqlite3_column_text(statement, index).map { UnsafeRawPointer($0) }
                : sqlite3_column_blob(statement, index)
            let count = Int(sqlite3_column_bytes(statement, index))
            return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
        case .postgres(let result, let row):
            return try body(PostgresValue(result, row, column).bytes)
        }
    }
}

// MARK: - Values that are there

extension Row {
    package func int64(_ column: Int) -> Int64 { optionalInt64(column) ?? missing(column, 0) }
    package func int(_ column: Int) -> Int { Int(int64(column)) }
    package func int32(_ column: Int) -> Int32 { optionalInt32(column) ?? missing(column, 0) }
    package func bool(_ column: Int) -> Bool { int64(column) != 0 }
    package func double(_ column: Int) -> Double { optionalDouble(column) ?? missing(column, 0) }
    package func string(_ column: Int) -> String { optionalString(column) ?? missing(column, "") }
    package func bytes(_ column: Int) -> [UInt8] { optionalBytes(column) ?? missing(column, []) }
    package func instant(_ column: Int) -> Instant { Instant(milliseconds: int64(column)) }
    package func day(_ column: Int) -> CivilDay { CivilDay(number: int32(column)) }
    package func id<Subject>(_ column: Int) -> ID<Subject> { ID(int64(column)) }
    package func eventKey(_ column: Int) -> EventKey { EventKey(bytes: bytes(column)) }

    private func missing<T>(_ column: Int, _ stand: T) -> T {
        complain("column \(column) is null")
        return stand
    }

    private func complain(_ cause: String) {
        if complaint.fault == nil { complaint.fault = Fault(.internalError, "storage.unexpected-value", cause: cause) }
    }
}

// MARK: - Values that may be missing

extension Row {
    package func optionalInstant(_ column: Int) -> Instant? {
        optionalInt64(column).map { Instant(milliseconds: $0) }
    }
    package func optionalID<Subject>(_ column: Int) -> ID<Subject>? { optionalInt64(column).map { ID($0) } }

    package func optionalInt32(_ column: Int) -> Int32? {
        guard let wide = optionalInt64(column) else { return nil }
        guard let value = Int32(exactly: wide) else {
            complain("column \(column) holds \(wide), which is not a 32-bit number")
            return 0
        }
        return value
    }
}
