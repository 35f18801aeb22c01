internal import Kernel

/// The words of DiscordChatExporter: its sentences, and how it writes dates in several languages.
enum DiscordWords {
    static let system = SystemLines(.load("discord"), isExact: true)
    static let dates = SystemLinesFile.load("discord", as: Dates.self).dates

    /// The part of the file that is about dates.
    private struct Dates: Decodable {
        let dates: DateWords
    }
}

/// The words in dates.
struct DateWords: Decodable, Sendable {
    /// What a word says in a date.
    enum Meaning: Sendable, Equatable {
        case month(Int)
        case morning
        case afternoon
        case nothing
    }

    private let meanings: [String: Meaning]

    private enum Name: String, CodingKey { case months, morning, afternoon, ignored }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Name.self)
        var meanings: [String: Meaning] = [:]
        for (index, names) in try values.decode([[String]].self, forKey: .months).enumerated() {
            for name in names { meanings[name] = .month(index + 1) }
        }
        for word in try values.decode([String].self, forKey: .morning) { meanings[word] = .morning }
        for word in try values.decode([String].self, forKey: .afternoon) { meanings[word] = .afternoon }
        for word in try values.decode([String].self, forKey: .ignored) { meanings[word] = .nothing }
        self.meanings = meanings
    }

    func meaning(_ word: ByteView) -> Meaning? {
        let isDotted = word.count > 1 && word[word.count - 1] == UInt8(ascii: ".")
        return meanings[word.prefix(isDotted ? word.count - 1 : word.count).string.lowercased()]
    }
}

/// Times as DiscordChatExporter writes them: `17-May-19 01:47 PM`, `2019-05-17T13:47:00.0000000+00:00`, in the manner of
/// the exporter's country (`5/17/2019 1:47 PM`, `17.05.2019 13:47`, `2019/5/17 下午 1:47`), or seconds since 1970.
struct DiscordTime {
    private var clock: WallClock
    private let order: DateOrder
    private var lastText: [UInt8] = []
    private var lastInstant: Instant?

    /// - Parameter samples: times of the same file, by which an order that can be read in two ways is told.
    init(_ zone: CivilZone, samples: [[UInt8]]) {
        clock = WallClock(zone)
        order = DiscordTime.order(of: samples)
    }

    /// Nil where it is no time.
    mutating func instant(_ text: ByteView) -> Instant? {
        if text.equals(lastText) { return lastInstant }
        lastInstant = text.count <= 64 ? read(text) : nil
        lastText = text.prefix(65).array
        return lastInstant
    }

    private mutating func read(_ text: ByteView) -> Instant? {
        if let instant = DiscordTime.unixTime(text) { return instant }
        if text.has("-", at: 4), let instant = EventTime.instant(text, &clock) { return instant }
        guard let time = WrittenTime(text, DiscordWords.dates), let day = time.day(order),
            let hour = time.hour, let wall = WallTime(day: day, hour: hour, minute: time.minute, second: time.second)
        else { return nil }
        guard let offset = time.offset else { return clock.instant(day, millisecondOfDay: wall.millisecondOfDay) }
        let local = Int64(day.number) * 86_400_000 + wall.millisecondOfDay
        return Instant(milliseconds: local - Int64(offset) * 60_000)
    }

    private static func unixTime(_ text: ByteView) -> Instant? {
        guard (9...13).contains(text.count), let value = text.number(at: 0, width: text.count) else { return nil }
        return text.count <= 10 ? Instant(seconds: Int64(value)) : Instant(milliseconds: Int64(value))
    }

    /// The order in which all samples are dates and lie closest together; where both do, the custom of the country that
    /// has such clocks.
    private static func order(of samples: [[UInt8]]) -> DateOrder {
        let times = samples.compactMap { $0.withView { WrittenTime($0, DiscordWords.dates) } }
        let open = times.filter { $0.isAmbiguous }
        guard let first = open.first else { return .dayMonthYear }
        let dayFirst = spread(open, .dayMonthYear)
        let monthFirst = spread(open, .monthDayYear)
        if let dayFirst, let monthFirst, dayFirst != monthFirst {
            return dayFirst < monthFirst ? .dayMonthYear : .monthDayYear
        }
        if (dayFirst == nil) != (monthFirst == nil) { return dayFirst == nil ? .monthDayYear : .dayMonthYear }
        return first.half != nil && first.hasSlash ? .monthDayYear : .dayMonthYear
    }

    /// How many days there are between neighbours in all; nil where a date is none in this order.
    private static func spread(_ times: [WrittenTime], _ order: DateOrder) -> Int? {
        let days = times.compactMap { $0.day(order) }
        guard days.count == times.count else { return nil }
        return zip(days, days.dropFirst()).reduce(0) { $0 + abs($1.0.distance(to: $1.1)) }
    }
}

