import Foundation
import Kernel

@testable import Connectors

/// All that a reader gives for some bytes under a file name.
struct ReadResult: Equatable {
    var events: [Event] = []
    var bad: [Int: String] = [:]
    var lines = 0
    var skipped = 0
    var repaired = 0
    var warnings: [ExportWarning] = []

    /// The events in short, for tables: kind, sender, target and text.
    var short: [String] {
        events.map { event in
            [event.kind.name, event.sender.name, event.target?.name, event.text].compactMap { $0 }
                .joined(separator: "|")
        }
    }
}

/// Reads bytes as a file called `name`.
func read(
    _ bytes: [UInt8], as name: String = "2018-09-08", format: String? = nil, zone: CivilZone = .utc,
    piece: Int = .max, chunk: Int = 1000
) throws -> ReadResult {
    var reader = try ExportReader(
        ByteSource(bytes: bytes, largestPiece: piece), path: "/histories/chan/\(name)", format: format,
        options: ReadOptions(zone: zone))
    var result = ReadResult()
    while let part = try reader.next(maximumEvents: chunk) {
        result.events += part.events
        for line in part.badLines { result.bad[line.number] = line.text }
        result.warnings += part.warnings
        (result.lines, result.skipped) = (part.linesRead, part.skippedLineCount)
        result.repaired = part.repairedLineCount
    }
    return result
}

func read(
    _ text: String, as name: String = "2018-09-08", format: String? = nil, zone: CivilZone = .utc
) throws -> ReadResult {
    try read(Array(text.utf8), as: name, format: format, zone: zone)
}

func describe(_ text: String, as name: String = "2018-09-08") throws -> ExportDescription {
    try ExportReader(ByteSource(bytes: Array(text.utf8)), path: "/histories/chan/\(name)").describe()
}

/// The text key of the fault that `body` throws.
func fault(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return (error as? Fault)?.text ?? "\(error)"
    }
}

/// Runs `body` with a new folder that holds some files.
func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("exports-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    for (path, text) in files {
        let file = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    try body(root.path)
}
