/// One pass over a text's bytes that finds links and questions.
///
/// A question is a text with `?` or `？` at the end of a sentence, or with a question word where that word asks. Nothing
/// within a URL counts, nor does a mark before which no word stands, or behind which one goes on (`a?b:c`).
struct TextScan {
    private(set) var traits: TextTraits = []
    private let bytes: UnsafeBufferPointer<UInt8>
    private let words: QuestionWords
    private var index = 0
    /// Whether a sentence begins here, but for spaces and opening marks.
    private var isStart = false
    /// Whether any word came before.
    private var hasWords = false
    /// The last byte that is no space.
    private var lastSolid: UInt8 = 0
    /// Whether the byte before belongs to a word.
    private var isInWord = false

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ words: QuestionWords) {
        self.bytes = bytes
        self.words = words
    }

    mutating func run() {
        let opening = addressEnd()
        while index < bytes.count {
            if index == opening { isStart = true }
            let byte = bytes[index]
            switch words.kinds[byte] {
            case .word: takeWord(upTo: index < opening ? opening : bytes.count)
            case .ideograph where index + 3 <= bytes.count: takeIdeograph()
            case .ideograph, .wide: takeScalar(byte)
            default: takeASCII(byte)
            }
            if traits.isSuperset(of: [.question, .link]) { return }
        }
    }

    /// The rest of a word of ASCII.
    private mutating func takeWord(upTo end: Int) {
        if !isInWord { beginWord() }
        while index < end, words.kinds[bytes[index]] == .word { index += 1 }
        lastSolid = bytes[index - 1]
        (hasWords, isInWord, isStart) = (true, true, false)
    }

    private mutating func takeIdeograph() {
        beginWord()
        index += 3
        lastSolid = bytes[index - 1]
        (hasWords, isInWord, isStart) = (true, true, false)
    }

    private mutating func takeASCII(_ byte: UInt8) {
        switch words.kinds[byte] {
        case .space:
            if byte == 10 || lastSolid == UInt8(ascii: ".") || lastSolid == UInt8(ascii: "!")
                || lastSolid == UInt8(ascii: "?")
            {
                isStart = true
            }
            isInWord = false
            index += 1
            return
        case .opening: isInWord = false
        case .mark:
            if !traits.contains(.question), isAsking(before: index, endingAt: index + 1) { traits.insert(.question) }
            (isInWord, isStart) = (false, false)
        case .colon where takeURL(): return
        default: (isInWord, isStart) = (false, false)
        }
        lastSolid = byte
        index += 1
    }

    /// A scalar of several bytes: a letter, a full-width mark, a space, a picture.
    private mutating func takeScalar(_ byte: UInt8) {
        let length = byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        let end = min(index + length, bytes.count)
        defer { index = end }
        if TextTraits.spaceLength(bytes, at: index, upTo: end) > 0 { return isInWord = false }
        let mark = WideMark(bytes, index, end)
        if mark == .asking, !traits.contains(.question), hasWords { traits.insert(.question) }
        let isBoundary = byte >= 0xE0 || !isInWord
        if isBoundary { beginWord() }
        lastSolid = bytes[end - 1]
        isInWord = mark == .none
        isStart = mark == .asking || mark == .ending
        if mark == .none { hasWords = true }
    }

    private mutating func beginWord() {
        guard !traits.contains(.question) else { return }
        let (isStart, isInWord) = (isStart, isInWord)
        let tree = isStart ? words.opening : words.inner
        let asks = tree.match(bytes, at: index) { places, end in
            if places.contains(.opensWord), isInWord { return false }
            if places.contains(.closesWord), end < bytes.count, continuesWord(bytes[end]) { return false }
            if places.contains(.anywhere) || (places.contains(.atStart) && isStart) { return true }
            return places.contains(.atEnd) && endsSentence(at: end, spaceEnds: !places.contains(.closesWord))
        }
        if asks { traits.insert(.question) }
    }

    private func continuesWord(_ byte: UInt8) -> Bool { words.kinds[byte] == .word || (0xC3..<0xE0).contains(byte) }

    private func endsSentence(at end: Int, spaceEnds: Bool) -> Bool {
        var next = end
        while next < bytes.count, bytes[next] == 32 { next += 1 }
        guard next < bytes.count else { return true }
        if next > end, spaceEnds { return true }
        let byte = bytes[next]
        if byte < 0x80 { return TextScan.endings.contains(byte) }
        return byte >= 0xF0 || WideMark(bytes, next, min(next + 3, bytes.count)) != .none
            || TextTraits.spaceLength(bytes, at: next, upTo: bytes.count) > 0
    }

    /// Whether the `?` at `index` ends a sentence.
    private func isAsking(before index: Int, endingAt end: Int) -> Bool {
        guard hasWords, lastSolid >= 0x80 || TextScan.mayStandBeforeMark.contains(lastSolid) else { return false }
        var next = end
        while next < bytes.count, TextScan.mayFollowMark.contains(bytes[next]) { next += 1 }
        return next == bytes.count || bytes[next] >= 0x80 || words.kinds[bytes[next]] == .space
    }

    /// Passes over a URL whose `://` begins here; what ends the sentence is not part of it (as in `LinkIndex`).
    private mutating func takeURL() -> Bool {
        guard index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "/"), bytes[index + 2] == UInt8(ascii: "/"),
            isInWord
        else { return false }
        let start = index + 3
        var end = start
        while end < bytes.count, !TextScan.endsURL(bytes[end]) { end += 1 }
        while end > start, TextScan.sentenceMarks.contains(bytes[end - 1]) { end -= 1 }
        if end > start, hasScheme("http") || hasScheme("https") { traits.insert(.link) }
        index = end
        lastSolid = bytes[end - 1]
        (isInWord, isStart) = (true, false)
        return true
    }

    private func hasScheme(_ scheme: StaticString) -> Bool {
        let start = index - scheme.utf8CodeUnitCount
        guard start >= 0 else { return false }
        for offset in 0..<scheme.utf8CodeUnitCount where bytes[start + offset] != scheme.utf8Start[offset] {
            return false
        }
        return true
    }

    /// Where the text proper begins, behind `@name` and `name:` or `name,`.
    private func addressEnd() -> Int {
        var start = 0
        while true {
            var end = start
            while end < bytes.count, !isSpace(at: end) { end += 1 }
            let isAddress = end > start && (bytes[start] == UInt8(ascii: "@") || isAddressMark(before: end))
            guard isAddress else { return start }
            while end < bytes.count, isSpace(at: end) {
                end += TextTraits.spaceLength(bytes, at: end, upTo: bytes.count)
            }
            if bytes[start] != UInt8(ascii: "@") { return end }
            start = end
        }
    }

    private func isSpace(at index: Int) -> Bool {
        bytes[index] & 0xC0 != 0x80 && TextTraits.spaceLength(bytes, at: index, upTo: bytes.count) > 0
    }

    private func isAddressMark(before end: Int) -> Bool {
        let last = bytes[end - 1]
        if last == UInt8(ascii: ":") || last == UInt8(ascii: ",") { return true }
        return end >= 3 && bytes[end - 3] == 0xEF && bytes[end - 2] == 0xBC && (last == 0x9A || last == 0x8C)
    }
}

