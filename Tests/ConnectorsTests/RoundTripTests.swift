import Kernel
import Testing

@testable import Connectors

@Suite("Writing and reading back")
struct RoundTripTests {
    @Test("What CSVWriter writes reads back as the same events, for 200 seeds")
    func csv() throws {
        for seed in 0..<200 as Range<UInt64> {
            let events = RoundTripTests.events(seed: seed)
            var writer = CSVWriter(ExportHeading(group: "g", network: "n"))
            for event in events { writer.add(event) }
            let result = try read(writer.take(), as: "x")
            #expect(result.events == events, "seed \(seed)")
            #expect(result.bad.isEmpty, "seed \(seed)")
        }
    }

    @Test("What JSONLWriter writes reads back as the same events, for 200 seeds")
    func jsonl() throws {
        for seed in 0..<200 as Range<UInt64> {
            let events = RoundTripTests.events(seed: seed)
            var writer = JSONLWriter(ExportHeading(group: "g\n\"", zone: "Asia/Shanghai"))
            for event in events { writer.add(event) }
            let result = try read(writer.take(), as: "x")
            #expect(result.events == events, "seed \(seed)")
            #expect(result.bad.isEmpty, "seed \(seed)")
        }
    }

    private static let letters = Array("ab ,;\t\"'\n\r\\#{}é你😀\u{1}\u{1B}$B\u{7F}\u{2028}\u{FFFD}\u{FEFF}").map(
        String.init)

    private static func words(_ most: Int, _ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...most, using: &generator)).map { _ in letters.randomElement(using: &generator)! }
            .joined()
    }

    private static func party(_ generator: inout SeededGenerator) -> Party {
        let id = Bool.random(using: &generator) ? "i" + words(4, &generator) : nil
        return Party(name: "n" + words(8, &generator), id: id)
    }

    /// Somebody by id, by name, or by both.
    private static func mentioned(_ generator: inout SeededGenerator) -> Party {
        let words = "m%4" + words(5, &generator)
        return switch Int.random(in: 0..<3, using: &generator) {
        case 0: Party(name: "", id: words)
        case 1: Party(name: words)
        default: Party(name: words, id: "i=" + words)
        }
    }

    private static func key(_ generator: inout SeededGenerator) -> EventKey {
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: EventKey(sourceID: "k" + words(6, &generator))
        case 1: EventKey(sourceID: String(repeating: "k", count: 80) + words(6, &generator))
        case 2: EventKey(bytes: [1] + (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
        default: EventKey(bytes: [0] + (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
        }
    }

    private static func events(seed: UInt64) -> [Event] {
        var generator = SeededGenerator(seed: seed)
        return (0..<Int.random(in: 1...20, using: &generator)).map { _ in
            Event(
                kind: EventKind.allCases.randomElement(using: &generator)!,
                instant: Instant(milliseconds: Int64.random(in: 0..<7_258_118_400_000, using: &generator)),
                order: Int64.random(in: 0...EventOrder.openingOffset + 9, using: &generator), key: key(&generator),
                sender: party(&generator), target: Bool.random(using: &generator) ? party(&generator) : nil,
                text: Bool.random(using: &generator) ? words(30, &generator) : nil,
                replyTo: Bool.random(using: &generator) ? key(&generator) : nil,
                scene: Bool.random(using: &generator) ? "s" + words(3, &generator) : nil,
                mentions: (0..<Int.random(in: 0...3, using: &generator)).map { _ in mentioned(&generator) })
        }
    }
}
