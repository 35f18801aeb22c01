internal import GRDB
internal import Kernel

extension Store {
    /// Writes the whole database anew, so that nothing of what was deleted or replaced is left between its rows.
    ///
    /// SQLite wipes what it deletes, but not the copies it leaves behind when it moves rows from page to page, and its
    /// log (-wal) keeps former pages until it is emptied. Needs free room as large as the database.
    /// On PostgreSQL the server's own VACUUM gives the room of former rows free to be written over.
    package func rewrite() async throws {
        if let sqlite = backend as? SQLiteStore {
            try await sqlite.rewrite()
        } else if let postgres = backend as? PostgresStore {
            let tables = try await read { try Schema.tables($0) }
            for table in tables { try await postgres.command("VACUUM \(quoted(table))") }
        }
    }
}

extension SQLiteStore {
    func rewrite() async throws {
        let (pool, name) = (pool, name)
        try await offPool {
            do {
                try pool.writeWithoutTransaction { database in
                    // The new copy may be larger than memory.
                    try database.execute(sql: "PRAGMA temp_store = FILE")
                    defer { try? database.execute(sql: "PRAGMA temp_store = MEMORY") }
                    // An index of texts keeps words that were taken out of it until its parts are merged.
                    let indexes = try String.fetchAll(
                        database,
                        sql: "SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE%USING fts5%'")
                    for index in indexes {
                        try database.execute(sql: "INSERT INTO \(index) (\(index)) VALUES ('optimize')")
                    }
                    try database.execute(sql: "VACUUM")
                    try database.checkpoint(.truncate)
                }
            } catch {
                throw Fault.telling(error, database: name)
            }
        }
    }
}
