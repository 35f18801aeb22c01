import Foundation
import Record
import Storage

extension Bench {
    /// Every row of every table as text, to look for words in.
    func everything() async throws -> String {
        let engine = store.engine
        return try await store.read { transaction in
            let names: SQL =
                engine == .sqlite
                ? "SELECT name FROM sqlite_schema WHERE type = 'table'"
                : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
            var text = ""
            for table in try transaction.all(names, { $0.string(0) }) {
                let columns: SQL =
                    engine == .sqlite
                    ? "SELECT name FROM pragma_table_info(\(table))"
                    : """
                    SELECT column_name FROM information_schema.columns
                    WHERE table_schema = current_schema() AND table_name = \(table)
                    """
                let parts = try transaction.all(columns) { "COALESCE(CAST(\"\($0.string(0))\" AS TEXT), '')" }
                let query: SQL = "SELECT \(raw: parts.joined(separator: " || '|' || ")) FROM \(raw: table)"
                try transaction.forEach(query) { text += "\(table): \($0.string(0))\n" }
            }
            return text
        }
    }

    /// The rows of every derived table of a group as they lie, people by id: what an erasure must not change. Topics are
    /// counted anew afterwards; `TopicTests` looks at them.
    func derived(_ group: Group) async throws -> [String] {
        let dump = try await everything()
        let tables = [
            "group_totals", "group_days", "group_hours", "member_days", "edge_days", "stays", "memberships",
            "questions",
        ]
        return dump.split(separator: "\n").filter { line in
            tables.contains { line.hasPrefix("\($0): \(group.id)|") } || line.contains(": \(group.id)|")
        }.filter { !$0.hasPrefix("groups") && !$0.hasPrefix("group_bots") && !$0.hasPrefix("topic_") }.map(String.init)
            .sorted()
    }
}

/// The words that a text still has.
func words(_ words: [String], in text: String) -> [String] {
    words.filter { text.lowercased().contains($0.lowercased()) }
}

func words(_ words: [String], inFile path: String) throws -> [String] {
    var found: [String] = []
    for suffix in ["", "-wal", "-journal"] {
        guard let data = FileManager.default.contents(atPath: path + suffix) else { continue }
        found += words.filter { data.range(of: Data($0.utf8)) != nil }
    }
    return found
}
