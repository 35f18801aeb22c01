internal import Kernel

/// What a check of a whole database found.
package struct CheckReport: Sendable {
    package struct Table: Sendable, Equatable {
        package let name: String
        package let rows: Int64
    }

    /// Every table that could be read from end to end.
    package internal(set) var tables: [Table] = []
    /// What is wrong, in the engine's words; empty where all is well.
    package internal(set) var problems: [String] = []

    package var isSound: Bool { problems.isEmpty }
}

extension Store {
    /// Reads the whole database and holds it against its own schema, while writers go on.
    ///
    /// SQLite checks its pages, indexes, constraints and references by itself. On PostgreSQL every value of every row is
    /// read, every CHECK and reference is tried again, and no index may be unfinished; that the indexes agree with
    /// their tables is not looked into (the server's `pg_amcheck` does that).
    package func check() async throws -> CheckReport {
        guard let sqlite = backend as? SQLiteStore else { return try await read { try checkPostgres($0) } }
        return try await sqlite.check()
    }
}

func checkSQLite(_ transaction: Transaction) throws -> CheckReport {
    var report = CheckReport()
    report.problems = try transaction.all("PRAGMA integrity_check") { $0.string(0) }.filter { $0 != "ok" }
    report.problems += try transaction.all("PRAGMA foreign_key_check") { row in
        "a row of \(row.string(0)) refers to a row of \(row.string(2)) that is not there"
    }
    for name in try Schema.tables(transaction) {
        let rows = try transaction.first("SELECT count(*) FROM \(raw: quoted(name))") { $0.int64(0) }
        report.tables.append(CheckReport.Table(name: name, rows: rows ?? 0))
    }
    return report
}

private func checkPostgres(_ transaction: Transaction) throws -> CheckReport {
    var report = CheckReport()
    for name in try Schema.tables(transaction) {
        // As text, because that alone takes in the long values, which lie outside the row.
        let read: SQL = "SELECT count(*), SUM(octet_length(whole::text)) FROM \(raw: quoted(name)) AS whole"
        let rows = try transaction.first(read) { $0.int64(0) }
        report.tables.append(CheckReport.Table(name: name, rows: rows ?? 0))
    }
    for constraint in try constraints(transaction) {
        let breaches = try transaction.first("SELECT count(*) FROM \(raw: constraint.condition)") { $0.int64(0) }
        guard let breaches, breaches > 0 else { continue }
        report.problems.append("\(breaches) rows break the constraint \(constraint.name)")
    }
    report.problems += try transaction.all(
        """
        SELECT indexrelid::regclass::text FROM pg_catalog.pg_index JOIN pg_catalog.pg_class c ON c.oid = indrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND NOT indisvalid
        """
    ) { "the index \($0.string(0)) is not finished" }
    return report
}

/// Each CHECK and reference of the schema as the `FROM` of a query that finds the rows breaking it.
private func constraints(_ transaction: Transaction) throws -> [(name: String, condition: String)] {
    let checks: SQL = """
        SELECT conname, format('%s AS child WHERE NOT (%s)', conrelid::regclass, pg_get_expr(conbin, conrelid))
        FROM pg_catalog.pg_constraint WHERE contype = 'c' AND connamespace = current_schema()::regnamespace
        """
    let references: SQL = """
        SELECT c.conname, format('%s AS child WHERE %s AND NOT EXISTS (SELECT 1 FROM %s AS parent WHERE %s)',
            c.conrelid::regclass, string_agg(format('child.%I IS NOT NULL', a.attname), ' AND '),
            c.confrelid::regclass, string_agg(format('child.%I = parent.%I', a.attname, b.attname), ' AND '))
        FROM pg_catalog.pg_constraint c
        CROSS JOIN LATERAL unnest(c.conkey, c.confkey) AS pair (child, parent)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = pair.child
        JOIN pg_catalog.pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = pair.parent
        WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
        GROUP BY c.oid, c.conname, c.conrelid, c.confrelid
        """
    return try [checks, references].flatMap { sql in
        try transaction.all(sql) { (name: $0.string(0), condition: $0.string(1)) }
    }
}

/// A name as SQL takes it, whatever it is made of.
func quoted(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }
