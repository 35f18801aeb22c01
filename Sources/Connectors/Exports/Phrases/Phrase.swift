internal import Glibc

/// A sentence with gaps as a client writes it into a chat: `{who} added {whom}`.
struct Phrase {
    enum Gap: String {
        case who
        case whom
        /// A subject, a new name, a file's name.
        case text
        /// What is of no use to us: an old subject, a number of minutes.
        case other
    }

    /// What was found in the gaps.
    struct Found {
        var who: Range<Int>?
        var whom: Range<Int>?
        var text: Range<Int>?
    }

    /// What stands around the gaps: always one more than they are, and empty at the ends where a gap is there.
    let pieces: [[UInt8]]
    private let gaps: [Gap]
    private let shortest: Int

    /// How much of it is no gap: of two phrases that fit, the one that says more is meant.
    let weight: Int

    /// Nil where a gap has an unknown name or two gaps touch.
    init?(_ text: String) {
        var pieces: [[UInt8]] = []
        var gaps: [Gap] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}"),
                let gap = Gap(rawValue: String(rest[rest.index(after: open)..<close])),
                gaps.isEmpty || open != rest.startIndex
            else { return nil }
            pieces.append(Array(rest[..<open].utf8))
            gaps.append(gap)
            rest = rest[rest.index(after: close)...]
        }
        pieces.append(Array(rest.utf8))
        self.pieces = pieces
        self.gaps = gaps
        weight = pieces.reduce(0) { $0 + $1.count }
        shortest = weight + gaps.count
    }

    /// What stands in the gaps of `line`; nil where it is another sentence.
    func find(in line: ByteView) -> Found? {
        guard line.count >= shortest, line.has(pieces[0], at: 0) else { return nil }
        guard let last = gaps.last else { return line.count == weight ? Found() : nil }
        let end = line.count - pieces[gaps.count].count
        guard line.has(pieces[gaps.count], at: end) else { return nil }
        var found = Found()
        var start = pieces[0].count
        for index in 0..<gaps.count - 1 {
            let piece = pieces[index + 1]
            guard let next = line.firstIndex(of: piece, from: start + 1), next + piece.count < end else { return nil }
            found.set(gaps[index], start..<next)
            start = next + piece.count
        }
        found.set(last, start..<end)
        return found
    }
}

extension Phrase.Found {
    fileprivate mutating func set(_ gap: Phrase.Gap, _ range: Range<Int>) {
        switch gap {
        case .who: who = range
        case .whom: whom = range
        case .text: text = range
        case .other: break
        }
    }
}

extension ByteView {
    func has(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index >= 0, count - index >= bytes.count else { return false }
        return bytes.withUnsafeBytes { $0.isEmpty || memcmp(base + index, $0.baseAddress!, $0.count) == 0 }
    }

    func hasSuffix(_ bytes: [UInt8]) -> Bool { has(bytes, at: count - bytes.count) }

    /// Where `bytes` first begin at or after `start`.
    func firstIndex(of bytes: [UInt8], from start: Int) -> Int? {
        guard let first = bytes.first else { return start <= count ? start : nil }
        var from = start
        while let index = firstIndex(of: first, from: from) {
            if has(bytes, at: index) { return index }
            from = index + 1
        }
        return nil
    }

    /// Without spaces of any width and marks of direction at either end.
    var trimmed: ByteView {
        var start = 0
        while start < count, let length = gapLength(at: start) { start += length }
        var end = count
        while end > start {
            if base[end - 1] == 32 || base[end - 1] == 9 {
                end -= 1
            } else if end - start >= 2, gapLength(at: end - 2) == 2 {
                end -= 2
            } else if end - start >= 3, gapLength(at: end - 3) == 3 {
                end -= 3
            } else {
                break
            }
        }
        return slice(start, end)
    }

    /// How long the space or mark at `index` is: U+0020, tab, U+00A0, U+061C, U+2000…U+200F, U+202A…U+202F,
    /// U+2066…U+2069, U+FEFF.
    func gapLength(at index: Int) -> Int? {
        let left = count - index
        guard left > 0 else { return nil }
        let first = base[index]
        if first == 32 || first == 9 { return 1 }
        guard first >= 0xC2, left >= 2 else { return nil }
        let second = base[index + 1]
        if first == 0xC2 { return second == 0xA0 ? 2 : nil }
        if first == 0xD8 { return second == 0x9C ? 2 : nil }
        guard left >= 3 else { return nil }
        let third = base[index + 2]
        if first == 0xEF { return second == 0xBB && third == 0xBF ? 3 : nil }
        guard first == 0xE2 else { return nil }
        if second == 0x80 { return third <= 0x8F || (third >= 0xAA && third <= 0xAF) ? 3 : nil }
        return second == 0x81 && third >= 0xA6 && third <= 0xA9 ? 3 : nil
    }

    /// Whether what stands at `index` is a mark that shows nothing.
    func isMark(at index: Int) -> Bool {
        guard let length = gapLength(at: index), length > 1, base[index] != 0xC2 else { return false }
        guard length == 3, base[index + 1] == 0x80 else { return true }
        return base[index + 2] >= 0x8B && base[index + 2] != 0xAF
    }
}
