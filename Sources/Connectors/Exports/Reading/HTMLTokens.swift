/// A tag that opens an element, or one that closes it.
struct HTMLTag {
    let name: ByteView
    /// What stands behind the name.
    private let rest: ByteView

    /// - Parameter content: What is between `<` or `</` and `>`.
    init(_ content: ByteView) {
        var end = 0
        while end < content.count, !HTMLTag.isSpace(content[end]), content[end] != UInt8(ascii: "/") { end += 1 }
        name = content.prefix(end)
        rest = content.dropping(end)
    }

    func isNamed(_ name: StaticString) -> Bool { self.name.equals(name) }

    /// The value of an attribute as it is written; nil where there is none.
    func attribute(_ wanted: StaticString) -> ByteView? {
        var index = 0
        while index < rest.count {
            let byte = rest[index]
            if HTMLTag.isSpace(byte) || byte == UInt8(ascii: "/") {
                index += 1
                continue
            }
            let start = index
            while index < rest.count, rest[index] != UInt8(ascii: "="), !HTMLTag.isSpace(rest[index]) { index += 1 }
            let name = rest.slice(start, index)
            skipSpace(&index)
            guard rest.has("=", at: index) else { continue }
            index += 1
            skipSpace(&index)
            guard let value = value(&index) else { return nil }
            if name.equals(wanted) { return value }
        }
        return nil
    }

    /// Whether `class` has this word.
    func hasClass(_ word: StaticString) -> Bool { HTMLClasses(attribute("class")).has(word) }

    private func skipSpace(_ index: inout Int) {
        while index < rest.count, HTMLTag.isSpace(rest[index]) { index += 1 }
    }

    /// Nil where its quote does not close.
    private func value(_ index: inout Int) -> ByteView? {
        let start = index
        guard index < rest.count else { return rest.slice(start, start) }
        let quote = rest[index]
        if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            guard let end = rest.firstIndex(of: quote, from: index + 1) else { return nil }
            index = end + 1
            return rest.slice(start + 1, end)
        }
        while index < rest.count, !HTMLTag.isSpace(rest[index]) { index += 1 }
        return rest.slice(start, index)
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (byte >= 9 && byte <= 13) }
}

/// The words of a `class`.
struct HTMLClasses {
    private let words: ByteView?

    init(_ words: ByteView?) { self.words = words }

    func has(_ word: StaticString) -> Bool { find(word) != nil }

    /// What follows `start` in the word that begins so.
    func word(beginning start: StaticString) -> ByteView? {
        guard let words else { return nil }
        var from = 0
        while let index = words.firstIndex(of: start, from: from) {
            if index == 0 || HTMLTag.isSpace(words[index - 1]) {
                let begin = index + start.utf8CodeUnitCount
                var end = begin
                while end < words.count, !HTMLTag.isSpace(words[end]) { end += 1 }
                return words.slice(begin, end)
            }
            from = index + 1
        }
        return nil
    }

    private func find(_ word: StaticString) -> Int? {
        guard let words else { return nil }
        var from = 0
        while let index = words.firstIndex(of: word, from: from) {
            let end = index + word.utf8CodeUnitCount
            let isStart = index == 0 || HTMLTag.isSpace(words[index - 1])
            if isStart, end == words.count || HTMLTag.isSpace(words[end]) { return index }
            from = index + 1
        }
        return nil
    }
}

/// The tags and texts of a web page one after the other, in memory that does not grow with the page.
///
/// Comments, declarations, scripts and styles are passed over. Nothing is looked up, and nothing is run.
struct HTMLTokens: Sendable {
    /// A piece of a page.
    enum Token {
        /// As it is written, entities and all; a long text comes in parts.
        case text(ByteView)
        case open(HTMLTag)
        case close(ByteView)
    }

    /// Of a longer tag only this much is looked at.
    static let longestTag = 64 << 10
    private static let longestText = 64 << 10

    private enum State {
        case content
        case tag
        case longTag
        case declaration
        case comment
        /// Within an element whose content is no HTML.
        case script, style
    }

    private enum Outcome {
        case goOn, more
        case token(Token)
    }

    private var buffer: [UInt8] = []
    /// What is before `start` is done with; what is before `at` has been looked at.
    private var (start, at) = (0, 0)
    private var state = State.content
    private var isAtEnd = false
    /// The quote that is open within a tag; 0 where none is.
    private var quote: UInt8 = 0
    private var isBehindEquals = false
    private var cut: [UInt8] = []
    private var tokenStart = 0
    private var (lines, counted) = (1, 0)

    /// The next token, valid until the one after it is asked for; nil at the page's end.
    mutating func next(_ source: LineSource) throws -> Token? {
        while true {
            switch advance() {
            case .goOn: break
            case .token(let token): return token
            case .more:
                if isAtEnd { return nil }
                try fill(source)
            }
        }
    }

