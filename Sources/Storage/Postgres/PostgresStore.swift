internal import Kernel
internal import Synchronization

/// A PostgreSQL database behind a pool of connections; a transaction has one to itself.
final class PostgresStore: EngineStore {
    private struct State {
        var idle: [PostgresConnection] = []
        var opened = 0
        var waiting: [CheckedContinuation<PostgresConnection, any Error>] = []
        var isClosed = false
        var whenIdle: [CheckedContinuation<Void, Never>] = []
    }

    let engine = Engine.postgres
    private let server: PostgresServer
    private let name: String
    private let options: StoreOptions
    private let state = Mutex(State())

    private init(_ server: PostgresServer, _ name: String, _ options: StoreOptions) {
        self.server = server
        self.name = name
        self.options = options
    }

    static func open(_ server: PostgresServer, _ name: String, _ options: StoreOptions) async throws -> PostgresStore {
        let store = PostgresStore(server, name, options)
        try await store.read { try Schema.refuseForeign($0, name) }
        return store
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await transaction(engine.beginReading, body)
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await transaction(engine.beginWriting, body)
    }

    /// Runs one statement outside any transaction.
    func command(_ text: String) async throws {
        let connection = try await acquire()
        defer { release(connection) }
        try await connection.run { connection in
            if !connection.isAlive { try connection.connect() }
            try connection.command(text)
        }
    }

    private func transaction<T: Sendable>(
        _ begin: String, _ body: @escaping @Sendable (Transaction) throws -> T
    ) async throws -> T {
        let connection = try await acquire()
        defer { release(connection) }
        return try await connection.run { try $0.transaction(begin, body) }
    }

    func releaseMemory() {}

    /// Waits for the transactions under way and closes every connection; later ones are refused.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.idle.count == state.opened { return true }
                state.whenIdle.append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
        // Connections close as the last reference to them goes.
        state.withLock { state in
            state.opened -= state.idle.count
            state.idle = []
        }
    }
}

// MARK: - The pool

extension PostgresStore {
    private enum Lot {
        case connection(PostgresConnection)
        case wait
        case refused
    }

    /// A connection for the caller alone: the one used last, a new one, or else the first to come free.
    private func acquire() async throws -> PostgresConnection {
        try await withCheckedThrowingContinuation { continuation in
            let lot: Lot = state.withLock { state in
                if state.isClosed { return .refused }
                if let connection = state.idle.popLast() { return .connection(connection) }
                if state.opened < options.connections {
                    state.opened += 1
                    return .connection(PostgresConnection(server, name, options))
                }
                state.waiting.append(continuation)
                return .wait
            }
            switch lot {
            case .connection(let connection): continuation.resume(returning: connection)
            case .refused: continuation.resume(throwing: Fault(.unavailable, "storage.closed", ["database": name]))
            case .wait: break
            }
        }
    }

    private func release(_ connection: PostgresConnection) {
        let next: CheckedContinuation<PostgresConnection, any Error>? = state.withLock { state in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.idle.append(connection)
            return nil
        }
        if let next { next.resume(returning: connection) } else { tellWhoWaitsForClosing() }
    }

    private func tellWhoWaitsForClosing() {
        let idle: [CheckedContinuation<Void, Never>] = state.withLock { state in
            guard state.isClosed, state.idle.count == state.opened else { return [] }
            defer { state.whenIdle = [] }
            return state.whenIdle
        }
        for continuation in idle { continuation.resume() }
    }
}
