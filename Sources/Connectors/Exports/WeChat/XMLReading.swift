internal import Glibc
internal import Kernel

/// One pass over a payload that finds its elements and refuses whatever is not well-formed.
///
/// Source: "Extensible Markup Language (XML) 1.0 (Fifth Edition)", without document types: there are the five entities
/// and numbers, and so nothing that could grow. What encoding the declaration names means nothing, as the bytes are
/// text already.
struct XMLReading {
    private static let deepest = 48
    private static let mostElements = 20_000

    private let bytes: ByteView
    private var place = 0
    private var open: [Int32] = []
    private(set) var elements: [XMLTree.Element] = []
    private(set) var pieces: [XMLTree.Piece] = []

    init(_ bytes: ByteView) {
        self.bytes = bytes
        elements.reserveCapacity(32)
        pieces.reserveCapacity(32)
        open.reserveCapacity(8)
    }

    /// Whether all of it is well-formed; what is found otherwise is good for nothing.
    mutating func run() -> Bool {
        guard bytes.isText else { return false }
        if bytes.has("\u{FEFF}", at: 0) { place = 3 }
        while place < bytes.count {
            let isRead = bytes[place] == UInt8(ascii: "<") ? readMarkup() : readText()
            guard isRead else { return false }
        }
        return open.isEmpty && !elements.isEmpty
    }

    // MARK: - Markup

    private mutating func readMarkup() -> Bool {
        guard place + 1 < bytes.count else { return false }
        switch bytes[place + 1] {
        case UInt8(ascii: "/"): return readEnd()
        case UInt8(ascii: "?"): return readInstruction()
        case UInt8(ascii: "!"):
            if bytes.has("<![CDATA[", at: place) { return readLiteral() }
            return bytes.has("<!--", at: place) && readComment()
        default: return readStart()
        }
    }

    private mutating func readStart() -> Bool {
        guard let nameEnd = XMLText.behindName(bytes, place + 1), elements.count < Self.mostElements,
            open.count < Self.deepest, !open.isEmpty || elements.isEmpty
        else { return false }
        let name = place + 1..<nameEnd
        guard let end = behindAttributes(nameEnd) else { return false }
        add(XMLTree.Element(name: name, attributes: nameEnd..<end))
        place = end
        if bytes[place] == UInt8(ascii: "/") {
            guard bytes.has("/>", at: place) else { return false }
            open.removeLast()
            place += 1
        }
        place += 1
        return true
    }

    private mutating func add(_ element: XMLTree.Element) {
        let index = Int32(elements.count)
        elements.append(element)
        if let parent = open.last.map(Int.init) {
            let last = elements[parent].lastChild
            if last < 0 { elements[parent].firstChild = index } else { elements[Int(last)].nextSibling = index }
            elements[parent].lastChild = index
        }
        open.append(index)
    }

    /// Where `>` or `/>` stands behind well-formed attributes, none of them twice.
    private func behindAttributes(_ start: Int) -> Int? {
        // Most tags have none.
        guard start < bytes.count else { return nil }
        if bytes[start] == UInt8(ascii: ">") { return start }
        let rest = bytes.dropping(start)
        var attributes = XMLAttributes(rest)
        var names: [Range<Int>] = []
        while true {
            let behindSpace = XMLText.behindSpace(rest, attributes.place)
            guard behindSpace < rest.count else { return nil }
            if rest[behindSpace] == UInt8(ascii: ">") || rest[behindSpace] == UInt8(ascii: "/") {
                return start + behindSpace
            }
            guard behindSpace > attributes.place, names.count < XMLAttributes.most, let found = attributes.next()
            else { return nil }
            let value = rest.slice(found.value)
            guard value.firstIndex(of: UInt8(ascii: "<")) == nil, XMLText.areReferencesKnown(value) else { return nil }
            for name in names where name.count == found.name.count {
                if memcmp(rest.base + name.lowerBound, rest.base + found.name.lowerBound, name.count) == 0 {
                    return nil
                }
            }
            names.append(found.name)
        }
    }

    private mutating func readEnd() -> Bool {
        guard let index = open.popLast() else { return false }
        let name = elements[Int(index)].name
        let end = place + 2 + name.count
        guard end < bytes.count, memcmp(bytes.base + place + 2, bytes.base + name.lowerBound, name.count) == 0 else {
            return false
        }
        let close = XMLText.behindSpace(bytes, end)
        guard close < bytes.count, bytes[close] == UInt8(ascii: ">") else { return false }
        place = close + 1
        return true
    }

    private mutating func readInstruction() -> Bool {
        guard let nameEnd = XMLText.behindName(bytes, place + 2), let end = bytes.firstIndex(of: "?>", from: nameEnd)
        else { return false }
        let name = bytes.slice(place + 2, nameEnd)
        // A declaration stands at the very beginning.
        let isDeclaration = name.count == 3 && name.string.lowercased() == "xml"
        if isDeclaration, !name.equals("xml") || place > 0 && !(place == 3 && bytes.has("\u{FEFF}", at: 0)) {
            return false
        }
        place = end + 2
        return true
    }

    private mutating func readComment() -> Bool {
        guard let end = bytes.firstIndex(of: "--", from: place + 4), bytes.has("-->", at: end) else { return false }
        place = end + 3
        return true
    }

    // MARK: - Text

    private mutating func readLiteral() -> Bool {
        guard let end = bytes.firstIndex(of: "]]>", from: place + 9), !open.isEmpty else { return false }
        add(XMLTree.Piece(range: place + 9..<end, isLiteral: true))
        place = end + 3
        return true
    }

