import Kernel
import TestSupport
import Testing

@testable import Desk
@testable import Web

/// Requests that nobody's browser sends.
struct FuzzTests {
    @Test("Two thousand malformed requests are answered, none by an error of ours", arguments: TestEngine.available)
    func malformed(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let group = try await house.talkingGroup("rye", days: 4)
            let owner = try await house.visitor(.owner)
            var chance = Malformed(seed: 7, routes: house.routes.map(\.path), group: group)
            for number in 0..<2_000 {
                house.clock.advance(bySeconds: 2)
                let request = chance.next()
                // A cookie that was taken away stays away: the session itself is not at stake.
                let reply = try await owner.send(request.method, request.path, request.headers, request.body)
                #expect(
                    reply.status < 500, "\(number): \(request.method) \(request.path.prefix(200)) \(request.headers)")
                if number % 20 == 0 { try await owner.comeBack() }
            }
        }
    }
}

/// Makes requests that are wrong in one way or several.
struct Malformed {
    struct Made {
        var method: String
        var path: String
        var headers: [String: String] = [:]
        var body: [UInt8] = []
    }

    private var chance: SeededGenerator
    private let routes: [String]
    private let group: GroupID

    private static let methods = [
        "GET", "GET", "GET", "POST", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW",
    ]
    private static let values = [
        "", "%", "%zz", "%00", "%2", "%ff%fe", "../../etc/passwd", "9223372036854775807", "9223372036854775808", "-1",
        "-9223372036854775808", "0", "1e308", "NaN", "NULL", "' OR 1=1 --", "\"><script>alert(1)</script>", "%25%25",
        "%E7%BE", "群", "%F0%9F%8D%9E", "a.b.c", ".5", "999999999999999999999.1", "2026-02-30", "9999-12-31",
        "0000-00-00", "0001-01-01", "x..1", "~", "%5C", "{}", "[]", "true", "%0d%0aSet-Cookie:a=b", "+++", "&&&=&", "=",
    ]
    private static let names = [
        "q", "after", "sort", "order", "group", "from", "to", "who", "act", "subject", "check", "window", "a", "b",
        "kind",
        "stage", "tag", "name", "zone", "language", "role", "groups", "before", "sure", "id", "code", "token", "back",
        "",
    ]

    init(seed: UInt64, routes: [String], group: GroupID) {
        chance = SeededGenerator(seed: seed)
        self.routes = routes
        self.group = group
    }

    mutating func next() -> Made {
        var made = Made(method: pick(Self.methods), path: path() + query())
        made.headers["Sec-Fetch-Site"] = pick(["same-origin", "same-origin", "same-origin", "cross-site", "?", ""])
        if made.headers["Sec-Fetch-Site"] == "" { made.headers["Sec-Fetch-Site"] = nil }
        for (name, values) in [
            ("Accept-Language", ["zh;q=x", ";;;", ",,,,", "*", "en;q=99", String(repeating: "a,", count: 500)]),
            ("Accept-Encoding", ["gzip", "gzip;q=0", "\u{1}", "br"]), ("If-None-Match", ["\"", "*", "W/\"x\""]),
            ("Origin", ["null", "http://", "://", "http://banyan.test"]),
            ("Content-Type", ["multipart/form-data", "multipart/form-data; boundary=", "text/plain", "x"]),
            ("X-Forwarded-For", ["1.2.3.4, x", "", ",,,"]), ("Range", ["bytes=9-1"]),
        ] where Bool.random(using: &chance) { made.headers[name] = pick(values) }
        if made.method != "GET" { made.body = body() }
        return made
    }

    private mutating func pick<T>(_ list: [T]) -> T { list[Int.random(in: 0..<list.count, using: &chance)] }

    private mutating func path() -> String {
        if Int.random(in: 0..<10, using: &chance) == 0 { return "/" + pick(Self.values) + "/" + pick(Self.values) }
        let parts = pick(routes).split(separator: "/", omittingEmptySubsequences: false)
        let isOfGroup = Bool.random(using: &chance)
        return parts.map { part in
            guard part.hasPrefix(":") || part.hasPrefix("*") else { return String(part) }
            return part == ":id" && isOfGroup ? group.description : pick(Self.values).replacing("/", with: "")
        }
        .joined(separator: "/")
    }

    private mutating func query() -> String {
        switch Int.random(in: 0..<8, using: &chance) {
        case 0: return ""
        case 1: return "?" + String(repeating: "a=%", count: Int.random(in: 1..<3_000, using: &chance))
        case 2: return "?" + pick(Self.values)
        default: return "?" + fields()
        }
    }

    private mutating func fields() -> String {
        (0..<Int.random(in: 1..<6, using: &chance)).map { _ in pick(Self.names) + "=" + pick(Self.values) }
            .joined(separator: "&")
    }

    private mutating func body() -> [UInt8] {
        switch Int.random(in: 0..<5, using: &chance) {
        case 0: return []
        case 1: return (0..<200).map { _ in UInt8.random(in: 0...255, using: &chance) }
        case 2: return Array(String(repeating: "x=1&", count: 1_200).utf8)
        case 3: return [UInt8](repeating: 65, count: 300 << 10)
        default: return Array(fields().utf8)
        }
    }
}
