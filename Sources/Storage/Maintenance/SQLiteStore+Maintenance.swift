internal import GRDB
internal import Kernel

extension SQLiteStore {
    /// Checks one moment of the database on a connection of its own, while the writer goes on.
    ///
    /// Not on one of the pool's readers: SQLite leaves CHECK constraints out of what it knows of a schema, and so out of
    /// its integrity check, on connections opened read-only (`sqlite3AddCheckConstraint`, 3.40.1).
    func check() async throws -> CheckReport {
        let path = pool.path
        let name = name
        return try await offPool {
            do {
                var configuration = Configuration()
                configuration.busyMode = .timeout(10)
                let connection = try DatabaseQueue(path: path, configuration: configuration)
                let report = try connection.read { try checkSQLite(Transaction(SQLiteSession($0, name))) }
                try connection.close()
                return report
            } catch {
                throw Fault.telling(error, database: name)
            }
        }
    }

    /// Copies one moment of the database by SQLite's online backup: readers and the writer go on meanwhile.
    func backup(to file: String) async throws {
        let pool = pool
        let name = name
        try await offPool {
            do {
                let copy = try DatabaseQueue(path: file)
                try pool.backup(to: copy)
                // The copy says WAL of itself, which would ask for files beside it wherever it is read.
                try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
                try copy.close()
            } catch {
                throw Fault.telling(error, database: name)
            }
            try FileFault.sync(file)
        }
    }

    /// Copies a backup into this empty database, in one transaction, after reading all of it.
    func restore(from file: String, _ known: [String]) async throws {
        let pool = pool
        let name = name
        try await offPool {
            // SQLite would call a folder a failing disk.
            guard !SQLiteFile(file).isFolder else {
                throw Fault(.wrongDatabase, "storage.backup-foreign", ["file": file])
            }
            var configuration = Configuration()
            configuration.readonly = true
            do {
                let copy = try DatabaseQueue(path: file, configuration: configuration)
                try copy.read { try SQLiteStore.refuseUnusable($0, file, known) }
                try copy.backup(to: pool)
                try copy.close()
            } catch {
                throw SQLiteStore.telling(error, file, name)
            }
        }
    }

    private static func refuseUnusable(_ database: Database, _ file: String, _ known: [String]) throws {
        guard try Int32.fetchOne(database, sql: "PRAGMA application_id") == Engine.applicationID else {
            throw Fault(.wrongDatabase, "storage.backup-foreign", ["file": file])
        }
        guard SQLiteFile(file).isWhole() else { throw Fault(.badInput, "storage.backup-damaged", ["file": file]) }
        let findings = try String.fetchAll(database, sql: "PRAGMA integrity_check")
        guard findings == ["ok"] else {
            throw Fault(.badInput, "storage.backup-damaged", ["file": file], cause: findings.first)
        }
        let recorded = try Schema.recorded(Transaction(SQLiteSession(database, file)))
        try Schema.refuse(recorded, unlessKnownAs: known, file)
    }

    /// What went wrong is the file's doing where SQLite finds it no database, or a broken one.
    private static func telling(_ error: any Error, _ file: String, _ name: String) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let values = ["file": file]
        let cause = error.message
        switch error.resultCode {
        case .SQLITE_NOTADB: return Fault(.wrongDatabase, "storage.backup-foreign", values, cause: cause)
        case .SQLITE_CORRUPT: return Fault(.badInput, "storage.backup-damaged", values, cause: cause)
        case .SQLITE_CANTOPEN:
            let reason = ["file": file, "reason": FileFault.reason()]
            return Fault(.notFound, "storage.backup-unreadable", reason, cause: cause)
        default: return Fault.telling(error, database: name)
        }
    }
}
