import Kernel
import Record
import Storage
import Synchronization
import TestSupport
import Testing

struct ReactorTests {
    @Test("A reactor sees every event of every shard once, however small its batches", arguments: TestEngine.available)
    func once(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            for number in 0..<5 {
                try await bench.append(ReactorTests.talk(7), to: try await bench.group("group \(number)"))
            }
            let clock = Clock()
            let first = try await clock.runner(bench, "one", batchSize: 3).catchUp(Tracer())
            let again = try await clock.runner(bench, "two").catchUp(Tracer())
            return [first.events, again.events, Int(try await bench.number("SELECT COUNT(*) FROM links") ?? 0)]
        }
        #expect(outcome == [35, 0, 35])
    }

    @Test(
        "A poisonous event is set aside after five tries, and no other is lost or seen twice",
        arguments: TestEngine.available)
    func poison(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let group = try await bench.group()
            try await bench.append(ReactorTests.talk(9), to: group)
            let tracer = Tracer(fails: { event, _ in if event.text == "4" { throw Poison() } })
            let outcome = try await Clock().runner(bench, "one").catchUp(tracer)
            let aside = try await bench.number(
                "SELECT COUNT(*) FROM events_set_aside WHERE seq = 5 AND reason LIKE '%Poison%'")
            let seen = try await bench.number("SELECT COUNT(*) FROM links")
            return [outcome.events, outcome.setAside, Int(aside ?? 0), Int(seen ?? 0), tracer.triesAlone(of: "4")]
        }
        #expect(outcome == [8, 1, 1, 8, 5])
    }

    @Test("What a failing batch wrote is gone with its cursor", arguments: TestEngine.available)
    func atomic(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            try await bench.append(ReactorTests.talk(6), to: try await bench.group())
            let tracer = Tracer(fails: { event, _ in if event.text == "4" { throw Fault(.unavailable, "test") } })
            let runner = Clock().runner(bench, "one")
            let failed = await #expect(throws: Fault.self) { try await runner.catchUp(tracer) }
            let seen = try await bench.number("SELECT COUNT(*) FROM links")
            let aside = try await bench.number("SELECT COUNT(*) FROM events_set_aside")
            let next = try await runner.catchUp(Tracer())
            return [failed?.code == .unavailable ? 1 : 0, Int(seen ?? -1), Int(aside ?? -1), next.events]
        }
        #expect(outcome == [1, 0, 0, 6])
    }

    @Test(
        "A shard leased by a process that died is taken over when its lease has run out",
        arguments: TestEngine.available)
    func takeover(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            try await bench.append(ReactorTests.talk(6), to: try await bench.group())
            let clock = Clock()
            // It dies on the fourth event, with three done and the lease held.
            let dying = Tracer(fails: { event, _ in if event.text == "3" { throw Fault(.unavailable, "test") } })
            _ = try? await clock.runner(bench, "one", batchSize: 1).catchUp(dying)
            let early = try await clock.runner(bench, "two").catchUp(Tracer())
            clock.advance(bySeconds: 61)
            let late = try await clock.runner(bench, "two").catchUp(Tracer())
            return [early.events, late.events, Int(try await bench.number("SELECT COUNT(*) FROM links") ?? 0)]
        }
        #expect(outcome == [0, 3, 6])
    }

    @Test("Whoever has lost the lease stops before the next batch", arguments: TestEngine.available)
    func lost(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            try await bench.append(ReactorTests.talk(6), to: try await bench.group())
            let clock = Clock()
            let robbed = Tracer(fails: { event, transaction in
                if event.text == "2" { try transaction.execute("UPDATE reactors SET leased_by = 'two'") }
            })
            let runner = clock.runner(bench, "one", batchSize: 1)
            let fault = await #expect(throws: Fault.self) { try await runner.catchUp(robbed) }
            let rest = try await clock.runner(bench, "two").catchUp(Tracer())
            return [
                fault?.code == .busy ? 1 : 0, rest.events,
                Int(try await bench.number("SELECT COUNT(*) FROM links") ?? 0),
            ]
        }
        #expect(outcome == [1, 3, 6])
    }

    @Test("A cancelled task ends behind the batch that it is at, and another goes on", arguments: TestEngine.available)
    func cancelled(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            try await bench.append(ReactorTests.talk(9), to: try await bench.group())
            let clock = Clock()
            let handle = Mutex<Task<Int, any Error>?>(nil)
            let tracer = Tracer(fails: { _, _ in
                while !handle.withLock({ $0?.cancel() != nil }) {}
            })
            handle.withLock { handle in
                handle = Task { try await clock.runner(bench, "one", batchSize: 2).catchUp(tracer).events }
            }
            let first = try await handle.withLock { $0 }?.value
            return [first ?? -1, try await clock.runner(bench, "two").catchUp(Tracer()).events]
        }
        #expect(outcome == [2, 7])
    }

    @Test(
        "A reactor that wants links is handed those alone, in batches of any size, and is done where the log ends",
        arguments: TestEngine.available)
    func selection(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script()
            for number in 0..<20 {
                script.add(.text, "al", number % 5 == 2 ? "\(number) https://a.example" : "\(number)")
            }
            try await bench.append(script.events, to: group)
            let tracer = Tracer(
                selection: .withLinks, fails: { event, _ in if event.seq == 8 { throw Poison() } })
            let first = try await Clock().runner(bench, "one", batchSize: 3).catchUp(tracer)
            let again = try await Clock().runner(bench, "two").catchUp(tracer)
            let seen = try await bench.store.read { transaction in
                try transaction.all("SELECT url FROM links ORDER BY first_instant") { $0.string(0) }
            }
            let aside = try await bench.number("SELECT MIN(seq) FROM events_set_aside")
            return (first, again, seen, aside)
        }
        #expect(outcome.0.events + outcome.0.setAside >= 16 && outcome.0.setAside == 1)
        #expect(outcome.1.events == 0 && outcome.1.setAside == 0)
        #expect(outcome.2 == ["seq 3", "seq 13", "seq 18"])
        #expect(outcome.3 == 8)
    }

    @Test("The index of links counts each link of a text", arguments: TestEngine.available)
    func links(engine: TestEngine) async throws {
        let links = try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script()
            script.add(.text, "al", "see https://a.example/x?y=1, and http://b.example.")
            script.add(.text, "al", "(https://a.example/x?y=1)买https://c.example/买 https:// http")
            script.add(.topic, "al", "https://d.example")
            try await bench.append(script.events, to: group)
            _ = try await Clock().runner(bench, "one").catchUp(LinkIndex())
            return try await bench.store.read { transaction in
                try transaction.all("SELECT url, times, last_instant - first_instant FROM links ORDER BY url") {
                    "\($0.string(0)) \($0.int(1)) \($0.int(2))"
                }
            }
        }
        #expect(links == ["http://b.example 1 0", "https://a.example/x?y=1 2 60000", "https://c.example/ 1 0"])
    }

    @Test("What an erased person shared goes out of the index of links once", arguments: TestEngine.available)
    func linksOfTheErased(engine: TestEngine) async throws {
        let left = try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script()
            for name in ["al", "bo", "bo", "cy"] { script.add(.text, name, "https://a.example") }
            script.add(.text, "bo", "https://b.example")
            try await bench.append(script.events, to: group)
            _ = try await Clock().runner(bench, "one").catchUp(LinkIndex())
            return try await bench.store.write { transaction in
                let bo = try #require(try bench.record.people(called: "bo", in: transaction).first)
                _ = try bench.record.erase(bo.id, in: transaction)
                return try transaction.all("SELECT url, times FROM links") { "\($0.string(0)) \($0.int(1))" }
            }
        }
        #expect(left == ["https://a.example 2"])
    }

    private static func talk(_ count: Int) -> [Event] {
        (0..<count).map { .made(.text, "al", "\($0)", at: at("2026-11-23 10:00").advanced(bySeconds: Int64($0))) }
    }
}

