internal import Kernel

/// What people say, in the shapes all the dialects write it in: `<nick> text`, `* nick does`, `-nick- text`.
extension IRCRecorder {
    /// `<nick> text`.
    mutating func takeMessage(_ body: ByteView, at time: IRCTime, into sink: inout EventSink) {
        guard let close = body.firstIndex(of: UInt8(ascii: ">")) else { return sink.bad("exports.bad.not-understood") }
        add(.text, at: time, by: body.slice(1, close), text: IRCRecorder.words(body, after: close + 1), into: &sink)
    }

    /// `* nick does`.
    mutating func takeAction(_ body: ByteView, at time: IRCTime, into sink: inout EventSink) {
        let end = body.firstIndex(of: 32, from: 2) ?? body.count
        add(.text, at: time, by: body.slice(2, end), text: IRCRecorder.words(body, after: end), into: &sink)
    }

    /// `-nick- text`; a nick with a dot is a server's, and what it says is about the connection.
    mutating func takeNotice(_ body: ByteView, at time: IRCTime, into sink: inout EventSink) {
        let close = body.firstIndex(of: "- ", from: 1) ?? body.count - 1
        guard close > 1, body[close] == UInt8(ascii: "-") else { return sink.bad("exports.bad.not-understood") }
        let nick = body.slice(1, close)
        if nick.firstIndex(of: UInt8(ascii: ".")) != nil { return sink.skip() }
        add(.notice, at: time, by: nick, text: IRCRecorder.words(body, after: close + 1), into: &sink)
    }

    /// What stands behind one space.
    static func words(_ body: ByteView, after index: Int) -> ByteView {
        let hasSpace = index < body.count && body[index] == 32
        return body.dropping(hasSpace ? index + 1 : index)
    }

    /// A topic as `'…'` or bare.
    static func topic(_ words: ByteView) -> ByteView {
        guard words.count >= 2, words.hasPrefix("'"), words.hasSuffix("'") else { return words }
        return words.slice(1, words.count - 1)
    }
}

/// Everything after the time in logs whose notes begin with `***`: the plain dialect and ZNC's.
extension IRCRecorder {
    mutating func take(_ line: ByteView, into sink: inout EventSink) {
        guard let time = IRCTime(line) else { return sink.bad("exports.bad.not-understood") }
        let body = IRCRecorder.words(line, after: time.end)
        if body.isEmpty { return sink.bad("exports.bad.not-understood") }
        switch body[0] {
        case UInt8(ascii: "<"): takeMessage(body, at: time, into: &sink)
        case UInt8(ascii: "*") where body.hasPrefix("*** "): takeNote(body.dropping(4), at: time, into: &sink)
        case UInt8(ascii: "*") where body.hasPrefix("* "): takeAction(body, at: time, into: &sink)
        case UInt8(ascii: "-"): takeNotice(body, at: time, into: &sink)
        case UInt8(ascii: "=") where body.hasPrefix("== "): takeWebNote(body.dropping(3), at: time, into: &sink)
        default: sink.bad("exports.bad.not-understood")
        }
    }

    /// `Joins: nick (host)` and the like, or `nick joined` and the like.
    private mutating func takeNote(_ note: ByteView, at time: IRCTime, into sink: inout EventSink) {
        let space = note.firstIndex(of: 32) ?? note.count
        let rest = IRCRecorder.words(note, after: space)
        if note.hasPrefix("Joins: ") {
            add(.arrival, at: time, by: IRCRecorder.word(rest), into: &sink)
        } else if note.hasPrefix("Parts: ") {
            add(.departure, at: time, by: IRCRecorder.word(rest), scene: "part", into: &sink)
        } else if note.hasPrefix("Quits: ") {
            add(.departure, at: time, by: IRCRecorder.word(rest), scene: "quit", into: &sink)
        } else {
            takeDeed(of: note.prefix(space), rest, at: time, into: &sink)
        }
    }

    private mutating func takeDeed(
        of nick: ByteView, _ deed: ByteView, at time: IRCTime, into sink: inout EventSink
    ) {
        if deed.equals("joined") || deed.hasPrefix("joined #") {
            add(.arrival, at: time, by: nick, into: &sink)
        } else if deed.equals("left") || deed.hasPrefix("left #") || deed.hasPrefix("left (") {
            add(.departure, at: time, by: nick, into: &sink)
        } else if deed.hasPrefix("sets mode") {
            sink.skip()
        } else if !takeChange(of: nick, deed, at: time, into: &sink) {
            sink.bad("exports.bad.not-understood")
        }
    }

    /// What clients in web pages write: `== nick [host] has joined #channel` and the like.
    private mutating func takeWebNote(_ note: ByteView, at time: IRCTime, into sink: inout EventSink) {
        let nick = IRCRecorder.word(note)
        var deed = IRCRecorder.words(note, after: nick.count)
        if deed.hasPrefix("["), let close = deed.firstIndex(of: "] ") { deed = deed.dropping(close + 2) }
        if deed.hasPrefix("has joined ") {
            add(.arrival, at: time, by: nick, into: &sink)
        } else if deed.hasPrefix("has left ") {
            add(.departure, at: time, by: nick, scene: "part", into: &sink)
        } else if deed.equals("has quit") || deed.hasPrefix("has quit ") {
            add(.departure, at: time, by: nick, scene: "quit", into: &sink)
        } else if deed.hasPrefix("has changed nick to ") {
            add(.rename, at: time, by: nick, to: deed.dropping(20), into: &sink)
        } else {
            sink.skip()
        }
    }

    /// Renames, kicks and topics, which all dialects word alike; false where it is none of them.
    mutating func takeChange(
        of nick: ByteView, _ deed: ByteView, at time: IRCTime, into sink: inout EventSink
    ) -> Bool {
        if deed.hasPrefix("is now known as ") {
            let name = deed.dropping(16)
            guard name.firstIndex(of: 32) == nil else { return false }
            add(.rename, at: time, by: nick, to: name, into: &sink)
        } else if deed.hasPrefix("was kicked by ") {
            let kicker = IRCRecorder.word(deed.dropping(14))
            add(.removal, at: time, by: kicker, to: nick, scene: "kicked", into: &sink)
        } else if deed.hasPrefix("changes topic to") {
            let start = deed.has(":", at: 16) ? 17 : 16
            let topic = IRCRecorder.topic(IRCRecorder.words(deed, after: start))
            add(.topic, at: time, by: nick, text: topic, into: &sink)
        } else {
            return false
        }
        return true
    }

    /// Up to the first space.
    static func word(_ text: ByteView) -> ByteView { text.prefix(text.firstIndex(of: 32) ?? text.count) }
}
