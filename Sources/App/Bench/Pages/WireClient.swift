import Foundation
import Glibc
import Kernel

/// One connection to a server of this machine: sends a request, waits for the answer, and keeps the connection.
///
/// It knows no more of HTTP than our own server speaks, and counts every byte that comes over the wire. Used by one thread
/// at a time.
final class WireClient {
    private let port: Int
    private var connection: Int32 = -1
    private var received: [UInt8] = []
    private var cookies: [String: String] = [:]

    /// What a program shows of itself with every request.
    private let token: String?

    init(port: Int, token: String? = nil) { (self.port, self.token) = (port, token) }

    deinit { close() }

    /// - Throws: `Fault(.unavailable)` where nobody answers.
    func get(_ path: String, packed: Bool = true) throws -> WireAnswer {
        try send("GET", path, ["Accept-Encoding": packed ? "gzip" : "identity"])
    }

    /// Sends a form as a browser does from a page of the server's own.
    func post(_ path: String, _ fields: [(String, String)]) throws -> WireAnswer {
        let body = fields.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
        let headers = ["Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"]
        return try send("POST", path, headers, body)
    }

    private func send(
        _ method: String, _ path: String, _ headers: [String: String], _ body: String = ""
    ) throws -> WireAnswer {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nUser-Agent: banyan-bench\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if !cookies.isEmpty {
            text += "Cookie: " + cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") + "\r\n"
        }
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        if method == "POST" { text += "Content-Length: \(body.utf8.count)\r\n" }
        text += "\r\n" + body
        if connection < 0 { try open() }
        try write(Array(text.utf8))
        let answer = try read()
        for header in answer.headers where header.name == "set-cookie" { keep(header.value) }
        return answer
    }

    func close() {
        if connection >= 0 { _ = Glibc.close(connection) }
        connection = -1
        received = []
    }

    static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }

    private func keep(_ cookie: String) {
        let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard pair.count == 2 else { return }
        cookies[String(pair[0])] = pair[1].isEmpty ? nil : String(pair[1])
    }
}

// MARK: - The socket

extension WireClient {
    private func open() throws {
        connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let isOpen = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isOpen else { throw broken() }
        var isOn: Int32 = 1
        setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    private func broken() -> Fault {
        close()
        return Fault(.unavailable, "bench.no-answer", ["port": String(port)])
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(connection, $0.baseAddress, $0.count, 0x4000) }
            guard count > 0 else { throw broken() }
            sent += count
        }
    }

    private func fill() throws {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = piece.withUnsafeMutableBytes { recv(connection, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { throw broken() }
        received += piece[..<count]
    }

    private func read() throws -> WireAnswer {
        var searched = 0
        while true {
            if let end = Self.endOfHead(received, from: searched) { return try read(headEnd: end) }
            searched = max(0, received.count - 3)
            try fill()
        }
    }

    private func read(headEnd end: Int) throws -> WireAnswer {
        let lines = String(decoding: received[..<(end - 4)], as: UTF8.self).components(separatedBy: "\r\n")
        var answer = WireAnswer(status: Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0)
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            answer.headers.append((parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces)))
        }
        var used = end
        if answer["transfer-encoding"] == "chunked" {
            used = try readChunks(from: end, into: &answer)
        } else if let length = answer["content-length"].flatMap({ Int($0) }) {
            used = end + length
            while received.count < used { try fill() }
            answer.body = Array(received[end..<used])
        }
        answer.wireBytes = used
        received.removeFirst(used)
        return answer
    }

    private func readChunks(from start: Int, into answer: inout WireAnswer) throws -> Int {
        var place = start
        while true {
            var line = place
            while !(line + 1 < received.count && received[line] == 13 && received[line + 1] == 10) {
                if line + 1 >= received.count { try fill() } else { line += 1 }
            }
            let size = Int(String(decoding: received[place..<line], as: UTF8.self), radix: 16) ?? 0
            place = line + 2
            while received.count < place + size + 2 { try fill() }
            answer.body += received[place..<place + size]
            place += size + 2
            if size == 0 { return place }
        }
    }

    private static func endOfHead(_ bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for index in start..<max(start, bytes.count - 3)
        where bytes[index] == 13 && bytes[index + 1] == 10 && bytes[index + 2] == 13 && bytes[index + 3] == 10 {
            return index + 4
        }
        return nil
    }
}

/// What came over the wire.
struct WireAnswer {
    let status: Int
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// Head and body as they were sent.
    var wireBytes = 0

    init(status: Int) { self.status = status }

    /// The value of a header by its name in small letters.
    subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Where a list goes on, as the API says it at its end; nil where it does not.
    var next: String? {
        let plain = text
        guard let place = plain.range(of: "\"next\":\"", options: .backwards) else { return nil }
        return String(plain[place.upperBound...].prefix { $0 != "\"" })
    }

    /// The scripts, styles and pictures that a page names.
    var assets: Set<String> {
        var found: Set<String> = []
        for piece in text.components(separatedBy: "\"/assets/").dropFirst() {
            found.insert("/assets/" + piece.prefix { $0 != "\"" })
        }
        return found
    }
}
