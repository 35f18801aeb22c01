internal import Kernel

/// Plain IRC logs by the minute: `[12:34] <nick> text`, `[12:34] *** nick joined`; one file a day.
struct IRCPlain: LineFormat {
    static let name = "irc-plain"
    static let example = "[12:34] <nick> text"

    private var recorder: IRCRecorder

    init(_ opening: ExportOpening) throws { recorder = try IRCRecorder(opening) }

    static func recognise(_ sample: ExportSample) -> Recognition? { sample.recognition(isPlainLine) }

    static func isPlainLine(_ line: ByteView) -> Bool {
        guard let time = IRCTime(line), !time.hasSeconds else { return false }
        return IRCRecorder.isBody(line, at: time.end)
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        IRCRecorder.describe(sample, &description)
    }

    mutating func take(_ line: ByteView, into sink: inout EventSink) { recorder.take(line, into: &sink) }
}

/// What the bouncer ZNC writes: `[12:34:56] <nick> text`, `[12:34:56] *** Joins: nick (host)`; one file a day.
struct IRCZNC: LineFormat {
    static let name = "irc-znc"
    static let example = "[12:34:56] <nick> text"

    private var recorder: IRCRecorder

    init(_ opening: ExportOpening) throws { recorder = try IRCRecorder(opening) }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        sample.recognition { line in
            guard let time = IRCTime(line), time.hasSeconds else { return false }
            return IRCRecorder.isBody(line, at: time.end)
        }
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        IRCRecorder.describe(sample, &description)
    }

    mutating func take(_ line: ByteView, into sink: inout EventSink) { recorder.take(line, into: &sink) }
}

extension IRCRecorder {
    /// Whether what follows the time looks like a log's line.
    static func isBody(_ line: ByteView, at index: Int) -> Bool {
        line.has(" <", at: index) || line.has(" * ", at: index) || line.has(" *** ", at: index)
            || line.has(" -", at: index) || line.has(" == ", at: index)
    }

    /// IRC's network, and the channel where a line of the sample names it.
    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "irc"
        description.isPresence = true
        guard !description.isGroupNameCertain else { return }
        for words: StaticString in [" has joined #", " joined #"] {
            for line in sample.lines {
                guard let channel = line.withView({ channel($0, after: words) }) else { continue }
                description.groupName = channel
                description.isGroupNameCertain = true
                return
            }
        }
    }

    /// The channel in a line that is a note, not something said.
    private static func channel(_ line: ByteView, after words: StaticString) -> String? {
        guard let start = line.firstIndex(of: words), line.prefix(start).firstIndex(of: "&lt;") == nil else {
            return nil
        }
        guard line.firstIndex(of: " * ") ?? line.firstIndex(of: ">* ") ?? line.firstIndex(of: "*** ") != nil else {
            return nil
        }
        let hash = start + words.utf8CodeUnitCount - 1
        var end = hash + 1
        while end < line.count, line[end] > 32, line[end] != UInt8(ascii: "<"), line[end] != UInt8(ascii: ",") {
            end += 1
        }
        return end > hash + 1 ? line.slice(hash, end).string : nil
    }
}
