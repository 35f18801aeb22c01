import Kernel
import Record
import Storage
import TestSupport
import Testing

/// A person erased: no word and no name of theirs is left, and every count is.
struct ErasureTests {
    private struct Outcome: Equatable {
        var left: [String] = []
        var changed: [String] = []
        var discrepancies: [Discrepancy] = []
        var added = 0
    }

    /// What must be nowhere afterwards: bob by all names, and all he said. What others say of him is theirs.
    private static let gone = ["bob", "robert", "grapefruit", "marzipan", "quitting"]

    private static var history: [Event] {
        var script = Script()
        script.add(.arrival, "Al")
        script.add(.text, "Bob", "grapefruit", id: "1")
        script.add(.text, "al", "I say so too", replyTo: "1")
        script.add(.rename, "bob", to: "Robert")
        script.add(.text, "robert", "al: marzipan")
        script.add(.text, "relay", "<bob> grapefruit from afar")
        script.add(.text, "robert", "who ate the marzipan, and where did all of the grapefruit go?", id: "2")
        script.add(.text, "al", "not I", mentions: ["bob"])
        script.add(.text, "al", "nor anybody", replyTo: "2")
        script.add(.picture, "robert", "marzipan https://marzipan.example", mentions: ["al"])
        script.add(.reaction, "robert", "grapefruit")
        script.add(.departure, "robert", "quitting")
        script.add(.text, "al", "what now", at: "2026-11-24 10:00")
        return script.events
    }

    private static let bots = GroupBots(bridges: ["relay"])

