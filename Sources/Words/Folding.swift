/// Text as it is compared: small letters, full and half width alike, traditional characters simplified, without what is not seen.
///
/// Character by character, so that a text and the part of it that somebody looks for are folded alike. Characters that
/// stand for several (such as `㍿`) stay as they are.
package func foldedText(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    let table = CharacterTable.shared
    for scalar in text.unicodeScalars where table.kind(scalar.value) != .hidden {
        folded.append(Unicode.Scalar(table.fold(scalar.value)) ?? scalar)
    }
    return String(folded)
}

/// A reader of UTF-8 that is known to be valid, scalar by scalar.
struct ScalarReader {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    @inline(__always) var isAtEnd: Bool { index >= bytes.count }

    /// The scalar here and how many bytes it takes; does not move.
    @inline(__always)
    func peek() -> (scalar: UInt32, length: Int) { peek(at: index) }

    @inline(__always)
    func peek(at index: Int) -> (scalar: UInt32, length: Int) {
        let first = UInt32(bytes[index])
        if first < 0x80 { return (first, 1) }
        let second = byte(index + 1)
        if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
        let third = byte(index + 2)
        if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
        return ((first & 0x07) << 18 | second << 12 | third << 6 | byte(index + 3), 4)
    }

    @inline(__always)
    private func byte(_ index: Int) -> UInt32 { index < bytes.count ? UInt32(bytes[index] & 0x3F) : 0 }
}

/// Bytes that a text is written to again and again, kept to be used anew.
struct ByteBuffer {
    private(set) var memory = UnsafeMutablePointer<UInt8>.allocate(capacity: 1024)
    private var capacity = 1024
    var count = 0

    /// Makes room for so many bytes in all.
    mutating func reserve(_ size: Int) {
        guard size > capacity else { return }
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size * 2)
        larger.update(from: memory, count: count)
        memory.deallocate()
        memory = larger
        capacity = size * 2
    }

    /// Appends a scalar; room for four bytes must have been made.
    @inline(__always)
    mutating func append(_ scalar: UInt32) {
        if scalar < 0x80 {
            memory[count] = UInt8(truncatingIfNeeded: scalar)
            count += 1
        } else if scalar < 0x800 {
            memory[count] = UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6)
            memory[count + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
            count += 2
        } else if scalar < 0x10000 {
            memory[count] = UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12)
            memory[count + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
            memory[count + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
            count += 3
        } else {
            memory[count] = UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18)
            memory[count + 1] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F)
            memory[count + 2] = UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F)
            memory[count + 3] = UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F)
            count += 4
        }
    }

    func free() { memory.deallocate() }
}
