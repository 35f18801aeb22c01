internal import Kernel

/// Our own format of comma-separated values with a header line; see docs/formats.md.
struct CSVExport: ExportFormat {
    static let name = "csv"
    static let example = "time,sender,text"

    private let header: CSVHeader
    private var record: CSVRecord
    private var assembler: EventAssembler
    private var isBehindHeader = false

    init(_ opening: ExportOpening) throws {
        try CSVHeader.heading(opening.sample)?.check(path: opening.path)
        guard let header = CSVHeader(opening.sample), header.isUsable else {
            throw Fault(.badInput, "exports.csv.no-header", ["path": opening.path])
        }
        if let twice = header.repeated {
            throw Fault(.badInput, "exports.csv.twice", ["path": opening.path, "column": twice])
        }
        self.header = header
        record = CSVRecord(delimiter: header.delimiter)
        assembler = EventAssembler(opening.zone)
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        CSVHeader(sample)?.isUsable == true ? Recognition(confidence: 100) : nil
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        CSVHeader.heading(sample)?.describe(&description)
    }

    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool {
        while !sink.isFull {
            guard let line = try source.next() else { return false }
            guard sink.begin(line, number: source.number) else { continue }
            if isBehindHeader {
                try takeRecord(line, source, into: &sink)
            } else {
                takeHeader(line.bytes, into: &sink)
            }
        }
        return true
    }

    private mutating func takeHeader(_ line: ByteView, into sink: inout EventSink) {
        sink.skip()
        isBehindHeader = !line.hasPrefix("#")
        guard isBehindHeader, !header.unknown.isEmpty else { return }
        sink.warn("exports.unknown-columns", ["columns": header.unknown.joined(separator: ", ")])
    }

    private mutating func takeRecord(_ first: Line, _ source: LineSource, into sink: inout EventSink) throws {
        guard try record.read(first, source, into: &sink) else { return }
        guard record.fields.count == header.columns.count else {
            let counts = ["found": String(record.fields.count), "expected": String(header.columns.count)]
            return sink.bad("exports.bad.fields", counts)
        }
        let fields = record.fields
        record.bytes.withView { bytes in
            assembler.take(
                { column in
                    guard let place = header.places[column.rawValue] else { return nil }
                    let field = fields[place]
                    return field.range.isEmpty && !field.isQuoted ? nil : bytes.slice(field.range)
                }, into: &sink)
        }
    }
}

/// The line that names the columns.
struct CSVHeader {
    let delimiter: UInt8
    let columns: [EventColumn?]
    /// Where each column stands, by its index.
    let places: [Int?]
    let unknown: [String]
    /// A column that is there twice.
    let repeated: String?

    /// Whether there is enough to make events of.
    var isUsable: Bool {
        columns.contains(.time) && (columns.contains(.sender) || columns.contains(.senderID))
    }

    /// Takes the first line that is no comment, split by the character that gives the most known columns.
    init?(_ sample: ExportSample) {
        guard let line = sample.lines.first(where: { $0.first != UInt8(ascii: "#") }) else { return nil }
        let splits = [",", ";", "\t"].map { CSVHeader(line, delimiter: $0.utf8.first!) }
        let best = splits.compactMap { $0 }.max { left, right in
            left.columns.count { $0 != nil } < right.columns.count { $0 != nil }
        }
        guard let best else { return nil }
        self = best
    }

    private init?(_ line: [UInt8], delimiter: UInt8) {
        var record = CSVRecord(delimiter: delimiter)
        guard line.withView({ record.add($0, lineEnd: "\n") }) == .complete else { return nil }
        var columns: [EventColumn?] = []
        var places = [Int?](repeating: nil, count: EventColumn.allCases.count)
        var unknown: [String] = []
        var repeated: String?
        for (place, field) in record.fields.enumerated() {
            let name = String(decoding: record.bytes[field.range], as: UTF8.self).lowercased()
            let column = EventColumn(name: name.filter { $0 != " " })
            columns.append(column)
            if column == nil { unknown.append(String(name.prefix(80))) }
            guard let index = column?.rawValue else { continue }
            if places[index] != nil { repeated = name }
            places[index] = place
        }
        self.delimiter = delimiter
        self.columns = columns
        self.places = places
        self.unknown = Array(unknown.prefix(32))
        self.repeated = repeated
    }

    /// The first line's `#banyan {…}`.
    static func heading(_ sample: ExportSample) -> ExportHeading? {
        sample.lines.first.flatMap { line in
            line.withView { $0.hasPrefix("#banyan ") ? ExportHeading($0.dropping(8)) : nil }
        }
    }
}
