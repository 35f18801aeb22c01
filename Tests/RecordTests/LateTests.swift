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

    @Test(
        "What comes after everything was forgotten is counted as if it had been remembered",
        arguments: TestEngine.available)
    func forgotten(engine: TestEngine) async throws {
        let (pictures, flaws) = try await engine.withRecord { bench in
            var (pictures, flaws): ([RecordPicture], [Discrepancy]) = ([], [])
            for forgets in [false, true] {
                let group = try await bench.group("forgets \(forgets)")
                for hour in 10..<14 {
                    var script = Script(from: "2026-11-23 \(hour):00")
                    script.add(.text, "al", "@bob who bakes?", id: "\(hour)a")
                    script.add(.text, "bob", "I do", id: "\(hour)b", replyTo: "\(hour)a")
                    try await bench.append(script.events, to: group)
                    if forgets { bench.record.forgetFolds() }
                }
                pictures.append(try await bench.picture(group))
                flaws += try await bench.verify(group)
            }
            return (pictures, flaws)
        }
        #expect(pictures[0].tables == pictures[1].tables && flaws.isEmpty)
    }
}
