/// The figures of METRICS, Interaction graph, over one window.
package struct GraphFigures: Hashable, Sendable {
    /// Pairs (a, b) of different people where a replied to or mentioned b, and how often all of them did.
    package var edges = 0
    package var weight = 0
    package var reciprocity: Double?
    package var density: Double?
    package var connected: Double?
    package var largestComponent: Double?

    package init() {}
}

/// Who replied to or mentioned whom in a window.
package struct InteractionGraph: Sendable {
    private var edges = Numbering()
    private var weight = 0

    package init() {}

    /// Adds an edge, or more weight to one that is there. Loops do not count and must not come.
    package mutating func add(from: Int32, to: Int32, weight added: Int) {
        assert(from != to, "nobody answers themselves")
        _ = edges.number(of: InteractionGraph.key(from, to))
        weight += added
    }

    /// - Parameter active: By person, whether they spoke in the window.
    package func figures(active: [Bool]) -> GraphFigures {
        var figures = GraphFigures()
        let activeCount = active.count { $0 }
        figures.edges = edges.count
        figures.weight = weight
        figures.density = ratio(edges.count, of: activeCount * (activeCount - 1))

        var components = DisjointSets(count: active.count)
        var isMutual = [Bool](repeating: false, count: active.count)
        var mutualEdges = 0
        for edge in edges.values {
            let (from, to) = InteractionGraph.ends(edge)
            components.unite(from, to)
            guard edges.contains(InteractionGraph.key(Int32(to), Int32(from))) else { continue }
            mutualEdges += 1
            isMutual[from] = true
        }
        figures.reciprocity = ratio(mutualEdges, of: edges.count)
        figures.connected = ratio(active.indices.count { active[$0] && isMutual[$0] }, of: activeCount)

        // Members who spoke no word in the window may join two who did, but are not counted themselves.
        var activeByRoot = [Int](repeating: 0, count: active.count)
        for person in active.indices where active[person] { activeByRoot[components.root(of: person)] += 1 }
        figures.largestComponent = ratio(activeByRoot.max() ?? 0, of: activeCount)
        return figures
    }

    /// The pairs of people who spoke between whom there is an edge in either direction, each once.
    ///
    /// - Parameter active: By person, whether they spoke in the window.
    func pairs(among active: [Bool]) -> [(Int32, Int32)] {
        var pairs: [(Int32, Int32)] = []
        pairs.reserveCapacity(edges.count)
        for edge in edges.values {
            let (from, to) = InteractionGraph.ends(edge)
            guard active[from], active[to] else { continue }
            // Of two edges between the same people, the one from the lower number stands for both.
            if from > to, edges.contains(InteractionGraph.key(Int32(to), Int32(from))) { continue }
            pairs.append((Int32(from), Int32(to)))
        }
        return pairs
    }

    private static func key(_ from: Int32, _ to: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: from)) << 32 | UInt64(UInt32(bitPattern: to))
    }

    private static func ends(_ key: UInt64) -> (from: Int, to: Int) {
        (Int(key >> 32), Int(key & 0xFFFF_FFFF))
    }
}

/// Union-find with path halving and union by size (Tarjan and van Leeuwen 1984).
package struct DisjointSets: Sendable {
    private var parent: [Int32]
    private var size: [Int32]

    package init(count: Int) {
        parent = (0..<count).map { Int32($0) }
        size = [Int32](repeating: 1, count: count)
    }

    package mutating func root(of element: Int) -> Int {
        var current = Int32(element)
        while parent[Int(current)] != current {
            parent[Int(current)] = parent[Int(parent[Int(current)])]
            current = parent[Int(current)]
        }
        return Int(current)
    }

    package mutating func unite(_ first: Int, _ second: Int) {
        var large = root(of: first)
        var small = root(of: second)
        guard large != small else { return }
        if size[large] < size[small] { swap(&large, &small) }
        parent[small] = Int32(large)
        size[large] += size[small]
    }
}
