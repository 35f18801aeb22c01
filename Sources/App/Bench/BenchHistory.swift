import Foundation
import Kernel

/// Large plain IRC logs, made fast and in constant memory to measure with; the same for the same seed.
///
/// Few speak much and many a little (Zipf), some of it to one another; they come, go and change their names.
struct BenchHistory {
    /// What was written, for a benchmark to compare with what was read.
    struct Written: Equatable, Sendable {
        var messages = 0
        var arrivals = 0
        var departures = 0
        var renames = 0
        var bytes = 0
        var files = 0

        var events: Int { messages + arrivals + departures + renames }
    }

    var seed: UInt64 = 1
    var speakers = 2_000
    var messagesPerDay = 2_000
    var firstDay = CivilDay(year: 2018, month: 1, day: 1)!

    /// Writes one file a day under a folder, as many as so many messages take: `[12:34] <nick> text`.
    func writeDays(messages: Int, under folder: String) throws -> Written {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var lines = BenchLines(seed: seed, speakers: speakers)
        var written = Written()
        var day = firstDay
        while written.messages < messages {
            let count = min(messagesPerDay, messages - written.messages)
            let file = try BenchFile("\(folder)/#bench.\(day).log")
            for index in 0..<count {
                // The hours of the night are quiet: the day's messages fall between six and midnight.
                lines.begin(second: 21_600 + 64_800 * index / count, hasSeconds: false)
                try lines.add(to: file, &written)
            }
            try file.close()
            written.bytes += file.bytes
            written.files += 1
            day = day.advanced(by: 1)
        }
        return written
    }

    /// Writes one file of one busy day and about so many bytes: `[12:34:56] <nick> text`.
    ///
    /// - Parameter folder: Where; the file is called after its day.
    func writeFile(bytes: Int, under folder: String) throws -> (path: String, written: Written) {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/#bench.\(firstDay).log"
        var lines = BenchLines(seed: seed, speakers: speakers)
        var written = Written()
        let file = try BenchFile(path)
        while file.bytes < bytes {
            lines.begin(second: Int(Double(file.bytes) / Double(bytes) * 86_399), hasSeconds: true)
            try lines.add(to: file, &written)
        }
        try file.close()
        written.bytes = file.bytes
        written.files = 1
        return (path, written)
    }
}

/// A file written through a buffer of one megabyte.
final class BenchFile {
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var flushed = 0

    var bytes: Int { flushed + buffer.count }

    init(_ path: String) throws {
        let isMade = FileManager.default.createFile(atPath: path, contents: nil)
        guard isMade, let handle = FileHandle(forWritingAtPath: path) else {
            throw Fault(.cannotWrite, "welcome.cannot-write", ["path": path])
        }
        self.handle = handle
        buffer.reserveCapacity(1 << 20)
    }

    func add(_ bytes: some Collection<UInt8>) { buffer.append(contentsOf: bytes) }

    func endLine() throws {
        buffer.append(UInt8(ascii: "\n"))
        if buffer.count > (1 << 20) - 4096 { try flush() }
    }

    func close() throws {
        try flush()
        try handle.close()
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { try handle.write(contentsOf: Data($0)) }
        flushed += buffer.count
        buffer.removeAll(keepingCapacity: true)
    }
}
