package import Kernel

/// Something a report finds in its figures, and what to do about it tomorrow.
package struct Advice: Hashable, Sendable {
    /// How much it matters; in the order in which advice is given.
    package enum Severity: String, CaseIterable, Comparable, Sendable {
        case urgent, warning, note
        /// Not a problem: a chance that the figures show.
        case hint
        /// Not a problem: something that goes well, and should go on.
        case keep

        package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
        private var rank: Int { Severity.allCases.firstIndex(of: self) ?? 0 }
    }

    /// What its texts are called: `advice.<key>.finding` and `advice.<key>.action`.
    package let key: String
    package let severity: Severity
    /// The figures it rests on, by their keys in METRICS; never empty.
    package let rests: [Figure]
    /// What its texts are filled with besides those figures.
    package let values: [Figure]
    /// People whom the action names; where there are some, its text is `advice.<key>.action.names`.
    package let names: [String]

    /// A figure by its key, and its value.
    package struct Figure: Hashable, Sendable {
        package let key: String
        package let value: Value

        package init(_ key: String, _ value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// A value in the terms it is told in.
    package enum Value: Hashable, Sendable {
        case count(Int, Unit)
        case share(Double)
        case decimal(Double)
        case seconds(Double)
        case day(CivilDay)
        case hour(Int)
    }

    /// What is counted; the raw value is that of the texts `quantity.<unit>`.
    package enum Unit: String, Sendable {
        case people, members, messages, days, questions, times, pairs, groups
    }

    init(_ key: String, _ severity: Severity, rests: [Figure], values: [Figure] = [], names: [String] = []) {
        self.key = key
        self.severity = severity
        self.rests = rests
        self.values = values
        self.names = names
    }
}

extension GroupReport {
    /// What the figures advise, the most pressing first; nothing where there is no window to speak of.
    package var advice: [Advice] {
        guard window != nil, data != nil else { return [] }
        let found = AdviceRules.all.compactMap { $0(self) }
        return Advice.Severity.allCases.flatMap { severity in found.filter { $0.severity == severity } }
    }
}
