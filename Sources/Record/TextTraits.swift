import Kernel

/// What a message's text tells that is counted (METRICS: Value); stored with the event, so that it outlives the text.
///
/// The numbers are stored: never change or reuse one.
struct TextTraits: OptionSet, Hashable {
    let rawValue: Int64

    static let question = TextTraits(rawValue: 1)
    /// A URL stands in it.
    static let link = TextTraits(rawValue: 2)
    /// 30 characters or more.
    static let long = TextTraits(rawValue: 4)
    /// Words beside a picture or a video.
    static let caption = TextTraits(rawValue: 8)

    /// From so many characters (Unicode scalars, without white space around) on a text is long.
    static let longLength = 30
}

extension TextTraits {
    /// Reads a message's words; those of no message tell nothing.
    init(of words: String?, _ kind: EventKind, _ questions: QuestionWords) {
        guard kind.isMessage, var words else {
            self.init(rawValue: 0)
            return
        }
        let traits: TextTraits = words.withUTF8 { bytes in
            let range = TextTraits.trimmed(bytes)
            guard !range.isEmpty else { return [] }
            var scan = TextScan(UnsafeBufferPointer(rebasing: bytes[range]), questions)
            scan.run()
            var traits = scan.traits
            if TextTraits.isLong(bytes, range) { traits.insert(.long) }
            if kind == .picture || kind == .video { traits.insert(.caption) }
            return traits
        }
        self.init(rawValue: traits.rawValue)
    }

    private static func isLong(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count >= longLength else { return false }
        if range.count > 4 * longLength { return true }
        var count = 0
        for index in range where bytes[index] & 0xC0 != 0x80 { count += 1 }
        return count >= longLength
    }

    /// Without the white space around (Unicode's White_Space).
    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var (start, end) = (0, bytes.count)
        while start < end {
            let length = spaceLength(bytes, at: start, upTo: end)
            if length == 0 { break }
            start += length
        }
        while start < end {
            var last = end - 1
            while last > start, bytes[last] & 0xC0 == 0x80 { last -= 1 }
            guard last + spaceLength(bytes, at: last, upTo: end) == end else { break }
            end = last
        }
        return start..<end
    }

    /// How many bytes the white space at a place takes; 0 where there is none.
    static func spaceLength(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int, upTo end: Int) -> Int {
        let first = bytes[index]
        if first < 0x80 { return first == 32 || (9...13).contains(first) ? 1 : 0 }
        guard index + 1 < end else { return 0 }
        let second = bytes[index + 1]
        if first == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : 0 }
        guard index + 2 < end else { return 0 }
        let third = bytes[index + 2]
        switch (first, second) {
        case (0xE1, 0x9A), (0xE3, 0x80): return third == 0x80 ? 3 : 0
        case (0xE2, 0x80): return third <= 0x8A || third == 0xA8 || third == 0xA9 || third == 0xAF ? 3 : 0
        case (0xE2, 0x81): return third == 0x9F ? 3 : 0
        default: return 0
        }
    }
}
