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

/// A group's life over one window, in the figures of METRICS: Activity, Retention and survival, Interaction graph,
/// Value, Stage and hours.
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
    /// How many of the newcomers of four weeks still spoke four weeks on.
    package var fourWeeks = FourWeekRetention()
    package var graph = GraphFigures()
    /// The graph by weeks of the window, by months where it is longer than 26 weeks.
    package var graphCourse: [GraphPoint] = []
    /// How long members stay, over the group's whole life.
    package var survival = SurvivalCurve()
    package var value = ValueFigures()
    package var noise = NoiseFigures()
    package var people = PeopleLists()
    package var joining = JoiningTables()
    package var bestHours = BestHours()
    /// Nil where the group has no data.
    package var stage: StageSuggestion?
    /// Health, forecast and what followed elsewhere, as they are by now, whatever the window; nil where they were not
    /// asked for, or not counted yet.
    package var outlook: GroupOutlook?
    /// Who its people are; nil where that was not counted.
    package var portrait: GroupPortrait?
    /// What is talked about; nil where it was not asked for, or not counted yet.
    package var topics: ReportTopics?
    /// People who spoke in the 28 days before the last 28 of the window.
    package var monthlyActiveBefore = 0
    /// Nil where the group has not died.
    package var death: GroupDeath?
    /// The days of the window with the most messages, at most five, the busiest first; none without a message.
    package var busiestDays: [ActivityPoint] = []
    /// The links shared most in the group's whole life, not only in the window; at most `SharedLink.shown`.
    package var links: [SharedLink] = []
    /// What became of the suggestions of the days before; only where the report was asked for it.
    package var courses: [AdviceCourse] = []

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
    /// Nil where there was nothing to divide by, or the 28 days of the active are not all on record.
    package var activeRatio: Double?
    package var answeredRatio: Double?
    /// Nil where nobody turned to anybody.
    package var connected: Double?

    package var carryingShare: Double? { ratio(sums.carrying, of: sums.messages) }
}
