package import Kernel

/// What became of something that the report before advised: the figure it rested on, then and now.
package struct AdviceCourse: Hashable, Sendable {
    package enum Verdict: String, Sendable { case better, worse, same }

    package let advice: Advice
    /// The figure's key in METRICS.
    package let figure: String
    package let then: Advice.Value
    package let now: Advice.Value
    /// Whether the report of now finds the same again.
    package var isStill = false
    /// What was done about it on the list of the day; nil where nobody looked that up.
    package var deeds: Deeds?

    /// In how many groups somebody said that it is done, and the last day on which they did.
    package struct Deeds: Hashable, Sendable {
        package let groups: Int
        package let last: CivilDay?

        package init(groups: Int, last: CivilDay?) { (self.groups, self.last) = (groups, last) }
    }

    /// Whether the figure moved the way the advice hoped; the same is within a twentieth of what it was.
    package var verdict: Verdict {
        guard let change = AdviceCourse.number(now).map({ $0 - (AdviceCourse.number(then) ?? $0) }) else {
            return .same
        }
        let size = abs(AdviceCourse.number(then) ?? 0)
        guard abs(change) > size / 20, change != 0 else { return .same }
        return (change > 0) == AdviceCourse.rises.contains(figure) ? .better : .worse
    }

    /// The figures of which more is better; of all others that advice rests on, less is.
    private static let rises: Set<String> = [
        "wau", "mau", "active", "answered_ratio", "retention", "growth_rate", "reciprocity", "carrying_share",
    ]

    private static func number(_ value: Advice.Value) -> Double? {
        switch value {
        case .count(let count, _): Double(count)
        case .share(let number), .decimal(let number), .seconds(let number): number
        case .day, .hour: nil
        }
    }
}

extension GroupReport {
    /// What became of what the report on the days before advised.
    ///
    /// - Parameter earlier: The report on an earlier window of the same group.
    package func courses(of earlier: GroupReport) -> [AdviceCourse] {
        let found = Set(advice.map(\.key))
        return earlier.advice.filter { $0.severity <= .note }.compactMap { advice in
            guard let rest = advice.rests.first, let now = figure(rest.key) else { return nil }
            return AdviceCourse(
                advice: advice, figure: rest.key, then: rest.value, now: now, isStill: found.contains(advice.key))
        }
    }

    /// The figure that advice of this key rests on, whether or not there is such advice; nil where it has no value, or
    /// is of one thing alone that nothing now corresponds to.
    private func figure(_ key: String) -> Advice.Value? {
        switch key {
        case "wau": .count(totals.weeklyActive, .people)
        case "mau": .count(totals.monthlyActive, .people)
        case "active": .count(totals.active, .people)
        case "churn_rate": totals.churnRate.map { .share($0) }
        case "leaves": .count(days.map(\.leaves).max() ?? 0, .people)
        case "answered_ratio": value.answeredRatio.map { .share($0) }
        case "response_time_median": value.responseTimeMedian.map { .seconds($0) }
        case "retention": firstWeek.map { .share($0.share) }
        case "noise_day": .count(noise.days.count, .days)
        case "top10_share": totals.topTenthShare.map { .share($0) }
        case "silent": .count(totals.silent, .people)
        case "bridge": .count(people.bridges.count, .people)
        case "reciprocity": graph.reciprocity.map { .share($0) }
        default: nil
        }
    }
}

extension GroupReport {
    /// Takes out who is named in it, for who may see groups and not the people in them.
    package mutating func removePeople() {
        people = PeopleLists()
        joining.inviters = []
        joining.inviterCount = 0
        value.unanswered = []
        topics?.removePeople()
    }
}
