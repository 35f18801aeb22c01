internal import CPostgres
internal import Kernel

extension PostgresSession {
    /// Runs `COPY … TO STDOUT` and hands over the rows as they come. Tells how many there were.
    func copyOut(_ statement: String, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        try begin(statement, PGRES_COPY_OUT)
        var failed: (any Error)?
        var buffer: UnsafeMutablePointer<CChar>?
        while true {
            let count = PQgetCopyData(connection.handle, &buffer, 0)
            guard count >= 0 else { break }
            defer { PQfreemem(buffer) }
            // After a failure the rest is read past: there is no other way to have the connection back.
            guard failed == nil else { continue }
            do { try body(UnsafeRawBufferPointer(start: buffer, count: Int(count))) } catch { failed = error }
        }
        let rows = try end(statement)
        if let failed { throw failed }
        return rows
    }

    /// Runs `COPY … FROM STDIN` with the bytes that `next` gives until it gives nil. Tells how many rows there were.
    func copyIn(_ statement: String, _ next: () throws -> [UInt8]?) throws -> Int {
        try begin(statement, PGRES_COPY_IN)
        do {
            while let bytes = try next() {
                let sent = bytes.withUnsafeBytes { bytes in
                    PQputCopyData(
                        connection.handle, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
                }
                if sent != 1 { break }
            }
        } catch {
            PQputCopyEnd(connection.handle, "given up")
            _ = try? end(statement)
            throw error
        }
        PQputCopyEnd(connection.handle, nil)
        return try end(statement)
    }

    private func begin(_ statement: String, _ wanted: ExecStatusType) throws {
        settle()
        let result = PQexec(connection.handle, statement)
        defer { PQclear(result) }
        guard PQresultStatus(result) == wanted else { throw noting(fault(result, statement)) }
    }

    /// Takes in what the server has to say at the end of a COPY.
    private func end(_ statement: String) throws -> Int {
        var rows = 0
        var failed: Fault?
        while let result = PQgetResult(connection.handle) {
            defer { PQclear(result) }
            if PQresultStatus(result) == PGRES_COMMAND_OK {
                rows = Int(String(cString: PQcmdTuples(result))) ?? 0
            } else {
                failed = fault(result, statement)
                if !connection.isAlive { break }
            }
        }
        if let failed { throw noting(failed) }
        return rows
    }
}
