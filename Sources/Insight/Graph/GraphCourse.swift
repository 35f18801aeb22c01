/// The interaction graph over one week or month of a window, the first and the last cut to it.
package struct GraphPoint: Hashable, Sendable {
    package var range: DayRange
    package var figures: GraphFigures

    package init(range: DayRange, figures: GraphFigures) {
        self.range = range
        self.figures = figures
    }
}

/// How the talk between people changes over a window.
package enum GraphCourse {
    /// Windows of more days than this go by months.
    package static let longestByWeeks = 26 * 7

    /// Whether a window goes by weeks or by months.
    package static func period(of window: DayRange) -> CalendarPeriod {
        window.count <= longestByWeeks ? .week : .month
    }

    package static func points(
        _ window: DayRange, edges: EdgeDays, memberDays: MemberDays, peopleCount: Int
    ) -> [GraphPoint] {
        // Only those of a period take part in its figures, so that a long window costs what was said in it and not its
        // periods times all people.
        var numbers = [Int32](repeating: -1, count: peopleCount)
        return period(of: window).ranges(in: window).map { range in
            var met: [Int] = []
            func number(_ person: Int) -> Int32 {
                if numbers[person] < 0 {
                    numbers[person] = Int32(met.count)
                    met.append(person)
                }
                return numbers[person]
            }
            var active: [Bool] = []
            memberDays.forEach(in: range) { _, person, messages in
                guard messages > 0, number(person) == Int32(active.count) else { return }
                active.append(true)
            }
            let graph = edges.graph(in: range) { number($0) }
            active += [Bool](repeating: false, count: met.count - active.count)
            for person in met { numbers[person] = -1 }
            return GraphPoint(range: range, figures: graph.figures(active: active))
        }
    }
}