// MARK: - Kinds of bytes

extension TextScan {
    private static let endings = ByteSet(".,!?~;\n\r\t)]}\"'[@")
    private static let mayFollowMark = ByteSet("?!.~)]}\"'*_`>")
    private static let mayStandBeforeMark = ByteSet(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_)]}\"'`*%+.!?~>")
    private static let sentenceMarks = ByteSet(".,;:!?'\")]}>*")

    private static func endsURL(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "\"")
            || byte >= 0x80
    }
}

/// Some of the bytes of ASCII.
private struct ByteSet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ text: StaticString) {
        for index in 0..<text.utf8CodeUnitCount {
            let byte = text.utf8Start[index]
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low >> UInt64(byte) & 1 == 1 : byte < 128 && high >> UInt64(byte & 63) & 1 == 1
    }
}

/// What a scalar of several bytes is to a sentence.
private enum WideMark {
    case none
    /// `？`
    case asking
    /// `。` `！` `…` and their like: another sentence may begin.
    case ending
    /// Any other mark or picture.
    case other

    init(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) {
        self = .none
        if bytes[start] >= 0xF0 { self = .other }
        guard end - start >= 3 else { return }
        switch (bytes[start], bytes[start + 1], bytes[start + 2]) {
        case (0xEF, 0xBC, 0x9F): self = .asking
        case (0xEF, 0xBC, 0x81), (0xEF, 0xBC, 0x9B), (0xE3, 0x80, 0x82), (0xE2, 0x80, 0xA6): self = .ending
        // U+FF00 … U+FF0F, U+FF1A … U+FF20: full-width marks; U+FF5B … U+FF65 likewise.
        case (0xEF, 0xBC, 0x80...0x8F), (0xEF, 0xBC, 0x9A...0xA0), (0xEF, 0xBD, 0x9B...0xA5): self = .other
        // U+3000 … U+303F: marks of Chinese and Japanese; U+2000 … U+2BFF: marks, arrows and pictures.
        case (0xE3, 0x80, _), (0xE2, 0x80...0xAF, _): self = .other
        default: break
        }
    }
}
