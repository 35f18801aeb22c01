internal import Kernel

/// Times as our formats take them: `2026-11-23T08:30:00.123+08:00`, the same without offset (a wall time), with a
/// space for the `T`, without seconds or fraction; or milliseconds since 1970.
enum EventTime {
    /// Nil where there is no such time.
    static func instant(_ text: ByteView, _ clock: inout WallClock) -> Instant? {
        if text.has("/", at: 4) { return sheetTime(text, &clock) }
        if text.count < 16 || text[4] != UInt8(ascii: "-") { return milliseconds(text) }
        guard let year = text.number(at: 0, width: 4), let month = text.number(at: 5, width: 2), text.has("-", at: 7),
            let number = text.number(at: 8, width: 2), text.has("T", at: 10) || text.has(" ", at: 10),
            let day = CivilDay(year: year, month: month, day: number), let time = TimeOfDay(text, at: 11)
        else { return nil }
        if time.end == text.count { return clock.instant(day, millisecondOfDay: time.millisecond) }
        guard let offset = offset(text, at: time.end) else { return nil }
        let local = Int64(day.number) * 86_400_000 + time.millisecond
        return Instant(milliseconds: local - Int64(offset) * 60_000)
    }

    /// A wall time written `2026-11-23T08:30:00`, as if it were one of UTC; nil for anything else.
    static func utcMilliseconds(_ text: ByteView) -> Int64? {
        guard text.count >= 19, text.has("T", at: 10), let year = text.number(at: 0, width: 4),
            let month = text.number(at: 5, width: 2), let number = text.number(at: 8, width: 2),
            let day = CivilDay(year: year, month: month, day: number), let time = TimeOfDay(text, at: 11)
        else { return nil }
        return Int64(day.number) * 86_400_000 + time.millisecond
    }

    /// A wall time as spreadsheets write it: `2026/11/23 20:15`, `2026/1/5 9:05:00`.
    private static func sheetTime(_ text: ByteView, _ clock: inout WallClock) -> Instant? {
        var numbers: [Int] = []
        var index = 0
        for separator in ["/", "/", " ", ":", ":"] as [StaticString] {
            guard let number = shortNumber(text, &index) else { return nil }
            numbers.append(number)
            if index == text.count { break }
            guard text.has(separator, at: index) else { return nil }
            index += 1
        }
        if index < text.count {
            guard let second = shortNumber(text, &index), index == text.count else { return nil }
            numbers.append(second)
        }
        guard numbers.count >= 5, let day = CivilDay(year: numbers[0], month: numbers[1], day: numbers[2]),
            let time = WallTime(
                day: day, hour: numbers[3], minute: numbers[4], second: numbers.count > 5 ? numbers[5] : 0)
        else { return nil }
        return clock.instant(day, millisecondOfDay: time.millisecondOfDay)
    }

    private static func shortNumber(_ text: ByteView, _ index: inout Int) -> Int? {
        let start = index
        var value = 0
        while index - start < 4, let digit = text.digit(index) {
            value = value * 10 + Int(digit)
            index += 1
        }
        return index > start ? value : nil
    }

    private static func milliseconds(_ text: ByteView) -> Instant? {
        guard text.count > 0, text.count <= 15 else { return nil }
        var value: Int64 = 0
        for index in 0..<text.count {
            guard let digit = text.digit(index) else { return nil }
            value = value * 10 + Int64(digit)
        }
        return Instant(milliseconds: value)
    }

    /// Minutes of `Z`, `+08:00`, `+0800` or `+08`.
    private static func offset(_ text: ByteView, at start: Int) -> Int? {
        if text.count == start + 1, text[start] == UInt8(ascii: "Z") { return 0 }
        guard text.has("+", at: start) || text.has("-", at: start) else { return nil }
        guard let hours = text.number(at: start + 1, width: 2), hours <= 23 else { return nil }
        let sign = text.has("-", at: start) ? -1 : 1
        if text.count == start + 3 { return sign * hours * 60 }
        let colon = text.has(":", at: start + 3) ? 1 : 0
        guard let minutes = text.number(at: start + 3 + colon, width: 2), minutes <= 59 else { return nil }
        return text.count == start + 5 + colon ? sign * (hours * 60 + minutes) : nil
    }
}

/// `08:30`, `08:30:00` or `08:30:00.123…`, and where it ends.
private struct TimeOfDay {
    let millisecond: Int64
    let end: Int

    init?(_ text: ByteView, at start: Int) {
        guard let hour = text.number(at: start, width: 2), hour < 24, text.has(":", at: start + 2),
            let minute = text.number(at: start + 3, width: 2), minute < 60
        else { return nil }
        var second = 0
        var fraction = 0
        var index = start + 5
        if text.has(":", at: index) {
            guard let value = text.number(at: index + 1, width: 2), value <= 60 else { return nil }
            second = min(value, 59)
            index += 3
            if text.has(".", at: index) || text.has(",", at: index) {
                var scale = 100
                index += 1
                guard text.digit(index) != nil else { return nil }
                while let digit = text.digit(index) {
                    fraction += digit * scale
                    scale /= 10
                    index += 1
                }
            }
        }
        millisecond = Int64(hour * 3600 + minute * 60 + second) * 1000 + Int64(fraction)
        end = index
    }
}
