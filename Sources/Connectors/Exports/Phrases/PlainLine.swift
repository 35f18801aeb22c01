/// A line in which marks of direction are gone, spaces are spaces, and quotes and apostrophes are the plain ones, so
/// that a sentence need be known in one form only; and where each byte of it was.
struct PlainLine {
    private(set) var bytes: [UInt8] = []
    private var origins: [Int] = []

    init(_ line: ByteView) {
        bytes.reserveCapacity(line.count)
        origins.reserveCapacity(line.count + 1)
        var index = 0
        while index < line.count {
            let (byte, length) = PlainLine.plain(line, index)
            if let byte {
                // Several spaces are one, and there are none at the start.
                if byte != 32 || (bytes.last ?? 32) != 32 { append(byte, at: index) }
            } else if length == 1 {
                append(line[index], at: index)
            }
            index += length
        }
        var end = line.count
        if bytes.count > 3, bytes.suffix(3).elementsEqual("。".utf8) { for _ in 0..<3 { end = removeLast() } }
        while let last = bytes.last, last == 32 || last == UInt8(ascii: ".") { end = removeLast() }
        origins.append(end)
    }

    static func of(_ text: String) -> String {
        Array(text.utf8).withView { String(decoding: PlainLine($0).bytes, as: UTF8.self) }
    }

    /// The bytes of the line that a stretch of the plain one was made of.
    func original(_ range: Range<Int>, in line: ByteView) -> ByteView {
        line.slice(origins[range.lowerBound], origins[range.upperBound]).trimmed
    }

    private mutating func append(_ byte: UInt8, at index: Int) {
        bytes.append(byte)
        origins.append(index)
    }

    private mutating func removeLast() -> Int {
        bytes.removeLast()
        return origins.removeLast()
    }

    /// What a byte or several become: nil and a length above 1 where they go.
    private static func plain(_ line: ByteView, _ index: Int) -> (byte: UInt8?, length: Int) {
        let first = line[index]
        if first < 0x80 { return (first == 9 ? 32 : first, 1) }
        if let length = line.gapLength(at: index) { return (line.isMark(at: index) ? nil : 32, length) }
        if first == 0xC2, line.has("«", at: index) || line.has("»", at: index) { return (34, 2) }
        guard first == 0xE2 || first == 0xE3 else { return (nil, 1) }
        for quote: StaticString in ["“", "”", "„", "‟", "「", "」", "『", "』"] where line.has(quote, at: index) {
            return (34, 3)
        }
        for apostrophe: StaticString in ["’", "‘"] where line.has(apostrophe, at: index) { return (39, 3) }
        return (nil, 1)
    }

    /// Without the quotes around it.
    static func unquoted(_ text: ByteView) -> ByteView {
        let trimmed = text.trimmed
        guard trimmed.count >= 2, let first = quoteLength(trimmed, 0) else { return trimmed }
        for length in [1, 2, 3] where trimmed.count >= first + length {
            if quoteLength(trimmed, trimmed.count - length) == length {
                return trimmed.slice(first, trimmed.count - length).trimmed
            }
        }
        return trimmed
    }

    private static func quoteLength(_ text: ByteView, _ index: Int) -> Int? {
        let (byte, length) = plain(text, index)
        return byte == 34 ? length : nil
    }
}
