package import Kernel

/// A value in what programs are told: JSON in the making.
package indirect enum NoticeValue: Sendable, Equatable {
    case none
    case flag(Bool)
    case number(Int64)
    /// Must be finite; anything else is written as null.
    case real(Double)
    case text(String)
    case list([NoticeValue])
    case object([String: NoticeValue])

    /// Ids are texts, as in the API: not every program can hold their numbers.
    package static func id<Subject>(_ id: ID<Subject>) -> NoticeValue { .text(id.description) }
    /// ISO 8601 in UTC.
    package static func instant(_ instant: Instant) -> NoticeValue { .text(instant.description) }

    /// Keys in order, no white space.
    package var json: String {
        switch self {
        case .none: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): String(number)
        case .real(let number): number.isFinite ? number.description : "null"
        case .text(let text): NoticeValue.quoted(text)
        case .list(let values): "[\(values.map(\.json).joined(separator: ","))]"
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "\(NoticeValue.quoted($0.key)):\($0.value.json)" }
                .joined(separator: ",") + "}"
        }
    }

    /// Without NUL, which PostgreSQL's texts cannot hold.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\0": continue
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            // Controls, and the two ends of lines that JavaScript once tripped over.
            case _
            where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0x2028
                || scalar.value == 0x2029:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
