package import Kernel
internal import Storage
internal import Words

/// What somebody looks for in messages: words that must all occur, and where.
///
///     活动 "领 券" from:小明 in:福利群 since:2026-11-01 until:2026-11-30
///
/// A word of Chinese is found wherever its characters stand together; a word of letters only whole, but for `word*`. What is
/// between quotation marks (`""`, `“”`, `「」`) stands together in that order. Nothing is an error: what cannot be
/// understood is words.
package struct SearchQuery: Sendable, Equatable {
    /// A word or phrase, as it is looked for.
    package struct Term: Sendable, Equatable {
        package let text: String
        let tokens: [String]
        let endsOpen: Bool
        /// Whether it is one character of a script without spaces, which the index has by itself.
        let isCharacter: Bool

        var wanted: FullTextQuery {
            if isCharacter, let scalar = tokens[0].unicodeScalars.first {
                return .token(SearchMark.character(scalar.value))
            }
            return .phrase(tokens, endsOpen: endsOpen)
        }
    }

    package private(set) var terms: [Term] = []
    /// Names, or parts of names, of whom it was said by: any of them.
    package private(set) var senders: [String] = []
    /// Names, or parts of names, of groups: any of them.
    package private(set) var groups: [String] = []
    package private(set) var since: CivilDay?
    package private(set) var until: CivilDay?

    /// How much of what was entered is read.
    private static let longest = 400
    private static let mostTerms = 16

    package var isEmpty: Bool { terms.isEmpty && senders.isEmpty && groups.isEmpty && since == nil && until == nil }

    package init(_ text: String) {
        var reader = Reader(text.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(SearchQuery.longest))
        while let part = reader.next() { take(part) }
    }

    private mutating func take(_ part: Reader.Part) {
        guard terms.count < SearchQuery.mostTerms else { return }
        if let key = part.key, let filter = SearchQuery.filters[foldedText(key)], set(filter, to: part.text) { return }
        let whole = part.key.map { $0 + " " + part.text } ?? part.text
        var (tokens, endsOpen) = SearchTokens().phrase(of: whole)
        let isCharacter = endsOpen && tokens.count == 1
        if part.isOpen, !tokens.isEmpty { endsOpen = true }
        guard !tokens.isEmpty else { return }
        terms.append(Term(text: whole, tokens: tokens, endsOpen: endsOpen, isCharacter: isCharacter))
    }

    private enum Filter { case sender, group, since, until }

    private static let filters: [String: Filter] = [
        "from": .sender, "来自": .sender, "by": .sender, "in": .group, "群": .group, "group": .group, "since": .since,
        "自": .since, "从": .since, "until": .until, "至": .until, "到": .until,
    ]

    private mutating func set(_ filter: Filter, to text: String) -> Bool {
        guard !text.isEmpty else { return false }
        switch filter {
        case .sender: if senders.count < 8 { senders.append(text) }
        case .group: if groups.count < 8 { groups.append(text) }
        case .since:
            guard let day = CivilDay(text) else { return false }
            since = day
        case .until:
            guard let day = CivilDay(text) else { return false }
            until = day
        }
        return true
    }

    /// Cuts what was entered at spaces that are not between quotation marks.
    private struct Reader {
        struct Part {
            var key: String?
            var text = ""
            var isOpen = false
        }

        private let scalars: [Unicode.Scalar]
        private var index = 0
        private static let closing: [Unicode.Scalar: Unicode.Scalar] = [
            "\"": "\"", "“": "”", "「": "」", "『": "』", "＂": "＂",
        ]

        init(_ scalars: some Sequence<Unicode.Scalar>) { self.scalars = Array(scalars) }

        mutating func next() -> Part? {
            while index < scalars.count, scalars[index].properties.isWhitespace { index += 1 }
            guard index < scalars.count else { return nil }
            var part = Part()
            var text = String.UnicodeScalarView()
            while index < scalars.count, !scalars[index].properties.isWhitespace {
                let scalar = scalars[index]
                if let end = Reader.closing[scalar], text.isEmpty {
                    part.text = quoted(to: end)
                    return part
                }
                index += 1
                if (scalar == ":" || scalar == "："), part.key == nil, !text.isEmpty {
                    part.key = String(text)
                    text = String.UnicodeScalarView()
                } else {
                    text.append(scalar)
                }
            }
            if text.last == "*", text.count > 1 {
                text.removeLast()
                part.isOpen = true
            }
            part.text = String(text)
            return part
        }

        private mutating func quoted(to end: Unicode.Scalar) -> String {
            index += 1
            let start = index
            while index < scalars.count, scalars[index] != end { index += 1 }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars[start..<index])
            index += 1
            return String(text)
        }
    }
}
