internal import Glibc

/// Some bytes of a line, borrowed from the reader's buffer: valid only until the next line is read.
///
/// Every access is checked, so a hostile line can stop the program at worst, never read what is not its own.
struct ByteView {
    let base: UnsafePointer<UInt8>
    let count: Int

    init(base: UnsafePointer<UInt8>, count: Int) {
        self.base = base
        self.count = count
    }

    var isEmpty: Bool { count == 0 }

    subscript(_ index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "byte out of range")
        return base[index]
    }

    /// The bytes from `start` up to, not including, `end`.
    func slice(_ start: Int, _ end: Int) -> ByteView {
        precondition(start >= 0 && start <= end && end <= count, "slice out of range")
        return ByteView(base: base + start, count: end - start)
    }

    func slice(_ range: Range<Int>) -> ByteView { slice(range.lowerBound, range.upperBound) }

    func dropping(_ length: Int) -> ByteView { slice(length, count) }

    func prefix(_ length: Int) -> ByteView { slice(0, min(length, count)) }

    /// Text of bytes that are known to be UTF-8; anything else in them becomes U+FFFD.
    var string: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }

    var array: [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

    /// Whether there is nothing but spaces and tabs.
    var isBlank: Bool {
        for index in 0..<count where base[index] != 32 && base[index] != 9 { return false }
        return true
    }
}

// MARK: - Finding

extension ByteView {
    func firstIndex(of byte: UInt8, from start: Int = 0) -> Int? {
        guard start >= 0, start < count else { return nil }
        guard let found = memchr(base + start, Int32(byte), count - start) else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }

    func has(_ text: StaticString, at index: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard index >= 0, count - index >= length else { return false }
        return memcmp(base + index, text.utf8Start, length) == 0
    }

    func hasPrefix(_ text: StaticString) -> Bool { has(text, at: 0) }

    func hasSuffix(_ text: StaticString) -> Bool { has(text, at: count - text.utf8CodeUnitCount) }

    func equals(_ text: StaticString) -> Bool { count == text.utf8CodeUnitCount && has(text, at: 0) }

    func equals(_ bytes: [UInt8]) -> Bool {
        count == bytes.count && bytes.withUnsafeBytes { count == 0 || memcmp(base, $0.baseAddress!, count) == 0 }
    }

    /// Where `text` first begins at or after `start`.
    func firstIndex(of text: StaticString, from start: Int = 0) -> Int? {
        var from = start
        while let index = firstIndex(of: text.utf8Start[0], from: from) {
            if has(text, at: index) { return index }
            from = index + 1
        }
        return nil
    }

    func has(_ bytes: [UInt8], at index: Int) -> Bool {
        guard index >= 0, count - index >= bytes.count else { return false }
        return bytes.withUnsafeBytes { $0.isEmpty || memcmp(base + index, $0.baseAddress!, $0.count) == 0 }
    }

    func hasSuffix(_ bytes: [UInt8]) -> Bool { has(bytes, at: count - bytes.count) }

    /// Where `bytes` first begin at or after `start`.
    func firstIndex(of bytes: [UInt8], from start: Int) -> Int? {
        guard let first = bytes.first else { return start <= count ? start : nil }
        var from = start
        while let index = firstIndex(of: first, from: from) {
            if has(bytes, at: index) { return index }
            from = index + 1
        }
        return nil
    }

    /// Where `bytes` last begin.
    func lastIndex(of bytes: [UInt8]) -> Int? {
        var index = count - bytes.count
        while index >= 0 {
            if has(bytes, at: index) { return index }
            index -= 1
        }
        return nil
    }

    /// Where `text` last begins.
    func lastIndex(of text: StaticString) -> Int? {
        var index = count - text.utf8CodeUnitCount
        while index >= 0 {
            if has(text, at: index) { return index }
            index -= 1
        }
        return nil
    }

    var lineEndCount: Int {
        var total = 0
        for index in 0..<count { total &+= base[index] == 10 ? 1 : 0 }
        return total
    }

    /// The value of one decimal digit, or nil.
    func digit(_ index: Int) -> Int? {
        guard index >= 0, index < count, base[index] &- 48 < 10 else { return nil }
        return Int(base[index] &- 48)
    }

    /// A number of exactly `width` digits at `index`.
    func number(at index: Int, width: Int) -> Int? {
        var value = 0
        for offset in 0..<width {
            guard let digit = digit(index + offset) else { return nil }
            value = value * 10 + digit
        }
        return value
    }
}

extension Array where Element == UInt8 {
    func withView<Result>(_ body: (ByteView) throws -> Result) rethrows -> Result {
        try withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else {
                return try withUnsafePointer(to: UInt8(0)) { try body(ByteView(base: $0, count: 0)) }
            }
            return try body(ByteView(base: base, count: buffer.count))
        }
    }
}