    @Test(
        "An erased person leaves no name and no word, and all counts stay through a refold",
        arguments: TestEngine.available)
    func erased(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let group = try await bench.group(isPresence: true, bots: ErasureTests.bots)
            try await bench.append(ErasureTests.history, to: group)
            let before = try await bench.derived(group)
            let erasure = try await bench.erase("bob")
            #expect([erasure.texts, erasure.names] == [7, 2])
            var outcome = Outcome(left: words(ErasureTests.gone, in: try await bench.everything()))
            outcome.changed = try await bench.derived(group).filter { !before.contains($0) }
            outcome.discrepancies = try await bench.verify(group)
            try await bench.refold(group)
            outcome.changed += try await bench.derived(group).filter { !before.contains($0) }
            outcome.added = try await bench.derived(group).count - before.count
            return outcome
        }
        #expect(outcome == Outcome())
    }

    @Test("Importing again adds nothing and brings nothing back", arguments: TestEngine.available)
    func again(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let group = try await bench.group(isPresence: true, bots: ErasureTests.bots)
            try await bench.append(ErasureTests.history, to: group)
            let before = try await bench.derived(group)
            try await bench.erase("robert")
            var outcome = Outcome()
            for node: UInt16 in [1, 7] {
                let process = node == 1 ? bench : Bench(bench.store, node: node)
                outcome.added += try await process.append(ErasureTests.history, to: group).added
                outcome.added += try await process.append(ErasureTests.history.reversed(), to: group).added
            }
            outcome.left = words(ErasureTests.gone, in: try await bench.everything())
            outcome.changed = try await bench.derived(group).filter { !before.contains($0) }
            outcome.discrepancies = try await bench.verify(group)
            return outcome
        }
        #expect(outcome == Outcome())
    }

    @Test(
        "What an erased name says later, or earlier, or through a bridge, is counted without its words",
        arguments: TestEngine.available)
    func later(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let group = try await bench.group(isPresence: true, bots: ErasureTests.bots)
            try await bench.append(ErasureTests.history, to: group)
            try await bench.erase("bob")
            var later = Script(from: "2026-11-25 10:00")
            later.add(.text, "BOB", "more grapefruit")
            later.add(.text, "relay", "<Robert> al: more marzipan")
            later.add(.rename, "bob", to: "bobcat")
            later.add(.text, "bobcat", "grapefruit under another name")
            var earlier = Script(from: "2026-11-01 10:00")
            earlier.add(.text, "relay", "<bob> early grapefruit")
            earlier.add(.text, "robert", "early marzipan")
            var outcome = Outcome()
            for events in [later.events, earlier.events] {
                outcome.added += try await bench.append(events, to: group).added
                outcome.left += words(ErasureTests.gone, in: try await bench.everything())
                outcome.discrepancies += try await bench.verify(group)
            }
            return outcome
        }
        #expect(outcome == Outcome(added: 6))
    }

    @Test("An erased network id stays erased in every group, under every further name", arguments: TestEngine.available)
    func networkID(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let (first, second) = (try await bench.group("first"), try await bench.group("second"))
            try await bench.append([.made(.text, "#u1 Bob", "grapefruit", at: at("2026-11-23 10:00"))], to: first)
            try await bench.append([.made(.text, "#u1 Robert", "marzipan", at: at("2026-11-23 11:00"))], to: second)
            try await bench.erase("Bob")
            var outcome = Outcome(left: words(ErasureTests.gone + ["u1"], in: try await bench.everything()))
            for (node, group) in [(1, first), (7, second), (8, first)] as [(UInt16, Group)] {
                let process = node == 1 ? bench : Bench(bench.store, node: node)
                let when = at("2026-11-2\(node == 8 ? 2 : 4) 10:00")
                outcome.added += try await process.append(
                    [.made(.text, "#u1 Bobby", "grapefruit \(node)", at: when)], to: group
                ).added
            }
            outcome.left += words(ErasureTests.gone + ["u1"], in: try await bench.everything())
            outcome.discrepancies = try await bench.verify(first) + bench.verify(second)
            let people = try await bench.number("SELECT COUNT(*) FROM people")
            #expect(people == 1)
            return outcome
        }
        #expect(outcome == Outcome(added: 3))
    }

    @Test(
        "An erased program stays a program, and a mention of an erased name stays a mention",
        arguments: TestEngine.available)
    func stillKnown(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let group = try await bench.group(bots: GroupBots(bots: ["Helper"]))
            var script = Script()
            script.add(.text, "helper", "grapefruit")
            script.add(.text, "extraordinarily-long-name-of-somebody", "marzipan")
            script.add(.text, "al", "extraordinarily-long-name-of-somebody: yes")
            script.add(.text, "al", "@extraordinarily-long-name-of-somebody yes")
            script.add(.text, "Jo", "marzipan")
            script.add(.text, "al", "@jo: yes")
            try await bench.append(script.events, to: group)
            let before = try await bench.derived(group)
            for name in ["helper", "extraordinarily-long-name-of-somebody", "jo"] { try await bench.erase(name) }
            try await bench.group(group, has: GroupBots(bots: ["helper"]))
            var outcome = Outcome(left: words(["helper", "grapefruit", "marzipan"], in: try await bench.everything()))
            outcome.discrepancies = try await bench.verify(group)
            try await bench.refold(group)
            outcome.changed = try await bench.derived(group).filter { !before.contains($0) }
            return outcome
        }
        #expect(outcome == Outcome())
    }

    @Test("Texts past their keeping go, and every count stays", arguments: TestEngine.available)
    func retention(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let group = try await bench.group(isPresence: true, bots: ErasureTests.bots)
            try await bench.append(ErasureTests.history, to: group)
            let before = try await bench.derived(group)
            let forgotten = try await bench.store.write { [record = bench.record] transaction in
                try record.forgetTexts(before: at("2026-11-24 10:00"), in: group, in: transaction)
            }
            #expect(forgotten == 10)
            var outcome = Outcome(left: words(["grapefruit", "marzipan", "so too"], in: try await bench.everything()))
            outcome.discrepancies = try await bench.verify(group)
            try await bench.refold(group)
            outcome.changed = try await bench.derived(group).filter { !before.contains($0) }
            outcome.added = words(["what now"], in: try await bench.everything()).count - 1
            return outcome
        }
        #expect(outcome == Outcome())
    }

    @Test("Nothing erased is left in the bytes of a closed SQLite file")
    func rawFile() async throws {
        let left = try await TestEngine.sqlite.withLocation { location in
            let bench = Bench(try await Store.open(location))
            try await bench.store.migrate(RecordMigrations.all)
            let group = try await bench.group(isPresence: true, bots: ErasureTests.bots)
            for event in ErasureTests.history { try await bench.append([event], to: group) }
            try await bench.erase("bob")
            await bench.store.close()
            return try words(
                ["Bob", "bob", "obert", "grapefruit", "marzipan", "quitting", "what now"], inFile: location.path!)
        }
        #expect(left == ["what now"])
    }
}

extension Bench {
    @discardableResult
    func erase(_ name: String) async throws -> ErasureOutcome {
        try await store.write { [record] transaction in
            let found = try record.people(called: name, in: transaction)
            guard found.count == 1 else { throw Fault(.notFound, "test", ["found": "\(found)"]) }
            return try record.erase(found[0].id, in: transaction)
        }
    }

    func refold(_ group: Group) async throws {
        try await store.write { [record] in try record.refold(group, in: $0) }
    }
}
