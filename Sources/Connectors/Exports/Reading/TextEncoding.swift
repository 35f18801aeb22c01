internal import Glibc

/// The ways of writing text in bytes that are understood.
package enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "UTF-8"
    case utf16LittleEndian = "UTF-16LE"
    case utf16BigEndian = "UTF-16BE"
    case gb18030 = "GB18030"
    case iso2022JP = "ISO-2022-JP"
}

/// What the first bytes of a file tell about it.
enum TextDetection: Equatable {
    /// The encoding, and how many bytes of byte order mark come first.
    case text(TextEncoding, mark: Int)
    /// Not text: what it seems to be, or nil where it is only not text.
    case binary(String?)

    /// - Parameter isWhole: whether `sample` is all of the file, so that its last line is not cut.
    static func detect(_ sample: ArraySlice<UInt8>, isWhole: Bool) -> TextDetection {
        if let marked = byMark(sample) { return marked }
        // Our own CSV says so; whatever its texts hold, it is UTF-8.
        if sample.starts(with: "#banyan ".utf8) { return .text(.utf8, mark: 0) }
        if let kind = magic(sample) { return .binary(kind) }
        if let wide = byNULs(sample) { return .text(wide, mark: 0) }
        if isBinary(sample) { return .binary(nil) }
        return .text(byContent(sample, isWhole: isWhole), mark: 0)
    }

    private static func byMark(_ sample: ArraySlice<UInt8>) -> TextDetection? {
        if sample.starts(with: [0xEF, 0xBB, 0xBF]) { return .text(.utf8, mark: 3) }
        if sample.starts(with: [0xFF, 0xFE]) { return .text(.utf16LittleEndian, mark: 2) }
        if sample.starts(with: [0xFE, 0xFF]) { return .text(.utf16BigEndian, mark: 2) }
        return nil
    }

    private static func magic(_ sample: ArraySlice<UInt8>) -> String? {
        let known: [(String, [UInt8])] = [
            ("ZIP", [0x50, 0x4B, 0x03, 0x04]), ("gzip", [0x1F, 0x8B]), ("bzip2", Array("BZh".utf8)),
            ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
            ("7-Zip", [0x37, 0x7A, 0xBC, 0xAF]), ("RAR", Array("Rar!\u{1A}".utf8)), ("PDF", Array("%PDF-".utf8)),
            ("PNG", [0x89, 0x50, 0x4E, 0x47]), ("JPEG", [0xFF, 0xD8, 0xFF]), ("GIF", Array("GIF8".utf8)),
            ("SQLite", Array("SQLite format 3\0".utf8)), ("ELF", [0x7F, 0x45, 0x4C, 0x46]),
        ]
        return known.first { sample.starts(with: $0.1) }?.0
    }

    /// UTF-16 without a mark: digits, spaces and line ends leave NULs on one side only.
    private static func byNULs(_ sample: ArraySlice<UInt8>) -> TextEncoding? {
        var even = 0
        var odd = 0
        for (offset, byte) in sample.enumerated() where byte == 0 {
            if offset % 2 == 0 { even += 1 } else { odd += 1 }
        }
        let enough = max(1, sample.count / 16)
        if odd >= enough, even <= odd / 16 { return .utf16LittleEndian }
        if even >= enough, odd <= even / 16 { return .utf16BigEndian }
        return nil
    }

    /// More than one byte in 32 that no text has. The marks of bold, colour and the like that IRC logs hold are text.
    private static func isBinary(_ sample: ArraySlice<UInt8>) -> Bool {
        let formatting: Set<UInt8> = [1, 2, 3, 4, 9, 10, 12, 13, 15, 17, 22, 27, 29, 30, 31]
        var strange = 0
        for byte in sample where (byte < 32 && !formatting.contains(byte)) || byte == 127 { strange += 1 }
        return strange * 32 > sample.count
    }

    private static func byContent(_ sample: ArraySlice<UInt8>, isWhole: Bool) -> TextEncoding {
        var valid = 0
        var others: [ArraySlice<UInt8>] = []
        let lines = sample.split(separator: 10, omittingEmptySubsequences: true)
        // A line without its end may be cut within a character.
        let isCut = !isWhole || (lines.count > 1 && sample.last != 10)
        let whole = isCut ? lines.dropLast() : lines[...]
        var hasEscapes = false
        for line in whole {
            if line.contains(where: { $0 >= 128 }) {
                if isUTF8(line) { valid += 1 } else { others.append(line) }
            } else if isJapanese(line) {
                hasEscapes = true
            }
        }
        if hasEscapes, valid == 0, others.isEmpty { return .iso2022JP }
        if others.isEmpty || valid >= others.count { return .utf8 }
        return others.allSatisfy(TextDecoder.isStrictGB18030) ? .gb18030 : .utf8
    }

    /// The escapes that switch to JIS X 0208.
    private static func isJapanese(_ line: ArraySlice<UInt8>) -> Bool {
        guard let escape = line.firstIndex(of: 27), escape + 2 < line.endIndex else { return false }
        return line[escape + 1] == UInt8(ascii: "$")
            && [UInt8(ascii: "B"), UInt8(ascii: "@")].contains(line[escape + 2])
    }

    static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { TextDetection.isUTF8($0) }
    }

    static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return true
        } catch {
            return false
        }
    }
}
