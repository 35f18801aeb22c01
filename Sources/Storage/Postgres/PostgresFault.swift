internal import CPostgres
internal import Kernel

extension Fault {
    /// What a failed statement's SQLSTATE means to whoever runs the program.
    ///
    /// Only the primary message is kept as cause: the server's details quote values.
    init(result: OpaquePointer?, _ connection: OpaquePointer?, database: String, statement: String) {
        let values = ["database": database]
        guard PQstatus(connection) == CONNECTION_OK else {
            self.init(.unavailable, "storage.server-lost", values, cause: Fault.message(connection))
            return
        }
        let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
        let message = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) } ?? ""
        let cause = "PostgreSQL \(state): \(message) in: \(statement)"
        let (code, text) = Fault.meaning(ofState: state)
        self.init(code, text, values, cause: cause)
    }

    /// Why a connection could not be made.
    ///
    /// libpq gives no SQLSTATE for these, but with verbose errors the server's message carries it.
    init(connecting connection: OpaquePointer?, _ server: PostgresServer, database: String, timedOut: Bool) {
        let message = timedOut ? "timed out" : Fault.message(connection)
        let states = message.split { $0 == " " || $0 == ":" }.filter { $0.utf8.count == 5 }
        let known = states.map { Fault.meaning(ofState: String($0)) }.first { $0.text != "storage.statement" }
        var (code, text) = known ?? (.unavailable, "storage.server-away")
        if known == nil, PQconnectionNeedsPassword(connection) != 0 {
            (code, text) = (.forbidden, "storage.authentication")
        }
        let values = ["database": database, "user": server.user, "name": server.database]
        self.init(code, text, values, cause: server.hidingPassword(message))
    }

    /// Whether trying again in a while may help.
    var mayPass: Bool { text == "storage.server-away" || text == "storage.server-busy" }

    static func message(_ connection: OpaquePointer?) -> String {
        let text = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
        return text.last == "\n" ? String(text.dropLast()) : text
    }

    /// Source: PostgreSQL's manual, appendix A, "PostgreSQL Error Codes".
    private static func meaning(ofState state: String) -> (code: Code, text: String) {
        switch state {
        case "53100": (.cannotWrite, "storage.disk-full")
        case "25006": (.forbidden, "storage.read-only")
        case "40001", "40P01", "55P03": (.busy, "storage.conflict")
        case "53300": (.unavailable, "storage.server-busy")
        case "57P03": (.unavailable, "storage.server-away")
        case "57P01", "57P02": (.unavailable, "storage.server-lost")
        case "28P01", "28000": (.forbidden, "storage.authentication")
        case "42501": (.forbidden, "storage.no-privilege")
        case "3D000": (.notFound, "storage.unknown-database")
        case "58030", "XX001", "XX002": (.inputOutput, "storage.damaged")
        case _ where state.hasPrefix("23"): (.internalError, "storage.constraint")
        default: (.internalError, "storage.statement")
        }
    }
}

extension PostgresServer {
    /// Takes the password out of a text, whoever put it there.
    func hidingPassword(_ text: String) -> String {
        guard let password = settings["password"], !password.isEmpty else { return text }
        return text.replacing(password, with: "•••")
    }
}
