internal import Glibc
internal import Kernel

/// Reads `multipart/form-data` (RFC 7578) as it comes, in memory that grows with nothing but the length of a part's head.
///
/// Feed it with `take`, then call `finish`: a body that ends before its last boundary was cut off, and is refused.
struct MultipartParser {
    /// What a part says of itself.
    struct Head: Equatable, Sendable {
        var name = ""
        /// As the browser sends it, folders and all; nil for a plain field.
        var fileName: String?
    }

    enum Piece {
        case begin(Head)
        case data(ArraySlice<UInt8>)
        case end
    }

    private enum State {
        /// Before the first boundary.
        case preamble
        /// Behind a boundary: another part begins, or it was the last.
        case boundary
        case head
        case data
        case done
    }

    /// Nobody sends more parts.
    static let mostParts = 10_000
    private static let longestHead = 8_192
    private static let longestPreamble = 1_024

    /// What ends a part: a line's end and the boundary.
    private let delimiter: [UInt8]
    private var state = State.preamble
    /// The first boundary needs no line's end before it; so it is given one.
    private var held: [UInt8] = [13, 10]
    private var parts = 0
    private var passed = 0

    /// - Parameter contentType: The header's value. Nil where it is no form with parts, or its boundary is none.
    init?(contentType: String) {
        let fields = HeaderFields(contentType)
        guard fields.value.lowercased() == "multipart/form-data", let boundary = fields["boundary"],
            (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy(Self.isBoundary), boundary.last != " "
        else { return nil }
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// The characters of a boundary (RFC 2046, 5.1.1), and those that browsers in fact use are among them.
    private static func isBoundary(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "'()+_,-./:=? ".utf8.contains(byte)
        }
    }

    /// Takes the next bytes and hands on what they hold.
    mutating func take(_ bytes: some Collection<UInt8>, _ hand: (Piece) throws -> Void) throws {
        guard state != .done else { return }
        held += bytes
        var start = 0
        while try step(&start, hand) {}
        held.removeFirst(start)
    }

    /// - Throws: where the last boundary has not come.
    func finish() throws { guard state == .done else { throw Self.damaged } }

    static var damaged: Fault { Fault(.badInput, "web.upload.damaged") }

    /// One step from `start` on; false where more bytes are needed.
    private mutating func step(_ start: inout Int, _ hand: (Piece) throws -> Void) throws -> Bool {
        switch state {
        case .preamble:
            guard let found = find(delimiter, from: start) else {
                passed += skip(&start)
                guard passed <= Self.longestPreamble else { throw Self.damaged }
                return false
            }
            start = found + delimiter.count
            state = .boundary
        case .boundary:
            guard held.count - start >= 2 else { return false }
            if held[start] == UInt8(ascii: "-"), held[start + 1] == UInt8(ascii: "-") {
                start = held.count
                state = .done
                return false
            }
            guard held[start] == 13, held[start + 1] == 10 else { throw Self.damaged }
            parts += 1
            guard parts < Self.mostParts else {
                throw Fault(.badInput, "import.upload.too-many", ["most": String(Self.mostParts - 1)])
            }
            // The line's end stays: a head without a field ends with it.
            state = .head
        case .head:
            guard let end = find([13, 10, 13, 10], from: start) else {
                guard held.count - start <= Self.longestHead else { throw Self.damaged }
                return false
            }
            guard end - start <= Self.longestHead else { throw Self.damaged }
            try hand(.begin(Self.head(held[start..<end])))
            start = end + 4
            state = .data
        case .data:
            guard let found = find(delimiter, from: start) else {
                let ready = max(0, held.count - start - delimiter.count + 1)
                if ready > 0 { try hand(.data(held[start..<(start + ready)])) }
                start += ready
                return false
            }
            if found > start { try hand(.data(held[start..<found])) }
            try hand(.end)
            start = found + delimiter.count
            state = .boundary
        case .done: return false
        }
        return true
    }

    /// Passes over all that cannot be the beginning of a delimiter; tells how much that was.
    private func skip(_ start: inout Int) -> Int {
        let before = start
        start = max(start, held.count - delimiter.count + 1)
        return start - before
    }

    private func find(_ needle: [UInt8], from start: Int) -> Int? {
        held.withUnsafeBytes { (hay: UnsafeRawBufferPointer) -> Int? in
            needle.withUnsafeBytes { (needle: UnsafeRawBufferPointer) -> Int? in
                guard let base = hay.baseAddress, let wanted = needle.baseAddress else { return nil }
                let last = hay.count - needle.count
                var from = start
                while from <= last, let next = memchr(base + from, Int32(needle[0]), last - from + 1) {
                    from = UnsafeRawPointer(next) - base
                    if memcmp(base + from, wanted, needle.count) == 0 { return from }
                    from += 1
                }
                return nil
            }
        }
    }

    /// The fields of a part's head. It must say what it is; anything else it says does not matter.
    private static func head(_ bytes: ArraySlice<UInt8>) throws -> Head {
        guard !bytes.contains(0) else { throw damaged }
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2, pair[0].lowercased() == "content-disposition" else { continue }
            let fields = HeaderFields(String(pair[1]))
            guard fields.value.lowercased() == "form-data", let name = fields["name"] else { throw damaged }
            return Head(name: name, fileName: fields["filename"])
        }
        throw damaged
    }
}

/// A header's value and its parameters: `form-data; name="a"; filename="b.txt"`.
struct HeaderFields {
    let value: String
    private var fields: [(name: String, value: String)] = []

    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    init(_ text: String) {
        var rest = Array(text.unicodeScalars)[...]
        func trimmed(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
            let start = scalars.drop { $0 == " " || $0 == "\t" }
            let end = start.lastIndex { $0 != " " && $0 != "\t" }
            return end.map { String(String.UnicodeScalarView(start[...$0])) } ?? ""
        }
        let first = rest.prefix { $0 != ";" }
        value = trimmed(first)
        rest = rest.dropFirst(first.count)
        while rest.popFirst() != nil, fields.count < 16 {
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            var value = String.UnicodeScalarView()
            if rest.first == "\"" {
                rest = rest.dropFirst()
                while let scalar = rest.popFirst(), scalar != "\"" {
                    // Browsers write a quote as %22; older ones as \". A backslash before anything else is a backslash.
                    if scalar == "\\", rest.first == "\"" {
                        value.append(rest.removeFirst())
                    } else {
                        value.append(scalar)
                    }
                }
                rest = rest.drop { $0 != ";" }
                fields.append((trimmed(name).lowercased(), Self.unescaped(String(value))))
            } else {
                let plain = rest.prefix { $0 != ";" }
                rest = rest.dropFirst(plain.count)
                fields.append((trimmed(name).lowercased(), trimmed(plain)))
            }
        }
    }

    /// The three characters that the HTML standard has browsers escape in names of files.
    private static func unescaped(_ text: String) -> String {
        text.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
    }
}
