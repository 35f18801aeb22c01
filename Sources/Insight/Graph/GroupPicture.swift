package import Kernel
package import Storage

/// The people whom the talk of a group hangs on and what they address to each other: enough to draw.
package struct GroupPicture: Sendable, Equatable {
    package struct Person: Sendable, Equatable {
        package var id: Int64
        /// Nil where erased.
        package var name: String?
        package var messages: Int
        package var coreNumber: Int
        package var isCore: Bool
        package var isBridge: Bool
    }

    /// Two people of the picture, by their places in it, and how often either addressed the other.
    package struct Tie: Sendable, Equatable {
        package var first: Int
        package var second: Int
        package var weight: Int
    }

    package var people: [Person] = []
    package var ties: [Tie] = []
    /// How many spoke in the window, shown or not.
    package var speakers = 0

    /// The most people of a picture: with more of them nobody sees anything.
    package static let most = 60

    /// Those of the highest core number, among equals those who address and are addressed most.
    package static func load(
        group: GroupID, window: DayRange, in transaction: Transaction
    ) throws -> GroupPicture {
        var numbering = Numbering()
        var said: [Int] = []
        func number(_ id: Int64) -> Int32 {
            let number = numbering.number(of: UInt64(bitPattern: id))
            if Int(number) == said.count { said.append(0) }
            return number
        }
        try transaction.forEach(
            """
            SELECT person_id, CAST(SUM(messages) AS BIGINT) FROM member_days
            WHERE group_id = \(group) AND day BETWEEN \(window.from) AND \(window.to) AND messages > 0 GROUP BY person_id
            """
        ) { said[Int(number($0.int64(0)))] = $0.int(1) }
        let speakers = said.count
        var weights: [Pair: Int] = [:]
        var graph = InteractionGraph()
        try transaction.forEach(
            """
            SELECT from_id, to_id, CAST(SUM(weight) AS BIGINT) FROM edge_days
            WHERE group_id = \(group) AND day BETWEEN \(window.from) AND \(window.to) GROUP BY from_id, to_id
            """
        ) { row in
            let (from, to, weight) = (number(row.int64(0)), number(row.int64(1)), row.int(2))
            graph.add(from: from, to: to, weight: weight)
            weights[Pair(low: min(from, to), high: max(from, to)), default: 0] += weight
        }
        let ids = numbering.values.map { Int64(bitPattern: $0) }
        var picture = GroupPicture(said: said, ids: ids, weights: weights, graph: graph)
        picture.speakers = speakers
        let names = try PeopleNames.load(Set(picture.people.map(\.id)), in: transaction)
        for index in picture.people.indices { picture.people[index].name = names[picture.people[index].id] }
        return picture
    }

    package init() {}

    private struct Pair: Hashable {
        let low: Int32
        let high: Int32
    }

    private init(said: [Int], ids: [Int64], weights: [Pair: Int], graph: InteractionGraph) {
        let roles = GraphRoles(graph, active: said.map { $0 > 0 })
        var degree = [Int](repeating: 0, count: said.count)
        for (pair, weight) in weights {
            degree[Int(pair.low)] += weight
            degree[Int(pair.high)] += weight
        }
        let candidates = said.indices.filter { said[$0] > 0 && degree[$0] > 0 }
        let shown = candidates.sorted {
            (roles.coreNumbers[$1], degree[$1], ids[$0]) < (roles.coreNumbers[$0], degree[$0], ids[$1])
        }.prefix(Self.most)
        var place: [Int32: Int] = [:]
        for (index, person) in shown.enumerated() {
            place[Int32(person)] = index
            people.append(
                Person(
                    id: ids[person], name: nil, messages: said[person], coreNumber: Int(roles.coreNumbers[person]),
                    isCore: roles.isCore(person), isBridge: roles.isBridge[person]))
        }
        for (pair, weight) in weights {
            guard let first = place[pair.low], let second = place[pair.high] else { continue }
            ties.append(Tie(first: min(first, second), second: max(first, second), weight: weight))
        }
        ties.sort { ($1.weight, $0.first, $0.second) < ($0.weight, $1.first, $1.second) }
    }
}