    /// The line on which the token last given begins, from 1.
    mutating func lineNumber() -> Int {
        countLines(upTo: tokenStart)
        return lines
    }

    private mutating func fill(_ source: LineSource) throws {
        guard let piece = try source.nextPiece() else {
            isAtEnd = true
            return
        }
        countLines(upTo: start)
        buffer.removeSubrange(0..<start)
        at -= start
        (start, counted, tokenStart) = (0, 0, 0)
        buffer.append(contentsOf: UnsafeBufferPointer(start: piece.base, count: piece.count))
    }

    private mutating func countLines(upTo end: Int) {
        guard end > counted else { return }
        lines += buffer.withView { $0.slice(counted, end).lineEndCount }
        counted = end
    }

    private mutating func advance() -> Outcome {
        // The array is this object's own and not touched until the next token: its bytes stay where they are.
        let bytes = buffer.withView { $0 }
        switch state {
        case .content: return advanceContent(bytes)
        case .tag, .longTag: return advanceTag(bytes)
        case .declaration: return pass(bytes, upTo: ">", to: .content)
        case .comment: return pass(bytes, upTo: "-->", to: .content)
        case .script: return pass(bytes, upTo: "</script", to: .declaration)
        case .style: return pass(bytes, upTo: "</style", to: .declaration)
        }
    }

    /// Passes over everything up to and with `end`.
    private mutating func pass(_ bytes: ByteView, upTo end: StaticString, to next: State) -> Outcome {
        if let found = bytes.firstIndex(of: end, from: start) {
            start = found + end.utf8CodeUnitCount
            at = start
            state = next
            return .goOn
        }
        start = max(start, bytes.count - end.utf8CodeUnitCount + 1)
        at = start
        return .more
    }
}

// MARK: - Content

extension HTMLTokens {
    private mutating func advanceContent(_ bytes: ByteView) -> Outcome {
        guard start < bytes.count else { return .more }
        if bytes[start] == UInt8(ascii: "<"), at == start {
            // Enough to tell a tag from a comment.
            guard start + 4 <= bytes.count || isAtEnd else { return .more }
            if let opened = opened(bytes) {
                state = opened
                at = start + 1
                (quote, isBehindEquals) = (0, false)
                return .goOn
            }
            at = start + 1
        }
        if let next = bytes.firstIndex(of: UInt8(ascii: "<"), from: at), next - start <= HTMLTokens.longestText {
            return text(bytes, upTo: next)
        }
        if bytes.count - start > HTMLTokens.longestText { return text(bytes, upTo: start + HTMLTokens.longestText) }
        guard isAtEnd else {
            at = bytes.count
            return .more
        }
        return text(bytes, upTo: bytes.count)
    }

    private mutating func text(_ bytes: ByteView, upTo end: Int) -> Outcome {
        tokenStart = start
        let text = bytes.slice(start, end)
        (start, at) = (end, end)
        return .token(.text(text))
    }

    /// What begins with the `<` at `start`; nil where it is only a sign in a text.
    private func opened(_ bytes: ByteView) -> State? {
        if bytes.has("<!--", at: start) { return .comment }
        if bytes.has("<!", at: start) || bytes.has("<?", at: start) { return .declaration }
        let isClosing = bytes.has("</", at: start)
        let index = start + (isClosing ? 2 : 1)
        guard index < bytes.count else { return nil }
        let isName = bytes[index] | 32 >= UInt8(ascii: "a") && bytes[index] | 32 <= UInt8(ascii: "z")
        return isName ? .tag : isClosing ? .declaration : nil
    }
}

// MARK: - Tags

extension HTMLTokens {
    private mutating func advanceTag(_ bytes: ByteView) -> Outcome {
        while at < bytes.count {
            let byte = bytes.base[at]
            at += 1
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: ">") {
                return endTag(bytes)
            } else if isBehindEquals, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                (quote, isBehindEquals) = (byte, false)
            } else if !HTMLTag.isSpace(byte) {
                isBehindEquals = byte == UInt8(ascii: "=")
            }
        }
        if state == .tag, at - start > HTMLTokens.longestTag {
            cut = bytes.slice(start, start + HTMLTokens.longestTag).array
            state = .longTag
        }
        if state == .longTag { start = at }
        return .more
    }

    private mutating func endTag(_ bytes: ByteView) -> Outcome {
        let isLong = state == .longTag
        let whole = isLong ? cut.withView { $0 } : bytes.slice(start, min(at - 1, start + HTMLTokens.longestTag))
        tokenStart = start
        start = at
        let isClosing = whole.has("/", at: 1)
        let tag = HTMLTag(whole.dropping(isClosing ? 2 : 1))
        state = isClosing ? .content : tag.isNamed("script") ? .script : tag.isNamed("style") ? .style : .content
        return .token(isClosing ? .close(tag.name) : .open(tag))
    }
}
