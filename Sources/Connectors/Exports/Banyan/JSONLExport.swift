internal import Kernel

/// Our own format of one JSON object a line; see docs/formats.md.
struct JSONLExport: LineFormat {
    static let name = "jsonl"
    static let example = #"{"time":"2026-11-23T08:30:00Z","sender":"nick","text":"…"}"#

    private static let mostUnknownNames = 32

    private var object = FlatJSON()
    private var assembler: EventAssembler
    private var isFirst = true
    /// The name that stood at each place of the line before, and its column: most lines are alike.
    private var shape: [(name: [UInt8], column: EventColumn?)] = []
    private var values = [Range<Int>?](repeating: nil, count: EventColumn.allCases.count)
    private var unknownNames: Set<[UInt8]> = []

    init(_ opening: ExportOpening) throws {
        assembler = EventAssembler(opening.zone)
        try JSONLExport.heading(opening.sample)?.check(path: opening.path)
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        if heading(sample) != nil { return Recognition(confidence: 100) }
        var object = FlatJSON()
        return sample.recognition { line in
            guard line.hasPrefix("{"), object.read(line) else { return false }
            return object.has("time") && (object.has("sender") || object.has("sender_id"))
        }
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        heading(sample)?.describe(&description)
    }

    private static func heading(_ sample: ExportSample) -> ExportHeading? {
        sample.lines.first.flatMap { $0.withView { ExportHeading($0) } }
    }

    mutating func take(_ line: ByteView, into sink: inout EventSink) {
        guard object.read(line) else { return sink.bad("exports.bad.json") }
        let isHeading = isFirst && object.has("banyan")
        isFirst = false
        if isHeading { return sink.skip() }
        for index in values.indices { values[index] = nil }
        object.bytes.withView { bytes in
            for (index, member) in object.members.enumerated() {
                guard let column = column(at: index, named: bytes.slice(member.name), into: &sink) else { continue }
                switch member.value {
                case .string, .number: values[column.rawValue] = member.text
                case .null: break
                case .bool: return sink.bad("exports.bad.value", ["column": column.name])
                }
            }
            assembler.take({ column in values[column.rawValue].map { bytes.slice($0) } }, into: &sink)
        }
    }

    private mutating func column(at index: Int, named name: ByteView, into sink: inout EventSink) -> EventColumn? {
        if index < shape.count, name.equals(shape[index].name) { return shape[index].column }
        let column = name.count <= 16 ? EventColumn(name: name.string) : nil
        let known = (name.array, column)
        if index < shape.count { shape[index] = known } else if index == shape.count { shape.append(known) }
        if column == nil, unknownNames.count < JSONLExport.mostUnknownNames, unknownNames.insert(known.0).inserted {
            sink.warn("exports.unknown-columns", ["columns": name.prefix(80).string])
        }
        return column
    }
}
