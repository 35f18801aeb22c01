import Kernel

@testable import Connectors

/// All events of one group in a file that a walk found.
func eventsOfSection(_ file: ExportWalk.File, options: ReadOptions = ReadOptions(zone: .utc)) throws -> [Event] {
    var reader = try ExportReader(
        file.file, format: file.description.format, section: file.description.section, options: options)
    var events: [Event] = []
    while let part = try reader.next(maximumEvents: 1000) { events += part.events }
    return events
}

/// In what pieces to give some bytes: every short length, and longer ones that cut at ever other places.
func pieceLengths(_ count: Int) -> [Int] {
    Array(1...min(count, 24)) + Array(stride(from: 25, through: max(25, count), by: 37))
}
