internal import CPostgres
internal import Kernel

/// Where a database is: a file's path, or the URL of a PostgreSQL server.
package struct DatabaseLocation: Sendable, CustomStringConvertible {
    enum Place: Sendable {
        case file(String)
        case server(PostgresServer)
    }

    let place: Place
    /// The location as it may be shown and logged: never with a password.
    package let description: String

    package var engine: Engine {
        if case .file = place { .sqlite } else { .postgres }
    }

    /// The path where the database is a file.
    package var path: String? {
        if case .file(let path) = place { path } else { nil }
    }

    /// Reads a path or a `postgres://` URL.
    package init(_ text: String) throws {
        guard !text.isEmpty, !text.utf8.contains(0) else { throw Fault(.usage, "storage.bad-location") }
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
            let server = try PostgresServer(url: text)
            place = .server(server)
            description = server.description
        } else if text.contains("://") || text == ":memory:" {
            // Another kind of database, or one that would forget all it was told.
            throw Fault(.usage, "storage.bad-location")
        } else {
            place = .file(text)
            description = text
        }
    }
}

/// A PostgreSQL server and database, as a URL names them.
struct PostgresServer: Sendable {
    /// libpq's own words for each setting, the password among them.
    let settings: [String: String]

    init(url: String) throws {
        guard PostgresServer.hasPlainAuthority(url), let settings = PostgresServer.parse(url) else {
            throw Fault(.usage, "storage.bad-url")
        }
        self.settings = settings
    }

    var description: String {
        let user = settings["user"].map { "\($0)@" } ?? ""
        let port = settings["port"].map { ":\($0)" } ?? ""
        return "postgres://\(user)\(settings["host"] ?? "")\(port)/\(settings["dbname"] ?? "")"
    }

    var database: String { settings["dbname"] ?? settings["user"] ?? "" }
    var user: String { settings["user"] ?? "" }

    /// Whether there is at most one `@`, and it stands before the first `/`.
    ///
    /// A password with a bare `@` or `/` would otherwise be taken for a host or a port, and be shown as such.
    private static func hasPlainAuthority(_ url: String) -> Bool {
        let rest = url.drop { $0 != ":" }.dropFirst(3)
        let beforeQuery = rest.prefix { $0 != "?" }
        let authority = beforeQuery.prefix { $0 != "/" }
        let signs = authority.utf8.count { $0 == UInt8(ascii: "@") }
        return signs <= 1 && !beforeQuery.dropFirst(authority.count).utf8.contains(UInt8(ascii: "@"))
    }

    private static func parse(_ url: String) -> [String: String]? {
        var message: UnsafeMutablePointer<CChar>?
        // The message may quote a part of the URL that is a password: it is dropped.
        defer { PQfreemem(message) }
        guard let options = PQconninfoParse(url, &message) else { return nil }
        defer { PQconninfoFree(options) }
        var settings: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { settings[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        return settings
    }
}
