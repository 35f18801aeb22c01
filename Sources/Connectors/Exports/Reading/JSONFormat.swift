/// A format of JSON documents in which every element of some arrays stands for itself.
protocol JSONFormat: ExportFormat {
    /// The document, of which the format says at its opening which arrays it wants.
    var document: JSONDocument { get set }
    /// Reads one record: one or more events, one bad record, or one passed over.
    mutating func take(_ record: JSONValue, of element: JSONElement, into sink: inout EventSink)
    /// Whether a record is wanted at all; asked before anything of it is read, and free to pass over its whole array.
    mutating func wants(_ element: JSONElement) -> Bool
    /// Whether nothing that may still come is wanted, so that the rest need not be gone through.
    var isDone: Bool { get }
}

/// A document that is being streamed, and the room in which its records are read one after the other.
struct JSONDocument: Sendable {
    var elements: JSONElements
    var tree = JSONTree()

    init(_ arrays: [String], keeping members: [String] = []) {
        elements = JSONElements(arrays, keeping: members)
    }

    /// Begins an element and reads it; nil where it is a bad record.
    mutating func record(of element: JSONElement, into sink: inout EventSink) -> JSONValue? {
        sink.begin(record: element.bytes, number: element.number)
        switch element.flaw {
        case .tooLong: sink.bad("exports.bad.too-long", ["limit": String(JSONTree.longest)])
        case .broken: sink.bad("exports.bad.broken-document")
        case nil where tree.read(element.bytes): return tree.root
        case nil: sink.bad("exports.bad.record")
        }
        return nil
    }
}

extension JSONFormat {
    mutating func wants(_ element: JSONElement) -> Bool { true }

    var isDone: Bool { false }

    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool {
        while !sink.isFull {
            guard !isDone, let element = try document.elements.next(source) else { return false }
            guard element.flaw == .broken || wants(element) else { continue }
            if let record = document.record(of: element, into: &sink) { take(record, of: element, into: &sink) }
        }
        return true
    }
}
