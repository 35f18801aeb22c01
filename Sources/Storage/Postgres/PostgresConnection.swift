internal import CPostgres
internal import Dispatch
internal import Glibc
internal import Kernel

/// A connection to a PostgreSQL server, and the queue on which alone it is used: libpq blocks, and the threads of Swift's
/// tasks must not.
///
/// Unchecked because everything but `queue` is touched on that queue only.
final class PostgresConnection: @unchecked Sendable {
    let server: PostgresServer
    let name: String
    private(set) var handle: OpaquePointer?
    private let options: StoreOptions
    private let queue = DispatchQueue(label: "banyan.postgres")
    private var statements: [StatementKey: String] = [:]

    private struct StatementKey: Hashable {
        let text: String
        let types: [UInt32]
    }

    /// More than the program has; reached only where statements are made up at run time.
    private static let mostStatements = 500

    init(_ server: PostgresServer, _ name: String, _ options: StoreOptions) {
        self.server = server
        self.name = name
        self.options = options
    }

    deinit { PQfinish(handle) }

    func run<T: Sendable>(_ body: @escaping @Sendable (PostgresConnection) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body(self) }) }
        }
    }

    var isAlive: Bool { handle != nil && PQstatus(handle) == CONNECTION_OK }

    func disconnect() {
        PQfinish(handle)
        handle = nil
        statements = [:]
    }

    /// Runs a statement without parameters and gives its command tag, as in `COMMIT`.
    @discardableResult
    func command(_ text: String) throws -> String {
        let result = PQexec(handle, text)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK else {
            throw Fault(result: result, handle, database: name, statement: text)
        }
        return String(cString: PQcmdStatus(result))
    }

    /// The name under which a statement is prepared on this connection, preparing it the first time.
    func prepare(_ text: String, _ types: [UInt32]) throws -> String {
        let key = StatementKey(text: text, types: types)
        if let known = statements[key] { return known }
        if statements.count >= PostgresConnection.mostStatements {
            try command("DEALLOCATE ALL")
            statements = [:]
        }
        let label = "s\(statements.count)"
        let result = PQprepare(handle, label, text, Int32(types.count), types)
        defer { PQclear(result) }
        guard PQresultStatus(result) == PGRES_COMMAND_OK else {
            throw Fault(result: result, handle, database: name, statement: text)
        }
        statements[key] = label
        return label
    }
}

// MARK: - Transactions

extension PostgresConnection {
    /// Runs `body` once in a transaction. A connection found dead before it began is made anew.
    func transaction<T>(_ begin: String, _ body: (Transaction) throws -> T) throws -> T {
        try beginTransaction(begin)
        let session = PostgresSession(self)
        let value: T
        do {
            value = try body(Transaction(session))
            if let failure = session.failure { throw failure }
        } catch {
            if isAlive, (try? command("ROLLBACK")) != nil { throw error }
            disconnect()
            throw error
        }
        try commit()
        return value
    }

    private func beginTransaction(_ begin: String) throws {
        if isAlive {
            do {
                try command(begin)
                return
            } catch  where !isAlive {
                // The server went away while nobody looked; nothing has run on this connection yet.
            }
        }
        try connect()
        try command(begin)
    }

    private func commit() throws {
        do {
            // A transaction that the server has given up answers a COMMIT with ROLLBACK, and calls that a success.
            let tag = try command("COMMIT")
            guard tag == "COMMIT" else { throw Fault(.internalError, "storage.undone", ["database": name], cause: tag) }
        } catch  where !isAlive {
            let cause = Fault.message(handle)
            disconnect()
            throw Fault(.unavailable, "storage.commit-unknown", ["database": name], cause: cause)
        }
    }
}

// MARK: - Connecting

extension PostgresConnection {
    /// Connects, trying again after each of the delays while the server is away or full.
    func connect() throws {
        var delays = options.connectDelays[...]
        while true {
            do {
                return try connectOnce()
            } catch let fault as Fault where fault.mayPass {
                guard let delay = delays.popFirst() else { throw fault }
                usleep(UInt32(delay) * 1000)
            }
        }
    }

    private func connectOnce() throws {
        disconnect()
        var settings = server.settings
        settings["client_encoding"] = "UTF8"
        settings["fallback_application_name"] = "banyan"
        let keywords = settings.keys.map { strdup($0) }
        let values = settings.keys.map { strdup(settings[$0]!) }
        defer { for text in keywords + values { free(text) } }
        handle = PQconnectStartParams(
            (keywords + [nil]).map { UnsafePointer($0) }, (values + [nil]).map { UnsafePointer($0) }, 0)
        PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
        let hasAnswered = waitForAnswer()
        guard hasAnswered, isAlive else {
            let fault = Fault(connecting: handle, server, database: name, timedOut: !hasAnswered)
            disconnect()
            throw fault
        }
        PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        // Whatever this server's habits are: numbers come in full, and a commit is answered when it is on the disk.
        try command(
            """
            SET extra_float_digits = 3;
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
            """)
    }

    /// Drives the hand-shake, which libpq's blocking way could not bound in time. False where the time is up.
    private func waitForAnswer() -> Bool {
        guard PQstatus(handle) != CONNECTION_BAD else { return true }
        var state = PGRES_POLLING_WRITING
        while state != PGRES_POLLING_OK, state != PGRES_POLLING_FAILED {
            let events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT
            var socket = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
            if poll(&socket, 1, Int32(options.connectTimeoutMilliseconds)) == 0 { return false }
            state = PQconnectPoll(handle)
        }
        return true
    }
}
