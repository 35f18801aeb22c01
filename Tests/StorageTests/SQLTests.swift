import Kernel
import Testing

@testable import Storage

struct SQLTests {
    @Test("a value is bound, never pasted; a raw splice is pasted")
    func binding() {
        let name = "x'; DROP TABLE groups; --"
        let sql: SQL = "SELECT \(raw: "n") FROM groups WHERE name = \(name) AND day > \(CivilDay(number: 7))"
        #expect(sql.text == "SELECT n FROM groups WHERE name = $1 AND day > $2")
        #expect(sql.values == [.text(name), .int32(7)])
    }

    @Test("a statement inside a statement keeps its values in order")
    func nesting() {
        let condition: SQL = "a = \(1) AND b = \("two")"
        let sql: SQL = "SELECT * FROM t WHERE c = \(true) AND \(sql: condition) LIMIT \(3)"
        #expect(sql.text == "SELECT * FROM t WHERE c = $1 AND a = $2 AND b = $3 LIMIT $4")
        #expect(sql.values == [.int32(1), .int64(1), .text("two"), .int64(3)])
        #expect(("A \(1)" + " B \(2)" as SQL).text == "A $1 B $2")
    }

    @Test("a missing value keeps its type")
    func nulls() {
        let sql: SQL = "\(Int64?.none) \(String?.none) \([UInt8]?.none) \(Double?.none) \(GroupID?.none)"
        #expect(sql.values == [.int64(nil), .text(nil), .bytes(nil), .double(nil), .int64(nil)])
    }

    @Test("a migration's statements end at semicolons that end a line, and speak the engine's words")
    func migrations() {
        let migration = Migration(
            "one",
            """
            CREATE TABLE a (id {id} PRIMARY KEY, note {text} DEFAULT 'x;y') {rows};
            CREATE TABLE b (
                raw {bytes}
            ) {clustered};
            """)
        #expect(
            migration.statements(for: .sqlite) == [
                "CREATE TABLE a (id INTEGER PRIMARY KEY, note TEXT DEFAULT 'x;y') STRICT",
                "CREATE TABLE b (\n    raw BLOB\n) STRICT, WITHOUT ROWID",
            ])
        #expect(migration.statements(for: .postgres)[1] == "CREATE TABLE b (\n    raw BYTEA\n) ")
    }
}
