internal import Kernel

/// Tells who speaks in a line, or that the client does.
///
/// A name ends at the first colon with a space behind it. Where a name has such a colon itself, a file shows it: what
/// stands before its first colon never comes without the rest.
struct WhatsAppNames {
    /// What stands behind a head.
    enum Split {
        /// A line of the client's.
        case words(ByteView)
        case message(name: ByteView, text: ByteView)
    }

    /// A second part that comes this often after a first one, and never another, is part of the name.
    private static let enough = 3
    private static let longestTogether = 64

    private var longNames: [[UInt8]] = []
    private var known = NamePool()
    private var lastName: [UInt8] = []
    private var lastText = ""

    init(_ sample: ExportSample, _ style: WhatsAppStyle, _ words: WhatsAppWords) {
        var seconds: [[UInt8]: [UInt8]?] = [:]
        var counts: [[UInt8]: Int] = [:]
        for line in sample.lines {
            line.withView { line in
                guard let head = WhatsAppHead(line, words), style.fits(head) else { return }
                let body = line.dropping(head.end)
                guard let colon = body.firstIndex(of: ": ") else { return }
                let first = body.prefix(colon).array
                let next = body.firstIndex(of: ": ", from: colon + 2) ?? body.count
                let isLong = next == body.count || next > WhatsAppNames.longestTogether
                let second = isLong ? nil : body.slice(colon + 2, next).array
                counts[first, default: 0] += 1
                if let before = seconds[first], before != second { seconds[first] = .some(nil) }
                if seconds[first] == nil { seconds[first] = .some(second) }
            }
        }
        for (first, second) in seconds {
            guard let second, counts[first, default: 0] >= WhatsAppNames.enough else { continue }
            longNames.append(first + Array(": ".utf8) + second)
        }
    }

    /// - Parameter start: Where the head of the line ends.
    func split(_ line: ByteView, at start: Int, _ recorder: WhatsAppRecorder) -> Split {
        let body = line.dropping(start)
        guard let colon = colon(body) else {
            let trimmed = body.trimmed
            guard trimmed.hasSuffix(":") else { return .words(body) }
            return .message(name: trimmed.prefix(trimmed.count - 1), text: body.slice(0, 0))
        }
        let name = body.prefix(colon)
        // A subject may hold a colon, and stands in quotes; names hardly have any.
        if WhatsAppNames.hasQuote(name), recorder.isDeed(body) { return .words(body) }
        return .message(name: name, text: body.dropping(colon + 2))
    }

    private func colon(_ body: ByteView) -> Int? {
        for name in longNames where body.has(name, at: 0) && body.has(": ", at: name.count) { return name.count }
        return body.firstIndex(of: ": ")
    }

    private static func hasQuote(_ name: ByteView) -> Bool {
        if name.firstIndex(of: UInt8(ascii: "\"")) != nil { return true }
        let quotes: [StaticString] = ["“", "„", "«", "「", "‘", "'"]
        return quotes.contains { name.firstIndex(of: $0) != nil }
    }

    /// The name as a text; mostly that of the line before.
    mutating func person(_ name: ByteView) -> String {
        if name.equals(lastName) { return lastText }
        lastName = name.array
        let text = PersonName.text(name)
        lastText = Array(text.utf8).withView { known.name($0) }
        return lastText
    }
}
