package import Kernel

/// A figure that a group has every day.
package enum DailyFigure: String, Sendable, CaseIterable {
    case messages
    case active
    case activeRatio = "active_ratio"
    case joins
    case leaves
    case questions
    case answers

    /// The mean over some days; nil where no day has the figure.
    func mean(_ days: DayRange, _ ledger: DayLedger) -> Double? {
        let sums = ledger.sum(days)
        switch self {
        case .messages: return ratio(sums.messages, of: days.count)
        case .active: return ratio(sums.active, of: days.count)
        case .joins: return ratio(sums.joins, of: days.count)
        case .leaves: return ratio(sums.leaves, of: days.count)
        case .questions: return ratio(sums.questions, of: days.count)
        case .answers: return ratio(sums.answers, of: days.count)
        case .activeRatio:
            let shares = days.days.compactMap { ratio(ledger[$0].active, of: ledger.members(endOf: $0)) }
            return shares.isEmpty ? nil : shares.reduce(0, +) / Double(shares.count)
        }
    }
}

/// What changed with a date, against groups that the date meant nothing to (METRICS, Effects).
package struct Effect: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        package var figure: DailyFigure
        /// Means a day before and from the date on.
        package var before: Double?
        package var after: Double?
        /// How many comparison groups have the figure.
        package var groups: Int
        /// The mean change of the comparison groups; nil where they are fewer than `leastGroups`, as are those below.
        package var comparisonChange: Double?
        /// The group's change less that of the comparison groups, and its 95 % interval.
        package var effect: Double?
        package var low: Double?
        package var high: Double?

        package var change: Double? {
            guard let before, let after else { return nil }
            return after - before
        }
    }

    package var group: GroupLabel
    /// The first day after.
    package var date: CivilDay
    /// How many days before and from the date on.
    package var days: Int
    /// The groups compared with, and those that their data does not cover the days of.
    package var comparison: [GroupLabel]
    package var leftOut: [GroupLabel]
    package var lines: [Line]

    /// With fewer comparison groups only before and after are told.
    package static let leastGroups = 5
    package static let draws = 2000
    static let seed: UInt64 = 20_261_124

    package var isPlain: Bool { comparison.count < Effect.leastGroups }
    package var before: DayRange { DayRange(ending: date.advanced(by: -1), count: days) }
    package var after: DayRange { DayRange(from: date, to: date.advanced(by: days - 1)) }

    /// - Parameters:
    ///   - ledger: The group's days from `days` before the date to `days` from it on.
    ///   - comparison: Other groups with their ledgers of the same days.
    package init(
        group: GroupLabel, date: CivilDay, days: Int, ledger: DayLedger,
        comparison: [(label: GroupLabel, ledger: DayLedger)], leftOut: [GroupLabel] = []
    ) {
        self.group = group
        self.date = date
        self.days = days
        self.comparison = comparison.map(\.label)
        self.leftOut = leftOut
        lines = []
        for figure in DailyFigure.allCases {
            let means = (before: figure.mean(before, ledger), after: figure.mean(after, ledger))
            var line = Line(figure: figure, before: means.before, after: means.after, groups: 0)
            let changes = comparison.compactMap { other -> Double? in
                guard let first = figure.mean(before, other.ledger), let second = figure.mean(after, other.ledger)
                else {
                    return nil
                }
                return second - first
            }
            line.groups = changes.count
            if let change = line.change, changes.count >= Effect.leastGroups {
                let mean = changes.reduce(0, +) / Double(changes.count)
                let bounds = Effect.interval(changes)
                line.comparisonChange = mean
                line.effect = change - mean
                line.low = change - bounds.high
                line.high = change - bounds.low
            }
            lines.append(line)
        }
    }

    /// The 95 % percentile interval of the mean, by drawing as many groups again and again with replacement (Efron 1979).
    static func interval(_ changes: [Double]) -> (low: Double, high: Double) {
        var chance = SeededGenerator(seed: seed)
        var means: [Double] = []
        means.reserveCapacity(draws)
        for _ in 0..<draws {
            var sum = 0.0
            for _ in changes.indices { sum += changes[Int.random(in: 0..<changes.count, using: &chance)] }
            means.append(sum / Double(changes.count))
        }
        means.sort()
        return (quantile(0.025, of: means), quantile(0.975, of: means))
    }

    /// Between the two values that it falls between, in proportion.
    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        let place = share * Double(sorted.count - 1)
        let index = Int(place)
        guard index + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
    }
}
