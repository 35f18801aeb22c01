internal import Kernel

/// What the IRC dialects share: the day of the file, its clock, and turning what a line says into events.
struct IRCRecorder {
    /// A longer nick is no nick: networks allow 9 to 32 characters, bridges a few more.
    private static let longestNick = 256

    private let day: CivilDay
    private var clock: WallClock
    private var names = NamePool()

    /// - Throws: where the file's name has no date, for the lines know only the time of day.
    init(_ opening: ExportOpening) throws {
        guard let date = opening.description.date else {
            throw Fault(.badInput, "exports.irc.no-date", ["path": opening.path])
        }
        day = date
        clock = WallClock(opening.zone)
    }

    /// Records something that the holder of a nick did.
    mutating func add(
        _ kind: EventKind, at time: IRCTime, by nick: ByteView, to target: ByteView? = nil, text: ByteView? = nil,
        scene: String? = nil, into sink: inout EventSink
    ) {
        guard let sender = party(nick, &sink) else { return }
        var targetParty: Party?
        if let target {
            targetParty = party(target, &sink)
            if targetParty == nil { return }
        }
        let instant = clock.instant(day, millisecondOfDay: time.millisecondOfDay)
        sink.add(kind, at: instant, by: sender, to: targetParty, text: text?.string, scene: scene)
    }

    /// The nick without its hostmask; nil, and a bad line, where it is none.
    private mutating func party(_ nick: ByteView, _ sink: inout EventSink) -> Party? {
        var nick = nick
        if let mark = nick.firstIndex(of: UInt8(ascii: "!")), nick.firstIndex(of: UInt8(ascii: "@"), from: mark) != nil
        {
            nick = nick.prefix(mark)
        }
        guard !nick.isBlank else {
            sink.bad("exports.bad.no-name")
            return nil
        }
        guard nick.count <= IRCRecorder.longestNick else {
            sink.bad("exports.bad.long-name", ["limit": String(IRCRecorder.longestNick)])
            return nil
        }
        return Party(name: names.name(nick))
    }
}

/// The time at the head of a line: `[04:05]`, `[4:05]` or `[04:05:06]`.
struct IRCTime {
    let millisecondOfDay: Int64
    /// Where the bracket ends.
    let end: Int
    let hasSeconds: Bool

    /// Nil where there is no such time; `start` is where the bracket opens.
    init?(_ line: ByteView, at start: Int = 0) {
        guard line.count > start + 5, line[start] == UInt8(ascii: "[") else { return nil }
        let isShort = line[start + 2] == UInt8(ascii: ":")
        let colon = start + (isShort ? 2 : 3)
        guard let hour = line.number(at: start + 1, width: isShort ? 1 : 2), line[colon] == UInt8(ascii: ":"),
            let minute = line.number(at: colon + 1, width: 2), colon + 3 < line.count
        else { return nil }
        var second = 0
        var close = colon + 3
        hasSeconds = line[close] == UInt8(ascii: ":")
        if hasSeconds {
            guard let value = line.number(at: close + 1, width: 2), close + 3 < line.count else { return nil }
            // A leap second is taken for the one before.
            second = value == 60 ? 59 : value
            close += 3
        }
        guard line[close] == UInt8(ascii: "]"), hour < 24, minute < 60, second < 60 else { return nil }
        millisecondOfDay = Int64(hour * 3600 + minute * 60 + second) * 1000
        end = close + 1
    }
}

extension IRCTime {
    /// `2:56:14 PM`: twelve is the first hour of either half.
    init?(halfDay text: ByteView) {
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon == 1 || colon == 2,
            let hour = text.number(at: 0, width: colon), (1...12).contains(hour),
            let minute = text.number(at: colon + 1, width: 2), minute < 60, text.has(":", at: colon + 3),
            let second = text.number(at: colon + 4, width: 2), second < 60, text.count == colon + 9,
            text.hasSuffix(" AM") || text.hasSuffix(" PM")
        else { return nil }
        let afternoon = text.hasSuffix(" PM") ? 12 : 0
        millisecondOfDay = Int64((hour % 12 + afternoon) * 3600 + minute * 60 + second) * 1000
        end = text.count
        hasSeconds = true
    }
}
