internal import Hummingbird
internal import Kernel
internal import NIOCore

/// The fields of a submitted form, or of a URL's query: each name with its values in order.
struct FormFields: Sendable {
    private(set) var values: [(name: String, value: String)] = []

    /// More fields than this are nobody's form.
    private static let most = 1000

    init() {}

    /// Reads `name=value&…` (application/x-www-form-urlencoded). What is not UTF-8 is repaired; a NUL is
    /// left out, since PostgreSQL's texts cannot hold one.
    init(encoded text: some Collection<UInt8>) throws {
        for part in text.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: true) {
            guard values.count < Self.most else { throw Fault(.badInput, "web.form.too-many") }
            let pair = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            values.append((Self.decoded(pair[0]), pair.count > 1 ? Self.decoded(pair[1]) : ""))
        }
    }

    init(query request: Request) throws { try self.init(encoded: Array((request.uri.query ?? "").utf8)) }

    static func read(_ request: Request, _ context: some RequestContext) async throws -> FormFields {
        let buffer = try await request.body.collect(upTo: context.maxUploadSize)
        return try FormFields(encoded: Array(buffer.readableBytesView))
    }

    subscript(name: String) -> String? { values.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

    /// The value without spaces around it; nil where there is nothing else.
    func text(_ name: String) -> String? {
        guard let value = self[name] else { return nil }
        let trimmed = value.drop { $0.isWhitespace }
        let end = trimmed.lastIndex { !$0.isWhitespace }
        return end.map { String(trimmed[...$0]) }
    }

    func isOn(_ name: String) -> Bool { self[name].map { !$0.isEmpty && $0 != "0" } ?? false }

    mutating func set(_ name: String, _ value: String?) {
        values.removeAll { $0.name == name }
        if let value { values.append((name, value)) }
    }

    /// As a query, names and values escaped.
    var encoded: String {
        values.map { Self.escaped($0.name) + "=" + Self.escaped($0.value) }.joined(separator: "&")
    }

    private static func decoded(_ bytes: some Collection<UInt8>) -> String {
        var plain: [UInt8] = []
        var rest = Array(bytes)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                plain.append(32)
            } else if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.first != 43,
                rest.first != 45
            {
                plain.append(value)
                rest = rest.dropFirst(2)
            } else {
                plain.append(byte)
            }
        }
        plain.removeAll { $0 == 0 }
        return String(decoding: plain, as: UTF8.self)
    }

    /// By RFC 3986, 2.3: all but the unreserved is escaped.
    static func escaped(_ text: String) -> String {
        var escaped: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                escaped.append(byte)
            default: escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}

/// What is wrong with a form, by field; a form with problems is shown again with all that was entered.
struct FormProblems: Sendable {
    private(set) var texts: [String: Fault] = [:]

    var isEmpty: Bool { texts.isEmpty }

    subscript(field: String) -> Fault? { texts[field] }

    mutating func add(_ field: String, _ key: String, _ values: [String: String] = [:]) {
        if texts[field] == nil { texts[field] = Fault(.badInput, key, values) }
    }

    mutating func add(_ field: String, _ fault: Fault) { if texts[field] == nil { texts[field] = fault } }
}
