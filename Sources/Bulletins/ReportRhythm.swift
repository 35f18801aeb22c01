package import Insight
package import Kernel

/// The days that a report is of. The raw value is what is stored, and the end of text keys.
package enum ReportSpan: String, Sendable, CaseIterable {
    case day, week, month

    /// The days of a report that is made on some day: the day before; the seven days that end with it; the calendar month
    /// before that day's own.
    package func days(before today: CivilDay) -> DayRange {
        switch self {
        case .day: DayRange(ending: today.advanced(by: -1), count: 1)
        case .week: DayRange(ending: today.advanced(by: -1), count: 7)
        case .month:
            DayRange(
                from: today.firstOfMonth.advanced(by: -1).firstOfMonth, to: today.firstOfMonth.advanced(by: -1))
        }
    }
}

/// When a scheduled report is made: at a minute of the day, every day, on a weekday, or on a day of the month.
package struct ReportRhythm: Hashable, Sendable {
    package let span: ReportSpan
    /// Of the wall clock's day, 0 … 1439.
    package let minute: Int
    /// 0 = Monday … 6; of weekly reports.
    package let weekday: Int
    /// 1 … 31, the last of a shorter month; of monthly reports.
    package let monthDay: Int

    /// - Throws: `Fault(.badInput)` where a number is out of range.
    package init(_ span: ReportSpan, minute: Int, weekday: Int = 0, monthDay: Int = 1) throws {
        guard (0..<1440).contains(minute) else { throw Fault(.badInput, "bulletins.bad-time") }
        guard (0...6).contains(weekday) else { throw Fault(.badInput, "bulletins.bad-weekday") }
        guard (1...31).contains(monthDay) else { throw Fault(.badInput, "bulletins.bad-month-day") }
        self.span = span
        self.minute = minute
        self.weekday = weekday
        self.monthDay = monthDay
    }

    /// The first time after an instant. A wall time that a change of clocks skips is read with the offset before it; one
    /// that it shows twice is taken for the first.
    package func next(after instant: Instant, in zone: inout CivilZone) -> Instant {
        // From the day before: near midnight a change of clocks may move a time into the next day.
        var day = zone.civil(instant).day.advanced(by: -1)
        while true {
            if isDue(on: day) {
                let time = self.time(on: day, in: &zone)
                if time > instant { return time }
            }
            day = day.advanced(by: 1)
        }
    }

    /// The last time that is not after an instant.
    package func latest(notAfter instant: Instant, in zone: inout CivilZone) -> Instant {
        var day = zone.civil(instant).day.advanced(by: 1)
        while true {
            if isDue(on: day) {
                let time = self.time(on: day, in: &zone)
                if time <= instant { return time }
            }
            day = day.advanced(by: -1)
        }
    }

    private func isDue(on day: CivilDay) -> Bool {
        switch span {
        case .day: true
        case .week: day.weekday == weekday
        case .month: day.date.day == min(monthDay, day.firstOfNextMonth.advanced(by: -1).date.day)
        }
    }

    private func time(on day: CivilDay, in zone: inout CivilZone) -> Instant {
        zone.instant(WallTime(day: day, millisecondOfDay: Int64(minute) * 60_000))
    }
}
