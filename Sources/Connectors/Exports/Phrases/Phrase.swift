/// A sentence with gaps as a client writes it into a chat: `{who} added {whom}`.
struct Phrase {
    /// What a gap is for.
    enum Gap: String {
        case who
        /// One person or several.
        case whom
        /// One person to whom it was done, whatever their name holds.
        case one
        /// A subject, a new name, a file's name.
        case text
        /// What is of no use to us: an old subject, a number of minutes.
        case other
    }

    /// What was found in the gaps.
    struct Found {
        var who: Range<Int>?
        var whom: Range<Int>?
        var one: Range<Int>?
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
        case .one: one = range
        case .text: text = range
        case .other: break
        }
    }
}
