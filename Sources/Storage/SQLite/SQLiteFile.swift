internal import GRDBSQLite
internal import Glibc
internal import Kernel

/// A path that is to be opened as a database, looked at before anything is changed.
struct SQLiteFile {
    let path: String

    init(_ path: String) { self.path = path }

    /// Refuses what cannot be used: GRDB would turn another program's file to WAL mode merely by opening it.
    func refuseUnusable() throws {
        let values = ["database": path]
        var status = stat()
        let exists = stat(path, &status) == 0
        if exists, status.st_mode & S_IFMT == S_IFDIR { throw Fault(.usage, "storage.is-folder", values) }
        guard access(folder, F_OK) == 0 else { throw Fault(.notFound, "storage.no-folder", values) }
        // The folder as well: WAL mode keeps two files beside the database.
        guard access(folder, W_OK | X_OK) == 0, !exists || access(path, R_OK | W_OK) == 0 else {
            throw Fault(.forbidden, "storage.read-only", values)
        }
        if exists, status.st_size > 0 { try refuseForeign() }
    }

    var isFolder: Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Whether a database that nobody is writing to has all the pages its header counts, to the last byte.
    ///
    /// SQLite itself reads a last page that is cut short as if the rest of it were zeros.
    func isWhole() -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        var status = stat()
        guard read(descriptor, &header, 100) == 100, fstat(descriptor, &status) == 0 else { return false }
        // Source: "Database File Format", sections 1.3.2 and 1.3.7. A page size of 1 stands for 65,536.
        let short = Int(header[16]) << 8 | Int(header[17])
        let pages = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
        return Int(status.st_size) == pages * (short == 1 ? 65_536 : short)
    }

    private func refuseForeign() throws {
        let (application, tables) = try look()
        guard application == Int64(Engine.applicationID) || (application == 0 && tables == 0) else {
            throw Fault(.wrongDatabase, "storage.foreign", ["database": path])
        }
    }

    /// The mark in the file's header, and how many tables there are.
    func look() throws -> (application: Int64, tables: Int64) {
        var connection: OpaquePointer?
        defer { sqlite3_close_v2(connection) }
        guard sqlite3_open_v2(path, &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK else {
            throw Fault(connection, database: path)
        }
        sqlite3_busy_timeout(connection, 10_000)
        return (
            try number("PRAGMA application_id", connection),
            try number("SELECT count(*) FROM sqlite_schema", connection)
        )
    }

    private func number(_ text: String, _ connection: OpaquePointer?) throws -> Int64 {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(connection, text, -1, &statement, nil) == SQLITE_OK,
            sqlite3_step(statement) == SQLITE_ROW
        else { throw Fault(connection, database: path) }
        return sqlite3_column_int64(statement, 0)
    }
}
