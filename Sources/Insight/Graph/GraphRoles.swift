/// The parts people play in the talk of a window (METRICS: `core`, `bridge`), by person.
package struct GraphRoles: Sendable {
    /// Core numbers of the simple undirected graph among those who spoke.
    package let coreNumbers: [Int32]
    package let isBridge: [Bool]
    /// From this core number on a person is of the core.
    package let coreLimit: Int32

    /// - Parameter active: By person, whether they spoke in the window.
    package init(_ graph: InteractionGraph, active: [Bool]) {
        let pairs = UndirectedGraph(count: active.count, edges: graph.pairs(among: active))
        coreNumbers = pairs.coreNumbers()
        isBridge = pairs.articulationPoints()
        coreLimit = max(2, ((coreNumbers.max() ?? 0) + 1) / 2)
    }

    package func isCore(_ person: Int) -> Bool { coreNumbers[person] >= coreLimit }
}
