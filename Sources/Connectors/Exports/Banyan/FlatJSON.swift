/// Reads one flat JSON object from the bytes of a line, strictly: strings, numbers, true, false and null, nothing
/// nested, no member twice, at most 64 members. About three times as fast as decoding through Foundation, and nothing
/// in a hostile line can make it recurse or grow beyond the line's length.
struct FlatJSON {
    /// What may stand behind a name.
    enum Value: Equatable {
        case string
        case number
        case bool(Bool)
        case null
    }

    struct Member {
        /// Where the name and the value's text are in `bytes`.
        let name: Range<Int>
        let text: Range<Int>
        let value: Value
    }

    static let mostMembers = 64

    private(set) var members: [Member] = []
    private(set) var bytes: [UInt8] = []

    /// Reads `line`; false where it is anything but one flat object.
    mutating func read(_ line: ByteView) -> Bool {
        members.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        var index = 0
        FlatJSON.skipSpace(line, &index)
        guard FlatJSON.skip(UInt8(ascii: "{"), line, &index) else { return false }
        FlatJSON.skipSpace(line, &index)
        if !FlatJSON.skip(UInt8(ascii: "}"), line, &index) {
            repeat {
                guard members.count < FlatJSON.mostMembers, readMember(line, &index) else { return false }
            } while FlatJSON.skip(UInt8(ascii: ","), line, &index)
            guard FlatJSON.skip(UInt8(ascii: "}"), line, &index) else { return false }
        }
        FlatJSON.skipSpace(line, &index)
        return index == line.count
    }

    /// The text of the member called `name`, where it has one that is not null.
    func string(_ name: StaticString) -> String? {
        guard let index = index(of: name), members[index].value != .null else { return nil }
        return bytes.withView { $0.slice(members[index].text).string }
    }

    /// The value of the member called `name`, where it is true or false.
    func bool(_ name: StaticString) -> Bool? {
        guard let index = index(of: name), case .bool(let value) = members[index].value else { return nil }
        return value
    }

    func has(_ name: StaticString) -> Bool { index(of: name) != nil }

    private func index(of name: StaticString) -> Int? {
        bytes.withView { bytes in members.firstIndex { bytes.slice($0.name).equals(name) } }
    }

    private mutating func readMember(_ line: ByteView, _ index: inout Int) -> Bool {
        FlatJSON.skipSpace(line, &index)
        guard let name = readString(line, &index), !isKnown(name) else { return false }
        FlatJSON.skipSpace(line, &index)
        guard FlatJSON.skip(UInt8(ascii: ":"), line, &index) else { return false }
        FlatJSON.skipSpace(line, &index)
        guard index < line.count, let (value, text) = readValue(line, &index) else { return false }
        members.append(Member(name: name, text: text, value: value))
        FlatJSON.skipSpace(line, &index)
        return true
    }

    private func isKnown(_ name: Range<Int>) -> Bool {
        for member in members where member.name.count == name.count && bytes[member.name].elementsEqual(bytes[name]) {
            return true
        }
        return false
    }

    private mutating func readValue(_ line: ByteView, _ index: inout Int) -> (Value, Range<Int>)? {
        switch line[index] {
        case UInt8(ascii: "\""): return readString(line, &index).map { (.string, $0) }
        case UInt8(ascii: "t"): return readWord("true", .bool(true), line, &index)
        case UInt8(ascii: "f"): return readWord("false", .bool(false), line, &index)
        case UInt8(ascii: "n"): return readWord("null", .null, line, &index)
        default: return readNumber(line, &index).map { (.number, $0) }
        }
    }

    private mutating func readWord(
        _ word: StaticString, _ value: Value, _ line: ByteView, _ index: inout Int
    ) -> (Value, Range<Int>)? {
        guard line.has(word, at: index) else { return nil }
        index += word.utf8CodeUnitCount
        return (value, bytes.count..<bytes.count)
    }

