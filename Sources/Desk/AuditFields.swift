package import Kernel

/// Something whose changes are kept in the audit log. It lists what of itself goes in; nothing else ever does.
package protocol Audited {
    var auditFields: AuditFields { get }
}

/// The listed facts of one side of a change, as an entry keeps them.
///
/// There is no way in for bytes, and none of the room's secrets (tokens, password hashes, codes) is text or has any:
/// a secret gets into the log only by somebody turning it into text first.
package struct AuditFields: Sendable, Equatable, ExpressibleByDictionaryLiteral, Audited {
    private let values: [String: AuditValue]

    package init(dictionaryLiteral elements: (String, AuditValue?)...) {
        var values: [String: AuditValue] = [:]
        for (name, value) in elements { values[name] = value }
        self.values = values
    }

    package var auditFields: AuditFields { self }

    /// One JSON object, its keys in order, without spaces.
    var json: String {
        let members = values.sorted { $0.key < $1.key }.map { "\(AuditValue.quoted($0.key)):\($0.value.json)" }
        return "{\(members.joined(separator: ","))}"
    }
}

/// A fact that the audit log can hold.
package enum AuditValue: Sendable, Equatable {
    case text(String)
    case number(Int64)
    case flag(Bool)
    case texts([String])

    /// The longest text kept; what is beyond is cut off and marked.
    static let longest = 500
    /// The most texts of a list; a last one says how many more there were.
    static let mostTexts = 200

    package static func id<Subject>(_ id: ID<Subject>) -> AuditValue { .text(id.description) }
    package static func ids<Subject>(_ ids: some Sequence<ID<Subject>>) -> AuditValue {
        .texts(ids.sorted().map(\.description))
    }

    var json: String {
        switch self {
        case .text(let text): AuditValue.quoted(AuditValue.cut(text))
        case .number(let number): String(number)
        case .flag(let flag): flag ? "true" : "false"
        case .texts(let texts): "[\(AuditValue.listed(texts).map(AuditValue.quoted).joined(separator: ","))]"
        }
    }

    private static func listed(_ texts: [String]) -> [String] {
        let shown = texts.prefix(mostTexts).map(cut)
        return texts.count > mostTexts ? shown + ["+\(texts.count - mostTexts)"] : shown
    }

    private static func cut(_ text: String) -> String {
        text.unicodeScalars.count <= longest
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(longest))) + "…"
    }

    /// A JSON string: what must be escaped is, and no more. No NUL, which PostgreSQL's texts cannot hold.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case _ where scalar.value < 0x20:
                quoted += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
