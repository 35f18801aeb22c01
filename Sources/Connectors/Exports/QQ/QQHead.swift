internal import Kernel

/// The line above a message: `2019-09-23 20:43:38 name(12345678)`, `name 2/14/2020 9:16:13 PM` or `name  23:50:12`.
struct QQHead {
    /// Where the name and the time stand in a file's heads.
    enum Shape: Int, CaseIterable {
        /// As the client exports.
        case timeFirst
        /// As people copy from a telephone or from a window.
        case nameFirst
        /// The same without a date, which a line of its own tells.
        case timeOnly
    }

    let date: DateOrder.Numbers?
    let millisecondOfDay: Int64
    let name: ByteView

    init?(_ line: ByteView, _ shape: Shape, _ words: HourWords) {
        switch shape {
        case .timeFirst: self.init(timeFirst: line, words)
        case .nameFirst: self.init(timeLast: line, words, isDated: true)
        case .timeOnly: self.init(timeLast: line, words, isDated: false)
        }
    }

    private init?(timeFirst line: ByteView, _ words: HourWords) {
        guard line.count >= 14 else { return nil }
        var cursor = HeadCursor(line)
        guard let date = cursor.date(), line.gapLength(at: cursor.index) != nil else { return nil }
        cursor.skipGaps()
        guard let time = cursor.time(words), time.hasSeconds else { return nil }
        guard cursor.isAtEnd || line.gapLength(at: cursor.index) != nil else { return nil }
        self.date = date
        millisecondOfDay = time.millisecondOfDay
        name = line.dropping(cursor.index).trimmed
    }

    /// The last spaces of a line are looked at, for the time may hold some itself.
    private static let mostSpaces = 6

    private init?(timeLast line: ByteView, _ words: HourWords, isDated: Bool) {
        let line = line.trimmed
        guard line.count >= 8, line.dropping(max(0, line.count - 14)).firstIndex(of: UInt8(ascii: ":")) != nil else {
            return nil
        }
        var best: (date: DateOrder.Numbers?, millisecond: Int64, start: Int)?
        var index = line.count - 1
        var spaces = 0
        while index >= 0, spaces < QQHead.mostSpaces, line.count - index < 48 {
            if index == 0 || line.gapLength(at: index - 1) != nil {
                spaces += 1
                if let found = QQHead.moment(line, at: index, words, isDated: isDated) {
                    best = (found.date, found.millisecond, index)
                }
            }
            index -= 1
        }
        guard let best else { return nil }
        date = best.date
        millisecondOfDay = best.millisecond
        name = line.prefix(best.start).trimmed
    }

    /// A date and a time, or a time alone, that reach from `index` to the end of the line.
    private static func moment(
        _ line: ByteView, at index: Int, _ words: HourWords, isDated: Bool
    ) -> (date: DateOrder.Numbers?, millisecond: Int64)? {
        var cursor = HeadCursor(line, at: index)
        var date: DateOrder.Numbers?
        if isDated {
            guard let found = cursor.date(), line.gapLength(at: cursor.index) != nil else { return nil }
            date = found
            cursor.skipGaps()
        }
        guard let time = cursor.time(words), time.hasSeconds, cursor.isAtEnd else { return nil }
        date?.isHalfDay = time.isHalfDay
        return (date, time.millisecondOfDay)
    }

    /// The date of `— —  2020-2-21  — —`; nil for any other line.
    static func separator(_ line: ByteView) -> DateOrder.Numbers? {
        var cursor = HeadCursor(line)
        let start = cursor.index
        skipDashes(&cursor)
        guard cursor.index > start, let date = cursor.date() else { return nil }
        let end = cursor.index
        skipDashes(&cursor)
        return cursor.index > end && cursor.isAtEnd ? date : nil
    }

    private static func skipDashes(_ cursor: inout HeadCursor) {
        while true {
            let start = cursor.index
            cursor.skipGaps()
            if !cursor.skip("—"), !cursor.skip("－"), !cursor.skip("─") { _ = cursor.skip("-") }
            if cursor.index == start { return }
        }
    }
}

/// Who a head names.
struct QQSpeaker {
    /// What the client itself goes by.
    private static let clientNumbers: Set<String> = ["10000", "1000000"]
    /// All who speak without their name share this number.
    private static let nameless = "80000000"

    /// Without the title before it.
    let name: ByteView
    /// A number or an address.
    let id: ByteView?

    init(_ text: ByteView) {
        let split = QQSpeaker.split(text)
        id = split.id
        name = QQSpeaker.untitled(split.name)
    }

    private static func split(_ text: ByteView) -> (name: ByteView, id: ByteView?) {
        if text.hasSuffix(")"), let open = text.lastIndex(of: "(") {
            let number = text.slice(open + 1, text.count - 1)
            if isNumber(number) { return (text.prefix(open).trimmed, number) }
        }
        if text.hasSuffix(">"), let open = text.lastIndex(of: "<") {
            let address = text.slice(open + 1, text.count - 1)
            if address.count <= 128, address.firstIndex(of: UInt8(ascii: "@")) != nil {
                return (text.prefix(open).trimmed, address)
            }
        }
        return (text, nil)
    }

    private static func isNumber(_ text: ByteView) -> Bool {
        guard (1...20).contains(text.count) else { return false }
        for index in 0..<text.count where text.digit(index) == nil { return false }
        return true
    }

    /// `【level】name` is `name`: the level rises, and the client's sentences leave it out.
    private static func untitled(_ name: ByteView) -> ByteView {
        guard name.hasPrefix("【"), let close = name.firstIndex(of: "】") else { return name }
        let rest = name.dropping(close + 3).trimmed
        return rest.isEmpty ? name : rest
    }

    /// Whether the client speaks.
    func isClient(_ words: QQWords) -> Bool {
        if let id, id.count <= 8, QQSpeaker.clientNumbers.contains(id.string) { return true }
        return id == nil && (name.isEmpty || words.clients[name] != nil)
    }

    /// Nil where it is nobody.
    func party(_ pool: inout NamePool) -> Party? {
        guard let id else { return name.isEmpty ? nil : Party(name: pool.name(name)) }
        let number = pool.name(id)
        if number == QQSpeaker.nameless, !name.isEmpty { return Party(name: pool.name(name)) }
        return Party(name: name.isEmpty ? number : pool.name(name), id: number)
    }
}
