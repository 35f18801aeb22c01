package import Kernel

/// What a report says of the group itself.
package struct GroupLabel: Hashable, Sendable {
    package var name: String
    package var network: String
    /// The stored word for its kind; nil where nobody has said.
    package var kind: String?
    package var zone: String
    /// Whether joining is only presence on its network, so that joins and leaves say nothing.
    package var isPresence: Bool

    package init(name: String, network: String, kind: String?, zone: String, isPresence: Bool) {
        self.name = name
        self.network = network
        self.kind = kind
        self.zone = zone
        self.isPresence = isPresence
    }
}

/// A group's life over one window, in the figures of METRICS: Activity, Retention, Interaction graph.
package struct GroupReport: Sendable, Equatable {
    package var group: GroupLabel
    /// From the first to the last day of the group's data; nil where it has none.
    package var data: DayRange?
    /// Nil only where the group has no data and no window was named.
    package var window: DayRange?
    package var totals = ActivityTotals()
    /// The window before, of the same length; nil where the data does not cover all of it.
    package var previous: PreviousFigures?
    package var days: [ActivityPoint] = []
    package var weeks: [ActivityPoint] = []
    package var months: [ActivityPoint] = []
    package var hours = Hours()
    package var retention: [Cohort] = []
    package var graph = GraphFigures()

    package init(group: GroupLabel, data: DayRange?, window: DayRange?) {
        self.group = group
        self.data = data
        self.window = window
    }
}

/// What the window before is compared by.
package struct PreviousFigures: Hashable, Sendable {
    package var sums: DayFigures
    package var members: Int
    package var active: Int
}

/// What the rollups hold about one group and window: all that a report is computed from.
///
/// People are counted 0 ..< `peopleCount` across all of it.
package struct ReportFacts: Sendable {
    package var peopleCount = 0
    package var ledger: DayLedger
    package var memberDays = MemberDays()
    package var hours = Hours()
    package var graph = InteractionGraph()
    package var firstJoins: [(person: Int32, day: CivilDay)] = []
    package var longStanding: [Int32] = []

    package init(ledger: DayLedger) { self.ledger = ledger }
}

extension GroupReport {
    /// The days whose rows are needed to report on a window: `ledger` of `group_days`, `members` of `member_days`.
    package static func daysNeeded(
        window: DayRange, data: DayRange?
    ) -> (ledger: DayRange, members: DayRange) {
        var first = min(window.from, DayRange(ending: window.to, count: 28).from)
        if let data, isCovered(window.previous, by: data) { first = min(first, window.previous.from) }
        // Retention looks at whole weeks.
        return (
            DayRange(from: first, to: window.to),
            DayRange(from: min(first, window.from.monday), to: window.to.monday.advanced(by: 6))
        )
    }

    /// Computes the report of a window from what the rollups hold.
    package init(group: GroupLabel, data: DayRange?, window: DayRange, facts: ReportFacts) {
        self.init(group: group, data: data, window: window)
        let (ledger, memberDays, peopleCount) = (facts.ledger, facts.memberDays, facts.peopleCount)
        totals = ActivityTotals(
            window: window, days: ledger, memberDays: memberDays, peopleCount: peopleCount,
            longStanding: facts.longStanding)
        days = ActivitySeries.days(window, ledger)
        weeks = ActivitySeries.periods(.week, window, ledger, memberDays, peopleCount: peopleCount)
        months = ActivitySeries.periods(.month, window, ledger, memberDays, peopleCount: peopleCount)
        hours = facts.hours
        let said = memberDays.messages(in: window, peopleCount: peopleCount)
        graph = facts.graph.figures(active: said.map { $0 > 0 })
        guard let data else { return }
        retention = Retention.cohorts(
            window: window, dataEnd: data.to, firstJoins: facts.firstJoins, memberDays: memberDays,
            peopleCount: peopleCount)
        if GroupReport.isCovered(window.previous, by: data) {
            var distinct = DistinctPeople(peopleCount: peopleCount)
            previous = PreviousFigures(
                sums: ledger.sum(window.previous), members: ledger.members(endOf: window.previous.to),
                active: distinct.active(memberDays, in: window.previous))
        }
    }

    /// A comparison with days from before the record began would flatter.
    private static func isCovered(_ range: DayRange, by data: DayRange) -> Bool {
        data.from <= range.from && range.to <= data.to
    }
}
