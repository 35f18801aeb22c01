internal import Kernel

/// A step of the schema's history. Once released it is never changed: what follows is a further migration.
package struct Migration: Sendable {
    /// Its name in `banyan_schema`, as in `2026-11-23 record`.
    package let name: String
    /// Statements, each ended by a semicolon at the end of a line, in SQL with neutral words: `{id}` `{instant}` `{count}`
    /// (64 bits), `{day}` `{small}` (32 bits), `{text}`, `{bytes}`, `{real}`; `{rows}` or `{clustered}` behind a
    /// table's closing parenthesis. The statement `{append-only TABLE};` makes a table refuse UPDATE and DELETE,
    /// `{full-text TABLE};` makes an index of texts (`FullText`), `{full-text-by-stretches TABLE};` empties one and lets
    /// PostgreSQL find the newest first. A statement that begins with `{postgres} ` is none for SQLite.
    package let statements: String

    package init(_ name: String, _ statements: String) {
        self.name = name
        self.statements = statements
    }

    /// The statements in an engine's own words.
    func statements(for engine: Engine) -> [String] {
        let lines = statements.split(separator: "\n", omittingEmptySubsequences: true)
        var all: [String] = []
        var current: [Substring] = []
        for line in lines {
            current.append(line)
            guard let end = line.lastIndex(where: { $0 != " " }), line[end] == ";" else { continue }
            current[current.count - 1] = line[..<end]
            all.append(current.joined(separator: "\n"))
            current = []
        }
        if current.contains(where: { !$0.allSatisfy { $0 == " " } }) { all.append(current.joined(separator: "\n")) }
        return all.map { engine.translated($0) }.filter { !$0.isEmpty }
    }
}

extension Store {
    /// Brings the schema up to date: runs, in one transaction, those of `migrations` that the database has not seen.
    ///
    /// Refuses a database that records a migration this program does not know: a newer program has been here.
    package func migrate(_ migrations: [Migration]) async throws {
        let name = location.description
        try await write { transaction in
            try transaction.lock(Store.migrationLock)
            try Schema.prepare(transaction, name)
            let recorded = try Schema.recorded(transaction)
            try Schema.refuse(recorded, unlessKnownAs: migrations.map(\.name), name)
            for (index, migration) in migrations.enumerated().dropFirst(recorded.count) {
                try Schema.apply(migration, number: index + 1, transaction)
            }
        }
    }

    /// The migrations that the database records, oldest first; none where it is empty.
    package func recordedMigrations() async throws -> [String] {
        try await read { transaction in
            let tables = try Schema.tables(transaction)
            return tables.contains(Schema.table) ? try Schema.recorded(transaction) : []
        }
    }

    /// "BNYNschem": keeps two programs from migrating one PostgreSQL database at once.
    private static let migrationLock: Int64 = 0x424E_594E_7363_686D
}

/// What is known about a database's schema history.
enum Schema {
    static let table = "banyan_schema"

    static func tables(_ transaction: Transaction) throws -> [String] {
        try transaction.all(transaction.engine.tableNames) { $0.string(0) }
    }

    /// Refuses a database that holds tables but none of them ours.
    static func refuseForeign(_ transaction: Transaction, _ name: String) throws {
        let tables = try tables(transaction)
        guard tables.isEmpty || tables.contains(table) else {
            throw Fault(.wrongDatabase, "storage.foreign", ["database": name])
        }
    }

    static func prepare(_ transaction: Transaction, _ name: String) throws {
        try refuseForeign(transaction, name)
        guard try !tables(transaction).contains(table) else { return }
        if let mark = transaction.engine.markingAsOurs { try transaction.session.run(mark) }
        let columns = "number {small} NOT NULL PRIMARY KEY, name {text} NOT NULL UNIQUE"
        let statement = "CREATE TABLE \(table) (\(columns)) {rows}"
        try transaction.session.run(transaction.engine.translated(statement))
    }

    static func recorded(_ transaction: Transaction) throws -> [String] {
        try transaction.all("SELECT name FROM \(raw: table) ORDER BY number") { $0.string(0) }
    }

    static func refuse(_ recorded: [String], unlessKnownAs known: [String], _ name: String) throws {
        guard !known.starts(with: recorded) else { return }
        let unknown = recorded.first { !known.contains($0) } ?? recorded.last ?? ""
        throw Fault(.wrongDatabase, "storage.newer", ["database": name, "migration": unknown])
    }

    static func apply(_ migration: Migration, number: Int, _ transaction: Transaction) throws {
        for statement in migration.statements(for: transaction.engine) { try transaction.session.run(statement) }
        try transaction.execute("INSERT INTO \(raw: table) (number, name) VALUES (\(number), \(migration.name))")
    }
}
