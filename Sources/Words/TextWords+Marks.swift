/// Links, hashtags and mentions: taken whole, before their parts could be taken for words.
extension TextWords {
    private static let longestTag = 60
    private static let longestName = 64

    /// A link that begins here; what ends the sentence is not part of it.
    func takeLink(_ reader: inout ScalarReader) -> Bool {
        let start = reader.index
        guard block.count == 0 || !block.kinds[block.count - 1].isSpaced else { return false }
        guard let head = ["http://", "https://", "www."].first(where: { begins($0, at: start) }) else { return false }
        var end = start + head.utf8CodeUnitCount
        let least = end
        while end < bytes.count, !TextWords.endsLink(bytes[end]) { end += 1 }
        while end > least, TextWords.endsSentence(bytes[end - 1]) { end -= 1 }
        guard end > least else { return false }
        flush(upTo: start)
        let from = folded.count
        for index in start..<end { folded.append(UInt32(bytes[index])) }
        emit(.link, start, end, foldedFrom: from)
        reader.index = end
        return true
    }

    @inline(__always)
    private func begins(_ words: StaticString, at start: Int) -> Bool {
        guard start + words.utf8CodeUnitCount <= bytes.count else { return false }
        for offset in 0..<words.utf8CodeUnitCount {
            let byte = bytes[start + offset]
            let small = (65...90).contains(byte) ? byte | 0x20 : byte
            if small != words.utf8Start[offset] { return false }
        }
        return true
    }

    private static func endsLink(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
            || byte == UInt8(ascii: "\"")
    }

    private static func endsSentence(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
            UInt8(ascii: "?"), UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"),
            UInt8(ascii: "*"):
            true
        default: false
        }
    }

    /// `#word`, or `#words#` as it is written in Chinese; not `C#`, `#1`, or a `#` within a word.
    func takeHashtag(_ reader: inout ScalarReader) -> Bool {
        let start = reader.index
        guard !isBehindLetter(start) else { return false }
        let first = start + 1
        var end = first
        var (characters, letters) = (0, 0)
        while end < bytes.count, characters < TextWords.longestTag {
            let (raw, length) = reader.peek(at: end)
            guard isOfName(raw) else { break }
            if table.kind(raw) != .digit { letters += 1 }
            characters += 1
            end += length
        }
        guard letters > 0 else { return false }
        let isClosed = end < bytes.count && bytes[end] == UInt8(ascii: "#")
        take(.hashtag, from: start, name: first..<end, &reader)
        if isClosed {
            reader.index += 1
            pieces[pieces.count - 1].end += 1
        }
        return true
    }

    /// `@name` up to a space or a mark; not the `@` of a mail address.
    func takeMention(_ reader: inout ScalarReader) -> Bool {
        let start = reader.index
        guard !isBehindLetter(start) else { return false }
        var end = start + 1
        var characters = 0
        while end < bytes.count, characters < TextWords.longestName {
            let (raw, length) = reader.peek(at: end)
            guard isOfName(raw) || raw == 0x2D || raw == 0x2E || table.kind(raw) == .emoji else { break }
            characters += 1
            end += length
        }
        while end > start + 1, bytes[end - 1] == 0x2E || bytes[end - 1] == 0x2D { end -= 1 }
        guard end > start + 1 else { return false }
        take(.mention, from: start, name: (start + 1)..<end, &reader)
        return true
    }

    private func isOfName(_ raw: UInt32) -> Bool {
        let kind = table.kind(raw)
        return kind.isSpaced || kind.isUnspaced || raw == 0x5F
    }

    private func isBehindLetter(_ index: Int) -> Bool {
        block.count > 0 && block.kinds[block.count - 1].isSpaced && index > 0 && bytes[index - 1] < 0x80
    }

    private func take(_ kind: WordKind, from start: Int, name: Range<Int>, _ reader: inout ScalarReader) {
        flush(upTo: start)
        let from = folded.count
        reader.index = name.lowerBound
        while reader.index < name.upperBound {
            let (raw, length) = reader.peek()
            folded.append(table.fold(raw))
            reader.index += length
        }
        emit(kind, start, name.upperBound, foldedFrom: from)
    }
}
