internal import Glibc
internal import Kernel

/// Turns a file's bytes into UTF-8 as they stream by.
///
/// UTF-8 itself passes unchanged (the line reader repairs it line by line); the rest goes through iconv, where bytes
/// that mean nothing become U+FFFD.
final class TextDecoder {
    private let source: ByteSource
    private let unitLength: Int
    private var converter: iconv_t?
    private var input: UnsafeMutableRawBufferPointer
    private var inputCount = 0
    private var isAtEnd = false
    private var markLeft: Int
    /// How many times something had to be replaced.
    private(set) var repairCount = 0

    init(_ source: ByteSource, encoding: TextEncoding, mark: Int) throws {
        self.source = source
        markLeft = mark
        unitLength = encoding == .utf16LittleEndian || encoding == .utf16BigEndian ? 2 : 1
        let isConverted = encoding != .utf8
        converter = isConverted ? TextDecoder.openConverter(encoding) : nil
        input = .allocate(byteCount: isConverted ? 64 << 10 : 16, alignment: 16)
        if isConverted, converter == nil {
            input.deallocate()
            throw Fault(.unavailable, "exports.no-converter", ["encoding": encoding.rawValue])
        }
    }

    deinit {
        if let converter { iconv_close(converter) }
        input.deallocate()
    }

    var bytesRead: Int { source.bytesRead }

    var byteCount: Int? { source.byteCount }

    /// Fills the start of `output`, which has room for at least 16 bytes; 0 at the end.
    func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
        while markLeft > 0 {
            let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: input[0..<markLeft]))
            if count == 0 { return 0 }
            markLeft -= count
        }
        guard converter != nil else { return try source.read(into: output) }
        while true {
            let written = try convert(into: output)
            if written > 0 || isAtEnd { return written }
        }
    }

    private func convert(into output: UnsafeMutableRawBufferPointer) throws -> Int {
        if !isAtEnd, inputCount < input.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: input[inputCount...])
            let count = try source.read(into: rest)
            inputCount += count
            isAtEnd = count == 0
        }
        var from: UnsafeMutablePointer<CChar>? = input.baseAddress!.assumingMemoryBound(to: CChar.self)
        var fromLeft = inputCount
        var to: UnsafeMutablePointer<CChar>? = output.baseAddress!.assumingMemoryBound(to: CChar.self)
        var toLeft = output.count
        while fromLeft > 0 {
            if iconv(converter, &from, &fromLeft, &to, &toLeft) != -1 { continue }
            let reason = errno
            if reason == E2BIG || toLeft < 3 { break }
            if reason == EINVAL, !isAtEnd { break }
            let skipped = min(unitLength, fromLeft)
            from? += skipped
            fromLeft -= skipped
            for byte: UInt8 in [0xEF, 0xBF, 0xBD] {
                to?.pointee = CChar(bitPattern: byte)
                to? += 1
            }
            toLeft -= 3
            repairCount += 1
        }
        if fromLeft > 0 { memmove(input.baseAddress!, from!, fromLeft) }
        if isAtEnd, fromLeft > 0 { isAtEnd = false }
        inputCount = fromLeft
        return output.count - toLeft
    }

    private static func openConverter(_ encoding: TextEncoding) -> iconv_t? {
        let opened = iconv_open("UTF-8", encoding.rawValue)
        return Int(bitPattern: opened) == -1 ? nil : opened
    }

    /// Whether a line is GB18030 without a single wrong byte.
    static func isStrictGB18030(_ line: ArraySlice<UInt8>) -> Bool {
        guard let decoder = try? TextDecoder(ByteSource(bytes: Array(line)), encoding: .gb18030, mark: 0) else {
            return false
        }
        var room = [UInt8](repeating: 0, count: 4 << 10)
        while let count = try? room.withUnsafeMutableBytes({ try decoder.read(into: $0) }), count > 0 {
            if decoder.repairCount > 0 { return false }
        }
        return decoder.repairCount == 0
    }
}
