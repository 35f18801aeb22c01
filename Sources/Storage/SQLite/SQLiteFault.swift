internal import GRDB
internal import GRDBSQLite
internal import Kernel

extension Fault {
    /// What a result code of SQLite means to whoever runs the program.
    init(sqliteCode code: Int32, _ message: String, database: String, statement: String? = nil) {
        let values = ["database": database]
        let cause = "SQLite \(code): \(message)" + (statement.map { " in: \($0)" } ?? "")
        self =
            switch code & 0xff {
            // GRDB's own code for a pool that was closed.
            case SQLITE_MISUSE where message.contains("closed"):
                Fault(.unavailable, "storage.closed", values, cause: cause)
            case SQLITE_FULL: Fault(.cannotWrite, "storage.disk-full", values, cause: cause)
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH:
                Fault(.forbidden, "storage.read-only", values, cause: cause)
            case SQLITE_CANTOPEN: Fault(.cannotWrite, "storage.cannot-open", values, cause: cause)
            case SQLITE_NOTADB: Fault(.wrongDatabase, "storage.not-a-database", values, cause: cause)
            case SQLITE_CORRUPT: Fault(.inputOutput, "storage.damaged", values, cause: cause)
            case SQLITE_BUSY, SQLITE_LOCKED: Fault(.busy, "storage.busy", values, cause: cause)
            case SQLITE_IOERR: Fault(.inputOutput, "storage.input-output", values, cause: cause)
            case SQLITE_CONSTRAINT: Fault(.internalError, "storage.constraint", values, cause: cause)
            default: Fault(.internalError, "storage.statement", values, cause: cause)
            }
    }

    /// What happened last on a connection.
    init(_ connection: OpaquePointer?, database: String, statement: String? = nil) {
        self.init(
            sqliteCode: sqlite3_extended_errcode(connection), String(cString: sqlite3_errmsg(connection)),
            database: database, statement: statement)
    }

    /// GRDB's errors as faults; any other error as it is.
    static func telling(_ error: any Error, database: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        return Fault(
            sqliteCode: error.extendedResultCode.rawValue, error.message ?? "", database: database,
            statement: error.sql)
    }
}
