internal import Foundation
internal import Insight
internal import Kernel

extension JSONValue {
    /// Reads a JSON text by Foundation's reader; nil where that takes it for none, or for too deeply nested.
    init?(reading bytes: [UInt8]) {
        guard let read = try? JSONDecoder().decode(ReadJSON.self, from: Data(bytes)) else { return nil }
        self = read.value
    }

    subscript(name: String) -> JSONValue? {
        guard case .object(let pairs) = self else { return nil }
        return pairs.first { $0.key == name }?.value
    }

    var text: String? { if case .string(let text) = self { text } else { nil } }
    var whole: Int? { if case .integer(let number) = self { number } else { nil } }
    var list: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
    var isNull: Bool { if case .null = self { true } else { false } }
}

/// Any JSON value, by Foundation's reader.
private struct ReadJSON: Decodable {
    let value: JSONValue

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: Key.self) {
            value = .object(
                try members.allKeys.map { ($0.stringValue, try members.decode(ReadJSON.self, forKey: $0).value) })
        } else if var elements = try? decoder.unkeyedContainer() {
            var values: [JSONValue] = []
            while !elements.isAtEnd { values.append(try elements.decode(ReadJSON.self).value) }
            value = .array(values)
        } else {
            value = try ReadJSON.scalar(try decoder.singleValueContainer())
        }
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let flag = try? container.decode(Bool.self) { return .boolean(flag) }
        if let whole = try? container.decode(Int.self) { return .integer(whole) }
        if let number = try? container.decode(Double.self), number.isFinite { return .number(number) }
        return .string(try container.decode(String.self))
    }
}

extension Instant {
    /// Reads an instant as RFC 3339 writes it: `2026-11-24T08:30:00Z`, with a fraction, or with an offset.
    ///
    /// Nil for anything else, and for a day or time that there is not. A leap second is read as the second after it.
    init?(rfc3339 text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40, let day = CivilDay(String(decoding: bytes[..<10], as: UTF8.self)),
            bytes[10] | 32 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
        else { return nil }
        func two(_ place: Int) -> Int? {
            guard place + 1 < bytes.count, (48...57).contains(bytes[place]), (48...57).contains(bytes[place + 1]) else {
                return nil
            }
            return Int(bytes[place] - 48) * 10 + Int(bytes[place + 1] - 48)
        }
        guard let hour = two(11), hour < 24, let minute = two(14), minute < 60, let second = two(17), second <= 60
        else {
            return nil
        }
        var rest = bytes[19...]
        var milliseconds = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return nil }
            for (place, digit) in digits.prefix(3).enumerated() {
                milliseconds += Int(digit - 48) * [100, 10, 1][place]
            }
            rest = rest.dropFirst(1 + digits.count)
        }
        var offset = 0
        if rest.count == 1, rest[rest.startIndex] | 32 == UInt8(ascii: "z") {
            offset = 0
        } else {
            guard rest.count == 6, let sign = [43: 1, 45: -1][rest[rest.startIndex]],
                let hours = two(rest.startIndex + 1), hours < 24, rest[rest.startIndex + 3] == UInt8(ascii: ":"),
                let minutes = two(rest.startIndex + 4), minutes < 60
            else { return nil }
            offset = sign * (hours * 60 + minutes)
        }
        let seconds = Int64(day.number) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset * 60)
        self.init(milliseconds: seconds * 1000 + Int64(milliseconds))
    }
}
