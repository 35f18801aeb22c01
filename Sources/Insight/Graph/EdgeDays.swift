package import Kernel

/// Who replied to or mentioned whom on which days: the rows of `edge_days`, column by column.
package struct EdgeDays: Sendable {
    private var days: [Int32] = []
    private var from: [Int32] = []
    private var to: [Int32] = []
    private var weights: [Int] = []

    package init() {}

    /// Adds what one person addressed to another on a day. Days must come in ascending order.
    package mutating func append(day: CivilDay, from sender: Int32, to receiver: Int32, weight: Int) {
        assert(days.last.map { $0 <= day.number } ?? true, "edge days come in the order of days")
        days.append(day.number)
        from.append(sender)
        to.append(receiver)
        weights.append(weight)
    }

    /// The graph of some of the days.
    ///
    /// - Parameter number: What each person is called in it; as they are called here where it is not said.
    package func graph(in range: DayRange, number: (Int) -> Int32 = { Int32($0) }) -> InteractionGraph {
        var graph = InteractionGraph()
        var index = days.firstRow(notBefore: range.from.number)
        while index < days.count, days[index] <= range.to.number {
            graph.add(from: number(Int(from[index])), to: number(Int(to[index])), weight: weights[index])
            index += 1
        }
        return graph
    }
}
