internal import Kernel

/// An index of whole texts: which of millions hold some tokens, newest first. FTS5 on SQLite, a tsvector under GIN on PostgreSQL
/// (`FullText+Postgres.swift`).
///
/// A migration makes it with the statement `{full-text TABLE};` and, for PostgreSQL, `{full-text-by-stretches TABLE};`. It keeps no text, only tokens, which whoever fills it makes
/// (both engines split at spaces and do nothing else): a token must not hold a space, a quotation mark or other
/// punctuation of ASCII. Documents have numbers; larger ones are found first.
package struct FullText: Sendable {
    let table: String

    package init(_ table: String) { self.table = table }
}

/// What is looked for in a `FullText`.
package indirect enum FullTextQuery: Sendable, Equatable {
    /// Tokens side by side; with `endsOpen` the last may be the beginning of a longer one.
    case phrase([String], endsOpen: Bool)
    case all([FullTextQuery])
    case any([FullTextQuery])

    package static func token(_ token: String) -> FullTextQuery { .phrase([token], endsOpen: false) }
}

/// Documents with their tokens, on their way into or out of an index. Add them by rising number.
package final class FullTextDocuments {
    fileprivate let columns: Columns
    private let engine: Engine
    private var text: [UInt8] = []
    private var position = 0

    package init(_ engine: Engine) {
        self.engine = engine
        columns = Columns([(engine == .sqlite ? "rowid" : "id", .int64), ("words", .text)])
        if engine == .postgres { columns[1].cast = "tsvector" }
    }

    package var count: Int { columns.count }

    package func add(token: UnsafeBufferPointer<UInt8>) {
        position += 1
        if !text.isEmpty { text.append(UInt8(ascii: " ")) }
        if engine == .sqlite { return text.append(contentsOf: token) }
        // Source: PostgreSQL, "tsvector": quoted lexemes with their positions, at most 16,383.
        text.append(UInt8(ascii: "'"))
        for byte in token {
            if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\") { text.append(byte) }
            text.append(byte)
        }
        text += "':\(min(position, 16_383))".utf8
    }

    package func add(token: String) {
        var token = token
        token.withUTF8 { add(token: $0) }
    }

    /// Ends a document, whose tokens are those added since the last.
    package func end(_ number: Int64) {
        columns[0].append(number)
        text.withUnsafeBytes { columns[1].append($0) }
        text.removeAll(keepingCapacity: true)
        position = 0
    }
}

extension Transaction {
    /// Puts documents into an index; none of their numbers may be there.
    package func insert(into index: FullText, _ documents: FullTextDocuments) throws {
        guard documents.count > 0 else { return }
        _ = try insert(into: index.table, documents.columns)
        if engine == .postgres { try tidy(index) }
    }

    /// Takes documents out of an index, where they are there. Their tokens must be those they were put in with: SQLite
    /// finds its own places by them.
    package func remove(from index: FullText, _ documents: FullTextDocuments) throws {
        let numbers = documents.columns[0]
        guard engine == .sqlite else {
            for row in 0..<documents.count {
                try execute("DELETE FROM \(raw: index.table) WHERE id = \(numbers.integers[row])")
            }
            return
        }
        for row in 0..<documents.count where try holds(index, numbers.integers[row]) {
            let words = String(decoding: documents.columns[1].bytes(row), as: UTF8.self)
            try execute(
                """
                INSERT INTO \(raw: index.table) (\(raw: index.table), rowid, words)
                VALUES ('delete', \(numbers.integers[row]), \(words))
                """)
        }
    }

    /// How many bytes an index takes.
    package func bytes(of index: FullText) throws -> Int64 {
        let size: SQL =
            engine == .postgres
            ? "SELECT pg_total_relation_size((\(index.table)::text)::regclass)"
            : """
            SELECT (SELECT COALESCE(SUM(LENGTH(block)), 0) FROM \(raw: index.table)_data)
                + (SELECT COALESCE(SUM(LENGTH(sz) + 8), 0) FROM \(raw: index.table)_docsize)
            """
        return try first(size) { $0.int64(0) } ?? 0
    }

    /// Whether an index has a document of this number.
    package func holds(_ index: FullText, _ number: Int64) throws -> Bool {
        let column = engine == .sqlite ? "rowid" : "id"
        return try first("SELECT 1 FROM \(raw: index.table) WHERE \(raw: column) = \(number)") { _ in true } ?? false
    }

    /// The documents that hold what is looked for, largest number first, at most `limit`.
    ///
    /// - Parameter numbers: Only these.
    package func documents(
        in index: FullText, matching query: FullTextQuery, numbers: Range<Int64>, limit: Int
    ) throws -> [Int64] {
        guard !numbers.isEmpty else { return [] }
        if engine == .sqlite {
            return try all(
                """
                SELECT rowid FROM \(raw: index.table) WHERE \(raw: index.table) MATCH \(query.fts5)
                    AND rowid >= \(numbers.lowerBound) AND rowid < \(numbers.upperBound) ORDER BY rowid DESC LIMIT \(limit)
                """
            ) { $0.int64(0) }
        }
        return try newest(in: index, query.tsquery, numbers, limit)
    }

}

extension FullTextQuery {
    /// Source: SQLite, "Full-text Query Syntax".
    var fts5: String {
        switch self {
        case .phrase(let tokens, let endsOpen):
            let quoted = tokens.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
            return quoted.joined(separator: " + ") + (endsOpen ? " *" : "")
        case .all(let parts): return "(" + parts.map(\.fts5).joined(separator: " AND ") + ")"
        case .any(let parts): return "(" + parts.map(\.fts5).joined(separator: " OR ") + ")"
        }
    }

    /// Source: PostgreSQL, "tsquery".
    var tsquery: String {
        switch self {
        case .phrase(let tokens, let endsOpen):
            let quoted = tokens.map {
                "'" + $0.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
            }
            return "(" + quoted.joined(separator: " <-> ") + (endsOpen ? ":*" : "") + ")"
        case .all(let parts): return "(" + parts.map(\.tsquery).joined(separator: " & ") + ")"
        case .any(let parts): return "(" + parts.map(\.tsquery).joined(separator: " | ") + ")"
        }
    }
}

extension Engine {
    /// What a migration's statement `{full-text TABLE}` or `{full-text-by-stretches TABLE}` does; nil where it is another one.
    func fullText(_ statement: String) -> String? {
        let words = statement.split(whereSeparator: { " \n{}".contains($0) }).map(String.init)
        guard words.count == 2 else { return nil }
        switch words[0] {
        case "full-text": return makingFullText(words[1])
        // FTS5 goes from the newest to the oldest by itself.
        case "full-text-by-stretches": return self == .sqlite ? "" : FullText.byStretches(words[1])
        default: return nil
        }
    }

    /// What makes an index of texts.
    private func makingFullText(_ table: String) -> String {
        switch self {
        case .sqlite:
            "CREATE VIRTUAL TABLE \(table) USING fts5(words, content='', tokenize='ascii')"
        case .postgres:
            """
            CREATE TABLE \(table) (id BIGINT NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL);
            CREATE INDEX \(table)_by_words ON \(table) USING gin (words)
            """
        }
    }
}
