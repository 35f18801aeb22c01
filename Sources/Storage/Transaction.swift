internal import Kernel

/// A transaction under way: what the closures of `Store.read` and `Store.write` work with, and valid only inside them.
///
/// Once a statement of a writing transaction has failed the whole closure fails, even where it catches the error:
/// PostgreSQL works that way, so both engines do.
package final class Transaction {
    package let engine: Engine
    let session: any EngineSession

    init(_ session: any EngineSession) {
        self.engine = session.engine
        self.session = session
    }

    /// Runs a statement and tells how many rows it inserted, changed or deleted.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int { try session.execute(sql) }

    /// Hands over the rows one by one as they come, in constant memory.
    ///
    /// Other statements may run inside `body`; on PostgreSQL the first one makes the rest of the rows wait in memory.
    package func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try session.forEach(sql, isStreamed: true) { row in
            try body(row)
            return true
        }
    }

    /// All rows of a result that is known to be small.
    package func all<T>(_ sql: SQL, _ map: (Row) throws -> T) throws -> [T] {
        var values: [T] = []
        try session.forEach(sql, isStreamed: false) { row in
            values.append(try map(row))
            return true
        }
        return values
    }

    /// The first row, or nil where there is none. The statement should say `LIMIT 1` where it could find more.
    package func first<T>(_ sql: SQL, _ map: (Row) throws -> T) throws -> T? {
        var value: T?
        try session.forEach(sql, isStreamed: false) { row in
            value = try map(row)
            return false
        }
        return value
    }

    /// Inserts rows in bulk and tells how many were inserted or changed.
    ///
    /// - Parameter onConflict: what to do about rows that are there, as in
    ///   `ON CONFLICT (a, b) DO UPDATE SET n = totals.n + excluded.n`. With `DO UPDATE` no two of the rows inserted
    ///   may have the same key: PostgreSQL refuses to change a row twice in one statement.
    @discardableResult
    package func insert(into table: String, _ columns: Columns, onConflict: String = "") throws -> Int {
        let count = columns.count
        precondition(columns.columns.allSatisfy { $0.count == count }, "columns of different lengths for \(table)")
        return count == 0 ? 0 : try session.insert(into: table, columns, onConflict: onConflict)
    }

    /// Waits until no other transaction holds the lock `number`, then holds it until this one ends.
    package func lock(_ number: Int64) throws {
        guard let statement = engine.lock(number) else { return }
        _ = try first(statement) { _ in true }
    }
}

/// One connection of an engine within one transaction: what `Transaction` stands on.
protocol EngineSession: AnyObject {
    var engine: Engine { get }
    /// The first failure of a statement; a transaction that has one is never committed.
    var failure: Fault? { get }

    func execute(_ sql: SQL) throws -> Int
    /// `body` answers whether to go on.
    func forEach(_ sql: SQL, isStreamed: Bool, _ body: (Row) throws -> Bool) throws
    func insert(into table: String, _ columns: Columns, onConflict: String) throws -> Int
    /// Runs a statement that is not worth keeping prepared: schema changes and settings.
    func run(_ statement: String) throws
}

/// An engine behind a `Store`.
protocol EngineStore: Sendable {
    var engine: Engine { get }
    func read<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T
    func write<T: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> T) async throws -> T
    /// Lets go of what is kept in memory for speed alone. Comes back at once.
    func releaseMemory()
    func close() async
}
