internal import Kernel

/// A small piece of XML as a tree, within bounds: what chat programs keep in a message.
///
/// An element is places in the bytes it was read from, and good as long as they are; its words are made when asked for.
/// So reading a payload costs about as much as looking at its bytes once.
struct XMLPayload {
    /// More than this is no payload.
    static let longest = 512 << 10

    private let tree: XMLTree
    private let index: Int

    /// Nil where it is not well-formed UTF-8 and XML, or too large, too deep, or has a document type (which could
    /// define entities).
    static func parse(_ bytes: ByteView) -> XMLPayload? {
        guard bytes.count <= longest else { return nil }
        var reading = XMLReading(bytes)
        guard reading.run() else { return nil }
        return XMLPayload(tree: XMLTree(bytes, elements: reading.elements, pieces: reading.pieces), index: 0)
    }

    private init(tree: XMLTree, index: Int) {
        self.tree = tree
        self.index = index
    }

    private var element: XMLTree.Element { tree.elements[index] }

    var name: String { tree.bytes.slice(element.name).string }

    func isNamed(_ name: StaticString) -> Bool { tree.bytes.slice(element.name).equals(name) }

    /// The value of an attribute; nil where it has none of that name.
    func attribute(_ name: StaticString) -> String? {
        let written = tree.bytes.slice(element.attributes)
        var attributes = XMLAttributes(written)
        while let attribute = attributes.next() {
            guard written.slice(attribute.name).equals(name) else { continue }
            return XMLText.string(written.slice(attribute.value), isAttribute: true)
        }
        return nil
    }

    /// The elements right below this one, in order.
    var children: [XMLPayload] {
        var children: [XMLPayload] = []
        var next = element.firstChild
        while next >= 0 {
            children.append(XMLPayload(tree: tree, index: Int(next)))
            next = tree.elements[Int(next)].nextSibling
        }
        return children
    }

    /// The first child of a name, however its letters are cased.
    subscript(_ name: StaticString) -> XMLPayload? {
        var (next, otherwiseCased) = (element.firstChild, Int32(-1))
        while next >= 0 {
            let child = tree.elements[Int(next)]
            let written = tree.bytes.slice(child.name)
            if written.equals(name) { return XMLPayload(tree: tree, index: Int(next)) }
            if otherwiseCased < 0, written.equals(name, ignoringCase: true) { otherwiseCased = next }
            next = child.nextSibling
        }
        return otherwiseCased < 0 ? nil : XMLPayload(tree: tree, index: Int(otherwiseCased))
    }

    /// What is written right in this element, not in those below it.
    var text: String {
        var text = ""
        var next = element.firstPiece
        while next >= 0 {
            let piece = tree.pieces[Int(next)]
            let written = tree.bytes.slice(piece.range)
            text += piece.isLiteral ? XMLText.literal(written) : XMLText.string(written, isAttribute: false)
            next = piece.next
        }
        return text
    }

    /// The text of the first child of a name, without space around it; nil where there is none.
    func text(of name: StaticString) -> String? {
        guard let text = self[name]?.text.withoutSpaceAround, !text.isEmpty else { return nil }
        return text
    }

    /// All children of a name.
    func all(_ name: StaticString) -> [XMLPayload] { children.filter { $0.isNamed(name) } }
}

/// Where everything of a payload lies in its bytes.
final class XMLTree {
    /// An element by where its parts lie, linked to others by their index; -1 for none.
    struct Element {
        var name: Range<Int>
        var attributes: Range<Int>
        var firstChild: Int32 = -1
        var lastChild: Int32 = -1
        var nextSibling: Int32 = -1
        var firstPiece: Int32 = -1
        var lastPiece: Int32 = -1
    }

    /// Text of an element up to the next tag in it.
    struct Piece {
        var range: Range<Int>
        /// Of a CDATA section, in which nothing stands for anything else.
        var isLiteral: Bool
        var next: Int32 = -1
    }

    let bytes: ByteView
    let elements: [Element]
    let pieces: [Piece]

    init(_ bytes: ByteView, elements: [Element], pieces: [Piece]) {
        self.bytes = bytes
        self.elements = elements
        self.pieces = pieces
    }
}

/// The attributes of a tag, one by one, as far as they are well written.
struct XMLAttributes {
    /// Of one tag no more are taken.
    static let most = 256

    /// Where a name and its value lie, without the quotes.
    struct Attribute {
        let name: Range<Int>
        let value: Range<Int>
    }

    let bytes: ByteView
    private(set) var place = 0

    init(_ bytes: ByteView) { self.bytes = bytes }

    /// Nil at the end of them, or at something else.
    mutating func next() -> Attribute? {
        let start = XMLText.behindSpace(bytes, place)
        guard let nameEnd = XMLText.behindName(bytes, start) else { return nil }
        let sign = XMLText.behindSpace(bytes, nameEnd)
        guard sign < bytes.count, bytes[sign] == UInt8(ascii: "=") else { return nil }
        let quote = XMLText.behindSpace(bytes, sign + 1)
        guard quote < bytes.count, bytes[quote] == UInt8(ascii: "\"") || bytes[quote] == UInt8(ascii: "'"),
            let end = bytes.firstIndex(of: bytes[quote], from: quote + 1)
        else { return nil }
        place = end + 1
        return Attribute(name: start..<nameEnd, value: quote + 1..<end)
    }
}

extension ByteView {
    /// - Parameter ignoringCase: Whether `A` and `a` are the same; of no other than these letters.
    fileprivate func equals(_ text: StaticString, ignoringCase: Bool) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        for index in 0..<count where ByteView.lowered(base[index]) != ByteView.lowered(text.utf8Start[index]) {
            return false
        }
        return true
    }

    private static func lowered(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 32 : byte }
}

extension String {
    fileprivate var withoutSpaceAround: String {
        guard let first = unicodeScalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = unicodeScalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(unicodeScalars[first...last])
    }
}
