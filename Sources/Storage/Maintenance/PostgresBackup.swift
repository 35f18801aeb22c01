internal import Kernel

/// Backup and restore of a PostgreSQL database, each in one transaction and in constant memory.
enum PostgresBackup {
    private struct Table {
        let name: String
        let columns: [String]

        var list: String { columns.map { quoted($0) }.joined(separator: ", ") }
    }

    /// Writes all tables as the transaction sees them.
    static func write(_ transaction: Transaction, to file: String) throws {
        let session = try copying(transaction)
        let writer = try BackupWriter(file)
        for name in try Schema.recorded(transaction) { try writer.record(.migration, Array(name.utf8)) }
        for table in try tables(transaction) {
            let names = [table.name] + table.columns
            try writer.record(.table, Array(names.joined(separator: "\0").utf8))
            let statement = "COPY \(quoted(table.name)) (\(table.list)) TO STDOUT"
            let rows = try session.copyOut(statement) { try writer.data($0) }
            try writer.record(.tableEnd, BackupFile.bigEndian(UInt64(rows)))
        }
        try writer.finish()
    }

    /// Makes the backup's schema in an empty database and fills it.
    static func read(_ file: String, into transaction: Transaction, _ migrations: [Migration], _ name: String) throws {
        let session = try copying(transaction)
        let reader = try BackupReader(file)
        var recorded: [String] = []
        var next = try reader.next()
        while let record = next, record.kind == .migration {
            recorded.append(String(decoding: record.content, as: UTF8.self))
            next = try reader.next()
        }
        try Schema.refuse(recorded, unlessKnownAs: migrations.map(\.name), file)
        try Schema.prepare(transaction, name)
        for (index, migration) in migrations.prefix(recorded.count).enumerated() {
            try Schema.apply(migration, number: index + 1, transaction)
        }
        // A migration may have written rows of its own; the backup has them as they were.
        try empty(try tables(transaction).map { quoted($0.name) }, session)
        while let record = next {
            guard record.kind == .table else { throw reader.damaged() }
            try fill(record.content, reader, session)
            next = try reader.next()
        }
    }

    /// Empties tables that have just been made, those too that refuse every change from then on.
    private static func empty(_ tables: [String], _ session: PostgresSession) throws {
        guard !tables.isEmpty else { return }
        for table in tables { try session.run("ALTER TABLE \(table) DISABLE TRIGGER USER") }
        try session.run("TRUNCATE \(tables.joined(separator: ", "))")
        for table in tables { try session.run("ALTER TABLE \(table) ENABLE TRIGGER USER") }
    }

    private static func fill(_ head: [UInt8], _ reader: BackupReader, _ session: PostgresSession) throws {
        let names = head.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        guard let name = names.first else { throw reader.damaged() }
        let table = Table(name: name, columns: Array(names.dropFirst()))
        var promised: UInt64?
        let rows: Int
        do {
            rows = try session.copyIn("COPY \(quoted(name)) (\(table.list)) FROM STDIN") {
                guard let record = try reader.next() else { throw reader.damaged() }
                if record.kind == .data { return record.content }
                guard record.kind == .tableEnd else { throw reader.damaged() }
                promised = record.content.reduce(0) { $0 << 8 | UInt64($1) }
                return nil
            }
        } catch let fault as Fault where ["storage.statement", "storage.constraint"].contains(fault.text) {
            throw reader.damaged(cause: fault.cause)
        }
        guard promised == UInt64(rows) else { throw reader.damaged() }
    }

    /// The tables but that of the migrations, each after those it refers to; in a ring, in order of name.
    private static func tables(_ transaction: Transaction) throws -> [Table] {
        var left = try Schema.tables(transaction).filter { $0 != Schema.table }
        let references = try transaction.all(
            """
            SELECT a.relname, b.relname FROM pg_catalog.pg_constraint c
            JOIN pg_catalog.pg_class a ON a.oid = c.conrelid JOIN pg_catalog.pg_class b ON b.oid = c.confrelid
            WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace AND a.oid <> b.oid
            """
        ) { (from: $0.string(0), to: $0.string(1)) }
        var ordered: [Table] = []
        while !left.isEmpty {
            let free = left.firstIndex { name in
                !references.contains { $0.from == name && left.contains($0.to) }
            }
            let name = left.remove(at: free ?? 0)
            ordered.append(Table(name: name, columns: try columns(of: name, transaction)))
        }
        return ordered
    }

    private static func columns(of table: String, _ transaction: Transaction) throws -> [String] {
        try transaction.all(
            """
            SELECT attname FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_class c ON c.oid = attrelid
            WHERE c.relname = \(table) AND c.relnamespace = current_schema()::regnamespace
            AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum
            """
        ) { $0.string(0) }
    }

    private static func copying(_ transaction: Transaction) throws -> PostgresSession {
        guard let session = transaction.session as? PostgresSession else {
            throw Fault(.internalError, "storage.statement", cause: "COPY is PostgreSQL's")
        }
        return session
    }
}
