/// The two databases Banyan keeps its record in.
package enum Engine: String, Sendable, CaseIterable {
    case sqlite
    case postgres
}

/// All that differs between the engines' SQL. Whoever writes SQL writes it once and asks here for the few exceptions.
extension Engine {
    /// Writes a migration's neutral words (`{id}`, `{text}` …) in this engine's own.
    func translated(_ statement: String) -> String {
        if let table = Engine.tableToSeal(statement) { return sealing(table) }
        if let making = fullText(statement) { return making }
        var text = statement
        if text.hasPrefix(Engine.postgresAlone) {
            guard self == .postgres else { return "" }
            text = String(text.dropFirst(Engine.postgresAlone.count))
        }
        for (word, sqlite, postgres) in Engine.words {
            text = text.replacing("{\(word)}", with: self == .sqlite ? sqlite : postgres)
        }
        return text
    }

    private static let postgresAlone = "{postgres} "

    private static let words: [(word: String, sqlite: String, postgres: String)] = [
        ("id", "INTEGER", "BIGINT"),
        ("instant", "INTEGER", "BIGINT"),
        ("count", "INTEGER", "BIGINT"),
        ("day", "INTEGER", "INTEGER"),
        ("small", "INTEGER", "INTEGER"),
        ("bytes", "BLOB", "BYTEA"),
        ("text", "TEXT", "TEXT"),
        ("real", "REAL", "DOUBLE PRECISION"),
        ("rows", "STRICT", ""),
        ("clustered", "STRICT, WITHOUT ROWID", ""),
    ]

    /// The table of a migration's statement `{append-only TABLE}`; nil where it is another statement.
    private static func tableToSeal(_ statement: String) -> String? {
        let words = statement.split(whereSeparator: { " \n{}".contains($0) })
        return words.count == 2 && words[0] == "append-only" ? String(words[1]) : nil
    }

    /// What makes a table refuse every change to its rows but further ones.
    private func sealing(_ table: String) -> String {
        switch self {
        case .sqlite:
            ["UPDATE", "DELETE"].map { change in
                """
                CREATE TRIGGER \(table)_refuses_\(change.lowercased()) BEFORE \(change) ON \(table)
                BEGIN SELECT RAISE(ABORT, '\(table) is append-only'); END;
                """
            }.joined(separator: "\n")
        case .postgres:
            """
            CREATE FUNCTION \(table)_refuses() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '\(table) is append-only' USING ERRCODE = 'restrict_violation'; END $$;
            CREATE TRIGGER \(table)_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON \(table)
            FOR EACH STATEMENT EXECUTE FUNCTION \(table)_refuses()
            """
        }
    }

    /// The type of a column of bytes, for the few tables that are made outside migrations. SQLite would take the
    /// other engine's word, too, but for a type whose comparisons with stored bytes no index can serve.
    package var bytesType: String { self == .sqlite ? "BLOB" : "BYTEA" }

    /// The condition that a column of bytes holds these.
    package func holds(_ bytes: [UInt8], in column: String) -> SQL {
        self == .sqlite ? "instr(\(raw: column), \(bytes)) > 0" : "position(\(bytes) IN \(raw: column)) > 0"
    }

    /// What begins a transaction that only reads, and sees one moment of the database throughout.
    var beginReading: String {
        self == .sqlite ? "BEGIN DEFERRED" : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    }

    /// What begins a transaction that writes.
    var beginWriting: String { self == .sqlite ? "BEGIN IMMEDIATE" : "BEGIN ISOLATION LEVEL READ COMMITTED" }

    /// Waits until no other transaction holds the lock `number`, then holds it to this transaction's end.
    ///
    /// Nothing on SQLite, whose single writer holds every lock there is.
    func lock(_ number: Int64) -> SQL? {
        // Of this schema alone: a database may hold more than one of ours.
        self == .sqlite
            ? nil : "SELECT pg_advisory_xact_lock(\(number) # CAST(hashtext(COALESCE(current_schema(), '')) AS BIGINT))"
    }

    /// The names of all tables of this database, in order of name; ours and, in a foreign database, others'.
    var tableNames: SQL {
        switch self {
        case .sqlite:
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
        case .postgres:
            """
            SELECT c.relname FROM pg_catalog.pg_class c
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
            """
        }
    }

    /// Marks the database as ours in a way that other programs can see; run with the first migration.
    var markingAsOurs: String? {
        self == .sqlite ? "PRAGMA application_id = \(Engine.applicationID)" : nil
    }

    /// "BNYN": what SQLite keeps in the file's header, and `file` shows.
    static let applicationID: Int32 = 0x424E_594E
}
