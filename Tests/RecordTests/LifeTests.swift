import Kernel
import Record
import Storage
import TestSupport
import Testing

/// When a group died, kept day by day and looked for from the definition (METRICS: group death).
struct LifeTests {
    @Test("Of 60 thin histories the record knows the first death, whatever came late", arguments: TestEngine.available)
    func deaths(engine: TestEngine) async throws {
        let wrong = try await engine.withRecord { bench in
            var wrong: [String] = []
            for seed in (1...60) as ClosedRange<UInt64> {
                let history = ThinHistory(seed: seed)
                let (ordered, late) = (try await bench.group("ordered \(seed)"), try await bench.group("late \(seed)"))
                try await bench.append(history.events, to: ordered)
                var chance = SeededGenerator(seed: seed &* 31)
                let stragglers = history.events.dropFirst(4).shuffled(using: &chance).prefix(3)
                let first = history.events.filter { event in !stragglers.contains { $0.key == event.key } }
                try await bench.append(first, to: late)
                for event in stragglers { try await bench.append([event], to: late) }
                for group in [ordered, late] {
                    let found = try await bench.death(of: group)
                    if found != history.death { wrong.append("seed \(seed): \(found as Any)") }
                    wrong += try await bench.verify(group).map { "seed \(seed): \($0.place)" }
                }
            }
            return wrong
        }
        #expect(wrong == [])
    }

    @Test("How far the data of a group reach is only ever raised", arguments: TestEngine.available)
    func observed(engine: TestEngine) async throws {
        let until = try await engine.withRecord { bench in
            let group = try await bench.group()
            for time in ["2026-11-23 10:00", "2026-11-25 10:00", "2026-11-24 10:00"] {
                try await bench.store.write { [record = bench.record] transaction in
                    try record.note(observedUntil: at(time), of: group, in: transaction)
                }
            }
            return try await bench.number("SELECT observed_until FROM groups")
        }
        #expect(until == at("2026-11-25 10:00").milliseconds)
    }
}

/// A group of three in which somebody says something now and then.
private struct ThinHistory {
    private(set) var events: [Event] = []

    init(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        var day = CivilDay("2026-01-01")!
        let crowd = ["al", "bob", "cy"].prefix(.random(in: 1...3, using: &chance))
        for name in crowd { events.append(.made(.join, name, at: at("\(day) 08:00"))) }
        for _ in 0..<Int.random(in: 4...20, using: &chance) {
            day = day.advanced(by: [0, 0, 1, 1, 3, 5, 6, 7, 8, 9, 15].randomElement(using: &chance)!)
            let minute = Int.random(in: 0...59, using: &chance)
            let kind: EventKind = Int.random(in: 0..<6, using: &chance) == 0 ? .topic : .text
            let name = crowd.randomElement(using: &chance)!
            events.append(.made(kind, name, at: at("\(day) 12:\(minute)"), id: "\(events.count)"))
        }
        events.sort { ($0.instant, $0.key) < ($1.instant, $1.key) }
    }

    /// The first day of seven, all of them within the data, on which fewer than two people spoke.
    var death: CivilDay? {
        var speakers: [CivilDay: Set<String>] = [:]
        let days = events.map { CivilDay("\($0.instant)".prefix(10).description)! }
        for (event, day) in zip(events, days) where event.kind.isMessage {
            speakers[day, default: []].insert(event.sender.name)
        }
        var day = days.min()!
        while day.advanced(by: 6) <= days.max()! {
            let week = (0..<7).reduce(into: Set<String>()) { $0.formUnion(speakers[day.advanced(by: $1)] ?? []) }
            if week.count < 2 { return day }
            day = day.advanced(by: 1)
        }
        return nil
    }
}

extension Bench {
    /// The group's death as a reader of `group_totals` finds it.
    fileprivate func death(of group: Group) async throws -> CivilDay? {
        try await store.read { transaction in
            let query: SQL =
                "SELECT died_day, second_day, first_day, last_day FROM group_totals WHERE group_id = \(group.id)"
            return try transaction.first(query) { row -> CivilDay? in
                if let died = row.optionalInt64(0) { return CivilDay(number: Int32(died)) }
                let silent = row.optionalInt64(1).map { CivilDay(number: Int32($0) + 1) } ?? row.day(2)
                return silent.advanced(by: 6) <= row.day(3) ? silent : nil
            } ?? nil
        }
    }
}
