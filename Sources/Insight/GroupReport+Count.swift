package import Kernel

/// What the rollups hold about one group and window: all that a report is computed from.
///
/// People are counted 0 ..< `peopleCount` across all of it.
package struct ReportFacts: Sendable {
    package var peopleCount = 0
    package var ledger: DayLedger
    package var memberDays = MemberDays()
    package var hours = Hours()
    /// Of the window, and of the one before where that is on record.
    package var edges = EdgeDays()
    /// Of the 56 days that end with the window.
    package var hourSpeakers = HourSpeakers()
    package var people = PeopleFacts()
    /// Of the window, of the one before where that is on record, and of the 28 days that end with the window.
    package var asked: [AskedQuestion] = []
    /// How many people did anything in these 28 days (METRICS: `attention`).
    package var attentive = 0
    package var unanswered: [OpenQuestion] = []
    package var links: [SharedLink] = []
    package var death: GroupDeath?
    /// The last day that the record is known to be whole for, where it is later than the last event's.
    package var observedUntil: CivilDay?

    package init(ledger: DayLedger) { self.ledger = ledger }
}

extension GroupReport {
    /// The days whose rows are needed to report on a window: `ledger` of `group_days`, `members` of `member_days`.
    package static func daysNeeded(
        window: DayRange, data: DayRange?
    ) -> (ledger: DayRange, members: DayRange) {
        var first = min(window.from, DayRange(ending: window.to, count: 28).from)
        if let data, isCovered(window.previous, by: data) { first = min(first, window.previous.from) }
        // Retention looks at whole weeks, the stage at the 28 days before the last 28, joining at the week after it.
        let firstOfMembers = min(first, window.from.monday, DayRange(ending: window.to, count: 56).from)
        return (
            DayRange(from: first, to: window.to),
            DayRange(from: firstOfMembers, to: window.to.advanced(by: 6))
        )
    }

    /// The days whose talk between people is needed: the window, and the one before where that is on record.
    package static func talkNeeded(window: DayRange, data: DayRange?) -> DayRange {
        guard let data, isCovered(window.previous, by: data) else { return window }
        return DayRange(from: window.previous.from, to: window.to)
    }

    /// Computes the report of a window from what the rollups hold; people have no names in it yet.
    package init(group: GroupLabel, data: DayRange?, window: DayRange, facts: ReportFacts) {
        self.init(group: group, data: data, window: window)
        let (ledger, memberDays, peopleCount) = (facts.ledger, facts.memberDays, facts.peopleCount)
        let longStanding = facts.people.present.filter { $0.joined.distance(to: window.to) >= 28 }
        totals = ActivityTotals(
            window: window, days: ledger, memberDays: memberDays, peopleCount: peopleCount,
            longStanding: longStanding.map(\.person))
        days = ActivitySeries.days(window, ledger)
        weeks = ActivitySeries.periods(.week, window, ledger, memberDays, peopleCount: peopleCount)
        months = ActivitySeries.periods(.month, window, ledger, memberDays, peopleCount: peopleCount)
        hours = facts.hours
        bestHours = facts.hourSpeakers.best
        links = facts.links
        death = facts.death
        busiestDays = GroupReport.busiest(days)
        countPeople(window, facts, longStanding)
        countValue(window, facts)
        guard let data else { return }
        retention = Retention.cohorts(
            window: window, dataEnd: data.to, firstJoins: facts.people.spans.map { ($0.person, $0.firstJoined) },
            memberDays: memberDays, peopleCount: peopleCount)
        fourWeeks = FourWeekRetention(
            end: min(window.to, data.to), firstJoins: facts.people.spans.map { ($0.person, $0.firstJoined) },
            memberDays: memberDays, peopleCount: peopleCount)
        survival = SurvivalCurve(members: facts.people.spans, dataEnd: max(data.to, facts.observedUntil ?? data.to))
        if let facts = StageFacts(window: window, data: data, facts: facts, totals: totals) {
            stage = StageSuggestion(facts)
            monthlyActiveBefore = facts.monthlyActiveBefore
        }
        if GroupReport.isCovered(window.previous, by: data) {
            previous = PreviousFigures(window.previous, data: data, facts: facts)
        }
    }

    /// Computes only what groups are compared by (`ComparableFigure`).
    init(figuresOf group: GroupLabel, data: DayRange, window: DayRange, facts: ReportFacts) {
        self.init(group: group, data: data, window: window)
        let longStanding = facts.people.present.filter { $0.joined.distance(to: window.to) >= 28 }
        totals = ActivityTotals(
            window: window, days: facts.ledger, memberDays: facts.memberDays, peopleCount: facts.peopleCount,
            longStanding: longStanding.map(\.person))
        let active = facts.memberDays.messages(in: window, peopleCount: facts.peopleCount).map { $0 > 0 }
        graph = facts.edges.graph(in: window).figures(active: active)
        countValue(window, facts)
        survival = SurvivalCurve(members: facts.people.spans, dataEnd: max(data.to, facts.observedUntil ?? data.to))
    }

