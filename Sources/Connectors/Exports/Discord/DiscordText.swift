internal import Kernel

/// What DiscordChatExporter writes as plain text: a block with the channel's name, and messages under heads such as
/// `[17-May-19 01:47 PM] Name#1234`.
struct DiscordText: SectionedFormat {
    static let name = "discord-text"
    static let example = "[17-May-19 01:47 PM] Name#1234"

    /// Where in the file the next line is.
    private enum Place { case heading, messages }
    /// Which part of a message its lines belong to.
    private enum Block { case content, attachments, stickers, other }

    private var time: DiscordTime
    private var recorder = DiscordRecorder()
    private var place = Place.heading
    private var ruleCount = 0
    private var isBehindBlank = false
    private var isPerhapsFooter = false
    private var head: (author: [UInt8], instant: Instant)?
    private var block = Block.content
    private var content: [UInt8] = []
    private var attached: EventKind?
    /// What makes the message unusable.
    private var flaw: Line.Flaw?

    init(_ opening: ExportOpening) throws {
        let heads = opening.sample.lines.compactMap { line in
            line.withView { line in DiscordText.head(line).map { line.slice($0.date).array } }
        }
        time = DiscordTime(opening.zone, samples: heads)
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        heading(sample) == nil ? nil : Recognition(confidence: 100)
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "discord"
        guard let channel = heading(sample), !channel.isEmpty else { return }
        description.groupName = channel
        description.isGroupNameCertain = true
    }

    /// Talk between two is no group.
    static func sections(_ source: LineSource, _ opening: ExportOpening) -> [ExportSection] {
        let lines = opening.sample.lines.prefix(3)
        let isBetweenTwo =
            lines.count == 3 && lines[1].withView { $0.equals("Guild: Direct Messages") }
            && lines[2].withView { $0.hasPrefix("Channel: Private / ") }
        return isBetweenTwo ? [] : [ExportSection(number: 0, groupName: nil)]
    }

    /// The channel's name in the block at the start; nil where there is no such block.
    private static func heading(_ sample: ExportSample) -> String? {
        guard sample.lines.count >= 3, sample.lines[0].withView(isRule),
            sample.lines[1].withView({ $0.hasPrefix("Guild: ") })
        else { return nil }
        return sample.lines[2].withView { line in
            guard line.hasPrefix("Channel: ") else { return nil }
            let name = line.dropping(9)
            // Newer versions put the category before it.
            return name.dropping(name.lastIndex(of: " / ").map { $0 + 3 } ?? 0).string
        }
    }

    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool {
        while !sink.isFull {
            guard let line = try source.next() else {
                finish(into: &sink)
                return false
            }
            take(line, number: source.number, into: &sink)
        }
        return true
    }

    private mutating func take(_ line: Line, number: Int, into sink: inout EventSink) {
        let start = place == .heading || !isBehindBlank || line.flaw != nil ? nil : opensMessage(line.bytes)
        defer { isBehindBlank = line.flaw == nil && line.bytes.isBlank }
        if start == nil, head != nil {
            sink.continueRecord()
            return takeBody(line, into: &sink)
        }
        // What is finished is counted to its own lines.
        finish(into: &sink)
        guard sink.begin(line, number: number) else { return }
        if let start {
            begin(line.bytes, start, into: &sink)
        } else if place == .heading {
            takeHeading(line.bytes, into: &sink)
        } else if DiscordText.isRule(line.bytes) || DiscordText.isCount(line.bytes) {
            sink.skip()
        } else {
            sink.bad("exports.bad.not-understood")
        }
    }

    private mutating func takeHeading(_ line: ByteView, into sink: inout EventSink) {
        sink.skip()
        guard DiscordText.isRule(line) else { return }
        ruleCount += 1
        if ruleCount == 2 { place = .messages }
    }

    /// The head of a message.
    private struct Start {
        let author: Range<Int>
        let instant: Instant
    }

    /// A head in the right place; one whose time is none is part of what somebody wrote.
    private mutating func opensMessage(_ line: ByteView) -> Start? {
        guard let head = DiscordText.head(line), let instant = time.instant(line.slice(head.date)) else { return nil }
        return Start(author: head.author, instant: instant)
    }

    private mutating func begin(_ line: ByteView, _ start: Start, into sink: inout EventSink) {
        head = (line.slice(start.author).array, start.instant)
        block = .content
        content.removeAll(keepingCapacity: true)
        (attached, flaw, isPerhapsFooter) = (nil, nil, false)
        sink.hold()
    }

    private mutating func takeBody(_ line: Line, into sink: inout EventSink) {
        let bytes = line.bytes
        guard line.flaw == nil else {
            flaw = line.flaw
            return
        }
        if isPerhapsFooter {
            isPerhapsFooter = false
            if DiscordText.isCount(bytes) {
                finish(into: &sink)
                return sink.skip()
            }
            append(DiscordText.rule)
        }
        if isBehindBlank {
            if DiscordText.isRule(bytes) {
                isPerhapsFooter = true
                return
            }
            if let opened = DiscordText.block(bytes) {
                block = opened
                return
            }
        }
        switch block {
        case .content: append(bytes.array)
        case .attachments where !bytes.isBlank: attached = MediaKind.moreTelling(attached, MediaKind.of(bytes))
        case .stickers where !bytes.isBlank: attached = MediaKind.moreTelling(attached, .sticker)
        default: break
        }
    }

    private mutating func append(_ line: [UInt8]) {
        guard content.count + line.count < LineSource.longestLine else {
            flaw = .tooLong
            return
        }
        content += line
        content.append(10)
    }

    /// Hands out the message that has been read.
    private mutating func finish(into sink: inout EventSink) {
        guard let head else { return }
        self.head = nil
        switch flaw {
        case .tooLong: return sink.bad("exports.bad.too-long", ["limit": String(LineSource.longestLine)])
        case .nul: return sink.bad("exports.bad.nul")
        case nil: break
        }
        // Blank lines between messages cannot be told from those at a message's end.
        while content.last == 10 { content.removeLast() }
        let (content, attached) = (content, attached)
        head.author.withView { author in
            content.withView { content in
                recorder.add(
                    DiscordRecorder.Message(
                        instant: head.instant, author: author, authorID: nil, content: content, attached: attached),
                    into: &sink)
            }
        }
    }

    private static func block(_ line: ByteView) -> Block? {
        if line.equals("{Attachments}") { return .attachments }
        if line.equals("{Stickers}") { return .stickers }
        return line.equals("{Embed}") || line.equals("{Reactions}") ? .other : nil
    }

    /// `[date] name`, where the name may be followed by ` (pinned)`.
    private static func head(_ line: ByteView) -> (date: Range<Int>, author: Range<Int>)? {
        guard line.hasPrefix("["), let close = line.firstIndex(of: "] "), (9...65).contains(close) else { return nil }
        let end = line.hasSuffix(" (pinned)") ? line.count - 9 : line.count
        return close + 2 < end ? (1..<close, close + 2..<end) : nil
    }

    private static let rule = [UInt8](repeating: UInt8(ascii: "="), count: 62)

    /// The foot of newer versions.
    private static func isCount(_ line: ByteView) -> Bool {
        line.hasPrefix("Exported ") && line.hasSuffix(" message(s)")
    }

    private static func isRule(_ line: ByteView) -> Bool { line.equals(rule) }
}
