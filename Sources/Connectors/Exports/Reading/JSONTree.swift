internal import Kernel

/// One JSON value, nested as it may be, read from bytes into a flat row of nodes that is used again for the next value.
///
/// Strict by RFC 8259, with bounds: nothing in a hostile record makes it recurse, nor grow beyond a multiple of the
/// record. Half a surrogate pair is read as U+FFFD; a NUL, written out or as `\u0000`, makes the record no JSON.
struct JSONTree {
    /// Containers within containers; deeper is refused.
    static let deepest = 64
    /// Longer records are refused.
    static let longest = 4 << 20

    /// A value, or the name of a member, which stands before the member's value.
    struct Node {
        /// What a value is.
        enum Kind: UInt8 {
            case null, no, yes, number
            /// A string without escapes: its text stands in the record.
            case plain
            /// A string with escapes: its text stands in `unescaped`.
            case escaped
            case array, object
        }

        let kind: Kind
        /// Where its text begins; for a container that is still open, the one around it.
        var start: UInt32
        /// The length of its text, or how many elements or members it has.
        var count: UInt32
        /// Where in the row the value ends.
        var next: UInt32
    }

    private(set) var nodes: [Node] = []
    private(set) var unescaped: [UInt8] = []
    private var record: UnsafeRecord?

    /// The bytes last read. Only ever touched through `root`, whose caller holds them.
    private struct UnsafeRecord: @unchecked Sendable {
        let base: UnsafePointer<UInt8>
    }

    /// Reads one value and nothing but blanks around it; false where that is not what the record holds.
    mutating func read(_ bytes: ByteView) -> Bool {
        nodes.removeAll(keepingCapacity: true)
        unescaped.removeAll(keepingCapacity: true)
        record = nil
        guard bytes.count <= JSONTree.longest else { return false }
        // Taken out, so that the parser holds the only reference and appends without copying.
        var parser = JSONParser(bytes, nodes: nodes, unescaped: unescaped)
        (nodes, unescaped) = ([], [])
        let isWhole = parser.parse()
        (nodes, unescaped) = (parser.nodes, parser.unescaped)
        guard isWhole else { return false }
        record = UnsafeRecord(base: bytes.base)
        return true
    }

    /// The value last read; valid as long as its bytes are, and until the next one is read. Null where reading failed.
    var root: JSONValue {
        guard let record else { return JSONValue.null }
        // The arrays are this object's own and not touched until the next record: their elements stay where they are.
        let row = nodes.withUnsafeBufferPointer { $0.baseAddress! }
        let texts = unescaped.withUnsafeBufferPointer { $0.baseAddress } ?? record.base
        return JSONValue(nodes: row, record: record.base, unescaped: texts, index: 0)
    }
}

/// A value of a `JSONTree`.
struct JSONValue {
    fileprivate let nodes: UnsafePointer<JSONTree.Node>
    fileprivate let record: UnsafePointer<UInt8>
    fileprivate let unescaped: UnsafePointer<UInt8>
    fileprivate let index: Int

    private var node: JSONTree.Node { nodes[index] }

    /// Where in the tree it stands; the root is at 0.
    var place: Int { index }

    /// The value within this one that stands at a `place` of the tree; nil for one that is not within it.
    func value(at place: Int) -> JSONValue? { place > index && place < Int(node.next) ? at(place) : nil }

    fileprivate func at(_ index: Int) -> JSONValue {
        JSONValue(nodes: nodes, record: record, unescaped: unescaped, index: index)
    }

    /// What stands for a value that could not be read. Never freed: one node for the life of the program.
    static var null: JSONValue { JSONValue(shared: sharedNull) }

    private struct SharedNull: @unchecked Sendable {
        let node: UnsafePointer<JSONTree.Node>
        let text: UnsafePointer<UInt8>
    }

    private static let sharedNull: SharedNull = {
        let node = UnsafeMutablePointer<JSONTree.Node>.allocate(capacity: 1)
        node.initialize(to: JSONTree.Node(kind: .null, start: 0, count: 0, next: 1))
        let text = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
        text.initialize(to: 0)
        return SharedNull(node: node, text: text)
    }()

