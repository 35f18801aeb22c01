import Insight
import Kernel
import Testing

@Suite("Roles in the graph")
struct GraphRolesTests {
    struct Case: Sendable {
        let name: String
        let count: Int
        let edges: [(Int32, Int32)]
        let cores: [Int32]
        let bridges: [Int]
    }

    static let cases: [Case] = [
        Case(name: "nobody", count: 0, edges: [], cores: [], bridges: []),
        Case(name: "alone", count: 2, edges: [], cores: [0, 0], bridges: []),
        Case(name: "a pair", count: 2, edges: [(0, 1)], cores: [1, 1], bridges: []),
        Case(name: "a path", count: 4, edges: [(0, 1), (1, 2), (2, 3)], cores: [1, 1, 1, 1], bridges: [1, 2]),
        Case(name: "a star", count: 4, edges: [(0, 2), (1, 2), (3, 2)], cores: [1, 1, 1, 1], bridges: [2]),
        Case(name: "a ring", count: 4, edges: [(0, 1), (1, 2), (2, 3), (3, 0)], cores: [2, 2, 2, 2], bridges: []),
        Case(
            name: "two triangles that share a corner, and one apart", count: 6,
            edges: [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (4, 2)], cores: [2, 2, 2, 2, 2, 0], bridges: [2]),
        Case(
            name: "all of four with a tail", count: 6,
            edges: [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (3, 4), (5, 4)], cores: [3, 3, 3, 3, 1, 1],
            bridges: [3, 4]),
    ]

    @Test("core numbers and bridges, counted by hand", arguments: cases.indices)
    func byHand(index: Int) {
        let example = Self.cases[index]
        let graph = UndirectedGraph(count: example.count, edges: example.edges)
        #expect(graph.coreNumbers() == example.cores, "\(example.name)")
        let bridges = graph.articulationPoints().enumerated().filter(\.element).map(\.offset)
        #expect(bridges == example.bridges, "\(example.name)")
    }

    /// Takes away whoever has fewer than k neighbours until nobody has.
    private func slowCores(_ count: Int, _ edges: [(Int32, Int32)]) -> [Int32] {
        var cores = [Int32](repeating: 0, count: count)
        for k in Int32(1)...Int32(max(1, count)) {
            var left = Set(0..<Int32(count))
            while true {
                let alive = edges.filter { left.contains($0.0) && left.contains($0.1) }
                let weak = left.filter { node in alive.count { $0.0 == node || $0.1 == node } < k }
                if weak.isEmpty { break }
                left.subtract(weak)
            }
            for node in left { cores[Int(node)] = k }
            if left.isEmpty { break }
        }
        return cores
    }

    private func components(_ nodes: Set<Int32>, _ edges: [(Int32, Int32)]) -> Int {
        var sets = DisjointSets(count: 40)
        for (first, second) in edges where nodes.contains(first) && nodes.contains(second) {
            sets.unite(Int(first), Int(second))
        }
        return Set(nodes.map { sets.root(of: Int($0)) }).count
    }

    @Test("core numbers equal slow peeling, bridges equal taking away each in turn, 200 graphs by chance")
    func byChance() {
        var wrong: [UInt64] = []
        for seed in UInt64(1)...200 {
            var chance = SeededGenerator(seed: seed)
            let count = Int.random(in: 1...16, using: &chance)
            let share = Double.random(in: 0...0.6, using: &chance)
            var edges: [(Int32, Int32)] = []
            for first in 0..<Int32(count) {
                for second in 0..<first where Double.random(in: 0...1, using: &chance) < share {
                    edges.append(Bool.random(using: &chance) ? (first, second) : (second, first))
                }
            }
            edges.shuffle(using: &chance)
            let graph = UndirectedGraph(count: count, edges: edges)
            let all = Set(0..<Int32(count))
            let whole = components(all, edges)
            let bridges = all.sorted().map { components(all.subtracting([$0]), edges) > whole }
            if graph.coreNumbers() != slowCores(count, edges) || graph.articulationPoints() != bridges {
                wrong.append(seed)
            }
        }
        #expect(wrong == [])
    }

    @Test("a chain of a hundred thousand people is walked without recursion")
    func chain() {
        let count = 100_000
        let graph = UndirectedGraph(count: count, edges: (1..<Int32(count)).map { ($0 - 1, $0) })
        #expect(graph.articulationPoints().count { $0 } == count - 2)
        #expect(graph.coreNumbers().allSatisfy { $0 == 1 })
    }

    @Test("only those who spoke count, and two edges there and back are one")
    func active() {
        var graph = InteractionGraph()
        for (from, to) in [(0, 1), (1, 0), (1, 2), (2, 0), (3, 0), (4, 3)] as [(Int32, Int32)] {
            graph.add(from: from, to: to, weight: 1)
        }
        let roles = GraphRoles(graph, active: [true, true, true, true, false])
        #expect(roles.coreNumbers == [2, 2, 2, 1, 0] && roles.coreLimit == 2)
        #expect(roles.isBridge == [true, false, false, false, false])
        #expect((0..<5).map { roles.isCore($0) } == [true, true, true, false, false])
    }

    @Test("each week of a window has its own graph; a window of over 26 weeks goes by months")
    func course() {
        var group = SmallGroup()
        group.memberDays = [(november(2), 0, 1), (november(3), 1, 1), (november(10), 1, 2), (november(10), 2, 1)]
        group.edges = [(november(2), 0, 1, 1), (november(3), 1, 0, 2), (november(10), 2, 1, 1)]
        let points = group.report(DayRange(from: november(2), to: november(15))).graphCourse
        #expect(points.map(\.range) == [range("2026-11-02", "2026-11-08"), range("2026-11-09", "2026-11-15")])
        #expect(points.map(\.figures.reciprocity) == [1, 0] && points.map(\.figures.weight) == [3, 1])
        #expect(points.map(\.figures.connected) == [1, 0] && points.map(\.figures.density) == [1, 0.5])
        #expect(GraphCourse.period(of: DayRange(ending: november(1), count: 182)) == .week)
        #expect(GraphCourse.period(of: DayRange(ending: november(1), count: 183)) == .month)
    }

    @Test("the course of one week or month is the graph of the window, 100 groups by chance")
    func courseOfOne() {
        var wrong: [UInt64] = []
        for seed in UInt64(1)...100 {
            let group = SmallGroup(seed: seed)
            guard let data = group.data else { continue }
            let week = DayRange(ending: data.to.monday, count: 7)
            let whole = DayRange(from: week.from.monday, to: week.from.monday.advanced(by: 6))
            let report = group.report(whole)
            if report.graphCourse.map(\.figures) != [report.graph] { wrong.append(seed) }
        }
        #expect(wrong == [])
    }
}
