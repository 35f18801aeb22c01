internal import Kernel

/// mIRC logs as web pages: `<span class="irc-date">[4:05]</span> <span class="irc-black">&lt;nick&gt; text</span>`;
/// one file a day. Lines of the plain dialect in between (within `<pre>`, as people paste them) are read as such.
struct IRCMircHTML: LineFormat {
    static let name = "irc-mirc-html"
    static let example = "<span …>[12:34]</span> <span …>&lt;nick&gt; text</span><br />"

    private var recorder: IRCRecorder
    private var page = HTMLText()

    init(_ opening: ExportOpening) throws { recorder = try IRCRecorder(opening) }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        guard let page = sample.share(of: isPageLine), page >= 10 else { return nil }
        let plain = IRCPlain.recognise(sample) == nil ? 0 : sample.share(of: IRCPlain.isPlainLine) ?? 0
        // What is a page in part is read as one, for it may hold plain lines and not the other way round.
        return page + plain >= 50 ? Recognition(confidence: min(100, page + plain + 1)) : nil
    }

    private static func isPageLine(_ line: ByteView) -> Bool {
        guard line.hasPrefix("<span"), let close = line.firstIndex(of: UInt8(ascii: ">")) else { return false }
        return IRCTime(line, at: close + 1) != nil
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        IRCRecorder.describe(sample, &description)
    }

    mutating func take(_ line: ByteView, into sink: inout EventSink) {
        guard line.hasPrefix("<span"), let close = line.firstIndex(of: UInt8(ascii: ">")) else {
            return takeOther(line, into: &sink)
        }
        guard let time = IRCTime(line, at: close + 1), let open = line.firstIndex(of: "<span", from: time.end),
            let bodyStart = line.firstIndex(of: UInt8(ascii: ">"), from: open)
        else { return sink.bad("exports.bad.not-understood") }
        let end = line.lastIndex(of: "</span>") ?? line.count
        guard end > bodyStart else { return sink.bad("exports.bad.not-understood") }
        let isAction = line.slice(open, bodyStart).firstIndex(of: "irc-brick") != nil
        page.read(line.slice(bodyStart + 1, end))
        page.text.withView { takeBody($0, isAction: isAction, at: time, into: &sink) }
    }

    private mutating func takeOther(_ line: ByteView, into sink: inout EventSink) {
        if IRCTime(line) != nil { return recorder.take(line, into: &sink) }
        HTMLText.isMarkup(line) ? sink.skip() : sink.bad("exports.bad.not-understood")
    }

    private mutating func takeBody(
        _ body: ByteView, isAction: Bool, at time: IRCTime, into sink: inout EventSink
    ) {
        if body.isEmpty { return sink.bad("exports.bad.not-understood") }
        switch body[0] {
        case UInt8(ascii: "<") where body.hasPrefix("<- *"):
            // Said to the logger alone, so not in the group.
            sink.skip()
        case UInt8(ascii: "<"): recorder.takeMessage(body, at: time, into: &sink)
        case UInt8(ascii: "-"): recorder.takeNotice(body, at: time, into: &sink)
        case UInt8(ascii: "["): sink.skip()
        case UInt8(ascii: "*") where body.hasPrefix("* "):
            if !isAction, takeNote(body.dropping(2), at: time, into: &sink) { return }
            recorder.takeAction(body, at: time, into: &sink)
        default: sink.bad("exports.bad.not-understood")
        }
    }

    /// `nick (host) has joined #channel` and the like; false where it is something a person does.
    private mutating func takeNote(_ note: ByteView, at time: IRCTime, into sink: inout EventSink) -> Bool {
        if note.hasPrefix("Topic is ") || note.hasPrefix("Set by ") || note.hasPrefix("Disconnected") {
            sink.skip()
            return true
        }
        let nick = IRCRecorder.word(note)
        let deed = IRCRecorder.words(note, after: nick.count)
        if deed.hasPrefix("sets mode") {
            sink.skip()
            return true
        }
        guard deed.hasPrefix("("), let close = deed.firstIndex(of: ") ") else {
            return recorder.takeChange(of: nick, deed, at: time, into: &sink)
        }
        let act = deed.dropping(close + 2)
        if act.hasPrefix("has joined ") {
            recorder.add(.arrival, at: time, by: nick, into: &sink)
        } else if act.hasPrefix("has left ") {
            recorder.add(.departure, at: time, by: nick, scene: "part", into: &sink)
        } else if act.equals("Quit") || act.hasPrefix("Quit (") {
            recorder.add(.departure, at: time, by: nick, scene: "quit", into: &sink)
        } else {
            return false
        }
        return true
    }
}
