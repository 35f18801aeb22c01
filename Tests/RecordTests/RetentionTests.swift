import Kernel
import Record
import Storage
import TestSupport
import Testing

/// Texts that are kept for a while only.
struct RetentionTests {
    /// A message a day, the last on 30 November; the present is noon of 1 December.
    private static func history(_ days: Int, prefix: String = "m") -> [Event] {
        (0..<days).map { day in
            let time = at("2026-11-30 10:00").advanced(bySeconds: Int64(day - days + 1) * 86_400)
            return .made(.text, day % 2 == 0 ? "Ann" : "Bob", "marmalade \(day)?", at: time, id: "\(prefix)\(day)")
        }
    }

    private static let now = at("2026-12-01 12:00")

    /// Forgets all that is due, and says in how many steps how many texts went.
    private static func forget(
        _ bench: Bench, _ group: Group, at now: Instant = now, step: Int = 1_000
    ) async throws -> (texts: Int, steps: Int) {
        var (texts, steps) = (0, 0)
        while true {
            let one = try await bench.store.write { [record = bench.record] in
                try record.forgetDueTexts(of: group.id, at: now, step: step, in: $0)
            }
            texts += one.texts
            steps += 1
            guard !one.isDone, steps < 100 else { return (texts, steps) }
        }
    }

    private static func left(_ bench: Bench, _ group: Group) async throws -> Int64? {
        try await bench.number("SELECT COUNT(*) FROM events WHERE body IS NOT NULL AND group_id = \(group.id)")
    }

    @Test(
        "What is older than its days goes, in steps, and every count stays",
        arguments: TestEngine.available, [(days: 10, step: 1_000), (10, 3), (1, 7), (0, 4), (400, 5)])
    func days(engine: TestEngine, setting: (days: Int, step: Int)) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            try await bench.append(Self.history(20), to: group)
            try await bench.store.write { [record = bench.record] in
                try record.setRetention(try TextRetention(days: setting.days), of: nil, in: $0)
            }
            let gone = try await Self.forget(bench, group, step: setting.step)
            // Ten whole days before the first of December are those from the 21st of November on.
            let kept = min(20, setting.days)
            #expect(gone.texts == 20 - kept && gone.steps >= (20 - kept) / setting.step)
            #expect(try await Self.left(bench, group) == Int64(kept))
            #expect(try await bench.number("SELECT messages FROM group_totals") == 20)
            #expect(try await bench.verify(group).isEmpty)
            #expect(try await Self.forget(bench, group).texts == 0)
            // A day later one more is due.
            let later = Self.now.advanced(bySeconds: 86_400)
            #expect(try await Self.forget(bench, group, at: later).texts == (setting.days == 400 ? 0 : min(1, kept)))
        }
    }

    @Test(
        "A group's own word goes before that of all; whoever says nothing keeps for ever",
        arguments: TestEngine.available)
    func own(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let (tea, rye) = (try await bench.group("tea"), try await bench.group("rye"))
            for group in [tea, rye] { try await bench.append(Self.history(6, prefix: group.name), to: group) }
            #expect(
                try await bench.store.read { try RecordStore.retained(after: GroupID(0), limit: 9, in: $0) }.isEmpty)
            try await bench.store.write { [record = bench.record] transaction in
                try record.setRetention(.days(2), of: nil, in: transaction)
                try record.setRetention(.forEver, of: tea.id, in: transaction)
            }
            #expect(try await Self.forget(bench, tea).texts == 0)
            #expect(try await Self.forget(bench, rye).texts == 4)
            let own = try await bench.store.read { try RecordStore.ownRetentions(limit: 9, in: $0) }
            #expect(own.map(\.name) == ["tea"] && own.map(\.retention) == [.forEver])
            try await bench.store.write { [record = bench.record] in
                try record.setRetention(nil, of: tea.id, in: $0)
            }
            #expect(try await Self.forget(bench, tea).texts == 4)
            #expect(throws: Fault.self) { try TextRetention(days: -1) }
            #expect(throws: Fault.self) { try TextRetention(days: 36_501) }
        }
    }

    @Test(
        "What comes in belatedly is forgotten, too, and a pass that was cut off goes on where it stopped",
        arguments: TestEngine.available)
    func late(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            let history = Self.history(12)
            try await bench.append(Array(history[4...]), to: group)
            try await bench.store.write { [record = bench.record] in
                try record.setRetention(.days(3), of: nil, in: $0)
            }
            let first = try await bench.store.write { [record = bench.record] in
                try record.forgetDueTexts(of: group.id, at: Self.now, step: 2, in: $0)
            }
            #expect(first.texts == 2 && !first.isDone)
            #expect(try await Self.forget(bench, group, step: 2).texts == 3)
            try await bench.append(Array(history[..<4]), to: group)
            #expect(try await Self.left(bench, group) == 7)
            #expect(try await Self.forget(bench, group).texts == 4)
            #expect(try await Self.left(bench, group) == 3)
            #expect(try await bench.verify(group).isEmpty)
        }
    }
}
