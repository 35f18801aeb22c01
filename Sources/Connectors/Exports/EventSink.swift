internal import Kernel

/// Takes what a format reads: gives events their keys and places, keeps bad lines, and counts.
struct EventSink {
    /// More bad lines than this end a chunk, so that a file of nothing else stays small in memory.
    private static let mostBadLines = 1000
    /// So do this many lines, so that progress shows while nothing but passed-over lines comes.
    private static let mostLines = 100_000

    private(set) var chunk: ExportChunk
    private let maximumEvents: Int
    private let lastLine: Int
    private var keys: EventIdentities
    private var currentLine: ByteView?
    private var heldExcerpt = ""
    private var currentNumber = 0

    init(after chunk: ExportChunk, identities: consuming EventIdentities, maximumEvents: Int) {
        self.chunk = chunk
        self.chunk.events = []
        self.chunk.badLines = []
        self.chunk.warnings = []
        self.chunk.events.reserveCapacity(min(maximumEvents, 65_536))
        self.keys = identities
        self.maximumEvents = max(1, maximumEvents)
        lastLine = chunk.linesRead + EventSink.mostLines
    }

    var identities: EventIdentities { keys }

    var isFull: Bool {
        chunk.events.count >= maximumEvents || chunk.badLines.count >= EventSink.mostBadLines
            || chunk.linesRead >= lastLine
    }

    /// Starts a line; false where it is dealt with already, being blank or flawed.
    mutating func begin(_ line: Line, number: Int) -> Bool {
        chunk.linesRead += 1
        currentLine = line.bytes
        currentNumber = number
        switch line.flaw {
        case .tooLong: bad("exports.bad.too-long", ["limit": String(LineSource.longestLine)])
        case .nul: bad("exports.bad.nul")
        case nil where line.bytes.isBlank: chunk.blankLineCount += 1
        case nil: return true
        }
        return false
    }

    /// Starts a record of a document (an element of JSON or HTML), which counts as one line read.
    ///
    /// - Parameter number: The line that it begins on, from 1.
    mutating func begin(record: ByteView, number: Int) {
        chunk.linesRead += 1
        currentLine = record
        currentNumber = number
    }

    /// Keeps how the line begins, before the next line of the same record takes its place in memory.
    mutating func hold() {
        guard let line = currentLine else { return }
        heldExcerpt = EventSink.excerpt(line)
        currentLine = nil
    }

    /// Counts a line that goes on with a record of several lines.
    mutating func continueRecord() { chunk.linesRead += 1 }

    /// The line was understood and is no event.
    mutating func skip() { chunk.skippedLineCount += 1 }

    mutating func warn(_ text: String, _ values: [String: String] = [:]) {
        chunk.warnings.append(ExportWarning(text: text, values: values))
    }

    mutating func bad(_ text: String, _ values: [String: String] = [:]) {
        chunk.badLineCount += 1
        let excerpt = currentLine.map(EventSink.excerpt) ?? heldExcerpt
        chunk.badLines.append(BadLine(number: currentNumber, text: text, values: values, excerpt: excerpt))
    }

    /// Adds an event whose key is a digest of what it says.
    mutating func add(
        _ kind: EventKind, at instant: Instant, by sender: Party, to target: Party? = nil, text: String? = nil,
        scene: String? = nil, replyTo: EventKey? = nil, mentions: [Party] = [], key: EventKey? = nil,
        place: Int64? = nil
    ) {
        guard Instant.believable.contains(instant) else { return bad("exports.bad.date") }
        let order = place ?? keys.place(at: instant)
        let key = key ?? keys.key(kind, at: instant, sender: sender, target: target, text: text)
        chunk.events.append(
            Event(
                kind: kind, instant: instant, order: order, key: key, sender: sender, target: target, text: text,
                replyTo: replyTo, scene: scene, mentions: mentions))
    }

    private static func excerpt(_ line: ByteView) -> String {
        let start = line.prefix(160).string.prefix(80)
        return String(start.map { $0.isASCII && $0.unicodeScalars.first!.value < 32 ? "·" : $0 })
    }
}
