/// A simple undirected graph over the nodes 0 ..< `count`: no loops, no edge twice.
package struct UndirectedGraph: Sendable {
    package let count: Int
    /// Where the neighbours of each node begin in `neighbours`, and where the last ones end.
    private let offsets: [Int32]
    private let neighbours: [Int32]

    /// - Precondition: Each pair stands once, in one of its two directions, and no node is paired with itself.
    package init(count: Int, edges: [(Int32, Int32)]) {
        self.count = count
        var offsets = [Int32](repeating: 0, count: count + 1)
        for (first, second) in edges {
            precondition(first != second, "a simple graph has no loops")
            offsets[Int(first) + 1] += 1
            offsets[Int(second) + 1] += 1
        }
        for node in 0..<count { offsets[node + 1] += offsets[node] }
        var places = offsets
        var neighbours = [Int32](repeating: 0, count: 2 * edges.count)
        for (first, second) in edges {
            neighbours[Int(places[Int(first)])] = second
            places[Int(first)] += 1
            neighbours[Int(places[Int(second)])] = first
            places[Int(second)] += 1
        }
        self.offsets = offsets
        self.neighbours = neighbours
    }

    private func places(of node: Int) -> Range<Int> { Int(offsets[node])..<Int(offsets[node + 1]) }

    // MARK: - Cores

    /// By node, the largest k such that it belongs to a subgraph in which everyone has at least k neighbours.
    ///
    /// Time O(nodes + edges): Batagelj and Zaveršnik 2003, "An O(m) Algorithm for Cores Decomposition of Networks".
    package func coreNumbers() -> [Int32] {
        guard count > 0 else { return [] }
        var degree = (0..<count).map { Int32(places(of: $0).count) }
        // Nodes sorted by degree; where each stands, and where each degree begins.
        var starts = [Int](repeating: 0, count: Int(degree.max() ?? 0) + 2)
        for value in degree { starts[Int(value) + 1] += 1 }
        for value in 1..<starts.count { starts[value] += starts[value - 1] }
        var order = [Int32](repeating: 0, count: count)
        var position = [Int](repeating: 0, count: count)
        var next = starts
        for node in 0..<count {
            position[node] = next[Int(degree[node])]
            order[position[node]] = Int32(node)
            next[Int(degree[node])] += 1
        }
        for place in 0..<count {
            let node = Int(order[place])
            for index in places(of: node) {
                let other = Int(neighbours[index])
                guard degree[other] > degree[node] else { continue }
                // It moves to the front of its degree, whose beginning then moves past it.
                let front = starts[Int(degree[other])]
                let first = order[front]
                order.swapAt(front, position[other])
                position[Int(first)] = position[other]
                position[other] = front
                starts[Int(degree[other])] += 1
                degree[other] -= 1
            }
        }
        return degree
    }

    // MARK: - Articulation points

    /// By node, whether taking it away would leave more connected components than there are.
    ///
    /// Time O(nodes + edges): Hopcroft and Tarjan 1973, with a stack of our own, as a chain of people may be any length.
    package func articulationPoints() -> [Bool] {
        var isCut = [Bool](repeating: false, count: count)
        var discovery = [Int32](repeating: -1, count: count)
        var low = [Int32](repeating: 0, count: count)
        var cursor = (0..<count).map { offsets[$0] }
        var path: [Int32] = []
        var clock: Int32 = 0
        for root in 0..<count where discovery[root] < 0 {
            var rootChildren = 0
            path.append(Int32(root))
            while let top = path.last {
                let node = Int(top)
                if discovery[node] < 0 {
                    discovery[node] = clock
                    low[node] = clock
                    clock += 1
                }
                guard cursor[node] < offsets[node + 1] else {
                    path.removeLast()
                    guard let parent = path.last.map(Int.init) else { continue }
                    low[parent] = min(low[parent], low[node])
                    if parent == root {
                        rootChildren += 1
                    } else if low[node] >= discovery[parent] {
                        isCut[parent] = true
                    }
                    continue
                }
                let other = neighbours[Int(cursor[node])]
                cursor[node] += 1
                if discovery[Int(other)] < 0 {
                    path.append(other)
                } else if path.count < 2 || other != path[path.count - 2] {
                    low[node] = min(low[node], discovery[Int(other)])
                }
            }
            isCut[root] = rootChildren > 1
        }
        return isCut
    }
}