    private init(shared: SharedNull) {
        self.init(nodes: shared.node, record: shared.text, unescaped: shared.text, index: 0)
    }

    fileprivate init(
        nodes: UnsafePointer<JSONTree.Node>, record: UnsafePointer<UInt8>, unescaped: UnsafePointer<UInt8>, index: Int
    ) {
        self.nodes = nodes
        self.record = record
        self.unescaped = unescaped
        self.index = index
    }
}

// MARK: - Scalars

extension JSONValue {
    var isNull: Bool { node.kind == .null }
    var isString: Bool { node.kind == .plain || node.kind == .escaped }
    var isNumber: Bool { node.kind == .number }
    var isArray: Bool { node.kind == .array }
    var isObject: Bool { node.kind == .object }

    /// The text of a string, or a number as it is written: networks write ids either way. Nil for anything else.
    var view: ByteView? {
        let node = node
        switch node.kind {
        case .plain, .number: return ByteView(base: record + Int(node.start), count: Int(node.count))
        case .escaped: return ByteView(base: unescaped + Int(node.start), count: Int(node.count))
        default: return nil
        }
    }

    /// The same as a `String`.
    var string: String? { view?.string }

    var bool: Bool? {
        switch node.kind {
        case .yes: true
        case .no: false
        default: nil
        }
    }

    /// A whole number, as a number or as a string of digits; nil where it is none or does not fit.
    var int64: Int64? {
        guard let text = view, text.count > 0, text.count <= 20 else { return nil }
        let isNegative = text[0] == UInt8(ascii: "-")
        guard text.count > (isNegative ? 1 : 0) else { return nil }
        var value: Int64 = 0
        for index in (isNegative ? 1 : 0)..<text.count {
            guard let digit = text.digit(index) else { return nil }
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isPast) = tens.subtractingReportingOverflow(Int64(digit))
            if isTooLarge || isPast { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// A number that is finite.
    var double: Double? {
        guard let text = view, text.count <= 400, let value = Double(text.string), value.isFinite else { return nil }
        return value
    }

    func equals(_ text: StaticString) -> Bool { view?.equals(text) ?? false }
}

// MARK: - Containers

extension JSONValue {
    /// How many elements or members it has; 0 for anything but a container.
    var count: Int { isArray || isObject ? Int(node.count) : 0 }

    /// The value of the member called `name`; of several the last. Nil where there is none or this is no object.
    subscript(_ name: StaticString) -> JSONValue? {
        guard node.kind == .object else { return nil }
        let end = Int(node.next)
        var found: JSONValue?
        var place = index + 1
        while place < end {
            if at(place).equals(name) { found = at(place + 1) }
            place = Int(nodes[place + 1].next)
        }
        return found
    }

    /// The elements of an array in order; none for anything else.
    var elements: JSONItems { JSONItems(of: self, isWanted: isArray) }

    /// The members of an object in order, also those whose name comes again; none for anything else.
    var members: JSONMembers { JSONMembers(values: JSONItems(of: self, isWanted: isObject)) }
}

/// The values in a container.
struct JSONItems: Sequence, IteratorProtocol {
    fileprivate let container: JSONValue
    fileprivate let end: Int
    fileprivate var place: Int

    fileprivate init(of container: JSONValue, isWanted: Bool) {
        self.container = container
        place = container.index + 1
        end = isWanted ? Int(container.nodes[container.index].next) : 0
    }

    /// No values at all.
    static var none: JSONItems { JSONItems(of: .null, isWanted: false) }

    mutating func next() -> JSONValue? {
        guard place < end else { return nil }
        let value = container.at(place)
        place = Int(container.nodes[place].next)
        return value
    }
}

/// The members of an object: every other value is the name of the one behind it.
struct JSONMembers: Sequence, IteratorProtocol {
    fileprivate var values: JSONItems

    mutating func next() -> (name: ByteView, value: JSONValue)? {
        guard let name = values.next()?.view, let value = values.next() else { return nil }
        return (name, value)
    }
}
