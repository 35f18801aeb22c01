import Kernel
import Record
import TestSupport
import Testing

struct LateTests {
    @Test(
        "Of a late message in the same place as a name's first event only its key says who came first",
        arguments: TestEngine.available)
    func samePlace(engine: TestEngine) async throws {
        let edges = try await engine.withRecord { bench in
            var edges: [String] = []
            for key in ["a", "z"] {
                let group = try await bench.group("late \(key)")
                let five = at("2026-11-23 10:05")
                let first = Event.made(.text, "al", "hi", at: at("2026-11-23 10:00"), id: "1")
                let bob = Event.made(.text, "bob", "here", at: five, id: "m")
                let last = Event.made(.text, "al", "bye", at: at("2026-11-23 11:00"), id: "2")
                try await bench.append([first, bob, last], to: group)
                try await bench.append([.made(.text, "al", "@bob", at: five, id: key)], to: group)
                edges += try await bench.picture(group).tables["edge_days"] ?? []
                edges += try await bench.verify(group).map(\.place)
            }
            return edges
        }
        #expect(edges == ["2026-11-23 al→bob weight=1"])
    }
}