private struct Poison: Error {}

/// A clock that stands until it is moved.
private final class Clock: Sendable {
    private let now = Mutex(at("2026-12-01 12:00"))

    func advance(bySeconds seconds: Int64) { now.withLock { $0 = $0.advanced(bySeconds: seconds) } }

    func runner(_ bench: Bench, _ owner: String, batchSize: Int = 2000) -> ReactorRunner {
        let world = World(now: { self.now.withLock { $0 } }, ids: bench.ids)
        return ReactorRunner(store: bench.store, world: world, owner: owner, batchSize: batchSize)
    }
}

/// Writes a row for every event it sees, which can be done only once, and fails where it is told to.
private final class Tracer: Reactor {
    let name = "tracer"
    let selection: EventSelection
    private let fails: @Sendable (LoggedEvent, Transaction) throws -> Void
    private let seen = Mutex<[String: Int]>([:])

    init(
        selection: EventSelection = .all,
        fails: @escaping @Sendable (LoggedEvent, Transaction) throws -> Void = { _, _ in }
    ) {
        (self.selection, self.fails) = (selection, fails)
    }

    func triesAlone(of text: String) -> Int { seen.withLock { $0[text] ?? 0 } }

    func react(to events: [LoggedEvent], in transaction: Transaction) throws {
        for event in events {
            if events.count == 1 { seen.withLock { $0[event.text ?? "", default: 0] += 1 } }
            try transaction.execute(
                """
                INSERT INTO links (group_id, url, times, first_instant, last_instant)
                VALUES (\(event.group), \("seq \(event.seq)"), 1, \(event.instant), \(event.instant))
                """)
            try fails(event, transaction)
        }
    }
}
