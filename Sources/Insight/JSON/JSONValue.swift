package import Foundation

/// A JSON text in the making.
///
/// Its own encoder because Foundation's takes a tenth of a second for the numbers of a long report.
package enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(key: String, value: JSONValue)])

    package init(_ number: Int?) { self = number.map { .integer($0) } ?? .null }
    package init(_ number: Double?) { self = number.map { .number($0) } ?? .null }
    package init(_ string: String?) { self = string.map { .string($0) } ?? .null }

    /// An object of the pairs, whatever their order.
    static func pairs(_ pairs: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(pairs.map { ($0.key, $0.value) })
    }

    /// UTF-8, no white space, keys sorted by their bytes; numbers the shortest that read back the same.
    package var data: Data {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return Data(bytes)
    }

    /// Appends the text to a buffer.
    ///
    /// - Precondition: No number is infinite or not a number; JSON has no word for them.
    package func append(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let number): JSONValue.append(number, to: &bytes)
        case .number(let number):
            precondition(number.isFinite, "JSON has finite numbers only")
            // As Foundation does: a whole number is written without a fraction.
            if let whole = Int(exactly: number) { return JSONValue.append(whole, to: &bytes) }
            bytes += number.description.utf8
        case .string(let text): JSONValue.append(text, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                value.append(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let pairs): JSONValue.append(pairs, to: &bytes)
        }
    }

    private static func append(_ pairs: [(key: String, value: JSONValue)], to bytes: inout [UInt8]) {
        var sorted = pairs
        if !zip(pairs, pairs.dropFirst()).allSatisfy({ $0.key < $1.key }) { sorted.sort { $0.key < $1.key } }
        bytes.append(UInt8(ascii: "{"))
        for (index, pair) in sorted.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            append(pair.key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            pair.value.append(to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        if (0..<10).contains(number) { return bytes.append(48 + UInt8(number)) }
        bytes += number.description.utf8
    }

    /// Appends a string as RFC 8259 has it: quotes, backslashes and control characters are escaped, and whatever else
    /// would play tricks on a terminal that it is shown on.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let isPlain = text.utf8.allSatisfy {
            (0x20..<0x7F).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        if isPlain { bytes += text.utf8 } else { appendEscaped(text, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += "\\\"".utf8
            case "\\": bytes += "\\\\".utf8
            case "\n": bytes += "\\n".utf8
            case "\r": bytes += "\\r".utf8
            case "\t": bytes += "\\t".utf8
            // None of these lies beyond the first plane.
            case _ where scalar.isUnprintable:
                let digits = String(scalar.value, radix: 16)
                bytes += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            default: bytes += UTF8.encode(scalar)!
            }
        }
    }
}
