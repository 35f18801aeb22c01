internal import Record

/// One way of telling a group's people apart: how many are of which sort.
package struct PortraitFacet: Hashable, Sendable {
    package enum Key: String, Sendable, CaseIterable {
        case needs, trades, tenure, roles, activity, awake, languages, siblings, channels
        /// In how many groups somebody spoke; of the whole community alone.
        case speaksIn = "speaks-in"

        /// Whether each counts in one sort at most, so that all of them together are the whole.
        package var isPartition: Bool { self != .needs && self != .trades }
        /// Whether the sorts have an order of their own; else the largest comes first.
        var isOrdered: Bool { [.tenure, .roles, .activity, .awake, .siblings, .speaksIn].contains(self) }
    }

    package struct Slice: Hashable, Sendable {
        package var key: String
        /// People; for languages, messages.
        package var count: Int
        /// What they said of it, where that is counted.
        package var messages: Int?

        package init(_ key: String, _ count: Int, messages: Int? = nil) {
            self.key = key
            self.count = count
            self.messages = messages
        }
    }

    package var key: Key
    /// How many the shares are of.
    package var of: Int
    package var slices: [Slice]

    package init(_ key: Key, of: Int, _ slices: [Slice]) {
        self.key = key
        self.of = of
        self.slices = slices
        guard !key.isOrdered else { return }
        self.slices.sort { ($1.count, $0.key) < ($0.count, $1.key) }
    }

    package func share(of key: String) -> CountedShare {
        CountedShare(slices.first { $0.key == key }?.count ?? 0, of: of)
    }
}

/// A week of a need.
package struct NeedWeek: Hashable, Sendable {
    package var days: DayRange
    package var messages: Int
    package var people: Int
}

/// Who a group's people are, and what they need by their own words (PRODUCT B9).
package struct GroupPortrait: Hashable, Sendable {
    package var group: GroupLabel
    package var window: DayRange?
    /// Those who are in it at the window's end.
    package var members = 0
    /// Those who said something in the window, members or not.
    package var spoke = 0
    package var isCompetitor = false
    package var facets: [PortraitFacet] = []
    /// By need, the weeks of the window.
    package var weeks: [String: [NeedWeek]] = [:]
    /// The same by the sort of the needs: nobody counts twice in a week of a sort.
    package var sorts: [String: [NeedWeek]] = [:]

    package init(group: GroupLabel) { self.group = group }

    package subscript(key: PortraitFacet.Key) -> PortraitFacet? { facets.first { $0.key == key } }

    /// The words of all needs and of their sorts, in their order.
    package static let needs = Need.allCases.map(\.rawValue)
    package static let sorts = Need.Sort.allCases.map(\.rawValue)

    /// The sort of a need.
    package static func sort(of need: String) -> String { Need(rawValue: need)?.sort.rawValue ?? "" }

    /// Whether anything is known of anybody.
    package var isEmpty: Bool { members + spoke == 0 }

    // MARK: - Bands

    package enum Tenure: String, Sendable, CaseIterable {
        case week, month, quarter, year, longer

        /// - Parameter days: Since they came.
        init(days: Int) {
            self = days < 7 ? .week : days < 30 ? .month : days < 90 ? .quarter : days < 365 ? .year : .longer
        }
    }

    package enum Activity: String, Sendable, CaseIterable {
        case none, few, some, many, most

        init(messages: Int) {
            self = messages < 1 ? .none : messages < 3 ? .few : messages < 10 ? .some : messages < 50 ? .many : .most
        }
    }

    /// When in the day somebody mostly speaks.
    package enum Awake: String, Sendable, CaseIterable {
        case night, morning, forenoon, noon, afternoon, evening, late

        /// The first hour of each.
        package var begin: Int {
            switch self {
            case .night: 0
            case .morning: 6
            case .forenoon: 9
            case .noon: 12
            case .afternoon: 14
            case .evening: 18
            case .late: 22
            }
        }

        package var end: Int { Awake.allCases.first { $0.begin > begin }?.begin ?? 24 }

        /// The part with the most hours spoken in for its length; the earlier of equals.
        init?(hours: [Int]) {
            var best: (part: Awake, weight: Double)?
            for part in Awake.allCases {
                let weight = Double(hours[part.begin..<part.end].reduce(0, +)) / Double(part.end - part.begin)
                if weight > best?.weight ?? 0 { best = (part, weight) }
            }
            guard let best else { return nil }
            self = best.part
        }
    }

    /// In how many groups of ours somebody is.
    package enum Siblings: String, Sendable, CaseIterable {
        case one, two, three, more

        init(groups: Int) { self = groups < 2 ? .one : groups == 2 ? .two : groups == 3 ? .three : .more }
    }
}

/// Two portraits side by side: in what their people differ.
package struct PortraitComparison: Hashable, Sendable {
    package struct Line: Hashable, Sendable {
        package var facet: PortraitFacet.Key
        package var key: String
        package var first: CountedShare
        package var second: CountedShare

        /// The first less the second, and its 95 % interval; nil where one is of nothing.
        package var difference: (value: Double, low: Double, high: Double)? { first.difference(from: second) }
        /// Whether the interval leaves out 0.
        package var isSure: Bool { difference.map { $0.low > 0 || $0.high < 0 } ?? false }
    }

    package var first: GroupPortrait
    package var second: GroupPortrait
    /// By facet, the largest of either first.
    package var lines: [Line]

    package init(_ first: GroupPortrait, _ second: GroupPortrait) {
        self.first = first
        self.second = second
        lines = PortraitFacet.Key.allCases.flatMap { facet -> [Line] in
            guard let one = first[facet], let other = second[facet], one.of > 0, other.of > 0 else { return [] }
            var keys = one.slices.map(\.key)
            keys += other.slices.map(\.key).filter { !keys.contains($0) }
            let lines = keys.map { key in
                Line(facet: facet, key: key, first: one.share(of: key), second: other.share(of: key))
            }
            return lines.filter { $0.first.count + $0.second.count > 0 }
        }
    }
}
