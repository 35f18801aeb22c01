internal import GRDB
internal import GRDBSQLite
internal import Kernel

/// A SQLite connection within one transaction.
///
/// Statements are GRDB's, kept prepared by their text; values are bound and stepped over with SQLite's own calls,
/// which costs a third less than GRDB's on bulk inserts.
final class SQLiteSession: EngineSession {
    let engine = Engine.sqlite
    let database: Database
    let connection: OpaquePointer
    private(set) var failure: Fault?
    private let name: String

    init(_ database: Database, _ name: String) throws {
        guard let connection = database.sqliteConnection else {
            throw Fault(.unavailable, "storage.closed", ["database": name])
        }
        self.database = database
        self.connection = connection
        self.name = name
    }

    func execute(_ sql: SQL) throws -> Int {
        let before = sqlite3_total_changes64(connection)
        try forEach(sql, isStreamed: true) { _ in true }
        return sqlite3_total_changes64(connection) == before ? 0 : Int(sqlite3_changes64(connection))
    }

    func forEach(_ sql: SQL, isStreamed: Bool, _ body: (Row) throws -> Bool) throws {
        let text = sql.text
        try withStatement(text) { statement in
            for (index, value) in sql.values.enumerated() { try bind(value, Int32(index + 1), statement) }
            let row = Row(source: .sqlite(statement), complaint: Row.Complaint())
            while try step(statement, text) {
                let goOn = try body(row)
                if let fault = row.complaint.fault { throw noting(fault) }
                if !goOn { return }
            }
        }
    }

    func insert(into table: String, _ columns: Columns, onConflict: String) throws -> Int {
        let names = columns.columns.map(\.name).joined(separator: ", ")
        let places = columns.columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let text = "INSERT INTO \(table) (\(names)) VALUES (\(places)) \(onConflict)"
        return try withStatement(text) { statement in
            var changed: Int64 = 0
            let before = sqlite3_total_changes64(connection)
            for row in 0..<columns.count {
                for (index, column) in columns.columns.enumerated() {
                    try bind(column, row, Int32(index + 1), statement)
                }
                while try step(statement, text) {}
                changed += sqlite3_changes64(connection)
                sqlite3_reset(statement)
            }
            return sqlite3_total_changes64(connection) == before ? 0 : Int(changed)
        }
    }

    func run(_ statement: String) throws {
        do { try database.execute(sql: statement) } catch { throw noting(error) }
    }

    /// Remembers the first failure: a closure that swallows it must not be committed.
    private func noting(_ error: any Error) -> any Error {
        let told = Fault.telling(error, database: name)
        if failure == nil {
            failure = told as? Fault ?? Fault(.internalError, "storage.statement", cause: "\(told)")
        }
        return told
    }
}

// MARK: - Statements

extension SQLiteSession {
    private func withStatement<T>(_ text: String, _ body: (OpaquePointer) throws -> T) throws -> T {
        let statement: Statement
        do {
            let kept = try database.cachedStatement(sql: text)
            // The same statement may be under way further up, in the body of a `forEach`.
            let isUnderWay = sqlite3_stmt_busy(kept.sqliteStatement) != 0
            statement = isUnderWay ? try database.makeStatement(sql: text) : kept
        } catch {
            throw noting(error)
        }
        let handle = statement.sqliteStatement
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        return try withExtendedLifetime(statement) { try body(handle) }
    }

    /// Whether there is a further row.
    @inline(__always)
    private func step(_ statement: OpaquePointer, _ text: String) throws -> Bool {
        let code = sqlite3_step(statement)
        if code == SQLITE_DONE { return false }
        if code == SQLITE_ROW { return true }
        // The task that reads was cancelled: GRDB interrupts its statements.
        if code & 0xff == SQLITE_INTERRUPT { throw CancellationError() }
        throw noting(Fault(connection, database: name, statement: text))
    }

    private func bind(_ value: SQL.Value, _ index: Int32, _ statement: OpaquePointer) throws {
        let code =
            switch value {
            case .int64(let number?): sqlite3_bind_int64(statement, index, number)
            case .int32(let number?): sqlite3_bind_int64(statement, index, Int64(number))
            case .double(let number?): sqlite3_bind_double(statement, index, number)
            case .text(var text?):
                text.withUTF8 {
                    SQLiteSession.bind(UnsafeRawBufferPointer($0), isText: true, copied: true, index, statement)
                }
            case .bytes(let bytes?):
                bytes.withUnsafeBytes {
                    SQLiteSession.bind($0, isText: false, copied: true, index, statement)
                }
            case .int64, .int32, .double, .text, .bytes: sqlite3_bind_null(statement, index)
            }
        guard code == SQLITE_OK else { throw noting(Fault(connection, database: name)) }
    }

    @inline(__always)
    private func bind(_ column: Column, _ row: Int, _ index: Int32, _ statement: OpaquePointer) throws {
        let code: Int32
        if column.isNull[row] {
            code = sqlite3_bind_null(statement, index)
        } else {
            switch column.kind {
            case .int64: code = sqlite3_bind_int64(statement, index, column.integers[row])
            case .double: code = sqlite3_bind_double(statement, index, column.doubles[row])
            case .text, .bytes:
                let isText = column.kind == .text
                code = SQLiteSession.bind(column.bytes(row), isText: isText, copied: false, index, statement)
            }
        }
        guard code == SQLITE_OK else { throw noting(Fault(connection, database: name)) }
    }

    /// Binds bytes, copied by SQLite or left where they are until the bindings are cleared.
    @inline(__always)
    private static func bind(
        _ bytes: UnsafeRawBufferPointer, isText: Bool, copied: Bool, _ index: Int32, _ statement: OpaquePointer
    ) -> Int32 {
        // A null pointer would bind NULL, and an empty buffer may have one.
        let start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
        let destructor = copied ? unsafeBitCast(-1, to: sqlite3_destructor_type.self) : nil
        let count = sqlite3_uint64(bytes.count)
        if isText {
            let text = start.assumingMemoryBound(to: CChar.self)
            return sqlite3_bind_text64(statement, index, text, count, destructor, UInt8(SQLITE_UTF8))
        }
        if bytes.isEmpty { return sqlite3_bind_zeroblob(statement, index, 0) }
        return sqlite3_bind_blob64(statement, index, start, count, destructor)
    }
}
