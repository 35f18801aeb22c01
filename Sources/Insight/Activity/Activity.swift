internal import Kernel

/// The figures of METRICS, Activity, over one window; a ratio is nil where there is nothing to divide by.
package struct ActivityTotals: Hashable, Sendable {
    /// The window's sums. Its `active` is not used.
    package var sums = DayFigures()
    /// Members at the window's start and at its end.
    package var membersAtStart = 0
    package var members = 0
    /// People with an event of any kind in the window.
    package var peopleSeen = 0
    /// People who spoke in the window.
    package var active = 0
    /// People who spoke on the window's last day, in its last 7 and its last 28 days.
    package var dailyActive = 0
    package var weeklyActive = 0
    package var monthlyActive = 0
    package var stickiness: Double?
    package var gini: Double?
    package var topTenthShare: Double?
    package var silent = 0

    package init() {}

    package var activeRatio: Double? { ratio(monthlyActive, of: members) }
    package var growthRate: Double? { ratio(sums.joins - sums.leaves, of: membersAtStart) }
    package var churnRate: Double? { ratio(sums.leaves, of: membersAtStart) }
    package var messagesPerMember: Double? { ratio(sums.messages, of: members) }
    package var messagesPerActive: Double? { ratio(sums.messages, of: active) }
}

extension ActivityTotals {
    /// Counts a window.
    ///
    /// - Parameters:
    ///   - days: Covers the window, and the 28 days that end with it.
    ///   - memberDays: Those of the window and of the 28 days that end with it, at least.
    ///   - longStanding: The members at the window's end who joined at least 28 days before.
    package init(
        window: DayRange, days: DayLedger, memberDays: MemberDays, peopleCount: Int, longStanding: [Int32]
    ) {
        let month = DayRange(ending: window.to, count: 28)
        var distinct = DistinctPeople(peopleCount: peopleCount)
        sums = days.sum(window)
        membersAtStart = days.members(endOf: window.from.advanced(by: -1))
        members = days.members(endOf: window.to)
        peopleSeen = distinct.seen(memberDays, in: window)
        dailyActive = distinct.active(memberDays, in: DayRange(from: window.to, to: window.to))
        weeklyActive = distinct.active(memberDays, in: DayRange(ending: window.to, count: 7))

        let said = memberDays.messages(in: window, peopleCount: peopleCount).filter { $0 > 0 }
        active = said.count
        gini = Inequality.gini(said)
        topTenthShare = Inequality.topTenthShare(said)

        let saidInMonth = memberDays.messages(in: month, peopleCount: peopleCount)
        monthlyActive = saidInMonth.count { $0 > 0 }
        silent = longStanding.count { saidInMonth[Int($0)] == 0 }
        // mean daily active ÷ monthly active, as one division
        stickiness = ratio(days.sum(month).active, of: 28 * monthlyActive)
    }
}

/// One day, week or month of a series.
package struct ActivityPoint: Hashable, Sendable {
    package var range: DayRange
    package var messages: Int
    package var joins: Int
    package var leaves: Int
    /// Members at its end.
    package var members: Int
    /// Different people who spoke in it.
    package var active: Int
}

/// The window day by day and period by period, quiet ones included.
package enum ActivitySeries {
    package static func days(_ window: DayRange, _ ledger: DayLedger) -> [ActivityPoint] {
        window.days.map { day in
            point(DayRange(from: day, to: day), ledger, active: ledger[day].active)
        }
    }

    package static func periods(
        _ period: CalendarPeriod, _ window: DayRange, _ ledger: DayLedger, _ memberDays: MemberDays, peopleCount: Int
    ) -> [ActivityPoint] {
        var distinct = DistinctPeople(peopleCount: peopleCount)
        return period.ranges(in: window).map { range in
            point(range, ledger, active: distinct.active(memberDays, in: range))
        }
    }

    private static func point(_ range: DayRange, _ ledger: DayLedger, active: Int) -> ActivityPoint {
        let sums = ledger.sum(range)
        return ActivityPoint(
            range: range, messages: sums.messages, joins: sums.joins, leaves: sums.leaves,
            members: ledger.members(endOf: range.to), active: active)
    }
}
