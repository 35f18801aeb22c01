package import Kernel

/// Messages by local weekday and hour (METRICS: `hours`): [0 = Monday][0…23].
package struct Hours: Hashable, Sendable {
    package private(set) var counts = [[Int]](repeating: [Int](repeating: 0, count: 24), count: 7)

    package init() {}

    package mutating func add(_ messages: Int, on day: CivilDay, hour: Int) {
        counts[day.weekday][hour] += messages
    }

    package var total: Int { counts.joined().reduce(0, +) }

    /// The weekday and hour with the most messages, the earliest where several have; nil where there is none.
    package var busiest: (weekday: Int, hour: Int, messages: Int)? {
        var best: (weekday: Int, hour: Int, messages: Int)?
        for (weekday, row) in counts.enumerated() {
            for (hour, messages) in row.enumerated() where messages > best?.messages ?? 0 {
                best = (weekday, hour, messages)
            }
        }
        return best
    }
}