    private mutating func readText() -> Bool {
        let end = bytes.firstIndex(of: UInt8(ascii: "<"), from: place) ?? bytes.count
        defer { place = end }
        // Outside of the root there may be nothing but space.
        guard !open.isEmpty else { return XMLText.behindSpace(bytes, place) == end }
        let text = bytes.slice(place, end)
        guard XMLText.areReferencesKnown(text), text.firstIndex(of: "]]>") == nil else { return false }
        add(XMLTree.Piece(range: place..<end, isLiteral: false))
        return true
    }

    private mutating func add(_ piece: XMLTree.Piece) {
        guard !piece.range.isEmpty, let element = open.last.map(Int.init) else { return }
        let index = Int32(pieces.count)
        pieces.append(piece)
        let last = elements[element].lastPiece
        if last < 0 { elements[element].firstPiece = index } else { pieces[Int(last)].next = index }
        elements[element].lastPiece = index
    }
}

extension ByteView {
    /// Whether it is UTF-8 without characters that XML forbids.
    fileprivate var isText: Bool {
        for index in 0..<count where base[index] < 32 {
            guard base[index] == 9 || base[index] == 10 || base[index] == 13 else { return false }
        }
        // U+FFFE and U+FFFF.
        for last in [UInt8(0xBE), 0xBF] where firstIndex(of: [0xEF, 0xBF, last], from: 0) != nil { return false }
        return (try? UTF8Span(validating: UnsafeBufferPointer(start: base, count: count).span)) != nil
    }
}

/// The words that XML's text stands for.
enum XMLText {
    static func behindSpace(_ bytes: ByteView, _ start: Int) -> Int {
        var index = start
        while index < bytes.count, isSpace(bytes.base[index]) { index += 1 }
        return index
    }

    /// Where a name ends that begins here; nil where none does.
    static func behindName(_ bytes: ByteView, _ start: Int) -> Int? {
        guard start < bytes.count, isOfName(bytes.base[start]) else { return nil }
        // Digits, `-` and `.` only further in.
        guard bytes.base[start] &- 48 >= 10, bytes.base[start] != 45, bytes.base[start] != 46 else { return nil }
        var index = start + 1
        while index < bytes.count, isOfName(bytes.base[index]) { index += 1 }
        return index
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    private static func isOfName(_ byte: UInt8) -> Bool {
        byte | 32 &- 97 < 26 || byte &- 48 < 10 || byte >= 0x80 || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    /// Whether every `&` begins one of the five entities or a number of a character.
    static func areReferencesKnown(_ bytes: ByteView) -> Bool {
        var from = 0
        while let index = bytes.firstIndex(of: UInt8(ascii: "&"), from: from) {
            guard let found = reference(bytes, index) else { return false }
            from = found.end
        }
        return true
    }

    /// What is written between tags, or as the value of an attribute, in which line ends are spaces.
    static func string(_ bytes: ByteView, isAttribute: Bool) -> String {
        let isPlain = bytes.firstIndex(of: UInt8(ascii: "&")) == nil && bytes.firstIndex(of: 13) == nil
        if isPlain, !isAttribute || bytes.firstIndex(of: 10) == nil && bytes.firstIndex(of: 9) == nil {
            return bytes.string
        }
        var written: [UInt8] = []
        written.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "&"), let found = reference(bytes, index) {
                written += String(found.character).utf8
                index = found.end
                continue
            }
            index += append(bytes, index, isAttribute: isAttribute, to: &written)
        }
        return String(decoding: written, as: UTF8.self)
    }

    /// What is written in a CDATA section.
    static func literal(_ bytes: ByteView) -> String {
        guard bytes.firstIndex(of: 13) != nil else { return bytes.string }
        var written: [UInt8] = []
        var index = 0
        while index < bytes.count { index += append(bytes, index, isAttribute: false, to: &written) }
        return String(decoding: written, as: UTF8.self)
    }

    /// Appends one byte, or a line end of two as one, and tells how many it was.
    private static func append(
        _ bytes: ByteView, _ index: Int, isAttribute: Bool, to written: inout [UInt8]
    ) -> Int {
        let byte = bytes[index]
        let length = byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10 ? 2 : 1
        written.append(isAttribute && isSpace(byte) ? 32 : byte == 13 ? 10 : byte)
        return length
    }

    /// The character that a reference at `&` stands for, and where it ends; nil where it is none that is known.
    private static func reference(_ bytes: ByteView, _ start: Int) -> (character: Unicode.Scalar, end: Int)? {
        guard let close = bytes.slice(start, min(bytes.count, start + 12)).firstIndex(of: UInt8(ascii: ";")) else {
            return nil
        }
        let name = bytes.slice(start + 1, start + close)
        let end = start + close + 1
        if name.hasPrefix("#") { return number(name.dropping(1)).map { ($0, end) } }
        if name.equals("lt") { return ("<", end) }
        if name.equals("gt") { return (">", end) }
        if name.equals("amp") { return ("&", end) }
        if name.equals("quot") { return ("\"", end) }
        return name.equals("apos") ? ("'", end) : nil
    }

    private static func number(_ digits: ByteView) -> Unicode.Scalar? {
        let isHexadecimal = digits.hasPrefix("x")
        let written = isHexadecimal ? digits.dropping(1) : digits
        // The signs that `UInt32` would take are none here.
        guard written.count > 0, !written.hasPrefix("+"), !written.hasPrefix("-"),
            let value = UInt32(written.string, radix: isHexadecimal ? 16 : 10), let scalar = Unicode.Scalar(value)
        else { return nil }
        let isAllowed = value >= 32 && value != 0xFFFE && value != 0xFFFF || value == 9 || value == 10 || value == 13
        return isAllowed ? scalar : nil
    }
}
