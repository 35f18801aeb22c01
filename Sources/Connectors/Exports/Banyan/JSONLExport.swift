internal import Kernel

/// Our own format of one JSON object a line; see docs/formats.md.
struct JSONLExport: LineFormat {
    static let name = "jsonl"
    static let example = #"{"time":"2026-11-23T08:30:00Z","sender":"nick","text":"…"}"#

    private static let mostUnknownNames = 32

    private var tree = JSONTree()
    private var assembler: EventAssembler
    private var isFirst = true
    /// The name that stood at each place of the line before, and its column: most lines are alike.
    private var shape: [(name: [UInt8], column: EventColumn?)] = []
    /// Where in the tree the value of each column is; 0, where no value can be, for none.
    private var places = [Int](repeating: 0, count: EventColumn.allCases.count)
    private var unknownNames: Set<[UInt8]> = []

    init(_ opening: ExportOpening) throws {
        assembler = EventAssembler(opening.zone)
        try JSONLExport.heading(opening.sample)?.check(path: opening.path)
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        if heading(sample) != nil { return Recognition(confidence: 100) }
        var tree = JSONTree()
        let lines = sample.recognition { line in
            guard line.hasPrefix("{"), tree.read(line), tree.root.isFlatObject else { return false }
            return tree.root["time"] != nil && (tree.root["sender"] != nil || tree.root["sender_id"] != nil)
        }
        // Records of other programs have a time and a sender, too: who knows more of their members is surer of them.
        return lines.map { Recognition(confidence: min($0.confidence, 90)) }
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        heading(sample)?.describe(&description)
    }

    private static func heading(_ sample: ExportSample) -> ExportHeading? {
        sample.lines.first.flatMap { $0.withView { ExportHeading($0) } }
    }

    mutating func take(_ line: ByteView, into sink: inout EventSink) {
        guard tree.read(line), tree.root.isFlatObject else { return sink.bad("exports.bad.json") }
        let object = tree.root
        let isHeading = isFirst && object["banyan"] != nil
        isFirst = false
        if isHeading { return sink.skip() }
        for index in places.indices { places[index] = 0 }
        for (index, member) in object.members.enumerated() {
            guard let column = column(at: index, named: member.name, into: &sink) else { continue }
            if member.value.bool != nil { return sink.bad("exports.bad.value", ["column": column.name]) }
            if !member.value.isNull { places[column.rawValue] = member.value.place }
        }
        assembler.take({ column in object.value(at: places[column.rawValue])?.view }, into: &sink)
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
