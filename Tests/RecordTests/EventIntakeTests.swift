import Kernel
import Record
import Storage
import TestSupport
import Testing

struct EventIntakeTests {
    @Test("Events of 64 senders at once are all kept, each told so", arguments: TestEngine.available)
    func many(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let intake = EventIntake(store: bench.store, record: bench.record)
            let groups = [try await bench.group("one"), try await bench.group("two"), try await bench.group("three")]
            let outcomes = try await withThrowingTaskGroup(of: AppendOutcome.self) { tasks in
                for sender in 0..<64 {
                    tasks.addTask {
                        var sum = AppendOutcome()
                        for round in 0..<5 {
                            let event = Event.made(.text, "al \(sender)", "\(round)", at: at("2026-11-23 10:0\(round)"))
                            sum.add(try await intake.append(event, to: groups[sender % 3]))
                        }
                        return sum
                    }
                }
                return try await tasks.reduce(into: AppendOutcome()) { $0.add($1) }
            }
            var discrepancies = 0
            for group in groups { discrepancies += try await bench.verify(group).count }
            let kept = try await bench.number("SELECT COUNT(*) FROM events")
            return [outcomes.added, outcomes.known, Int(kept ?? 0), discrepancies]
        }
        #expect(outcome == [320, 0, 320, 0])
    }

    @Test("Of 64 senders of the same event one is told that it is new", arguments: TestEngine.available)
    func same(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let intake = EventIntake(store: bench.store, record: bench.record)
            let group = try await bench.group()
            let event = Event.made(.text, "al", "hi", at: at("2026-11-23 10:00"))
            return try await withThrowingTaskGroup(of: AppendOutcome.self) { tasks in
                for _ in 0..<64 { tasks.addTask { try await intake.append(event, to: group) } }
                return try await tasks.reduce(into: AppendOutcome()) { $0.add($1) }
            }
        }
        #expect(outcome == AppendOutcome(added: 1, known: 63))
    }

    @Test("One that cannot be kept fails alone", arguments: TestEngine.available)
    func failing(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let intake = EventIntake(store: bench.store, record: bench.record)
            let group = try await bench.group()
            let nowhere = Group(
                id: GroupID(1), network: "test", name: "nowhere", zone: "UTC", isPresence: false, shard: group.shard)
            let results = await withTaskGroup(of: String.self) { tasks in
                for sender in 0..<40 {
                    let event = Event.made(.text, "al \(sender)", "hi", at: at("2026-11-23 10:00"))
                    tasks.addTask {
                        do {
                            let outcome = try await intake.append(event, to: sender % 10 == 0 ? nowhere : group)
                            return outcome == AppendOutcome(added: 1) || outcome == AppendOutcome(added: 1, late: 1)
                                ? "kept" : "\(outcome)"
                        } catch {
                            return (error as? Fault)?.text ?? "\(error)"
                        }
                    }
                }
                return await tasks.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            return [results["kept"], results["record.no-such-group"], try await bench.verify(group).count]
        }
        #expect(outcome == [36, 4, 0])
    }
}

extension AppendOutcome {
    fileprivate mutating func add(_ other: AppendOutcome) {
        added += other.added
        known += other.known
    }
}
