/// A day of the proleptic Gregorian calendar, counted from 1970-01-01 = 0; it has no time zone of its own.
package struct CivilDay: Hashable, Comparable, Sendable {
    package let number: Int32

    package init(number: Int32) { self.number = number }

    /// The day of a calendar date, or nil where there is no such date (30 February, month 13).
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        guard day <= CivilDay.length(ofMonth: month, year: year) else { return nil }
        self.number = CivilDay.number(year: year, month: month, day: day)
    }

    /// Reads `2026-11-23`; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let digits = text.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: "-") }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard digits, parts.map(\.utf8.count) == [4, 2, 2] else { return nil }
        guard let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    package func advanced(by days: Int) -> CivilDay { CivilDay(number: number + Int32(days)) }

    /// How many days from this one to `other`; negative when `other` is earlier.
    package func distance(to other: CivilDay) -> Int { Int(other.number) - Int(number) }
}

// MARK: - Calendar

extension CivilDay {
    /// Year, month 1…12 and day 1…31.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    package var date: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = shifted.flooredQuotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// 0 = Monday … 6 = Sunday.
    package var weekday: Int { (Int(number) + 3) - (Int(number) + 3).flooredQuotient(by: 7) * 7 }

    /// The Monday of this day's ISO week.
    package var monday: CivilDay { advanced(by: -weekday) }

    package var firstOfMonth: CivilDay { advanced(by: 1 - date.day) }

    package var firstOfNextMonth: CivilDay {
        let (year, month, _) = date
        return firstOfMonth.advanced(by: CivilDay.length(ofMonth: month, year: year))
    }

    /// The ISO 8601 week, as in `2026-W48`: the year is that of the week's Thursday.
    package var isoWeek: String {
        let thursday = monday.advanced(by: 3)
        let year = thursday.date.year
        let newYear = CivilDay(number: CivilDay.number(year: year, month: 1, day: 1))
        return "\(padded(year, to: 4))-W\(padded(newYear.distance(to: thursday) / 7 + 1, to: 2))"
    }

    /// The calendar month, as in `2026-11`.
    package var isoMonth: String {
        let (year, month, _) = date
        return "\(padded(year, to: 4))-\(padded(month, to: 2))"
    }

    /// Source: as `date`, days_from_civil.
    private static func number(year: Int, month: Int, day: Int) -> Int32 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredQuotient(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(era * 146_097 + dayOfEra - 719_468)
    }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CivilDay: CustomStringConvertible {
    /// ISO 8601, as in `2026-11-23`.
    package var description: String { "\(isoMonth)-\(padded(date.day, to: 2))" }
}

/// A time on a civil day as a clock on the wall shows it, before a time zone makes it an instant.
package struct WallTime: Hashable, Sendable {
    package let day: CivilDay
    /// Milliseconds since the day's midnight, 0 ..< 86,400,000.
    package let millisecondOfDay: Int64

    package init(day: CivilDay, millisecondOfDay: Int64) {
        self.day = day
        self.millisecondOfDay = millisecondOfDay
    }

    /// Nil where the clock does not show such a time (25:00, 10:61). A leap second 60 is taken for 59.
    package init?(day: CivilDay, hour: Int, minute: Int, second: Int = 0, millisecond: Int = 0) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second) else { return nil }
        guard (0...999).contains(millisecond) else { return nil }
        let seconds = Int64(hour * 3600 + minute * 60 + min(second, 59))
        self.init(day: day, millisecondOfDay: seconds * 1000 + Int64(millisecond))
    }
}
