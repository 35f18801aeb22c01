internal import Kernel

/// Times on Telegram's pages.
enum TelegramDate {
    /// An instant, and what a clock on the wall showed.
    struct Moment {
        let instant: Instant
        let day: CivilDay
        private let millisecondOfDay: Int64

        init(_ instant: Instant, _ day: CivilDay, millisecondOfDay: Int64) {
            self.instant = instant
            self.day = day
            self.millisecondOfDay = millisecondOfDay
        }

        /// The start of a later day, as far from UTC as this moment is.
        func start(of later: CivilDay) -> Instant {
            instant.advanced(byMilliseconds: Int64(day.distance(to: later)) * 86_400_000 - millisecondOfDay)
        }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ].map { Array($0.utf8) }

    /// `04:39 AM, 01 Jun 2022`, in the zone of the archive.
    static func ofArchive(_ text: ByteView, _ clock: inout WallClock) -> Instant? {
        guard text.count == 21, text.has(":", at: 2), text.has("M, ", at: 7), text.has(" ", at: 12),
            text.has(" ", at: 16),
            let hour = text.number(at: 0, width: 2), (1...12).contains(hour), let minute = text.number(at: 3, width: 2),
            text.has("A", at: 6) || text.has("P", at: 6), let number = text.number(at: 10, width: 2),
            let month = month(text.slice(13, 16)), let year = text.number(at: 17, width: 4),
            let day = CivilDay(year: year, month: month, day: number),
            let time = WallTime(day: day, hour: hour % 12 + (text.has("P", at: 6) ? 12 : 0), minute: minute)
        else { return nil }
        return clock.instant(day, millisecondOfDay: time.millisecondOfDay)
    }

    /// `01.06.2022 04:39:12 UTC+03:00`; older exports do not name the zone.
    static func ofDesktop(_ text: ByteView, _ clock: inout WallClock) -> Moment? {
        guard text.count >= 19, text.has(".", at: 2), text.has(".", at: 5), text.has(" ", at: 10),
            text.has(":", at: 13),
            text.has(":", at: 16), let number = text.number(at: 0, width: 2), let month = text.number(at: 3, width: 2),
            let year = text.number(at: 6, width: 4), let day = CivilDay(year: year, month: month, day: number),
            let hour = text.number(at: 11, width: 2), let minute = text.number(at: 14, width: 2),
            let second = text.number(at: 17, width: 2),
            let time = WallTime(day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        let millisecond = time.millisecondOfDay
        if text.count == 19 {
            return Moment(clock.instant(day, millisecondOfDay: millisecond), day, millisecondOfDay: millisecond)
        }
        guard text.count == 29, text.has(" UTC", at: 19), text.has("+", at: 23) || text.has("-", at: 23),
            let hours = text.number(at: 24, width: 2), text.has(":", at: 26),
            let minutes = text.number(at: 27, width: 2),
            hours <= 23, minutes <= 59
        else { return nil }
        let offset = Int64(hours * 60 + minutes) * (text.has("-", at: 23) ? -60_000 : 60_000)
        let local = Int64(day.number) * 86_400_000 + millisecond
        return Moment(Instant(milliseconds: local - offset), day, millisecondOfDay: millisecond)
    }

    /// `1 June 2022`.
    static func day(_ text: ByteView) -> CivilDay? {
        guard let first = text.firstIndex(of: UInt8(ascii: " ")), (1...2).contains(first),
            let number = text.number(at: 0, width: first),
            let second = text.firstIndex(of: UInt8(ascii: " "), from: first + 1), text.count == second + 5,
            let year = text.number(at: second + 1, width: 4), let month = month(text.slice(first + 1, second))
        else { return nil }
        return CivilDay(year: year, month: month, day: number)
    }

    /// By the whole name or its first three letters.
    private static func month(_ name: ByteView) -> Int? {
        months.firstIndex { name.equals($0) || (name.count == 3 && name.equals(Array($0.prefix(3)))) }.map { $0 + 1 }
    }
}
