internal import Foundation
internal import Kernel
package import Storage

/// An engine that tests run on: SQLite always, PostgreSQL where `BANYAN_TEST_POSTGRES` names a server.
///
/// Every store test takes one: `@Test("…", arguments: TestEngine.available) func fact(engine: TestEngine)`.
package enum TestEngine: String, Sendable, CustomStringConvertible {
    case sqlite
    case postgres

    package var description: String { self == .sqlite ? "SQLite" : "PostgreSQL" }

    /// A test asked for PostgreSQL without looking whether there is one: that test fails, and no other.
    package struct NoServer: Error, CustomStringConvertible {
        package var description: String { "BANYAN_TEST_POSTGRES does not name a server" }
    }

    /// The engines of this run. Says once, on standard error, where PostgreSQL is left out.
    package static let available: [TestEngine] = {
        if postgresURL != nil { return [.sqlite, .postgres] }
        let text = "SKIPPED: every PostgreSQL test, because BANYAN_TEST_POSTGRES does not name a server\n"
        FileHandle.standardError.write(Data(text.utf8))
        return [.sqlite]
    }()

    /// The `postgres://` URL of a server on which schemas may be made and dropped.
    package static let postgresURL: String? = {
        let url = ProcessInfo.processInfo.environment["BANYAN_TEST_POSTGRES"] ?? ""
        return url.isEmpty ? nil : url
    }()

    /// Runs `body` with a fresh migrated store, and removes every trace of it.
    package func withStore<T: Sendable>(
        _ migrations: [Migration] = [], options: StoreOptions = .init(), _ body: (Store) async throws -> T
    ) async throws -> T {
        try await withLocation { location in
            let store = try await Store.open(location, options: options)
            do {
                try await store.migrate(migrations)
                let value = try await body(store)
                await store.close()
                return value
            } catch {
                await store.close()
                throw error
            }
        }
    }

    /// Runs `body` with the place of a database that is empty yet, and removes it afterwards.
    package func withLocation<T: Sendable>(_ body: (DatabaseLocation) async throws -> T) async throws -> T {
        try await withDatabase { try await body(DatabaseLocation($0)) }
    }

    /// Runs `body` with the place of an empty database as a person would name it, a password and all.
    ///
    /// Few run at a time; the others wait for their turn (see `DatabasePlaces`).
    package func withDatabase<T: Sendable>(_ body: (String) async throws -> T) async throws -> T {
        try await DatabasePlaces.shared.withPlace {
            switch self {
            case .sqlite: try await withFolder(body)
            case .postgres: try await withSchema(body)
            }
        }
    }

    private func withFolder<T: Sendable>(_ body: (String) async throws -> T) async throws -> T {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder.appendingPathComponent("test.sqlite").path)
    }

    private func withSchema<T: Sendable>(_ body: (String) async throws -> T) async throws -> T {
        guard let url = TestEngine.postgresURL else { throw NoServer() }
        let schema = "t_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
        let sign = url.contains("?") ? "&" : "?"
        let place = "\(url)\(sign)options=-c%20search_path%3D\(schema)"
        // Opened in an empty schema of the system's so that whatever the server's own database holds is no matter.
        let server = try await Store.open(DatabaseLocation(place))
        try await server.write { try $0.execute("CREATE SCHEMA \(raw: schema)") }
        let outcome: Result<T, any Error>
        do { outcome = .success(try await body(place)) } catch { outcome = .failure(error) }
        try await server.write { try $0.execute("DROP SCHEMA \(raw: schema) CASCADE") }
        await server.close()
        return try outcome.get()
    }
}
