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
