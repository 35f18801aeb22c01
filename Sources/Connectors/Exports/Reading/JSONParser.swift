internal import Kernel

/// Reads a record into the nodes of a `JSONTree`, front to back, without recursion.
struct JSONParser {
    private let bytes: ByteView
    private var at = 0
    private var depth = 0
    /// The container that is being filled; meaningless at depth 0.
    private var open = 0
    private(set) var nodes: [JSONTree.Node]
    private(set) var unescaped: [UInt8]

    /// - Parameters:
    ///   - nodes: Room for nodes, empty.
    ///   - unescaped: Room for text, empty.
    init(_ bytes: ByteView, nodes: consuming [JSONTree.Node], unescaped: consuming [UInt8]) {
        self.bytes = bytes
        self.nodes = nodes
        self.unescaped = unescaped
    }

    mutating func parse() -> Bool {
        guard readValue() else { return false }
        while depth > 0 {
            switch goOn() {
            case .closed: continue
            case .value: if !readValue() { return false }
            case .broken: return false
            }
        }
        skipSpace()
        return at == bytes.count
    }

    private enum Next {
        /// The open container ended.
        case closed
        /// A value follows in it.
        case value
        case broken
    }

    /// Goes on within the open container.
    private mutating func goOn() -> Next {
        let isObject = nodes[open].kind == .object
        skipSpace()
        if skip(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) {
            close()
            return .closed
        }
        if nodes[open].count > 0, !skip(UInt8(ascii: ",")) { return .broken }
        nodes[open].count += 1
        return !isObject || readName() ? .value : .broken
    }

    private mutating func close() {
        let around = Int(nodes[open].start)
        nodes[open].next = UInt32(nodes.count)
        open = around
        depth -= 1
    }

    private mutating func readName() -> Bool {
        skipSpace()
        guard skip(UInt8(ascii: "\"")), readString() else { return false }
        skipSpace()
        return skip(UInt8(ascii: ":"))
    }

    /// Reads a scalar, or the opening of a container.
    private mutating func readValue() -> Bool {
        skipSpace()
        guard at < bytes.count else { return false }
        switch bytes.base[at] {
        case UInt8(ascii: "\""):
            at += 1
            return readString()
        case UInt8(ascii: "{"): return openContainer(.object)
        case UInt8(ascii: "["): return openContainer(.array)
        case UInt8(ascii: "t"): return readWord("true", .yes)
        case UInt8(ascii: "f"): return readWord("false", .no)
        case UInt8(ascii: "n"): return readWord("null", .null)
        default: return readNumber()
        }
    }

    private mutating func openContainer(_ kind: JSONTree.Node.Kind) -> Bool {
        guard depth < JSONTree.deepest else { return false }
        at += 1
        add(kind, UInt32(open), 0)
        open = nodes.count - 1
        depth += 1
        return true
    }

    private mutating func readWord(_ word: StaticString, _ kind: JSONTree.Node.Kind) -> Bool {
        guard bytes.has(word, at: at) else { return false }
        add(kind, UInt32(at), UInt32(word.utf8CodeUnitCount))
        at += word.utf8CodeUnitCount
        return true
    }

    /// A number by JSON's grammar; its digits stay as they are.
    private mutating func readNumber() -> Bool {
        let start = at
        _ = skip(UInt8(ascii: "-"))
        let isZero = at < bytes.count && bytes.base[at] == UInt8(ascii: "0")
        let digits = skipDigits()
        if digits == 0 || (isZero && digits > 1) { return false }
        if skip(UInt8(ascii: ".")), skipDigits() == 0 { return false }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            if skipDigits() == 0 { return false }
        }
        add(.number, UInt32(start), UInt32(at - start))
        return true
    }

    private mutating func add(_ kind: JSONTree.Node.Kind, _ start: UInt32, _ count: UInt32) {
        nodes.append(JSONTree.Node(kind: kind, start: start, count: count, next: UInt32(nodes.count + 1)))
    }

    private mutating func skipDigits() -> Int {
        let start = at
        while at < bytes.count, bytes.base[at] &- 48 < 10 { at += 1 }
        return at - start
    }

    private mutating func skipSpace() {
        while at < bytes.count, JSONBytes.isSpace(bytes.base[at]) { at += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard at < bytes.count, bytes.base[at] == byte else { return false }
        at += 1
        return true
    }
}

// MARK: - Strings

extension JSONParser {
    /// Reads on from behind the opening quote to behind the closing one.
    private mutating func readString() -> Bool {
        let start = at
        at = JSONBytes.endOfPlain(bytes.base, at, bytes.count)
        if skip(UInt8(ascii: "\"")) {
            add(.plain, UInt32(start), UInt32(at - 1 - start))
            return true
        }
        let text = unescaped.count
        append(from: start)
        while skip(UInt8(ascii: "\\")) {
            guard readEscape() else { return false }
            let plain = at
            at = JSONBytes.endOfPlain(bytes.base, at, bytes.count)
            append(from: plain)
        }
        guard skip(UInt8(ascii: "\"")) else { return false }
        add(.escaped, UInt32(text), UInt32(unescaped.count - text))
        return true
    }

    private mutating func append(from start: Int) {
        unescaped.append(contentsOf: UnsafeBufferPointer(start: bytes.base + start, count: at - start))
    }

    private mutating func readEscape() -> Bool {
        guard at < bytes.count else { return false }
        let letter = bytes.base[at]
        at += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(letter)
        case UInt8(ascii: "b"): unescaped.append(8)
        case UInt8(ascii: "f"): unescaped.append(12)
        case UInt8(ascii: "n"): unescaped.append(10)
        case UInt8(ascii: "r"): unescaped.append(13)
        case UInt8(ascii: "t"): unescaped.append(9)
        case UInt8(ascii: "u"):
            guard let scalar = readScalar(), scalar.value > 0 else { return false }
            unescaped.append(contentsOf: UTF8.encode(scalar)!)
        default: return false
        }
        return true
    }

    /// Four hexadecimal digits, or two such groups that are a surrogate pair; half a pair is U+FFFD.
    private mutating func readScalar() -> Unicode.Scalar? {
        guard let first = unit(at) else { return nil }
        at += 4
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, bytes.has("\\u", at: at), let second = unit(at + 2), (0xDC00...0xDFFF).contains(second)
        else { return "\u{FFFD}" }
        at += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private func unit(_ start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for index in start..<start + 4 {
            guard let digit = Hexadecimal.value(bytes[index]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}

/// What the readers of JSON share about its bytes.
enum JSONBytes {
    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 10 || byte == 13 || byte == 9 }

    /// The first place from `start` on that does not simply go on with a string: a quote, a backslash or a control
    /// character; `end` where there is none.
    static func endOfPlain(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var at = start
        while at &+ 8 <= end {
            let word = UInt64(littleEndian: UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let slashes = word ^ (ones &* 0x5C)
            // In each term the lowest high bit set is that of the first such byte; those above it may be mistaken.
            let controls = (word &- ones &* 0x20) & ~word
            let found =
                ((quotes &- ones) & ~quotes | (slashes &- ones) & ~slashes | controls) & (ones &* 0x80)
            if found != 0 { return at &+ found.trailingZeroBitCount &>> 3 }
            at &+= 8
        }
        while at < end {
            let byte = base[at]
            if byte == 0x22 || byte == 0x5C || byte < 0x20 { return at }
            at &+= 1
        }
        return end
    }
}
