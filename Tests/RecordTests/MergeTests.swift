import Kernel
import Record
import Storage
import TestSupport
import Testing

/// Two people said to be one.
struct MergeTests {
    private static func bakers(_ bench: Bench) async throws -> (one: Group, other: Group) {
        let one = try await bench.group("one")
        let other = try await bench.group("other")
        var script = Script()
        script.add(.join, "Ann", id: "1")
        script.add(.text, "Ann", "who bakes?", id: "2")
        script.add(.text, "Annie", "@Ann I do", id: "3", replyTo: "2")
        script.add(.text, "Bob", "@Annie thanks", id: "4")
        try await bench.append(script.events, to: one)
        var more = Script(from: "2026-11-24 10:00")
        more.add(.text, "Ann of old", "hello grapefruit", id: "1")
        try await bench.append(more.events, to: other)
        return (one, other)
    }

    @Test(
        "Who was merged is one member, answers nobody but others, and is counted as one",
        arguments: TestEngine.available)
    func counts(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let (one, other) = try await Self.bakers(bench)
            let ann = try #require(try await bench.person("ann", in: one))
            let annie = try #require(try await bench.person("annie", in: one))
            let old = try #require(try await bench.person("ann of old", in: other))
            try await bench.merge(annie, into: ann)
            let outcome = try await bench.merge(old, into: annie)
            #expect(outcome.into == ann && outcome.groups == [other.id] && outcome.isSettled)
            #expect(try await bench.number("SELECT people FROM group_totals WHERE group_id = \(one.id)") == 2)
            #expect(try await bench.number("SELECT COUNT(*) FROM edge_days WHERE group_id = \(one.id)") == 1)
            // Her own words under the other name answer nothing; Bob turned to the one who asked.
            let bob = try #require(try await bench.person("bob", in: one))
            #expect(try await bench.number("SELECT COUNT(*) FROM questions WHERE answerer_id = \(bob)") == 1)
            #expect(try await bench.number("SELECT SUM(messages) FROM memberships WHERE person_id = \(ann)") == 3)
            let found = try await bench.store.read { try bench.record.people(called: "annie", in: $0) }
            #expect(found.map(\.id) == [ann] && Set(found[0].handles) == ["Ann", "Ann of old", "Annie"])
            for group in [one, other] { #expect(try await bench.verify(group) == []) }
        }
    }

    @Test(
        "Nobody is merged with themselves, twice, into one who is not there or was erased",
        arguments: TestEngine.available)
    func refused(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let (one, other) = try await Self.bakers(bench)
            let ann = try #require(try await bench.person("ann", in: one))
            let annie = try #require(try await bench.person("annie", in: one))
            let old = try #require(try await bench.person("ann of old", in: other))
            let first = try await bench.merge(annie, into: ann)
            func fault(_ body: () async throws -> Void) async -> String? {
                do { try await body() } catch let fault as Fault { return fault.text } catch { return "\(error)" }
                return nil
            }
            #expect(await fault { try await bench.merge(ann, into: ann) } == "merge.already-one")
            #expect(await fault { try await bench.merge(ann, into: annie) } == "merge.already-one")
            #expect(await fault { try await bench.merge(ann, into: PersonID(7)) } == "record.no-such-person")
            try await bench.unmerge(first.id)
            #expect(await fault { try await bench.unmerge(first.id) } == "merge.none")
            try await bench.store.write { _ = try bench.record.erase(old, in: $0) }
            #expect(await fault { try await bench.merge(ann, into: old) } == "merge.erased")
        }
    }

    @Test(
        "History tells who, when and why of merges and undoings, down to those merged before",
        arguments: TestEngine.available)
    func history(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let (one, other) = try await Self.bakers(bench)
            let ann = try #require(try await bench.person("ann", in: one))
            let annie = try #require(try await bench.person("annie", in: one))
            let old = try #require(try await bench.person("ann of old", in: other))
            let first = try await bench.merge(annie, into: old, reason: "told me")
            try await bench.merge(old, into: ann, reason: "same voice")
            let told = try await bench.store.read { try PersonMerge.history(of: ann, in: $0) }
            #expect(
                Set(told.map(\.reason)) == ["told me", "same voice"] && told.allSatisfy { $0.mergedBy == "tester" })
            try await bench.unmerge(first.id)
            let after = try await bench.store.read { try PersonMerge.history(of: annie, in: $0) }
            #expect(after.map(\.undone?.reason) == ["not the same"] && after[0].fromName == "Annie")
        }
    }

    @Test(
        "Erasing one of them erases all that counts as one, reasons too, and keeps the counts",
        arguments: TestEngine.available)
    func erased(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let (one, other) = try await Self.bakers(bench)
            let ann = try #require(try await bench.person("ann", in: one))
            let old = try #require(try await bench.person("ann of old", in: other))
            try await bench.merge(old, into: ann, reason: "grapefruit lover")
            let before = try await bench.derived(one) + bench.derived(other)
            try await bench.store.write { _ = try bench.record.erase(old, in: $0) }
            #expect(words(["ann of old", "grapefruit", "who bakes"], in: try await bench.everything()) == [])
            for group in [one, other] {
                try await bench.store.write { try bench.record.refold(group, in: $0) }
                #expect(try await bench.verify(group) == [])
            }
            #expect(try await bench.derived(one) + bench.derived(other) == before)
            var again = Script(from: "2026-11-25 10:00")
            again.add(.text, "Ann of old", "grapefruit again", id: "9")
            try await bench.append(again.events, to: other)
            #expect(words(["grapefruit"], in: try await bench.everything()) == [])
            #expect(try await bench.number("SELECT SUM(messages) FROM memberships WHERE person_id = \(ann)") == 3)
        }
    }

    @Test("A merge by the network's id holds in groups that meet it later", arguments: TestEngine.available)
    func later(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let first = try await bench.group("first")
            try await bench.append(
                [
                    .made(.text, "#1 Ann", "hi", at: at("2026-11-20 10:00")),
                    .made(.text, "#2 Anna", "hi", at: at("2026-11-20 10:01")),
                ], to: first)
            let ann = try #require(try await bench.person("#1", in: first))
            let anna = try #require(try await bench.person("#2", in: first))
            let merge = try await bench.merge(anna, into: ann)
            let second = try await bench.group("second")
            try await bench.append([.made(.text, "#2 Annuschka", "hi", at: at("2026-11-21 10:00"))], to: second)
            #expect(
                try await bench.number("SELECT person_id FROM memberships WHERE group_id = \(second.id)") == ann.value)
            try await bench.unmerge(merge.id)
            #expect(
                try await bench.number("SELECT person_id FROM memberships WHERE group_id = \(second.id)") == anna.value)
            for group in [first, second] { #expect(try await bench.verify(group) == []) }
        }
    }

    @Test(
        "What is not settled at once is settled by whoever comes next, and reads as it was until then",
        arguments: TestEngine.available)
    func settling(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let (one, _) = try await Self.bakers(bench)
            let before = try await bench.derived(one)
            let ann = try #require(try await bench.person("ann", in: one))
            let annie = try #require(try await bench.person("annie", in: one))
            let outcome = try await bench.merge(annie, into: ann, atOnce: 0)
            #expect(!outcome.isSettled && outcome.groups == [one.id])
            #expect(try await bench.derived(one) == before)
            try await Bench(bench.store, node: 2).settleAll()
            #expect(try await bench.number("SELECT people FROM group_totals WHERE group_id = \(one.id)") == 2)
            #expect(try await bench.verify(one) == [])
        }
    }
}
