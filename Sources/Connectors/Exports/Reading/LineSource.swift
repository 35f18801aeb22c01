internal import Glibc

/// A line of a file, without its end. Its bytes are UTF-8 unless it has a flaw.
struct Line {
    let bytes: ByteView
    /// What makes it unusable whatever the format.
    let flaw: Flaw?
    /// Whether bytes that are not UTF-8 were replaced by U+FFFD.
    let isRepaired: Bool
    /// Whether it ended in CR LF rather than LF alone.
    let hasCarriageReturn: Bool

    /// Why a line cannot be read.
    enum Flaw {
        case tooLong
        case nul
    }
}

/// The lines of a text, one at a time, in memory that does not grow with the file.
final class LineSource {
    /// A longer line is a bad line, and only this much of it is ever in memory.
    static let longestLine = 1 << 20

    private let decoder: TextDecoder
    private let terminator: UInt8
    private var buffer: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var start = 0
    private var end = 0
    private var isDrained = false
    private var repaired: [UInt8] = []
    /// The number of the line last given, from 1.
    private(set) var number = 0
    private(set) var repairedCount = 0

    /// - Parameter terminator: LF, or CR for a text that has no LF at all.
    init(_ decoder: TextDecoder, terminator: UInt8 = 10) {
        self.decoder = decoder
        self.terminator = terminator
        // A history of a thousand small files need not take a large buffer for each.
        capacity = min(ByteSource.pieceLength, max(4 << 10, (decoder.byteCount ?? .max - 1) + 1))
        buffer = .allocate(capacity: capacity)
    }

    deinit { buffer.deallocate() }

    var bytesRead: Int { decoder.bytesRead }

    /// The next line, valid until the one after it is asked for; nil at the end.
    func next() throws -> Line? {
        var scanned = start
        while true {
            if let found = memchr(buffer + scanned, Int32(terminator), end - scanned) {
                let stop = UnsafeRawPointer(found) - UnsafeRawPointer(buffer)
                return give(upTo: stop, next: stop + 1)
            }
            if isDrained {
                return start == end ? nil : give(upTo: end, next: end)
            }
            if end - start > LineSource.longestLine { return try giveOverlong() }
            scanned = end - start
            try fill()
        }
    }

    /// The next stretch of the text, wherever it ends, for formats that do not go by lines; nil at the end. Valid until the
    /// next one is asked for. Whether it is UTF-8 is not looked at, as a stretch may end within a character.
    func nextPiece() throws -> ByteView? {
        if start == end {
            guard !isDrained else { return nil }
            try fill()
            guard end > 0 else { return nil }
        }
        defer { start = end }
        return ByteView(base: buffer + start, count: end - start)
    }

    private func give(upTo stop: Int, next: Int) -> Line {
        number += 1
        var view = ByteView(base: buffer + start, count: stop - start)
        start = next
        if view.count > LineSource.longestLine { return line(view, flaw: .tooLong) }
        let hasReturn = terminator == 10 && view.count > 0 && view[view.count - 1] == 13
        if hasReturn { view = view.slice(0, view.count - 1) }
        if view.firstIndex(of: 0) != nil { return line(view, flaw: .nul) }
        let sound = sound(view)
        return line(sound.bytes, isRepaired: sound.isRepaired, hasReturn: hasReturn)
    }

    /// A line, or a record taken from pieces, as UTF-8: bytes that mean nothing are replaced and the record counted.
    /// Valid until the next one.
    func sound(_ view: ByteView) -> (bytes: ByteView, isRepaired: Bool) {
        var highest: UInt8 = 0
        for index in 0..<view.count { highest |= view.base[index] }
        if highest < 128 || TextDetection.isUTF8(UnsafeBufferPointer(start: view.base, count: view.count)) {
            let isRepaired = decoder.repairCount > 0 && view.firstIndex(of: "\u{FFFD}") != nil
            if isRepaired { repairedCount += 1 }
            return (view, isRepaired)
        }
        repaired = Array(view.string.utf8)
        repairedCount += 1
        // The array is this object's own and not touched until the next line: its bytes stay where they are.
        return (repaired.withView { $0 }, true)
    }

    private func line(_ view: ByteView, flaw: Line.Flaw? = nil, isRepaired: Bool = false, hasReturn: Bool = false)
        -> Line
    {
        Line(bytes: view, flaw: flaw, isRepaired: isRepaired, hasCarriageReturn: hasReturn)
    }

    /// Passes over the rest of a line that is too long; gives its start.
    private func giveOverlong() throws -> Line {
        number += 1
        let kept = 256
        memmove(buffer, buffer + start, kept)
        while true {
            let room = UnsafeMutableRawBufferPointer(start: buffer + kept, count: capacity - kept)
            let count = try decoder.read(into: room)
            start = kept
            end = kept + count
            if count == 0 {
                isDrained = true
                break
            }
            if let found = memchr(buffer + kept, Int32(terminator), count) {
                start = UnsafeRawPointer(found) - UnsafeRawPointer(buffer) + 1
                break
            }
        }
        return line(ByteView(base: buffer, count: kept), flaw: .tooLong)
    }

    /// Moves what is left to the front and reads more behind it.
    private func fill() throws {
        let left = end - start
        if left * 4 > capacity * 3 {
            let larger = max(capacity * 2, ByteSource.pieceLength)
            let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
            memcpy(moved, buffer + start, left)
            buffer.deallocate()
            (buffer, capacity) = (moved, larger)
        } else if start > 0 {
            memmove(buffer, buffer + start, left)
        }
        (start, end) = (0, left)
        let count = try decoder.read(into: UnsafeMutableRawBufferPointer(start: buffer + left, count: capacity - left))
        end += count
        isDrained = count == 0
    }
}
