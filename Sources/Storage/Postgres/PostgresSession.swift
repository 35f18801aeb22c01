internal import CPostgres
internal import Kernel

/// A PostgreSQL connection within one transaction.
final class PostgresSession: EngineSession {
    let engine = Engine.postgres
    let connection: PostgresConnection
    private(set) var failure: Fault?
    /// The rows that are still coming for a `forEach` under way.
    private var stream: PostgresStream?

    /// What is sent at once in bulk: rows, and about how many bytes.
    private static let mostRows = 10_000
    private static let mostBytes = 16 << 20

    init(_ connection: PostgresConnection) { self.connection = connection }

    func execute(_ sql: SQL) throws -> Int {
        let result = try perform(sql.text, PostgresParameters(sql.values))
        defer { PQclear(result) }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    func forEach(_ sql: SQL, isStreamed: Bool, _ body: (Row) throws -> Bool) throws {
        let parameters = PostgresParameters(sql.values)
        if isStreamed { return try streamRows(sql.text, parameters, body) }
        let result = try perform(sql.text, parameters)
        defer { PQclear(result) }
        _ = try handOver(result, body)
    }

    func insert(into table: String, _ columns: Columns, onConflict: String) throws -> Int {
        let names = columns.columns.map(\.name).joined(separator: ", ")
        let places = columns.columns.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        var source = "SELECT * FROM unnest(\(places))"
        if columns.columns.contains(where: { $0.cast != nil }) {
            let values = columns.columns.map { column in column.name + (column.cast.map { "::" + $0 } ?? "") }
            source = "SELECT \(values.joined(separator: ", ")) FROM unnest(\(places)) AS given (\(names))"
        }
        let text = "INSERT INTO \(table) (\(names)) \(source) \(onConflict)"
        var changed = 0
        var start = 0
        while start < columns.count {
            let rows = PostgresSession.nextPiece(columns, from: start)
            var parameters = PostgresParameters()
            for column in columns.columns {
                let array = PostgresArray(column, rows)
                parameters.append(array.type, array.bytes)
            }
            let result = try perform(text, parameters)
            changed += Int(String(cString: PQcmdTuples(result))) ?? 0
            PQclear(result)
            start = rows.upperBound
        }
        return changed
    }

    func run(_ statement: String) throws {
        settle()
        do { try connection.command(statement) } catch { throw noting(error) }
    }

    /// As many rows as may be sent at once; halved until their bytes fit, down to one row.
    private static func nextPiece(_ columns: Columns, from start: Int) -> Range<Int> {
        var count = min(mostRows, columns.count - start)
        while count > 1 {
            let rows = start..<(start + count)
            if columns.columns.reduce(0, { $0 + PostgresArray.size($1, rows) }) <= mostBytes { break }
            count /= 2
        }
        return start..<(start + count)
    }

    /// Remembers the first failure: the server has given the transaction up by then.
    func noting(_ error: any Error) -> any Error {
        if failure == nil {
            failure = error as? Fault ?? Fault(.internalError, "storage.statement", cause: "\(error)")
        }
        return error
    }
}

// MARK: - Whole results

extension PostgresSession {
    /// Runs a prepared statement and gives its whole result, which the caller clears.
    private func perform(_ text: String, _ parameters: PostgresParameters) throws -> OpaquePointer {
        settle()
        let label = try prepare(text, parameters)
        let result = parameters.withPointers { values, lengths, formats in
            PQexecPrepared(connection.handle, label, parameters.count, values, lengths, formats, 1)
        }
        let status = PQresultStatus(result)
        guard let result, status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK else {
            defer { PQclear(result) }
            throw noting(fault(result, text))
        }
        return result
    }

    private func prepare(_ text: String, _ parameters: PostgresParameters) throws -> String {
        do { return try connection.prepare(text, parameters.types) } catch { throw noting(error) }
    }

    func fault(_ result: OpaquePointer?, _ text: String) -> Fault {
        Fault(result: result, connection.handle, database: connection.name, statement: text)
    }

    /// Whether the caller wants more rows.
    private func handOver(_ result: OpaquePointer, _ body: (Row) throws -> Bool) throws -> Bool {
        let complaint = Row.Complaint()
        for row in 0..<PQntuples(result) {
            let goOn = try body(Row(source: .postgres(result, row: row), complaint: complaint))
            if let fault = complaint.fault { throw noting(fault) }
            if !goOn { return false }
        }
        return true
    }
}

// MARK: - Rows as they come

/// Rows on their way. While they come the connection can do nothing else, so another statement first takes in the rest.
private final class PostgresStream {
    /// Rows taken in ahead of their reader, newest first.
    var waiting: [OpaquePointer] = []
    var hasEnded = false
}

extension PostgresSession {
    private func streamRows(
        _ text: String, _ parameters: PostgresParameters, _ body: (Row) throws -> Bool
    ) throws {
        settle()
        let label = try prepare(text, parameters)
        let isSent = parameters.withPointers { values, lengths, formats in
            PQsendQueryPrepared(connection.handle, label, parameters.count, values, lengths, formats, 1)
        }
        guard isSent == 1 else { throw noting(fault(nil, text)) }
        PQsetSingleRowMode(connection.handle)
        let current = PostgresStream()
        stream = current
        defer { discard(current) }
        while let result = next(current) {
            defer { PQclear(result) }
            let status = PQresultStatus(result)
            guard status == PGRES_SINGLE_TUPLE || status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK else {
                throw noting(fault(result, text))
            }
            guard try handOver(result, body) else { return }
        }
    }

    private func next(_ stream: PostgresStream) -> OpaquePointer? {
        if let result = stream.waiting.popLast() { return result }
        if stream.hasEnded { return nil }
        let result = PQgetResult(connection.handle)
        if result == nil { finish(stream) }
        return result
    }

    /// Takes in the rows of a stream under way, so that another statement can run.
    func settle() {
        guard let stream else { return }
        var rest: [OpaquePointer] = []
        while let result = PQgetResult(connection.handle) { rest.append(result) }
        stream.waiting = rest.reversed()
        finish(stream)
    }

    private func discard(_ stream: PostgresStream) {
        while let result = next(stream) { PQclear(result) }
    }

    private func finish(_ stream: PostgresStream) {
        stream.hasEnded = true
        if self.stream === stream { self.stream = nil }
    }
}
