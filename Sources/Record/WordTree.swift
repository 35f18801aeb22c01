/// Words as an automaton over bytes. ASCII is met in small letters and capitals alike.
///
/// Never freed: there are two for the whole program.
struct WordTree: @unchecked Sendable {
    /// By node and byte the node that follows; 0 for none. The first row is the root's.
    private let following: UnsafeMutablePointer<UInt16>
    private let places: UnsafeMutablePointer<UInt8>

    struct TooLarge: Error {}

    init(_ words: [(word: String, places: QuestionWords.Places)]) throws {
        var nodes = [[UInt16](repeating: 0, count: 256)]
        var ends: [UInt8] = [0]
        for (word, places) in words where !word.isEmpty {
            var node = 0
            for byte in word.utf8 {
                if nodes[node][Int(byte)] == 0 {
                    guard let next = UInt16(exactly: nodes.count) else { throw TooLarge() }
                    nodes[node][Int(byte)] = next
                    if (97...122).contains(byte) { nodes[node][Int(byte) - 32] = next }
                    nodes.append([UInt16](repeating: 0, count: 256))
                    ends.append(0)
                }
                node = Int(nodes[node][Int(byte)])
            }
            ends[node] |= places.rawValue
        }
        following = .allocate(capacity: nodes.count * 256)
        places = .allocate(capacity: nodes.count)
        for (index, node) in nodes.enumerated() {
            (following + index * 256).initialize(from: node, count: 256)
            places[index] = ends[index]
        }
    }

    /// A walk from the root along a text; true where it comes to a word whose place `holds`.
    @inline(__always)
    func match(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, _ holds: (QuestionWords.Places, _ end: Int) -> Bool
    ) -> Bool {
        var node = 0
        var index = start
        while index < bytes.count {
            node = Int(following[node << 8 | Int(bytes[index])])
            guard node != 0 else { return false }
            index += 1
            if places[node] != 0, holds(QuestionWords.Places(rawValue: places[node]), index) { return true }
        }
        return false
    }
}

/// What a byte is to a scan of a text.
enum ByteKind: UInt8 {
    /// A letter, digit, `_` or `'` of ASCII.
    case word
    case space
    /// Something that may stand before the first word of a sentence.
    case opening
    case mark
    case colon
    case other
    /// Begins a scalar of three bytes from U+4000 to U+9FFF: no space, no mark, no script with spaces.
    case ideograph
    /// Begins any other scalar of several bytes.
    case wide

    /// By byte. Never freed.
    static let table = ByteKinds()

    fileprivate init(of byte: UInt8) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "'"):
            self = .word
        case 9, 10, 11, 12, 13, 32: self = .space
        case UInt8(ascii: "\""), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "*"), UInt8(ascii: ">"),
            UInt8(ascii: "-"):
            self = .opening
        case UInt8(ascii: "?"): self = .mark
        case UInt8(ascii: ":"): self = .colon
        case 0xE4...0xE9: self = .ideograph
        case 0x80...: self = .wide
        default: self = .other
        }
    }
}

struct ByteKinds: @unchecked Sendable {
    private let kinds = UnsafeMutablePointer<ByteKind>.allocate(capacity: 256)

    fileprivate init() {
        for byte in 0...255 { (kinds + byte).initialize(to: ByteKind(of: UInt8(byte))) }
    }

    subscript(byte: UInt8) -> ByteKind {
        @inline(__always) get { kinds[Int(byte)] }
    }
}
