internal import Dispatch
internal import GRDB
internal import GRDBSQLite
internal import Kernel

/// A SQLite file: GRDB's pool of readers beside one writer, in WAL mode, every commit on the disk before it is answered.
final class SQLiteStore: EngineStore {
    let engine = Engine.sqlite
    let pool: DatabasePool
    let name: String
    private let writer: SQLiteWriter

    private init(_ pool: DatabasePool, _ name: String) {
        self.pool = pool
        self.name = name
        self.writer = SQLiteWriter(pool, name)
    }

    static func open(_ path: String, _ options: StoreOptions) async throws -> SQLiteStore {
        try await offPool {
            try SQLiteFile(path).refuseUnusable()
            do {
                let pool = try DatabasePool(path: path, configuration: configuration(options))
                try pool.writeWithoutTransaction { try setUp($0, options) }
                return SQLiteStore(pool, path)
            } catch {
                throw Fault.telling(error, database: path)
            }
        }
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        let name = name
        do {
            return try await pool.read { try body(Transaction(SQLiteSession($0, name))) }
        } catch {
            throw Fault.telling(error, database: name)
        }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await writer.write(body)
    }

    func releaseMemory() { pool.releaseMemoryEventually() }

    func close() async {
        await writer.close()
        let pool = pool
        try? await offPool {
            // The readers first: the connection that closes last brings the log (-wal) home, which a reader may not.
            pool.invalidateReadOnlyConnections()
            try pool.close()
        }
    }

    private static func configuration(_ options: StoreOptions) -> Configuration {
        var configuration = Configuration()
        configuration.label = "banyan"
        configuration.maximumReaderCount = options.readers
        // Where memory is released they let go of their pages, but need not read the schema again.
        configuration.persistentReadOnlyConnections = true
        configuration.foreignKeysEnabled = options.checksReferences
        configuration.busyMode = .timeout(Double(options.busyTimeoutMilliseconds) / 1000)
        configuration.prepareDatabase { database in
            // 24 MiB for the writer; readers are several and share the system's cache of the file.
            let kibibytes = database.configuration.readonly ? 8_192 : 24_576
            try database.execute(sql: "PRAGMA cache_size = -\(kibibytes)")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            // What is erased is overwritten, not only forgotten.
            try database.execute(sql: "PRAGMA secure_delete = ON")
        }
        return configuration
    }

    /// What GRDB sets or resets by itself after `prepareDatabase`, and so must be said on the open pool.
    private static func setUp(_ database: Database, _ options: StoreOptions) throws {
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 10000")
        // What is erased shall not be legible in the file's free places; not every build of SQLite does so by itself.
        try database.execute(sql: "PRAGMA secure_delete = ON")
        if let limit = options.pageLimit { try database.execute(sql: "PRAGMA max_page_count = \(limit)") }
        let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        let foreignKeys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
        let checksReferences = foreignKeys == 1
        precondition(
            synchronous == 2 && checksReferences == options.checksReferences,
            "SQLite would lose commits or break references")
    }
}

/// Runs blocking work away from the threads that Swift's tasks share.
func offPool<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
    }
}
