import Kernel

/// What somebody says through a bridge, without the name the bridge puts before it; nil where no name stands there.
package func bridgedWords(_ text: String) -> String? { GroupFold.bridged(text)?.words }

extension GroupFold {
    /// The handles a text mentions (METRICS): a known name at the start followed by `:` or `,`, or `@name` anywhere,
    /// the longest known name each time. Each handle once, in order of appearance.
    ///
    /// After `@name` no letter, digit, `_` or `-` may follow a name that ends in one of them: `@bobby` is not bob.
    func mentions(in body: String, at point: HistoryPoint) -> [Int32] {
        var text = body
        return text.withUTF8 { bytes in
            var found: [Int32] = []
            if let addressed = addressee(bytes, at: point) { found.append(addressed) }
            var start = 0
            var marks = 0
            while marks < Self.mostMarks, let mark = bytes[start...].firstIndex(of: UInt8(ascii: "@")) {
                marks += 1
                start = mark + 1
                if let named = longestName(bytes, from: start, at: point), !found.contains(named) {
                    found.append(named)
                }
            }
            return found
        }
    }

    /// A text of nothing but `@` must not cost more than a long text does.
    private static var mostMarks: Int { 256 }

    private func addressee(_ bytes: UnsafeBufferPointer<UInt8>, at point: HistoryPoint) -> Int32? {
        // Where no `:` or `,` follows within reach, which is nearly always, nothing need be folded.
        let reach = bytes.prefix(FoldedStretch.mostSourceBytes(nameLengths.longest) + 1)
        guard let last = reach.lastIndex(where: isAddressMark) else { return nil }
        let stretch = FoldedStretch(bytes, from: 0, upTo: last, longest: nameLengths.longest)
        for end in stretch.ends.reversed() where isAddressMark(bytes[end.source]) {
            if let found = known(stretch, end.folded, at: point) { return found }
        }
        return nil
    }

    private func isAddressMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",") }

    private func longestName(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, at point: HistoryPoint) -> Int32? {
        let stretch = FoldedStretch(bytes, from: start, upTo: bytes.count, longest: nameLengths.longest)
        for end in stretch.ends.reversed() where isBoundary(bytes, at: end.source) {
            if let found = known(stretch, end.folded, at: point) { return found }
        }
        return nil
    }

    private func isBoundary(_ bytes: UnsafeBufferPointer<UInt8>, at end: Int) -> Bool {
        end == bytes.count || !(isWord(bytes[end - 1]) && isWord(bytes[end]))
    }

    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The handle whose name this is, if the history knows it by now.
    private func known(_ stretch: FoldedStretch, _ length: Int, at point: HistoryPoint) -> Int32? {
        guard nameLengths.contains(length) else { return nil }
        let key = String(decoding: stretch.bytes[..<length], as: UTF8.self)
        guard let index = knownHandle(key) else { return nil }
        return handles[Int(index)].isKnown(at: point) ? index : nil
    }

    /// Splits `<name> words` as a bridge writes it; nil where a text is not of that form.
    static func bridged(_ body: String) -> (name: String, words: String)? {
        guard body.utf8.first == UInt8(ascii: "<") else { return nil }
        guard let close = body.utf8.firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let name = body[body.utf8.index(after: body.startIndex)..<close]
        guard !name.isEmpty, name.utf8.count <= 256, name.utf8.allSatisfy({ $0 >= 0x20 }) else { return nil }
        let rest = body[body.utf8.index(after: close)...]
        guard rest.isEmpty || rest.utf8.first == UInt8(ascii: " ") else { return nil }
        return (String(name), String(rest.dropFirst()))
    }
}

/// A stretch of a text folded as names are, with where it may be cut.
///
/// Folding can change how many bytes a letter takes, so names are compared by their folded length.
private struct FoldedStretch {
    var bytes: [UInt8] = []
    /// Ends of whole characters (scalars), from the first on.
    var ends: [(folded: Int, source: Int)] = []

    /// No scalar's small form takes less than a third of its bytes.
    static func mostSourceBytes(_ folded: Int) -> Int { 3 * folded }

    init(_ text: UnsafeBufferPointer<UInt8>, from start: Int, upTo limit: Int, longest: Int) {
        var next = start
        while next < limit, bytes.count < longest {
            let first = text[next]
            if first < 0x80 {
                bytes.append((65...90).contains(first) ? first + 32 : first)
                next += 1
            } else {
                let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
                let end = min(next + length, text.count)
                if (0xE3...0xE9).contains(first) {
                    // U+3000 … U+9FFF have no small forms.
                    bytes.append(contentsOf: text[next..<end])
                } else {
                    bytes.append(contentsOf: foldedName(String(decoding: text[next..<end], as: UTF8.self)).utf8)
                }
                next = end
            }
            ends.append((bytes.count, next))
        }
    }
}
