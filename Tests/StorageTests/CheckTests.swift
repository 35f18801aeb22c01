import Kernel
import TestSupport
import Testing

@testable import Storage

struct CheckTests {
    @Test("a sound database is found sound, with its rows counted", arguments: TestEngine.available)
    func sound(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            try await store.write { try $0.insert(into: "things", Fixtures.things(1...500)) }
            let report = try await store.check()
            #expect(report.isSound)
            let found = report.tables.map { "\($0.name) \($0.rows)" }
            #expect(found == ["banyan_schema 2", "parts 0", "things 500", "totals 0"])
        }
    }

    @Test("a row that refers to nothing, or breaks a CHECK, is found", arguments: TestEngine.available)
    func planted(engine: TestEngine) async throws {
        try await engine.withStore(Fixtures.migrations) { store in
            switch engine {
            case .sqlite:
                try await store.write { transaction in
                    try transaction.session.run("PRAGMA ignore_check_constraints = ON")
                    try transaction.execute("INSERT INTO totals VALUES ('a', -1)")
                    try transaction.session.run("PRAGMA ignore_check_constraints = OFF")
                    // A reference declared only after the row that breaks it was there.
                    try transaction.session.run("CREATE TABLE strays (thing INTEGER) STRICT")
                    try transaction.execute("INSERT INTO strays VALUES (77)")
                    try transaction.session.run("PRAGMA writable_schema = ON")
                    try transaction.execute(
                        """
                        UPDATE sqlite_schema SET sql =
                        'CREATE TABLE strays (thing INTEGER REFERENCES things (id)) STRICT' WHERE name = 'strays'
                        """)
                    try transaction.session.run("PRAGMA writable_schema = OFF")
                }
            case .postgres:
                try await store.write { transaction in
                    try transaction.session.run("SET LOCAL session_replication_role = replica")
                    try transaction.execute("INSERT INTO parts VALUES (77, 1)")
                    try transaction.session.run("ALTER TABLE totals DROP CONSTRAINT totals_n_check")
                    try transaction.execute("INSERT INTO totals VALUES ('a', -1)")
                    try transaction.session.run("ALTER TABLE totals ADD CHECK (n >= 0) NOT VALID")
                }
            }
            let report = try await store.check()
            #expect(report.problems.count == 2, "\(report.problems)")
        }
    }
}
