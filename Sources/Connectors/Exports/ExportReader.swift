internal import Foundation
package import Kernel

/// How to read an export where the file itself does not say.
package struct ReadOptions: Sendable {
    /// The zone of wall times. Nil: the one the file names, else this machine's.
    package var zone: CivilZone?
    /// What to call the group. Nil: what the file or its place suggests.
    package var groupName: String?
    /// Who "you" is, in exports that call their owner so.
    package var ownName: String?

    package init(zone: CivilZone? = nil, groupName: String? = nil, ownName: String? = nil) {
        self.zone = zone
        self.groupName = groupName
        self.ownName = ownName
    }
}

/// Reads a chat history from a file, chunk by chunk, in memory that does not grow with the file.
package struct ExportReader {
    private let source: LineSource
    private var format: any ExportFormat
    private let description: ExportDescription
    private var identities = EventIdentities()
    private var last = ExportReader.nothingYet
    private var isAtEnd = false

    /// Opens a file and finds out what it is; nothing is read beyond its start.
    ///
    /// - Parameters:
    ///   - format: A name of `ExportFormats.names`; nil to go by the content.
    ///   - section: Which of its groups to read, as `ExportWalk` found them; nil where the file is one group's.
    package init(
        _ file: ExportFile, format: String? = nil, section: Int? = nil, options: ReadOptions = ReadOptions()
    ) throws {
        try self.init(file.open(), of: file, format: format, section: section, options: options)
    }

    /// Opens the file at a path that holds one group's history.
    package init(path: String, format: String? = nil, options: ReadOptions = ReadOptions()) throws {
        try self.init(ExportFile(path: path), format: format, options: options)
    }

    /// Reads bytes at hand as if they lay in a file at `path`.
    package init(
        bytes: [UInt8], path: String, format: String? = nil, section: Int? = nil, options: ReadOptions = ReadOptions()
    ) throws {
        try self.init(
            ByteSource(bytes: bytes), of: ExportFile(path: path), format: format, section: section, options: options)
    }

    init(_ bytes: ByteSource, path: String, format: String? = nil, options: ReadOptions = ReadOptions()) throws {
        try self.init(bytes, of: ExportFile(path: path), format: format, section: nil, options: options)
    }

    private init(
        _ bytes: ByteSource, of file: ExportFile, format: String?, section: Int?, options: ReadOptions
    ) throws {
        let opened = try OpenedExport(bytes, of: file, format: format, options: options)
        let opening = opened.opening(options, section: section)
        self.format = try opened.format.init(opening)
        source = opened.source
        description = opening.description
    }

    /// What the file is, known before anything is read.
    package func describe() -> ExportDescription { description }

    /// The next events of the file, at most `maximumEvents`; nil when all has been read.
    package mutating func next(maximumEvents: Int) throws -> ExportChunk? {
        guard !isAtEnd else { return nil }
        let taken = identities
        identities = EventIdentities()
        var sink = EventSink(after: last, identities: taken, maximumEvents: maximumEvents)
        isAtEnd = try !format.read(source, into: &sink)
        identities = sink.identities
        var chunk = sink.chunk
        chunk.repairedLineCount = source.repairedCount
        chunk.bytesRead = source.bytesRead
        last = chunk
        last.events = []
        last.badLines = []
        return chunk
    }

    private static let nothingYet = ExportChunk(
        events: [], badLines: [], warnings: [], linesRead: 0, blankLineCount: 0, skippedLineCount: 0,
        badLineCount: 0, repairedLineCount: 0, bytesRead: 0)
}

/// A file whose start has been looked at.
struct OpenedExport {
    let file: ExportFile
    let source: LineSource
    let sample: ExportSample
    let format: any ExportFormat.Type
    let description: ExportDescription

    /// By how much of its start a file that is to be read is judged.
    private static let sampleLength = 256 << 10

