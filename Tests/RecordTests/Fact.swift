import Kernel
import Record
import TestSupport
import Testing

/// A small history and what the record must make of it: the tables named, line by line.
struct Fact: Sendable, CustomTestStringConvertible {
    let name: String
    var isPresence = false
    var zone = "UTC"
    var bots = GroupBots()
    let events: [Event]
    let expected: RecordPicture

    var testDescription: String { name }

    init(
        _ name: String, isPresence: Bool = false, zone: String = "UTC", bots: GroupBots = GroupBots(),
        from start: String = "2026-11-23 10:00", _ write: (inout Script) -> Void, makes tables: () -> [String: [String]]
    ) {
        var script = Script(from: start, zone: zone)
        write(&script)
        (self.name, self.isPresence, self.zone, self.bots) = (name, isPresence, zone, bots)
        self.events = script.events
        self.expected = RecordPicture(tables().mapValues { $0.sorted() })
    }

    /// What the record made of it, and what verify had to say; both ways through: in one piece, and event by event with
    /// a new process for each.
    func outcome(_ bench: Bench) async throws -> Outcome {
        let whole = try await bench.group("whole", zone: zone, isPresence: isPresence, bots: bots)
        try await bench.append(events, to: whole)
        let single = try await bench.group("single", zone: zone, isPresence: isPresence, bots: bots)
        for (index, event) in events.enumerated() {
            try await Bench(bench.store, node: UInt16(2 + index)).append([event], to: single)
        }
        return Outcome(
            whole: try await bench.picture(whole).limited(to: expected),
            single: try await bench.picture(single).limited(to: expected),
            discrepancies: try await bench.verify(whole) + bench.verify(single))
    }

    struct Outcome: Equatable {
        let whole: RecordPicture
        let single: RecordPicture
        var discrepancies: [Discrepancy] = []
    }
}