/// The numbers and words of a date with a time, before it is known which is which.
struct WrittenTime {
    private var numbers = SIMD8<Int32>()
    private var widths = SIMD8<Int32>()
    private var count = 0
    private var monthPlace: Int?
    private(set) var half: DateWords.Meaning?
    private(set) var hasSlash = false
    /// Minutes east of UTC, where they are written.
    private(set) var offset: Int?

    /// Nil where it is anything else.
    init?(_ text: ByteView, _ words: DateWords) {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if text.digit(index) != nil {
                guard takeNumber(text, &index) else { return nil }
            } else if WrittenTime.isLetter(text, index) {
                guard takeWord(text, &index, words) else { return nil }
            } else if count >= 5, byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") {
                guard takeOffset(text, &index) else { return nil }
            } else {
                if byte == UInt8(ascii: "/") { hasSlash = true }
                index += max(1, WrittenTime.spaceLength(text, index))
            }
        }
        guard (5...7).contains(count) else { return nil }
    }

    /// Whether day and month could change places.
    var isAmbiguous: Bool { monthPlace == nil && widths[0] < 3 }

    /// Hours of the day, 0…23.
    var hour: Int? {
        let hour = Int(numbers[3])
        guard half != nil else { return hour }
        guard hour <= 12 else { return nil }
        return hour % 12 + (half == .afternoon ? 12 : 0)
    }

    var minute: Int { Int(numbers[4]) }
    var second: Int { count > 5 ? Int(numbers[5]) : 0 }

    func day(_ order: DateOrder) -> CivilDay? {
        let (first, second, third) = (Int(numbers[0]), Int(numbers[1]), Int(numbers[2]))
        if widths[0] == 4 {
            return CivilDay(year: first, month: monthPlace == 2 ? third : second, day: monthPlace == 2 ? second : third)
        }
        let year = widths[2] == 4 ? third : 2000 + third
        let isMonthFirst = monthPlace.map { $0 == 0 } ?? (order == .monthDayYear)
        return CivilDay(year: year, month: isMonthFirst ? first : second, day: isMonthFirst ? second : first)
    }

    private mutating func add(_ number: Int32, width: Int) -> Bool {
        guard count < 8 else { return false }
        numbers[count] = number
        widths[count] = Int32(width)
        count += 1
        return true
    }

    private mutating func takeNumber(_ text: ByteView, _ index: inout Int) -> Bool {
        let start = index
        var value: Int32 = 0
        while let digit = text.digit(index) {
            // A long fraction of a second says nothing that would be kept.
            if index - start < 7 { value = value * 10 + Int32(digit) }
            index += 1
        }
        guard count >= 6 || index - start <= 4 else { return false }
        return add(value, width: index - start)
    }

    private mutating func takeWord(_ text: ByteView, _ index: inout Int, _ words: DateWords) -> Bool {
        let start = index
        while index < text.count, WrittenTime.isLetter(text, index) || text.has(".", at: index) { index += 1 }
        switch words.meaning(text.slice(start, index)) {
        case .month(let month):
            guard count < 3, monthPlace == nil else { return false }
            monthPlace = count
            return add(Int32(month), width: 2)
        case .morning: half = .morning
        case .afternoon: half = .afternoon
        case .nothing: break
        case nil:
            // `T` between date and time, `Z` for UTC.
            let word = text.slice(start, index)
            if word.equals("Z"), count >= 5 { offset = 0 } else if !word.equals("T") { return false }
        }
        return true
    }

    /// `+08:00`, `-0330` or `+8`, at the end.
    private mutating func takeOffset(_ text: ByteView, _ index: inout Int) -> Bool {
        let sign = text[index] == UInt8(ascii: "-") ? -1 : 1
        var digits: [Int] = []
        index += 1
        while index < text.count {
            if let digit = text.digit(index) { digits.append(digit) } else if text[index] != 58 { return false }
            index += 1
        }
        let value = digits.reduce(0) { $0 * 10 + $1 }
        switch digits.count {
        case 1, 2: offset = sign * value * 60
        case 4: offset = sign * (value / 100 * 60 + value % 100)
        default: return false
        }
        return true
    }

    private static func isLetter(_ text: ByteView, _ index: Int) -> Bool {
        let byte = text[index]
        if byte >= 128 { return spaceLength(text, index) == 0 }
        return byte | 32 >= UInt8(ascii: "a") && byte | 32 <= UInt8(ascii: "z")
    }

    /// How many bytes a space that is not ASCII has: no-break, narrow, and marks of direction.
    private static func spaceLength(_ text: ByteView, _ index: Int) -> Int {
        if text.has("\u{A0}", at: index) { return 2 }
        let others: [StaticString] = ["\u{202F}", "\u{2009}", "\u{200E}", "\u{200F}"]
        return others.contains { text.has($0, at: index) } ? 3 : 0
    }
}