    private mutating func countPeople(_ window: DayRange, _ facts: ReportFacts, _ longStanding: [PresentMember]) {
        let said = facts.memberDays.messages(in: window, peopleCount: facts.peopleCount)
        let active = said.map { $0 > 0 }
        let wholeGraph = facts.edges.graph(in: window)
        graph = wholeGraph.figures(active: active)
        graphCourse = GraphCourse.points(
            window, edges: facts.edges, memberDays: facts.memberDays, peopleCount: facts.peopleCount)
        let month = DayRange(ending: window.to, count: 28)
        let saidInMonth = facts.memberDays.messages(in: month, peopleCount: facts.peopleCount)
        people = PeopleLists(
            window: window, facts: facts.people, said: said, roles: GraphRoles(wholeGraph, active: active),
            silent: longStanding.filter { saidInMonth[Int($0.person)] == 0 })
        joining = JoiningTables(window: window, facts: facts.people, memberDays: facts.memberDays)
    }

    private mutating func countValue(_ window: DayRange, _ facts: ReportFacts) {
        var present = [Bool](repeating: false, count: facts.peopleCount)
        for member in facts.people.present { present[Int(member.person)] = true }
        value = ValueFigures(
            window: window, sums: totals.sums, asked: facts.asked, attentive: facts.attentive, present: present)
        value.unanswered = facts.unanswered
        noise = NoiseFigures(window: window, days: facts.ledger)
    }

    private static func busiest(_ days: [ActivityPoint]) -> [ActivityPoint] {
        let spoken = days.filter { $0.messages > 0 }
        return Array(spoken.sorted { ($1.messages, $0.range.from) < ($0.messages, $1.range.from) }.prefix(5))
    }

    /// A comparison with days from before the record began would flatter.
    private static func isCovered(_ range: DayRange, by data: DayRange) -> Bool {
        data.from <= range.from && range.to <= data.to
    }

    /// Puts names to the people of the lists; who has none is erased.
    package mutating func fillNames(_ names: [Int64: String]) {
        for list in PeopleLists.all { people[keyPath: list].name(by: names) }
        joining.nameInviters(by: names)
    }

    /// Whom `fillNames` asks for.
    var namesNeeded: Set<Int64> {
        var ids = Set(joining.inviters.map(\.id))
        for list in PeopleLists.all { ids.formUnion(people[keyPath: list].first.map(\.id)) }
        return ids
    }
}

extension PreviousFigures {
    fileprivate init(_ window: DayRange, data: DayRange, facts: ReportFacts) {
        var distinct = DistinctPeople(peopleCount: facts.peopleCount)
        self.init(
            sums: facts.ledger.sum(window), members: facts.ledger.members(endOf: window.to),
            active: distinct.active(facts.memberDays, in: window))
        let month = DayRange(ending: window.to, count: 28)
        if data.from <= month.from { activeRatio = ratio(distinct.active(facts.memberDays, in: month), of: members) }
        let asked = facts.asked.filter { window.contains($0.day) }
        answeredRatio = ratio(asked.count { $0.wait != nil }, of: asked.count)
        let said = facts.memberDays.messages(in: window, peopleCount: facts.peopleCount)
        let graph = facts.edges.graph(in: window).figures(active: said.map { $0 > 0 })
        if graph.edges > 0 { connected = graph.connected }
    }
}

extension StageFacts {
    /// Nil where the group had not begun by the window's end.
    init?(window: DayRange, data: DayRange, facts: ReportFacts, totals: ActivityTotals) {
        guard data.from <= window.to else { return nil }
        self.init()
        // A group is silent on the days after its last event, too, as far as the record is known to reach.
        let observed = max(data.to, facts.observedUntil ?? data.to)
        let now = window.to < data.to ? window.to : observed
        // The last day observed need not be whole: the seven before it must be silent, too.
        let silence = DayRange(ending: now, count: StageSuggestion.silence + (window.to < data.to ? 0 : 1))
        let month = DayRange(ending: window.to, count: 28)
        var distinct = DistinctPeople(peopleCount: facts.peopleCount)
        age = data.from.distance(to: now)
        isSilent = data.from <= silence.from && distinct.active(facts.memberDays, in: silence) < 2
        members = totals.members
        weeklyActive = distinct.active(facts.memberDays, in: DayRange(ending: now, count: StageSuggestion.silence))
        monthlyActive = totals.monthlyActive
        monthlyActiveBefore = distinct.active(facts.memberDays, in: month.previous)
        let sums = facts.ledger.sum(month)
        joins = sums.joins
        leaves = sums.leaves
        activeRatio = totals.activeRatio
        growthRate = ratio(sums.joins - sums.leaves, of: facts.ledger.members(endOf: month.from.advanced(by: -1)))
    }
}
