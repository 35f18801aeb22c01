internal import Kernel

/// A database, SQLite or PostgreSQL, with one way to read and one way to write.
package final class Store: Sendable {
    package let location: DatabaseLocation
    let backend: any EngineStore

    package var engine: Engine { backend.engine }

    init(_ location: DatabaseLocation, _ backend: any EngineStore) {
        self.location = location
        self.backend = backend
    }

    /// Opens a database, or makes an empty one where there is no file. Does not migrate.
    ///
    /// Refuses, without changing anything, a file that is no database, a database of another program, and one that
    /// cannot be written to. A PostgreSQL server that is away is tried again for a while first.
    package static func open(_ location: DatabaseLocation, options: StoreOptions = .init()) async throws -> Store {
        switch location.place {
        case .file(let path):
            let backend = try await SQLiteStore.open(path, options)
            return Store(location, backend)
        case .server(let server):
            let backend = try await PostgresStore.open(server, location.description, options)
            return Store(location, backend)
        }
    }

    /// Runs `body` over one moment of the database. It may not write.
    package func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await backend.read(body)
    }

    /// Runs `body` exactly once, all or nothing, and returns when what it did is durable.
    ///
    /// Where it throws, nothing of it remains and the error comes back. On SQLite many waiting bodies share one commit;
    /// each stands or falls alone until that commit, and falls with it.
    @discardableResult
    package func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await backend.write(body)
    }

    /// Lets go of pages of the database that are kept in memory for speed alone; the next who read them read them again.
    ///
    /// On SQLite each connection does so once it is idle, so memory is free a moment later. On PostgreSQL nothing is kept.
    package func releaseMemory() { backend.releaseMemory() }

    /// Waits for the writes under way and lets go of the database.
    package func close() async { await backend.close() }
}

/// How a store is opened. The defaults are right for anything but tests.
package struct StoreOptions: Sendable {
    /// How many reads run at once on SQLite.
    package var readers = 4
    /// How many connections are held to a PostgreSQL server at most.
    package var connections = 8
    /// How long another process may hold SQLite's write lock before a write is given up.
    package var busyTimeoutMilliseconds = 10_000
    /// The most pages of 4,096 bytes that a SQLite file may grow to.
    package var pageLimit: Int?
    /// Whether SQLite looks up what each row written refers to. Only who fills a new file, with rows that refer to others of
    /// its own making, may go without: the look-ups are a good part of a bulk insert.
    package var checksReferences = true
    /// How long to wait before each further attempt to reach a PostgreSQL server that is away.
    package var connectDelays: [Int] = [100, 200, 400, 800, 1600, 3200]
    /// How long one attempt to reach a server may take.
    package var connectTimeoutMilliseconds = 5_000

    package init() {}
}
