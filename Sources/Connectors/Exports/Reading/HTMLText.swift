/// The text of a piece of HTML on one line: without tags, entities resolved.
struct HTMLText {
    private(set) var text: [UInt8] = []

    mutating func read(_ html: ByteView) {
        text.removeAll(keepingCapacity: true)
        var index = 0
        while index < html.count {
            let byte = html[index]
            if byte == UInt8(ascii: "<"), let end = HTMLText.tagEnd(html, index) {
                index = end
            } else if byte == UInt8(ascii: "&"), let end = HTMLEntity.resolve(html, index, into: &text) {
                index = end
            } else {
                text.append(byte)
                index += 1
            }
        }
    }

    /// Whether a line is nothing but tags and space.
    static func isMarkup(_ line: ByteView) -> Bool {
        var index = 0
        while index < line.count {
            if line[index] == 32 || line[index] == 9 {
                index += 1
            } else if line[index] == UInt8(ascii: "<"), let end = tagEnd(line, index) {
                index = end
            } else {
                return false
            }
        }
        return true
    }

    /// Where the tag that opens at `start` ends; nil where it is no tag but a bare `<`.
    private static func tagEnd(_ html: ByteView, _ start: Int) -> Int? {
        var index = start + 1
        if index < html.count, html[index] == UInt8(ascii: "/") || html[index] == UInt8(ascii: "!") { index += 1 }
        guard index < html.count, html[index] | 32 >= UInt8(ascii: "a"), html[index] | 32 <= UInt8(ascii: "z") else {
            return nil
        }
        return html.firstIndex(of: UInt8(ascii: ">"), from: index).map { $0 + 1 }
    }
}

/// What stands for a character: `&amp;`, `&#39;`, `&#x27;`.
enum HTMLEntity {
    private static let named: [(StaticString, [UInt8])] = [
        ("lt", [60]), ("gt", [62]), ("amp", [38]), ("quot", [34]), ("apos", [39]), ("nbsp", [32]),
        ("laquo", [0xC2, 0xAB]), ("raquo", [0xC2, 0xBB]),
    ]

    /// Appends what the entity at `start` stands for, and says where it ends; nil where it is no entity but a bare `&`.
    static func resolve(_ html: ByteView, _ start: Int, into text: inout [UInt8]) -> Int? {
        guard let end = html.prefix(start + 12).firstIndex(of: UInt8(ascii: ";"), from: start) else { return nil }
        let name = html.slice(start + 1, end)
        if let known = named.first(where: { name.equals($0.0) }) {
            text += known.1
        } else if let scalar = numbered(name) {
            text.append(contentsOf: String(scalar).utf8)
        } else {
            return nil
        }
        return end + 1
    }

    /// `#39` or `#x27`. NUL and what is no character are none.
    private static func numbered(_ name: ByteView) -> Unicode.Scalar? {
        guard name.hasPrefix("#") else { return nil }
        let isHexadecimal = name.hasPrefix("#x") || name.hasPrefix("#X")
        let digits = name.dropping(isHexadecimal ? 2 : 1)
        guard digits.count > 0, digits.count <= 7, digits[0] != UInt8(ascii: "+"), digits[0] != UInt8(ascii: "-") else {
            return nil
        }
        guard let value = UInt32(digits.string, radix: isHexadecimal ? 16 : 10), value > 0 else { return nil }
        return Unicode.Scalar(value)
    }
}
