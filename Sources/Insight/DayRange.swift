package import Kernel

/// The civil days from one to another, both included; never empty.
package struct DayRange: Hashable, Sendable {
    package let from: CivilDay
    package let to: CivilDay

    /// - Precondition: `from` is not after `to`.
    package init(from: CivilDay, to: CivilDay) {
        precondition(from <= to, "a range of days runs forward")
        self.from = from
        self.to = to
    }

    /// The `count` days that end with `last`.
    package init(ending last: CivilDay, count: Int) {
        self.init(from: last.advanced(by: 1 - count), to: last)
    }

    /// How many days it holds.
    package var count: Int { from.distance(to: to) + 1 }

    /// As many days again, ending the day before this range begins.
    package var previous: DayRange { DayRange(ending: from.advanced(by: -1), count: count) }

    package func contains(_ day: CivilDay) -> Bool { from <= day && day <= to }

    package var days: [CivilDay] { (0..<count).map { from.advanced(by: $0) } }
}

/// The stretches of the calendar that a series is counted by.
package enum CalendarPeriod: Sendable {
    /// ISO weeks, Monday to Sunday.
    case week
    case month
    case year

    /// The periods that a range of days touches, in order; the first and the last are cut to the range.
    package func ranges(in whole: DayRange) -> [DayRange] {
        var ranges: [DayRange] = []
        var start = whole.from
        while start <= whole.to {
            let next = firstDayAfterPeriod(of: start)
            ranges.append(DayRange(from: start, to: min(next.advanced(by: -1), whole.to)))
            start = next
        }
        return ranges
    }

    /// What the period that holds `day` is called: `2026-W48`, `2026-11`, `2026`.
    package func name(of day: CivilDay) -> String {
        switch self {
        case .week: day.isoWeek
        case .month: day.isoMonth
        case .year: padded(day.date.year, to: 4)
        }
    }

    private func firstDayAfterPeriod(of day: CivilDay) -> CivilDay {
        switch self {
        case .week: return day.monday.advanced(by: 7)
        case .month: return day.firstOfNextMonth
        case .year:
            let lastOfYear = CivilDay(year: day.date.year, month: 12, day: 31) ?? day
            return lastOfYear.advanced(by: 1)
        }
    }
}
