internal import Kernel

/// What stands before the words of a line: `[12/31/20, 11:59:59 PM] ` or `31/12/20, 23:59 - `.
struct WhatsAppHead {
    var date: DateOrder.Numbers
    let millisecondOfDay: Int64
    /// iOS puts it in brackets, Android ends it with a dash.
    let isBracketed: Bool
    /// Where the rest of the line begins.
    let end: Int

    /// Nil where the line has no such head.
    init?(_ line: ByteView, _ words: WhatsAppWords) {
        var cursor = HeadCursor(line)
        cursor.skipMarks()
        isBracketed = cursor.byte == UInt8(ascii: "[")
        if isBracketed { cursor.index += 1 }
        cursor.skipMarks()
        guard var date = cursor.date() else { return nil }
        WhatsAppHead.skipBetween(&cursor, words)
        guard let time = cursor.time(words.hours) else { return nil }
        cursor.skipGaps()
        if isBracketed {
            guard cursor.skip("]") else { return nil }
        } else {
            guard cursor.skip("-") || cursor.skip("–"), line.gapLength(at: cursor.index) != nil || cursor.isAtEnd else {
                return nil
            }
        }
        cursor.skipGaps()
        date.isHalfDay = time.isHalfDay
        self.date = date
        millisecondOfDay = time.millisecondOfDay
        end = cursor.index
    }

    /// Between date and time: a comma, spaces, a word such as `at`.
    private static func skipBetween(_ cursor: inout HeadCursor, _ words: WhatsAppWords) {
        cursor.skipGaps()
        if !cursor.skip(","), !cursor.skip("،") { _ = cursor.skip("、") }
        cursor.skipGaps()
        for word in words.between where cursor.line.has(word, at: cursor.index) {
            guard cursor.line.gapLength(at: cursor.index + word.count) != nil else { continue }
            cursor.index += word.count
            cursor.skipGaps()
            return
        }
    }
}

/// How the heads of one file are written, found out from its start; a line with another head goes on with a message.
struct WhatsAppStyle {
    let isBracketed: Bool
    let separator: UInt8
    let order: DateOrder

    /// Nil where no line has a head.
    init?(_ sample: ExportSample, _ words: WhatsAppWords) {
        var counts: [UInt16: Int] = [:]
        let heads = sample.lines.compactMap { line in line.withView { WhatsAppHead($0, words) } }
        for head in heads { counts[WhatsAppStyle.mark(head), default: 0] += 1 }
        guard let most = counts.values.max(), let first = heads.first(where: { counts[WhatsAppStyle.mark($0)] == most })
        else { return nil }
        isBracketed = first.isBracketed
        separator = first.date.separator
        var finder = DateOrderFinder()
        for head in heads where WhatsAppStyle.mark(head) == WhatsAppStyle.mark(first) { finder.add(head.date) }
        order = finder.order()
        isSettled = finder.isSettled
        self.finder = finder
    }

    /// Whether no other order would fit as well.
    let isSettled: Bool
    private let finder: DateOrderFinder

    private init(_ style: WhatsAppStyle, _ finder: DateOrderFinder) {
        isBracketed = style.isBracketed
        separator = style.separator
        order = finder.order()
        isSettled = finder.isSettled
        self.finder = finder
    }

    /// The style with the order that the lines of the whole file decide.
    func settled(by source: LineSource, _ words: WhatsAppWords) -> WhatsAppStyle {
        var finder = DateOrderFinder()
        while let line = try? source.next() {
            guard line.flaw == nil, let head = WhatsAppHead(line.bytes, words), fits(head) else { continue }
            finder.add(head.date)
            if finder.isSettled { break }
        }
        return finder.isSettled ? WhatsAppStyle(self, finder) : self
    }

    func fits(_ head: WhatsAppHead) -> Bool {
        head.isBracketed == isBracketed && head.date.separator == separator
    }

    private static func mark(_ head: WhatsAppHead) -> UInt16 {
        UInt16(head.date.separator) | (head.isBracketed ? 256 : 0)
    }
}
