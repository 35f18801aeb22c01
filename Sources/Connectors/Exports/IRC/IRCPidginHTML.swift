internal import Kernel

/// What the client Pidgin saves as web pages: `<font …>(2:56:14 PM)</font> <b>nick:</b></font> text<br/>`; one file a
/// day, for whose lines the date in its name stands.
struct IRCPidginHTML: LineFormat {
    static let name = "irc-pidgin-html"
    static let example = "<font …>(12:34:56 PM)</font> <b>nick:</b></font> text<br/>"

    private var recorder: IRCRecorder
    private var page = HTMLText()

    init(_ opening: ExportOpening) throws { recorder = try IRCRecorder(opening) }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        sample.recognition { line in line.hasPrefix("<font") && time(line) != nil }
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        IRCRecorder.describe(sample, &description)
        guard !description.isGroupNameCertain, let title = sample.lines.first else { return }
        let channel = title.withView { line -> String? in
            guard let start = line.firstIndex(of: "Conversation with #") else { return nil }
            return IRCRecorder.word(line.dropping(start + 18)).string
        }
        guard let channel else { return }
        description.groupName = channel
        description.isGroupNameCertain = true
    }

    mutating func take(_ line: ByteView, into sink: inout EventSink) {
        if !line.hasPrefix("<font") {
            let isTitle = line.hasPrefix("<h") || HTMLText.isMarkup(line)
            return isTitle ? sink.skip() : sink.bad("exports.bad.not-understood")
        }
        guard let (time, timeEnd) = IRCPidginHTML.time(line), let open = line.firstIndex(of: "<b>", from: timeEnd),
            let close = line.firstIndex(of: "</b>", from: open)
        else { return sink.bad("exports.bad.not-understood") }
        page.read(line.slice(open + 3, close))
        var name = page.text
        page.read(line.dropping(close + 4))
        let words = page.text
        if name.last == UInt8(ascii: ":") { name.removeLast() }
        name.withView { name in
            words.withView { words in takeParts(name, IRCRecorder.words(words, after: 0), at: time, into: &sink) }
        }
    }

    private mutating func takeParts(
        _ name: ByteView, _ words: ByteView, at time: IRCTime, into sink: inout EventSink
    ) {
        if name.hasPrefix("***") {
            recorder.add(.text, at: time, by: name.dropping(3), text: words, into: &sink)
        } else if name.hasPrefix(" ") {
            takeNote(name.dropping(1), at: time, into: &sink)
        } else {
            recorder.add(.text, at: time, by: name, text: words, into: &sink)
        }
    }

    /// `nick [host] entered the room.` and the like.
    private mutating func takeNote(_ note: ByteView, at time: IRCTime, into sink: inout EventSink) {
        let nick = IRCRecorder.word(note)
        let deed = IRCRecorder.words(note, after: nick.count)
        if deed.hasSuffix("entered the room.") {
            recorder.add(.arrival, at: time, by: nick, into: &sink)
        } else if deed.hasPrefix("left the room (quit: ") {
            recorder.add(.departure, at: time, by: nick, scene: "quit", into: &sink)
        } else if deed.hasPrefix("left the room") {
            recorder.add(.departure, at: time, by: nick, scene: "part", into: &sink)
        } else if deed.hasPrefix("is now known as ") {
            let name = deed.hasSuffix(".") ? deed.prefix(deed.count - 1) : deed
            recorder.add(.rename, at: time, by: nick, to: name.dropping(16), into: &sink)
        } else {
            sink.skip()
        }
    }

    /// `(2:56:14 PM)` and where it ends.
    private static func time(_ line: ByteView) -> (IRCTime, Int)? {
        guard let open = line.firstIndex(of: UInt8(ascii: "(")), let close = line.firstIndex(of: ")</font>", from: open)
        else { return nil }
        return IRCTime(halfDay: line.slice(open + 1, close)).map { ($0, close) }
    }
}
