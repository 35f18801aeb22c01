internal import Glibc
internal import Kernel

extension Store {
    /// Writes a copy of one moment of the database to a new file, while writers go on.
    ///
    /// The file appears under its name when it is whole and on the disk, never before. On SQLite it is a SQLite file;
    /// on PostgreSQL it is in our own format, described in `BackupFile.swift`.
    package func backup(to file: String) async throws {
        guard access(file, F_OK) != 0 else { throw Fault(.cannotWrite, "storage.backup-exists", ["file": file]) }
        let partial = file + ".partial"
        unlink(partial)
        do {
            if let sqlite = backend as? SQLiteStore {
                try await sqlite.backup(to: partial)
            } else {
                try await read { try PostgresBackup.write($0, to: partial) }
            }
            try FileFault.check(file, rename(partial, file))
            try FileFault.syncFolder(of: file)
        } catch {
            unlink(partial)
            throw error
        }
    }

    /// Fills this database, which must be empty, with what `backup` wrote: all of it or nothing.
    ///
    /// Refuses a file that is cut short or altered, and one that records a migration not among `migrations`. The schema
    /// is that of the backup afterwards: `migrate` brings it up to date.
    package func restore(from file: String, _ migrations: [Migration]) async throws {
        let name = location.description
        let known = migrations.map(\.name)
        try await read { transaction in
            guard try Schema.tables(transaction).isEmpty else {
                throw Fault(.wrongDatabase, "storage.not-empty", ["database": name])
            }
        }
        if let sqlite = backend as? SQLiteStore {
            try await sqlite.restore(from: file, known)
        } else {
            try await write { transaction in
                try PostgresBackup.read(file, into: transaction, migrations, name)
            }
        }
    }
}

/// Failures of the file system, told with the system's own reason.
enum FileFault {
    /// Throws where a system call on a backup that is being written has failed.
    @discardableResult
    static func check(_ file: String, _ result: Int32) throws -> Int32 {
        guard result < 0 else { return result }
        throw Fault(.cannotWrite, "storage.backup-failed", ["file": file, "reason": reason()])
    }

    static func reason() -> String { String(cString: strerror(errno)) }

    /// Makes a file's contents durable.
    static func sync(_ file: String) throws {
        let descriptor = try check(file, open(file, O_RDONLY))
        defer { close(descriptor) }
        try check(file, fsync(descriptor))
    }

    /// Makes a file's name durable.
    static func syncFolder(of file: String) throws {
        let slash = file.lastIndex(of: "/")
        try sync(slash.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? ".")
    }
}