    init(
        _ bytes: ByteSource, of file: ExportFile, format: String?, options: ReadOptions,
        sampleLength: Int = OpenedExport.sampleLength
    ) throws {
        self.file = file
        let path = file.path
        let start = try bytes.peek(min(sampleLength, (bytes.byteCount ?? .max - 1) + 1))
        let isWhole = start.count < sampleLength
        guard case .text(let encoding, let mark) = TextDetection.detect(start, isWhole: isWhole) else {
            throw OpenedExport.binary(start, path: path, isWhole: isWhole)
        }
        let decoded = try OpenedExport.lines(
            of: start.prefix(32 << 10), encoding: encoding, mark: mark, isWhole: isWhole && start.count <= 32 << 10)
        let name = ExportName(path: OpenedExport.absolute(path))
        sample = ExportSample(
            name: name, lines: decoded.lines, start: decoded.text, isEmpty: decoded.lines.isEmpty && isWhole)
        self.format = try format.map(ExportFormats.named) ?? ExportFormats.recognise(sample, path: path)
        source = LineSource(try TextDecoder(bytes, encoding: encoding, mark: mark), terminator: decoded.terminator)
        let group = options.groupName ?? name.channel
        var description = ExportDescription(
            format: self.format.name, encoding: encoding, network: "banyan",
            groupName: group ?? name.folder ?? name.file,
            isGroupNameCertain: group != nil, isPresence: false, date: name.date, byteCount: bytes.byteCount)
        self.format.describe(sample, &description)
        if let given = options.groupName { description.groupName = given }
        self.description = description
    }

    func opening(_ options: ReadOptions, section: Int?) -> ExportOpening {
        let zone = options.zone ?? description.zoneName.flatMap { CivilZone($0) } ?? .ofThisMachine
        var description = description
        description.section = section
        return ExportOpening(
            file: file, sample: sample, description: description, zone: zone, ownName: options.ownName)
    }

    /// What the file is, once for each group in it.
    func sections(_ options: ReadOptions) throws -> [ExportDescription] {
        guard let sectioned = format as? any SectionedFormat.Type else { return [description] }
        return try sectioned.sections(source, opening(options, section: nil)).map { section in
            var description = description
            description.section = section.number
            if options.groupName == nil, let name = section.groupName {
                (description.groupName, description.isGroupNameCertain) = (name, true)
            }
            return description
        }
    }

    /// The first lines, and what ends a line: CR where there is no LF at all.
    private static func lines(
        of start: ArraySlice<UInt8>, encoding: TextEncoding, mark: Int, isWhole: Bool
    ) throws -> (lines: [[UInt8]], text: [UInt8], terminator: UInt8) {
        let decoder = try TextDecoder(ByteSource(bytes: Array(start)), encoding: encoding, mark: mark)
        var text = [UInt8](repeating: 0, count: start.count * 2 + 16)
        var count = 0
        while case let more = try text.withUnsafeMutableBytes({
            try decoder.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
        }), more > 0, text.count - count - more >= 16 {
            count += more
        }
        text.removeSubrange(count...)
        let terminator: UInt8 = text.contains(10) || !text.contains(13) ? 10 : 13
        let source = LineSource(
            try TextDecoder(ByteSource(bytes: text), encoding: .utf8, mark: 0), terminator: terminator)
        var lines: [[UInt8]] = []
        while lines.count < ExportSample.lineCount {
            guard let line = try source.next() else {
                // A line that was cut is no good sample, unless it is all there is.
                if !isWhole, lines.count > 1 { lines.removeLast() }
                break
            }
            if line.flaw == nil, !line.bytes.isBlank { lines.append(line.bytes.array) }
        }
        return (lines, text, terminator)
    }

    private static func binary(_ start: ArraySlice<UInt8>, path: String, isWhole: Bool) -> Fault {
        guard case .binary(let kind?) = TextDetection.detect(start, isWhole: isWhole) else {
            return Fault(.badInput, "exports.binary", ["path": path])
        }
        return Fault(.badInput, "exports.binary-of-kind", ["path": path, "kind": kind])
    }

    static func absolute(_ path: String) -> String {
        let isPlain = path.hasPrefix("/") && !path.contains("/.") && !path.contains("//")
        return isPlain ? path : URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