    /// A number by JSON's grammar; its digits are kept as they are.
    private mutating func readNumber(_ line: ByteView, _ index: inout Int) -> Range<Int>? {
        let start = index
        _ = FlatJSON.skip(UInt8(ascii: "-"), line, &index)
        let first = line.digit(index)
        guard FlatJSON.skipDigits(line, &index) else { return nil }
        if first == 0, line.digit(index - 1) != 0 || line.digit(index - 2) != nil { return nil }
        if FlatJSON.skip(UInt8(ascii: "."), line, &index) {
            guard FlatJSON.skipDigits(line, &index) else { return nil }
        }
        if FlatJSON.skip(UInt8(ascii: "e"), line, &index) || FlatJSON.skip(UInt8(ascii: "E"), line, &index) {
            if !FlatJSON.skip(UInt8(ascii: "+"), line, &index) { _ = FlatJSON.skip(UInt8(ascii: "-"), line, &index) }
            guard FlatJSON.skipDigits(line, &index) else { return nil }
        }
        return append(line.slice(start, index))
    }

    private mutating func append(_ piece: ByteView) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: UnsafeBufferPointer(start: piece.base, count: piece.count))
        return start..<bytes.count
    }
}

// MARK: - Strings

extension FlatJSON {
    private mutating func readString(_ line: ByteView, _ index: inout Int) -> Range<Int>? {
        guard FlatJSON.skip(UInt8(ascii: "\""), line, &index) else { return nil }
        let start = bytes.count
        var plain = index
        while index < line.count {
            let byte = line.base[index]
            if byte == UInt8(ascii: "\"") {
                _ = append(line.slice(plain, index))
                index += 1
                return start..<bytes.count
            }
            if byte < 32 { return nil }
            if byte == UInt8(ascii: "\\") {
                _ = append(line.slice(plain, index))
                index += 1
                guard readEscape(line, &index) else { return nil }
                plain = index
            } else {
                index += 1
            }
        }
        return nil
    }

    private mutating func readEscape(_ line: ByteView, _ index: inout Int) -> Bool {
        guard index < line.count else { return false }
        let letter = line[index]
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(letter)
        case UInt8(ascii: "b"): bytes.append(8)
        case UInt8(ascii: "f"): bytes.append(12)
        case UInt8(ascii: "n"): bytes.append(10)
        case UInt8(ascii: "r"): bytes.append(13)
        case UInt8(ascii: "t"): bytes.append(9)
        case UInt8(ascii: "u"):
            guard let scalar = readScalar(line, &index), scalar.value > 0 else { return false }
            bytes.append(contentsOf: UTF8.encode(scalar)!)
        default: return false
        }
        return true
    }

    /// Four hexadecimal digits, or two such groups that are a surrogate pair; half a pair is U+FFFD.
    private func readScalar(_ line: ByteView, _ index: inout Int) -> Unicode.Scalar? {
        guard let first = FlatJSON.unit(line, index) else { return nil }
        index += 4
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, line.has("\\u", at: index), let second = FlatJSON.unit(line, index + 2),
            (0xDC00...0xDFFF).contains(second)
        else { return "\u{FFFD}" }
        index += 6
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private static func unit(_ line: ByteView, _ start: Int) -> UInt32? {
        guard start + 4 <= line.count else { return nil }
        var value: UInt32 = 0
        for index in start..<start + 4 {
            guard let digit = Hexadecimal.value(line[index]) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private static func skipSpace(_ line: ByteView, _ index: inout Int) {
        while index < line.count, line.base[index] == 32 || line.base[index] == 9 || line.base[index] == 13 {
            index += 1
        }
    }

    private static func skip(_ byte: UInt8, _ line: ByteView, _ index: inout Int) -> Bool {
        guard index < line.count, line.base[index] == byte else { return false }
        index += 1
        return true
    }

    private static func skipDigits(_ line: ByteView, _ index: inout Int) -> Bool {
        let start = index
        while line.digit(index) != nil { index += 1 }
        return index > start
    }
}
