/// Two groups over as many days each, figure by figure.
package struct GroupComparison: Sendable, Equatable {
    package enum Side: String, Sendable {
        case first
        case second
        case equal
    }

    package struct Line: Sendable, Equatable {
        package var figure: ComparableFigure
        package var first: Double?
        package var second: Double?

        /// The first less the second; nil where one has no value.
        package var difference: Double? {
            guard let first, let second else { return nil }
            return first - second
        }

        /// Which of them is better off; nil where nothing can be said.
        package var better: Side? {
            guard let difference, figure.direction != .neither else { return nil }
            if difference == 0 { return .equal }
            return (difference > 0) == (figure.direction == .moreIsBetter) ? .first : .second
        }
    }

    package var first: GroupLabel
    package var second: GroupLabel
    package var firstWindow: DayRange?
    package var secondWindow: DayRange?
    package var lines: [Line]

    package init(_ first: GroupReport, _ second: GroupReport) {
        self.first = first.group
        self.second = second.group
        firstWindow = first.window
        secondWindow = second.window
        lines = ComparableFigure.all.map { figure in
            Line(figure: figure, first: figure.value(first), second: figure.value(second))
        }
    }
}

/// A group among the other groups of its kind.
package struct KindComparison: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        package var figure: ComparableFigure
        package var value: Double?
        /// How many of the others have the figure.
        package var others: Int
        /// Of the others; nil where fewer than `leastGroups` have the figure.
        package var median: Double?
        /// The share of the others that have less, those with as much counted half; nil as above or without a value.
        package var percentile: Double?
    }

    package var group: GroupLabel
    package var window: DayRange?
    /// The other groups of the kind with data in their windows.
    package var others: Int
    package var lines: [Line]

    /// Of fewer groups nothing is said.
    package static let leastGroups = 5

    package var isEnough: Bool { others >= KindComparison.leastGroups }

    /// - Parameter others: Reports on the other groups of the kind that have data.
    package init(_ report: GroupReport, others: [GroupReport]) {
        var figures = OthersFigures()
        for other in others { figures.add(other) }
        self.init(report, figures)
    }

    init(_ report: GroupReport, _ others: OthersFigures) {
        group = report.group
        window = report.window
        self.others = others.groups
        lines = zip(ComparableFigure.all, others.values).map { figure, values in
            Line(figure, figure.value(report), others: values)
        }
    }
}

/// What groups are compared by, of many groups: their values, without the reports these come from.
struct OthersFigures {
    private(set) var groups = 0
    /// By figure, in the order of `ComparableFigure.all`; a group that has no value for one is not in it.
    private(set) var values = [[Double]](repeating: [], count: ComparableFigure.all.count)

    mutating func add(_ report: GroupReport) {
        groups += 1
        for (index, figure) in ComparableFigure.all.enumerated() {
            if let value = figure.value(report) { values[index].append(value) }
        }
    }
}

extension KindComparison.Line {
    init(_ figure: ComparableFigure, _ value: Double?, others: [Double]) {
        self.init(figure: figure, value: value, others: others.count, median: nil, percentile: nil)
        guard others.count >= KindComparison.leastGroups else { return }
        let sorted = others.sorted()
        median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        guard let value else { return }
        let less = sorted.count { $0 < value }
        let equal = sorted.count { $0 == value }
        percentile = (Double(less) + Double(equal) / 2) / Double(sorted.count)
    }
}
