internal import Kernel

/// The records of a file that is either a JSON document with arrays of them, or has one on every line.
struct JSONRecords {
    /// What came next.
    enum Step {
        /// A record, and which of the arrays asked for it is in; valid until the next one is asked for.
        case record(JSONValue, path: Int)
        /// One that is dealt with.
        case passed
        case end
    }

    /// Whether there is one record a line.
    let isLines: Bool
    private(set) var document: JSONDocument

    /// - Parameter arrays: Where in a document the records are, as `JSONPath` has it.
    init(_ sample: ExportSample, arrays: [String], keeping members: [String] = []) {
        isLines = JSONRecords.isLines(sample)
        document = JSONDocument(arrays, keeping: members)
    }

    /// Whether the first line is a whole object and no document ends with it.
    static func isLines(_ sample: ExportSample) -> Bool {
        guard let first = sample.lines.first(where: { $0.first != UInt8(ascii: "#") }) else { return false }
        guard first.first == UInt8(ascii: "{") else { return false }
        var tree = JSONTree()
        let isWhole = first.withView { tree.read($0) && tree.root.isObject }
        return isWhole && (sample.lines.count > 1 || !first.withView(JSONRecords.holdsRecords))
    }

    /// Whether a line that is alone is a document on one line.
    private static func holdsRecords(_ line: ByteView) -> Bool {
        var tree = JSONTree()
        guard tree.read(line) else { return false }
        return tree.root.members.contains { $0.value.isArray && $0.value.elements.contains { $0.isObject } }
    }

    mutating func next(_ source: LineSource, _ sink: inout EventSink) throws -> Step {
        if isLines { return try nextLine(source, &sink) }
        guard let element = try document.elements.next(source) else { return .end }
        guard let record = document.record(of: element, into: &sink) else { return .passed }
        return .record(record, path: element.path)
    }

    private mutating func nextLine(_ source: LineSource, _ sink: inout EventSink) throws -> Step {
        guard let line = try source.next() else { return .end }
        guard sink.begin(line, number: source.number) else { return .passed }
        if line.bytes.hasPrefix("#") {
            sink.skip()
            return .passed
        }
        if document.tree.read(line.bytes) { return .record(document.tree.root, path: 0) }
        sink.bad("exports.bad.record")
        return .passed
    }

    /// All sound records, without counting anything, until `body` has had the last.
    mutating func forEach(_ source: LineSource, _ body: (JSONValue, Int) throws -> Void) throws {
        while true {
            if isLines {
                guard let line = try source.next() else { return }
                if line.flaw == nil, !line.bytes.isBlank, document.tree.read(line.bytes) {
                    try body(document.tree.root, 0)
                }
            } else {
                guard let element = try document.elements.next(source) else { return }
                if element.flaw == nil, document.tree.read(element.bytes) {
                    try body(document.tree.root, element.path)
                }
            }
        }
    }
}

/// A format of JSON records that are the elements of arrays in a document, or stand one on a line.
protocol JSONRecordFormat: ExportFormat {
    /// The records, of which the format says at its opening where they are.
    var records: JSONRecords { get set }
    /// Reads one record: one or more events, one bad record, or one passed over.
    ///
    /// - Parameter path: Which of the arrays it is in.
    mutating func take(_ record: JSONValue, path: Int, into sink: inout EventSink)
}

extension JSONRecordFormat {
    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool {
        while !sink.isFull {
            switch try records.next(source, &sink) {
            case .end: return false
            case .passed: continue
            case .record(let record, let path): take(record, path: path, into: &sink)
            }
        }
        return true
    }
}
