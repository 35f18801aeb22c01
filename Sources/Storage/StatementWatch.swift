internal import Kernel

extension Store {
    /// The same database, with every statement told to `watch` before it runs: what tests of query plans stand on.
    package func watched(_ watch: @escaping @Sendable (SQL) -> Void) -> Store {
        Store(location, WatchedStore(store: backend, watch: watch))
    }
}

private struct WatchedStore: EngineStore {
    let store: any EngineStore
    let watch: @Sendable (SQL) -> Void

    var engine: Engine { store.engine }

    func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await store.read { [watch] in try body(Transaction(WatchedSession($0.session, watch))) }
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await store.write { [watch] in try body(Transaction(WatchedSession($0.session, watch))) }
    }

    func releaseMemory() { store.releaseMemory() }

    func close() async { await store.close() }
}

private final class WatchedSession: EngineSession {
    private let session: any EngineSession
    private let watch: @Sendable (SQL) -> Void

    init(_ session: any EngineSession, _ watch: @escaping @Sendable (SQL) -> Void) {
        self.session = session
        self.watch = watch
    }

    var engine: Engine { session.engine }
    var failure: Fault? { session.failure }

    func execute(_ sql: SQL) throws -> Int {
        watch(sql)
        return try session.execute(sql)
    }

    func forEach(_ sql: SQL, isStreamed: Bool, _ body: (Row) throws -> Bool) throws {
        watch(sql)
        try session.forEach(sql, isStreamed: isStreamed, body)
    }

    func insert(into table: String, _ columns: Columns, onConflict: String) throws -> Int {
        try session.insert(into: table, columns, onConflict: onConflict)
    }

    func run(_ statement: String) throws { try session.run(statement) }
}
