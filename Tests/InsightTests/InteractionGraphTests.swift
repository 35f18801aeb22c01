import Insight
import Kernel
import Testing

@Suite("The interaction graph, counted by hand")
struct InteractionGraphTests {
    struct Case: Sendable {
        let name: String
        let edges: [(Int32, Int32, Int)]
        /// By person, whether they spoke.
        let active: [Bool]
        var count = 0
        var weight = 0
        /// Reciprocity, density, connected, largest component.
        var ratios: [Double?]
    }

    static let cases: [Case] = [
        Case(name: "nobody", edges: [], active: [], ratios: [nil, nil, nil, nil]),
        Case(name: "one who speaks", edges: [], active: [true], ratios: [nil, nil, 0, 1]),
        Case(
            name: "two who answer each other, one apart", edges: [(0, 1, 3), (1, 0, 1)], active: [true, true, true],
            count: 2, weight: 4, ratios: [1, 1.0 / 3, 2.0 / 3, 2.0 / 3]),
        Case(
            name: "the same edge on several days", edges: [(0, 1, 1), (0, 1, 2)], active: [true, true], count: 1,
            weight: 3, ratios: [0, 0.5, 0, 1]),
        Case(
            name: "two who meet through one who is silent", edges: [(0, 2, 1), (1, 2, 1)],
            active: [true, true, false], count: 2, weight: 2, ratios: [0, 1, 0, 1]),
        Case(
            name: "a ring of three and a pair",
            edges: [(0, 1, 1), (1, 2, 1), (2, 0, 1), (3, 4, 1), (4, 3, 1)], active: [true, true, true, true, true],
            count: 5, weight: 5, ratios: [0.4, 0.25, 0.4, 0.6]),
    ]

    @Test("figures", arguments: cases.indices)
    func figures(index: Int) {
        let example = Self.cases[index]
        var graph = InteractionGraph()
        for (from, to, weight) in example.edges { graph.add(from: from, to: to, weight: weight) }
        let figures = graph.figures(active: example.active)
        let ratios = [figures.reciprocity, figures.density, figures.connected, figures.largestComponent]
        #expect([figures.edges, figures.weight] == [example.count, example.weight], "\(example.name)")
        #expect(ratios == example.ratios, "\(example.name)")
    }
}
