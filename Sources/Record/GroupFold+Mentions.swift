import Kernel

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
                if let named = longestName(bytes, from: start, at: point), !found.contains(named) { found.append(named) }
            }
            return found
        }
    }

    /// A text of nothing but `@` must not cost more than a long text does.
    private static var mostMarks: Int { 256 }

    private func addressee(_ bytes: UnsafeBufferPointer<UInt8>, at point: HistoryPoint) -> Int32? {
        var found: Int32?
        let end = min(bytes.count, nameLengths.longest + 1)
        for index in 0..<end where bytes[index] == UInt8(ascii: ":") || bytes[index] == UInt8(ascii: ",") {
            found = known(bytes[0..<index], at: point) ?? found
        }
        return found
    }

    private func longestName(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, at point: HistoryPoint) -> Int32? {
        var length = min(bytes.count - start, nameLengths.longest)
        while length > 0 {
            let end = start + length
            if nameLengths.contains(length), isBoundary(bytes, at: end),
                let found = known(bytes[start..<end], at: point)
            {
                return found
            }
            length -= 1
        }
        return nil
    }

    private func isBoundary(_ bytes: UnsafeBufferPointer<UInt8>, at end: Int) -> Bool {
        guard end < bytes.count else { return true }
        if bytes[end] & 0xC0 == 0x80 { return false }
        return !(isWord(bytes[end - 1]) && isWord(bytes[end]))
    }

    private func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The handle whose name these bytes are, if the history knows it by now.
    private func known(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, at point: HistoryPoint) -> Int32? {
        guard hasErasedNames || nameLengths.contains(bytes.count) else { return nil }
        let key = foldedName(String(decoding: bytes, as: UTF8.self))
        guard let index = byName[key] ?? erasedHandle(key) else { return nil }
        return handles[Int(index)].isKnown(at: point.instant, point.place) ? index : nil
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
