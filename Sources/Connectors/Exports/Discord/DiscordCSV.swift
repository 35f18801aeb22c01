internal import Kernel

/// What DiscordChatExporter writes as CSV: `AuthorID,Author,Date,Content,Attachments,Reactions`, in its older versions
/// with semicolons.
struct DiscordCSV: SectionedFormat {
    static let name = "discord-csv"
    static let example = "AuthorID,Author,Date,Content,Attachments,Reactions"

    private let header: DiscordHeader
    private var record: CSVRecord
    private var time: DiscordTime
    private var recorder = DiscordRecorder()
    private var isBehindHeader = false

    init(_ opening: ExportOpening) throws {
        guard let header = DiscordHeader(opening.sample) else {
            throw Fault(.badInput, "exports.discord.no-header", ["path": opening.path])
        }
        self.header = header
        record = CSVRecord(delimiter: header.delimiter)
        time = DiscordTime(opening.zone, samples: header.dates(opening.sample))
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        DiscordHeader(sample) == nil ? nil : Recognition(confidence: 100)
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "discord"
        guard let channel = DiscordFileName.channel(sample.name.file) else { return }
        description.groupName = channel
        description.isGroupNameCertain = true
    }

    /// Talk between two is no group; only the exporter's own names of files tell.
    static func sections(_ source: LineSource, _ opening: ExportOpening) -> [ExportSection] {
        let isBetweenTwo = opening.sample.name.file.hasPrefix("Direct Messages - Private - ")
        return isBetweenTwo ? [] : [ExportSection(number: 0, groupName: nil)]
    }

    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool {
        while !sink.isFull {
            guard let line = try source.next() else { return false }
            guard sink.begin(line, number: source.number) else { continue }
            if isBehindHeader {
                try takeRecord(line, source, into: &sink)
            } else {
                isBehindHeader = true
                sink.skip()
            }
        }
        return true
    }

    private mutating func takeRecord(_ first: Line, _ source: LineSource, into sink: inout EventSink) throws {
        // The network's own line end, whatever a copy of the file on another system made of it.
        guard try record.read(first, source, lineEnd: "\n", into: &sink) else { return }
        guard record.fields.count == header.fieldCount else {
            let counts = ["found": String(record.fields.count), "expected": String(header.fieldCount)]
            return sink.bad("exports.bad.fields", counts)
        }
        takeFields(into: &sink)
    }

    private mutating func takeFields(into sink: inout EventSink) {
        let fields = record.fields
        record.bytes.withView { bytes in
            func field(_ column: DiscordHeader.Column) -> ByteView? {
                header.places[column].map { bytes.slice(fields[$0].range) }
            }
            guard let date = field(.date), let instant = time.instant(date) else {
                return sink.bad("exports.bad.time", ["value": field(.date)?.prefix(40).string ?? ""])
            }
            guard let author = field(.author), let content = field(.content) else { return }
            let id = field(.authorID).flatMap { $0.isEmpty ? nil : $0 }
            let attached = field(.attachments).flatMap { DiscordCSV.attached($0) }
            recorder.add(
                DiscordRecorder.Message(
                    instant: instant, author: author, authorID: id, content: content, attached: attached), into: &sink)
        }
    }

    /// The most telling of the attachments, whose addresses stand behind each other with commas.
    private static func attached(_ addresses: ByteView) -> EventKind? {
        var kind: EventKind?
        var start = 0
        while start < addresses.count {
            let end = addresses.firstIndex(of: UInt8(ascii: ","), from: start) ?? addresses.count
            if end > start { kind = MediaKind.moreTelling(kind, MediaKind.of(addresses.slice(start, end))) }
            start = end + 1
        }
        return kind
    }
}

/// The line that names the columns.
struct DiscordHeader {
    /// The columns that are read.
    enum Column: String {
        case authorID = "AuthorID", author = "Author", date = "Date", content = "Content", attachments = "Attachments"
    }

    let delimiter: UInt8
    let fieldCount: Int
    let places: [Column: Int]

    init?(_ sample: ExportSample) {
        guard let line = sample.lines.first else { return nil }
        for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";")] {
            if let header = DiscordHeader(line, delimiter) {
                self = header
                return
            }
        }
        return nil
    }

    private init?(_ line: [UInt8], _ delimiter: UInt8) {
        var record = CSVRecord(delimiter: delimiter)
        guard line.withView({ record.add($0, lineEnd: "\n") }) == .complete, record.fields.count <= 16 else {
            return nil
        }
        var places: [Column: Int] = [:]
        for (place, field) in record.fields.enumerated() {
            guard let column = Column(rawValue: String(decoding: record.bytes[field.range], as: UTF8.self)) else {
                continue
            }
            guard places.updateValue(place, forKey: column) == nil else { return nil }
        }
        guard places[.author] != nil, places[.date] != nil, places[.content] != nil else { return nil }
        self.delimiter = delimiter
        self.places = places
        fieldCount = record.fields.count
    }

    /// The dates of the sample's records.
    func dates(_ sample: ExportSample) -> [[UInt8]] {
        guard let place = places[.date] else { return [] }
        var dates: [[UInt8]] = []
        var record = CSVRecord(delimiter: delimiter)
        var progress = CSVRecord.Progress.complete
        for line in sample.lines.dropFirst() {
            if progress != .open { record.begin() }
            progress = line.withView { record.add($0, lineEnd: "\n") }
            guard progress == .complete, record.fields.count == fieldCount else { continue }
            dates.append(Array(record.bytes[record.fields[place].range]))
        }
        return dates
    }
}
