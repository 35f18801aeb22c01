/// One record of CSV by RFC 4180, put together from as many lines as its quoted fields go over.
struct CSVRecord {
    /// A longer record is taken for a quote that was never closed.
    private static let longest = LineSource.longestLine

    /// How far a record has come.
    enum Progress {
        case complete
        /// A quoted field goes on in the next line.
        case open
        case bad
    }

    private let delimiter: UInt8
    private(set) var bytes: [UInt8] = []
    private(set) var fields: [(range: Range<Int>, isQuoted: Bool)] = []
    private var isOpen = false
    private var fieldStart = 0

    init(delimiter: UInt8) { self.delimiter = delimiter }

    mutating func begin() {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        isOpen = false
        fieldStart = 0
    }

    /// - Parameter lineEnd: what ended the line, for a field that goes on.
    mutating func add(_ line: ByteView, lineEnd: String) -> Progress {
        var index = 0
        if isOpen {
            guard bytes.count + line.count <= CSVRecord.longest else { return .bad }
            guard let progress = closeQuotes(line, &index, lineEnd) else { return addFields(line, &index, lineEnd) }
            return progress
        }
        return addFields(line, &index, lineEnd, isStart: true)
    }

    /// Reads fields from `index` on, which stands behind a field unless `isStart`.
    private mutating func addFields(
        _ line: ByteView, _ index: inout Int, _ lineEnd: String, isStart: Bool = false
    ) -> Progress {
        var isStart = isStart
        while isStart || index < line.count {
            if !isStart {
                guard line[index] == delimiter else { return .bad }
                index += 1
            }
            isStart = false
            fieldStart = bytes.count
            if index < line.count, line[index] == UInt8(ascii: "\"") {
                index += 1
                if let progress = closeQuotes(line, &index, lineEnd) { return progress }
            } else {
                let end = line.firstIndex(of: delimiter, from: index) ?? line.count
                append(line.slice(index, end))
                fields.append((fieldStart..<bytes.count, false))
                index = end
            }
        }
        return .complete
    }

    /// Reads to the end of a quoted field; nil where it ends in this line.
    private mutating func closeQuotes(_ line: ByteView, _ index: inout Int, _ lineEnd: String) -> Progress? {
        while let quote = line.firstIndex(of: UInt8(ascii: "\""), from: index) {
            append(line.slice(index, quote))
            index = quote + 1
            guard line.has("\"", at: index) else {
                isOpen = false
                fields.append((fieldStart..<bytes.count, true))
                return nil
            }
            bytes.append(UInt8(ascii: "\""))
            index += 1
        }
        append(line.dropping(min(index, line.count)))
        bytes += lineEnd.utf8
        isOpen = true
        return .open
    }

    private mutating func append(_ piece: ByteView) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: piece.base, count: piece.count))
    }
}

extension CSVRecord {
    /// Reads a record that begins in `first`, over as many lines as its quotes go; one whose quotes do not close is told
    /// to the sink as bad, and false.
    ///
    /// - Parameter lineEnd: What stands for a line's end within quotes; nil for what ended it.
    mutating func read(
        _ first: Line, _ source: LineSource, lineEnd: String? = nil, into sink: inout EventSink
    ) throws -> Bool {
        begin()
        var progress = add(first.bytes, lineEnd: lineEnd ?? (first.hasCarriageReturn ? "\r\n" : "\n"))
        while progress == .open {
            sink.hold()
            guard let line = try source.next() else { break }
            sink.continueRecord()
            let end = lineEnd ?? (line.hasCarriageReturn ? "\r\n" : "\n")
            progress = line.flaw == nil ? add(line.bytes, lineEnd: end) : .bad
        }
        if progress != .complete { sink.bad("exports.bad.quotes") }
        return progress == .complete
    }
}
