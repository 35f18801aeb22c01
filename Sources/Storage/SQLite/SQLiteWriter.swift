internal import GRDB
internal import GRDBSQLite
internal import Glibc
internal import Kernel
internal import Synchronization

/// Commits many waiting writes at once.
///
/// A commit that must reach the disk costs the same for one write as for a hundred, so while one is under way those that
/// come wait, and then share the next. Each runs in its own savepoint: one that throws takes back only its own
/// work. Nobody is answered before the commit; where the commit fails, everybody in it is told so.
final class SQLiteWriter: Sendable {
    private struct State {
        var waiting: [any WriteRequest] = []
        var isAwake = false
        var isClosed = false
        /// How many writes were in the commit before.
        var lastCount = 0
        var whenIdle: [CheckedContinuation<Void, Never>] = []
    }

    /// The most writes in one commit, and the changed rows after which a commit takes no further write: bounds on how
    /// long the first of them waits for its answer.
    private static let mostRequests = 1024
    private static let mostChanges: Int64 = 20_000

    /// How long, in microseconds, and how often at most the writer waits for more: together less than a commit takes.
    private static let pause: UInt32 = 50
    private static let mostPauses = 10

    private let pool: DatabasePool
    private let name: String
    private let state = Mutex(State())

    init(_ pool: DatabasePool, _ name: String) {
        self.pool = pool
        self.name = name
    }

    func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T {
        try await withCheckedThrowingContinuation { continuation in
            submit(PendingWrite(body, continuation))
        }
    }

    /// Waits until every write submitted so far is answered, and takes no more.
    func close() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.isAwake { state.whenIdle.append(continuation) }
                return !state.isAwake
            }
            if isIdle { continuation.resume() }
        }
    }

    private func submit(_ request: any WriteRequest) {
        let (isClosed, mustWake) = state.withLock { state in
            if state.isClosed { return (true, false) }
            state.waiting.append(request)
            defer { state.isAwake = true }
            return (false, !state.isAwake)
        }
        if isClosed { request.answer(Fault(.unavailable, "storage.closed", ["database": name])) }
        if mustWake { wake() }
    }

    private func wake() {
        pool.asyncWriteWithoutTransaction { [self] database in
            gather()
            let batch = take()
            guard !batch.isEmpty else { return }
            let rest = commit(batch, database)
            if !rest.isEmpty { state.withLock { $0.waiting.insert(contentsOf: rest, at: 0) } }
            wake()
        }
    }

    /// Gives those just answered a moment to come back with their next write, as long as they do come.
    ///
    /// Without it the first to come back would have a commit to itself, and all others would wait for that one.
    private func gather() {
        var seen = 0
        for _ in 0..<SQLiteWriter.mostPauses {
            let (waiting, wanted) = state.withLock { ($0.waiting.count, $0.lastCount) }
            guard wanted > 1, waiting < wanted, waiting > seen || seen == 0 else { return }
            seen = waiting
            usleep(SQLiteWriter.pause)
        }
    }

    /// The writes of the next commit; with none the writer goes to sleep.
    private func take() -> [any WriteRequest] {
        let (batch, idle) = state.withLock { state in
            let batch = Array(state.waiting.prefix(SQLiteWriter.mostRequests))
            state.waiting.removeFirst(batch.count)
            state.lastCount = batch.count
            guard batch.isEmpty else { return (batch, [CheckedContinuation<Void, Never>]()) }
            state.isAwake = false
            defer { state.whenIdle = [] }
            return (batch, state.whenIdle)
        }
        for continuation in idle { continuation.resume() }
        return batch
    }
}

// MARK: - One commit

extension SQLiteWriter {
    /// Runs writes, commits and answers them. Returns those that were not run and belong to the next commit.
    private func commit(_ batch: [any WriteRequest], _ database: Database) -> ArraySlice<any WriteRequest> {
        do {
            try run(Engine.sqlite.beginWriting, database)
        } catch {
            // Nothing has run: whatever keeps us from writing keeps all of them from it.
            for request in batch { request.answer(error) }
            return []
        }
        let connection = database.sqliteConnection
        let ceiling = sqlite3_total_changes64(connection) + SQLiteWriter.mostChanges
        var done = 0
        for request in batch {
            let failure = runAlone(request, database, needsSavepoint: batch.count > 1)
            done += 1
            if let failure {
                for earlier in batch[..<done] { earlier.answer(failure) }
                return batch[done...]
            }
            if sqlite3_total_changes64(connection) > ceiling { break }
        }
        let failure = finish(database)
        for request in batch[..<done] { request.answer(failure) }
        return batch[done...]
    }

    /// Runs one write, taking back what it did where it throws. Returns an error where the whole transaction is lost.
    private func runAlone(_ request: any WriteRequest, _ database: Database, needsSavepoint: Bool) -> (any Error)? {
        do {
            if needsSavepoint { try run("SAVEPOINT request", database) }
            let session = try SQLiteSession(database, name)
            let failure = request.run(Transaction(session))
            // On a full disk or a failing one SQLite may take back the whole transaction by itself.
            guard database.isInsideTransaction else {
                return session.failure ?? Fault(.inputOutput, "storage.undone", ["database": name])
            }
            if failure != nil { try run(needsSavepoint ? "ROLLBACK TO request" : "ROLLBACK", database) }
            if needsSavepoint { try run("RELEASE request", database) }
            return nil
        } catch {
            try? run("ROLLBACK", database)
            return error
        }
    }

    private func finish(_ database: Database) -> (any Error)? {
        guard database.isInsideTransaction else { return nil }
        do {
            try run("COMMIT", database)
            return nil
        } catch {
            if database.isInsideTransaction { try? run("ROLLBACK", database) }
            return error
        }
    }

    private func run(_ text: String, _ database: Database) throws {
        let statement: Statement
        do { statement = try database.cachedStatement(sql: text) } catch {
            throw Fault.telling(error, database: name)
        }
        let code = sqlite3_step(statement.sqliteStatement)
        defer { sqlite3_reset(statement.sqliteStatement) }
        if code != SQLITE_DONE { throw Fault(database.sqliteConnection, database: name, statement: text) }
    }
}

// MARK: - Requests

/// A write that waits for its turn, and then for its answer.
private protocol WriteRequest: Sendable {
    /// Runs the closure, once; returns its error.
    func run(_ transaction: Transaction) -> (any Error)?
    /// Answers with the closure's outcome, or with the error of the commit where it has one.
    func answer(_ failure: (any Error)?)
}

/// Unchecked because `outcome` is written and read on the writer's queue only.
private final class PendingWrite<T: Sendable>: WriteRequest, @unchecked Sendable {
    private let body: @Sendable (Transaction) throws -> T
    private let continuation: CheckedContinuation<T, any Error>
    private var outcome: Result<T, any Error>?

    init(_ body: @escaping @Sendable (Transaction) throws -> T, _ continuation: CheckedContinuation<T, any Error>) {
        self.body = body
        self.continuation = continuation
    }

    func run(_ transaction: Transaction) -> (any Error)? {
        let outcome = Result {
            let value = try body(transaction)
            if let failure = transaction.session.failure { throw failure }
            return value
        }
        self.outcome = outcome
        if case .failure(let error) = outcome { return error }
        return nil
    }

    func answer(_ failure: (any Error)?) {
        switch outcome {
        case .failure(let error): continuation.resume(throwing: error)
        case .success(let value) where failure == nil: continuation.resume(returning: value)
        default: continuation.resume(throwing: failure ?? Fault(.internalError, "storage.undone"))
        }
    }
}
