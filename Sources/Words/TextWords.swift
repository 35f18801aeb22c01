/// What a piece of a text is.
package enum WordKind: UInt8, Sendable, CaseIterable {
    /// A word of a script that puts spaces between words.
    case word
    /// A word of Chinese characters; without a dictionary, each two neighbours.
    case han
    case kana
    case hangul
    /// A run of another script without spaces between words.
    case unspaced
    /// Digits alone.
    case number
    /// From `http://`, `https://` or `www.` to where it ends, as written.
    case link
    /// The word behind `#`, or between two of them.
    case hashtag
    /// The name behind `@`.
    case mention
    /// One picture, without the colour of its skin.
    case emoji
}

/// The pieces of a text, one after the other.
///
/// Made once and used for one text after another, so that cutting takes no memory of its own:
///
///     let words = TextWords()
///     words.cut("今晚8点进群领券 https://a.example")
///     for index in words.indices { print(words.kind(index), words.text(index)) }
///
/// Cuts as jieba does without its model for unknown words: of all ways to read a run of Chinese as words of the dictionary, the
/// likeliest (product of shares). Letters and digits next to Chinese may be part of a word (`卡拉ok`). Not safe to share.
package final class TextWords {
    struct Piece {
        var kind: WordKind
        /// In the text.
        var start: Int32
        var end: Int32
        /// In `folded`.
        var foldedStart: Int32
        var foldedEnd: Int32
    }

    let dictionary: WordDictionary
    let table = CharacterTable.shared
    var pieces: [Piece] = []
    var folded = ByteBuffer()
    var block = WordBlock()
    var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

    package init(dictionary: WordDictionary = .shared) { self.dictionary = dictionary }

    deinit {
        folded.free()
        block.free()
    }

    // MARK: - What was found

    package var indices: Range<Int> { pieces.indices }
    package var count: Int { pieces.count }
    package func kind(_ index: Int) -> WordKind { pieces[index].kind }
    /// The piece folded (see `foldedText`); a link as it is written.
    package func text(_ index: Int) -> String { withBytes(index) { String(decoding: $0, as: UTF8.self) } }
    /// Where it stands in the text, in bytes of UTF-8; with `#` and `@`.
    package func range(_ index: Int) -> Range<Int> { Int(pieces[index].start)..<Int(pieces[index].end) }
    /// The bytes of `text`, for whoever counts millions of them. Valid until the next text is cut.
    package func withBytes<T>(_ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
        let piece = pieces[index]
        let start = folded.memory + Int(piece.foldedStart)
        return try body(UnsafeBufferPointer(start: start, count: Int(piece.foldedEnd - piece.foldedStart)))
    }

    // MARK: - Cutting

    package func cut(_ text: String) {
        var text = text
        text.withUTF8 { cut(utf8: $0) }
    }

    /// Cuts bytes that are valid UTF-8, at most 512 MiB of them.
    package func cut(utf8: UnsafeBufferPointer<UInt8>) {
        bytes = utf8
        defer { bytes = UnsafeBufferPointer(start: nil, count: 0) }
        pieces.removeAll(keepingCapacity: true)
        folded.count = 0
        // Folding makes no scalar longer than three bytes of one that took fewer; bigrams take each character twice.
        folded.reserve(utf8.count * 4 + 64)
        block.reserve(utf8.count + 2)
        var reader = ScalarReader(utf8)
        while !reader.isAtEnd {
            let (raw, length) = reader.peek()
            if raw < 0x80, take(ascii: UInt8(truncatingIfNeeded: raw), &reader) { continue }
            let kind = table.kind(raw)
            switch kind {
            case .other, .space:
                if raw == 0x2019, joins(reader.index, length) {
                    block.append(0x27, .mark, reader.index)
                } else {
                    flush(upTo: reader.index)
                }
                reader.index += length
            case .hidden: reader.index += length
            case .emoji:
                flush(upTo: reader.index)
                takeEmoji(&reader)
            default:
                block.append(table.fold(raw), kind, reader.index)
                reader.index += length
            }
        }
        flush(upTo: utf8.count)
    }

    /// The quick way through ASCII, and what of it may begin more than a word. False where nothing was taken.
    @inline(__always)
    private func take(ascii byte: UInt8, _ reader: inout ScalarReader) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
            if byte | 0x20 == UInt8(ascii: "h") || byte | 0x20 == UInt8(ascii: "w"), takeLink(&reader) { return true }
            block.append(UInt32(byte | 0x20), .letter, reader.index)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): block.append(UInt32(byte), .digit, reader.index)
        case UInt8(ascii: "'"):
            if joins(reader.index, 1) {
                block.append(UInt32(byte), .mark, reader.index)
            } else {
                flush(upTo: reader.index)
            }
        case UInt8(ascii: "#"):
            if takeHashtag(&reader) { return true }
            flush(upTo: reader.index)
        case UInt8(ascii: "@"):
            if takeMention(&reader) { return true }
            flush(upTo: reader.index)
        default: flush(upTo: reader.index)
        }
        reader.index += 1
        return true
    }

    /// Whether an apostrophe stands between letters of a word (`don't`).
    private func joins(_ index: Int, _ length: Int) -> Bool {
        guard block.count > 0, block.kinds[block.count - 1] == .letter, index + length < bytes.count else {
            return false
        }
        return table.kind(ScalarReader(bytes).peek(at: index + length).scalar) == .letter
    }

    // MARK: - Pieces

    @inline(__always)
    func emit(_ kind: WordKind, _ start: Int, _ end: Int, foldedFrom: Int) {
        pieces.append(
            Piece(
                kind: kind, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
                foldedStart: Int32(truncatingIfNeeded: foldedFrom), foldedEnd: Int32(truncatingIfNeeded: folded.count)))
    }

    /// A picture with all that belongs to it: joined ones, a flag's second half, a colour of skin, a variation.
    private func takeEmoji(_ reader: inout ScalarReader) {
        let (start, from) = (reader.index, folded.count)
        var isJoined = false
        var isFlag = false
        while !reader.isAtEnd {
            let (raw, length) = reader.peek()
            let isIndicator = (0x1F1E6...0x1F1FF).contains(raw)
            let isFirst = reader.index == start
            if raw == 0x200D || raw == 0xFE0F || (0x1F3FB...0x1F3FF).contains(raw), !isFirst {
                isJoined = raw == 0x200D
                if isJoined { folded.append(raw) }
            } else if isFirst || isJoined || (isFlag && isIndicator) {
                guard table.kind(raw) == .emoji || isJoined, table.kind(raw) != .hidden else { break }
                folded.append(raw)
                isFlag = isIndicator && isFirst
                isJoined = false
            } else {
                break
            }
            reader.index += length
        }
        emit(.emoji, start, reader.index, foldedFrom: from)
    }
}
