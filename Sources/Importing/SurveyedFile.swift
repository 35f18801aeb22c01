internal import Connectors
internal import Kernel

/// A file read once from end to end, before anything of it is kept: how much there is, and whether it may be kept.
///
/// A file that is mostly not what it was taken for must leave nothing behind, so all of it is looked at first. The
/// events of a small file are held on to, those of a large one are read again.
struct SurveyedFile {
    let path: String
    let description: ExportDescription
    let events: Int
    /// The digest of all events' keys in order: the same for the same content, in the same zone and span.
    let digest: Int64
    /// When the last of them was; nil where there are none.
    let lastInstant: Instant?
    let held: [Event]?
    let badLines: [BadLine]
    let badLineCount: Int
    let repairedLineCount: Int
    let linesRead: Int
    let warnings: [ExportWarning]

    /// Files of up to so many events are held in memory between the two readings.
    private static let mostHeld = 20_000
    /// How many bad lines of a file are listed; all are counted.
    static let mostListed = 10_000
    /// A file with a larger share of bad lines is refused.
    static let mostBadShare = 0.05

    init(_ file: ExportWalk.File, span: EventSpan, reading: ReadingPlan) throws {
        var reader = try reading.reader(of: file)
        var digest = ContentDigest()
        var held: [Event]? = []
        var (events, badLines, warnings) = (0, [BadLine](), [ExportWarning]())
        var last: ExportChunk?
        var lastInstant: Instant?
        while let chunk = try reader.next(maximumEvents: EventFeed.batchSize) {
            let taken = span.filter(chunk.events)
            for event in taken {
                event.key.bytes.withUnsafeBytes { digest.add($0) }
                lastInstant = max(lastInstant ?? event.instant, event.instant)
            }
            events += taken.count
            if events <= SurveyedFile.mostHeld { held?.append(contentsOf: taken) } else { held = nil }
            badLines += chunk.badLines.prefix(SurveyedFile.mostListed - badLines.count)
            warnings += chunk.warnings
            last = chunk
        }
        digest.add(UInt64(events))
        path = file.path
        description = file.description
        self.events = events
        self.digest = Int64(bitPattern: digest.value)
        self.lastInstant = lastInstant
        self.held = held
        self.badLines = badLines
        self.warnings = warnings
        badLineCount = last?.badLineCount ?? 0
        repairedLineCount = last?.repairedLineCount ?? 0
        linesRead = (last?.linesRead ?? 0) - (last?.blankLineCount ?? 0)
    }

    /// Throws where too much of the file could not be read.
    func check() throws {
        guard Double(badLineCount) > Double(linesRead) * SurveyedFile.mostBadShare else { return }
        throw Fault(
            .badInput, "import.too-many-bad-lines",
            [
                "path": path, "bad": String(badLineCount), "lines": String(linesRead),
                "first": badLines.first.map { String($0.number) } ?? "?", "excerpt": badLines.first?.excerpt ?? "",
            ])
    }
}

/// The civil days whose events are wanted.
struct EventSpan: Sendable {
    let since: CivilDay?
    let until: CivilDay?
    let zone: CivilZone

    func filter(_ events: [Event]) -> [Event] {
        guard since != nil || until != nil else { return events }
        var zone = zone
        return events.filter { event in
            let day = zone.civil(event.instant).day
            return day >= since ?? day && day <= until ?? day
        }
    }
}

/// How the files of a group are read.
struct ReadingPlan: Sendable {
    let format: String?
    let options: ReadOptions

    func reader(of file: ExportWalk.File) throws -> ExportReader {
        try ExportReader(file.file, format: format, section: file.description.section, options: options)
    }
}
