import Kernel
import Record
import Storage
import TestSupport
import Testing

/// The record is a function of the set of events: what comes when, how often, and in which pieces is nothing to it.
struct AnyOrderTests {
    static let seeds: ClosedRange<UInt64> = 1...200

    @Test(
        "In any order, pieces and repeats 200 histories come to what a naive recount says",
        arguments: TestEngine.available)
    func anyOrder(engine: TestEngine) async throws {
        let wrong = try await engine.withRecord { bench in
            var wrong: [String] = []
            let other = Bench(bench.store, node: 2)
            for seed in AnyOrderTests.seeds {
                let history = RandomHistory(seed: seed)
                let naive = NaiveRecount(
                    history.events, isPresence: history.isPresence, zone: history.zone, bots: history.bots
                ).picture
                let straight = try await AnyOrderTests.inOrder(history, bench, other)
                let pieces = try await AnyOrderTests.inPieces(history, bench, other)
                let late = try await AnyOrderTests.withStragglers(history, bench)
                for (name, group) in [("straight", straight), ("pieces", pieces), ("late", late)] {
                    let difference = try await bench.picture(group).difference(from: naive)
                    let found = try await bench.verify(group)
                    if let difference { wrong.append("seed \(seed) \(name): \(difference)") }
                    if !found.isEmpty { wrong.append("seed \(seed) \(name): verify \(found.prefix(3))") }
                }
            }
            return wrong
        }
        #expect(wrong == [])
    }

    /// From first to last, by two processes in turn: all at once, or a few at a time.
    private static func inOrder(_ history: RandomHistory, _ bench: Bench, _ other: Bench) async throws -> Group {
        var chance = SeededGenerator(seed: history.seed &* 104_729)
        let group = try await bench.group(
            "straight", network: "straight \(history.seed)", zone: history.zone, isPresence: history.isPresence,
            bots: history.bots)
        let most = [200, 20, 4].randomElement(using: &chance)!
        var rest = history.events[...]
        while !rest.isEmpty {
            try await [bench, other].randomElement(using: &chance)!.append(Array(rest.prefix(most)), to: group)
            rest = rest.dropFirst(most)
        }
        return group
    }

    /// All but a few messages in one go, and then those, one by one.
    private static func withStragglers(_ history: RandomHistory, _ bench: Bench) async throws -> Group {
        var chance = SeededGenerator(seed: history.seed &* 15_485_863)
        let group = try await bench.group(
            "late", network: "late \(history.seed)", zone: history.zone, isPresence: history.isPresence,
            bots: history.bots)
        let messages = history.events.filter(\.kind.isMessage).shuffled(using: &chance)
        let late = messages.prefix(.random(in: 1...3, using: &chance))
        try await bench.append(history.events.filter { event in !late.contains { $0.key == event.key } }, to: group)
        for event in late { try await bench.append([event], to: group) }
        return group
    }

    /// By two processes in turn, some of it without settling at once, some batches together in one transaction, some of it
    /// rolled back and sent again.
    private static func inPieces(_ history: RandomHistory, _ bench: Bench, _ other: Bench) async throws -> Group {
        var chance = SeededGenerator(seed: history.seed &* 7919)
        let group = try await bench.group(
            "pieces", network: "pieces \(history.seed)", zone: history.zone, isPresence: history.isPresence)
        let bots = history.bots
        let botsAreKnownLate = Bool.random(using: &chance)
        if !botsAreKnownLate { try await other.group(group, has: bots) }
        var waiting = history.batches(&chance)[...]
        while !waiting.isEmpty {
            let run = waiting.prefix(.random(in: 1...3, using: &chance))
            waiting = waiting.dropFirst(run.count)
            let process = [bench, other].randomElement(using: &chance)!
            let (record, settles) = (process.record, Bool.random(using: &chance))
            if Int.random(in: 0..<6, using: &chance) == 0 {
                await #expect(throws: Fault.self) {
                    try await process.store.write { transaction in
                        try record.append(Array(run.joined()), to: group, in: transaction)
                        throw Fault(.unavailable, "test")
                    }
                }
            }
            try await process.store.write { transaction in
                if run.count > 1 {
                    var rest = run
                    let told = try record.append(to: group, in: transaction) { _ in rest.popFirst() }
                    #expect(told.added + told.known == run.joined().count)
                    return
                }
                try record.append(Array(run.joined()), to: group, settles: settles, in: transaction)
                if !settles { try record.settle(group, in: transaction) }
            }
        }
        if botsAreKnownLate { try await bench.group(group, has: bots) }
        return group
    }
}

extension Bench {
    func group(_ group: Group, has bots: GroupBots) async throws {
        try await store.write { [record] in try record.addBots(bots, to: group, in: $0) }
    }
}
