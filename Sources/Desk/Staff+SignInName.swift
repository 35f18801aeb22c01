internal import Foundation
internal import Kernel

/// What somebody types to say who they are.
enum SignInName {
    static let longest = 120

    /// The name as it is kept and shown.
    static func checked(_ text: String) throws -> String {
        let fault = Fault(.badInput, "desk.bad-sign-in-name", ["most": String(longest)])
        guard text.utf8.count <= 1_000 else { throw fault }
        let name = text.trimmed.precomposedStringWithCanonicalMapping
        let hasSpace = name.unicodeScalars.contains { $0.properties.isWhitespace }
        guard (2...longest).contains(name.count), !hasSpace, !name.hasControls else { throw fault }
        // Folding may leave nothing, or something else than a word, of what looks like one.
        guard key(of: name).count >= 2 else { throw fault }
        return name
    }

    /// The name as it is compared: whatever the case and the width of its letters.
    static func key(of name: String) -> String {
        // No NUL, which PostgreSQL's texts cannot hold.
        let cut = String(decoding: name.utf8.prefix(1_000).filter { $0 != 0 }, as: UTF8.self)
        return cut.trimmed.precomposedStringWithCompatibilityMapping.lowercased()
            .precomposedStringWithCompatibilityMapping
    }
}

extension String {
    var trimmed: String {
        let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        var rest = unicodeScalars[...]
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(String.UnicodeScalarView(rest))
    }

    /// Whether it holds characters that move the cursor, turn the text around or cannot be seen at all.
    var hasControls: Bool {
        unicodeScalars.contains { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                // The joiner of emoji is the one that names may have.
                scalar != "\u{200D}"
            default: false
            }
        }
    }
}
