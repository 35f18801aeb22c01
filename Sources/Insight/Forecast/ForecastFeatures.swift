internal import Foundation
package import Kernel

/// What is known of a group at the end of a day that may tell whether it will fall silent (METRICS: `dying_risk`).
package struct ForecastFeatures: Hashable, Sendable {
    /// In the order of their columns. Counts enter as log(1 + n): from 2 to 4 speakers is as much as from 20 to 40.
    package enum Name: String, CaseIterable, Sendable {
        /// Days since the first event.
        case age
        /// Whole days, up to now, in which fewer than two people spoke in all; and the most of them in 28 days.
        case quiet
        case longestQuiet = "longest_quiet"
        /// `wau` over `mau`.
        case weekShare = "week_share"
        case mau
        /// `wau` over the mean of the three weeks before, `mau` over that of 28 days before; 0 where it is too young.
        case weekTrend = "wau_trend"
        case monthTrend = "mau_trend"
        case stickiness
        /// The share of 28 days on which two or more spoke.
        case talkDays = "talk_days"
        case activeRatio = "active_ratio"
        case gini
        /// Of the last 14 days.
        case newcomers
        case leaves
        /// Replies and mentions per message, at most 1.
        case replies = "reply_share"
        case weekend
    }

    package static let count = Name.allCases.count

    /// Which way more of each can be said to push: 1 toward silence, −1 away from it, 0 where either makes sense.
    ///
    /// Figures of one group go together, so a fit may lean on one against another; a reason that says the opposite of what
    /// people know helps nobody. What a fit gives the other sign is left out of it.
    package static let signs: [Int] = Name.allCases.map { name in
        switch name {
        case .quiet, .longestQuiet, .leaves: 1
        case .gini, .weekend: 0
        default: -1
        }
    }
    /// How far the forecast looks ahead.
    package static let days = 14
    /// How many days before a day are looked at, at most.
    package static let lookback = 70

    /// The end of this day is when the forecast is made.
    package var day: CivilDay
    /// One for each of `Name`.
    package var values: [Double]

    package init(day: CivilDay, values: [Double]) {
        self.day = day
        self.values = values
    }

    package subscript(name: Name) -> Double { values[ForecastFeatures.index[name] ?? 0] }
    private static let index = Dictionary(uniqueKeysWithValues: Name.allCases.enumerated().map { ($1, $0) })

    /// The count that a value stands for, as a person reads it.
    package static func plain(_ name: Name, _ value: Double) -> Double {
        switch name {
        case .age, .mau, .newcomers, .leaves: exp(value) - 1
        // A trend as a change: −0.5 for half as many.
        case .weekTrend, .monthTrend: exp(value) - 1
        default: value
        }
    }
}

extension ForecastFeatures {
    /// What is known at the end of one day of a course; nothing of the days after it is looked at.
    init(_ course: GroupCourse, _ figures: CourseFigures, at index: Int) {
        let month = max(0, index - 27)...index
        let fortnight = course.days[max(0, index - 13)...index]
        let age = course.age(index)
        let lived = min(28, age + 1)
        let monthly = figures.monthly[index]
        let day = course.range.from.advanced(by: index)
        let longestQuiet = figures.quiet[month].max() ?? 0
        let newcomers = fortnight.reduce(0) { $0 + $1.newcomers }
        let leaves = fortnight.reduce(0) { $0 + $1.leaves }
        let daily = figures.daily[month].reduce(0, +)
        let talkDays = figures.daily[month].count { $0 > 1 }
        var values: [Double] = []
        values.append(ForecastFeatures.counted(age))
        values.append(Double(min(figures.quiet[index], StageSuggestion.silence)))
        values.append(Double(min(14, longestQuiet)))
        values.append(ratio(figures.weekly[index], of: monthly) ?? 0)
        values.append(ForecastFeatures.counted(monthly))
        values.append(ForecastFeatures.weekTrend(figures, age, index))
        values.append(ForecastFeatures.monthTrend(figures, age, index))
        values.append(ratio(daily, of: monthly * lived) ?? 0)
        values.append(Double(talkDays) / Double(lived))
        values.append(min(1, ratio(monthly, of: max(0, figures.members[index])) ?? 0))
        values.append(Inequality.gini(course.messages(in: month)) ?? 0)
        values.append(ForecastFeatures.counted(newcomers))
        values.append(ForecastFeatures.counted(leaves))
        values.append(ForecastFeatures.replyShare(course, month))
        values.append(day.weekday >= 5 ? 1 : 0)
        self.init(day: day, values: values)
    }

    private static func counted(_ number: Int) -> Double { log(1 + Double(number)) }

    private static func monthTrend(_ figures: CourseFigures, _ age: Int, _ index: Int) -> Double {
        guard age >= 55, index >= 28 else { return 0 }
        return counted(figures.monthly[index]) - counted(figures.monthly[index - 28])
    }

    private static func replyShare(_ course: GroupCourse, _ days: ClosedRange<Int>) -> Double {
        let messages = course.days[days].reduce(0) { $0 + $1.messages }
        let replies = course.days[days].reduce(0) { $0 + $1.replies }
        return min(1, ratio(replies, of: messages) ?? 0)
    }

    private static func weekTrend(_ figures: CourseFigures, _ age: Int, _ index: Int) -> Double {
        let weeks = [7, 14, 21].filter { age - $0 >= 6 && index >= $0 }.map { figures.weekly[index - $0] }
        guard let mean = ratio(weeks.reduce(0, +), of: weeks.count) else { return 0 }
        return log((1 + Double(figures.weekly[index])) / (1 + mean))
    }
}

extension GroupCourse {
    /// What is known at the end of the last day; nil where the group is silent by then.
    package var now: ForecastFeatures? {
        let figures = CourseFigures(self)
        guard figures.isAlive(range.count - 1) else { return nil }
        return ForecastFeatures(self, figures, at: range.count - 1)
    }
}
