import Kernel
import Record
import Storage
import TestSupport
import Testing

/// Several processes on one record: what one remembers of a group must never outlive what another did to it.
struct ProcessTests {
    @Test("Pieces appended by six processes at once come to what a naive recount says", arguments: TestEngine.available)
    func atOnce(engine: TestEngine) async throws {
        let wrong = try await engine.withRecord { bench in
            var wrong: [String] = []
            for seed in (1001...1008) as ClosedRange<UInt64> {
                let history = RandomHistory(seed: seed)
                let group = try await bench.group(
                    network: "at once \(seed)", zone: history.zone, isPresence: history.isPresence, bots: history.bots)
                try await bench.appendAtOnce(history, to: [group])
                wrong += try await bench.wrong(group, history)
            }
            return wrong
        }
        #expect(wrong == [])
    }

    @Test("Groups that meet the same network ids at once share their people", arguments: TestEngine.available)
    func sharedPeople(engine: TestEngine) async throws {
        let events = (0..<120).map { number in
            Event.made(
                .text, "#u\(number % 40) somebody \(number % 40)", "hi", at: at("2026-11-23 10:00"), id: "\(number)")
        }
        let counts = try await engine.withRecord { bench in
            var groups: [Group] = []
            for number in 0..<6 { groups.append(try await bench.group("group \(number)")) }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for (number, group) in groups.enumerated() {
                    let process = Bench(bench.store, node: UInt16(10 + number))
                    tasks.addTask {
                        for start in stride(from: 0, to: 120, by: 20) {
                            try await process.append(Array(events[start..<start + 20]), to: group)
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            var discrepancies = 0
            for group in groups { discrepancies += try await bench.verify(group).count }
            let people = try await bench.number("SELECT COUNT(*) FROM people")
            let handles = try await bench.number("SELECT COUNT(*) FROM handles WHERE scope = 0")
            return [people, handles, Int64(discrepancies)]
        }
        #expect(counts == [40, 40, 0])
    }

    @Test("A group opened by eight processes at once is one group", arguments: TestEngine.available)
    func opened(engine: TestEngine) async throws {
        let groups = try await engine.withRecord { bench in
            try await withThrowingTaskGroup(of: Group.self) { tasks in
                for node: UInt16 in 10..<18 {
                    tasks.addTask { try await Bench(bench.store, node: node).group() }
                }
                return try await tasks.reduce(into: Set<GroupID>()) { $0.insert($1.id) }
            }
        }
        #expect(groups.count == 1)
    }

    @Test("That a group is yet to be settled outlives the process that left it so", arguments: TestEngine.available)
    func unsettled(engine: TestEngine) async throws {
        let wrong = try await engine.withRecord { bench in
            var wrong: [String] = []
            for (number, settles) in [true, false].enumerated() {
                let group = try await bench.group("\(number)")
                let (late, early) = (at("2026-11-23 10:00"), at("2026-11-22 10:00"))
                try await bench.append([.made(.text, "al", "later", at: late)], to: group)
                try await bench.append([.made(.join, "al", at: early)], to: group, settles: false)
                let next = Bench(bench.store, node: 2)
                if settles {
                    try await next.append([.made(.text, "bob", "last", at: at("2026-11-24 10:00"))], to: group)
                } else {
                    try await next.store.write { [record = next.record] in try record.settle(group, in: $0) }
                }
                wrong += try await bench.verify(group).map(\.place)
            }
            return wrong
        }
        #expect(wrong == [])
    }

    @Test("A fold of a transaction that was rolled back is not used again", arguments: TestEngine.available)
    func rolledBack(engine: TestEngine) async throws {
        let picture = try await engine.withRecord { bench in
            let group = try await bench.group()
            let first = Event.made(.join, "al", at: at("2026-11-23 10:00"))
            let lost = Event.made(.leave, "al", at: at("2026-11-23 11:00"))
            try await bench.append([first], to: group)
            _ = try? await bench.store.write { [record = bench.record] transaction in
                try record.append([lost], to: group, in: transaction)
                throw Fault(.unavailable, "test")
            }
            try await bench.append([.made(.text, "al", "hi", at: at("2026-11-23 12:00"))], to: group)
            return try await bench.picture(group).tables["group_days"]
        }
        #expect(picture == ["2026-11-23 messages=1 joins=1 active=1"])
    }

    @Test(
        "A reader that follows a shard by number misses none of what eight writers append",
        arguments: TestEngine.available)
    func numbers(engine: TestEngine) async throws {
        let outcome = try await engine.withRecord { bench in
            let groups = try await bench.groupsOfOneShard(4)
            let reader = Task { try await bench.follow(shard: groups[0].shard, until: 8 * 20 * 3) }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for writer in 0..<8 {
                    let process = Bench(bench.store, node: UInt16(10 + writer))
                    tasks.addTask {
                        for round in 0..<20 {
                            let events = (0..<3).map { part in
                                Event.made(
                                    .text, "al", "hi", at: at("2026-11-23 10:00"), id: "\(writer) \(round) \(part)")
                            }
                            try await process.append(events, to: groups[writer % 4])
                        }
                    }
                }
                try await tasks.waitForAll()
            }
            return try await reader.value
        }
        #expect(outcome == Array(1...480))
    }
}

extension Bench {
    fileprivate func appendAtOnce(_ history: RandomHistory, to groups: [Group]) async throws {
        var chance = SeededGenerator(seed: history.seed)
        let batches = history.batches(&chance)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for process in 0..<6 {
                let bench = Bench(store, node: UInt16(history.seed % 100) * 6 + UInt16(10 + process))
                tasks.addTask {
                    for index in batches.indices where index % 6 == process {
                        for group in groups { try await bench.append(batches[index], to: group) }
                    }
                }
            }
            try await tasks.waitForAll()
        }
    }

    fileprivate func wrong(_ group: Group, _ history: RandomHistory) async throws -> [String] {
        let naive = NaiveRecount(
            history.events, isPresence: history.isPresence, zone: history.zone, bots: history.bots)
        let difference = try await picture(group).difference(from: naive.picture)
        return [difference].compactMap { $0 } + (try await verify(group).map(\.place))
    }

    fileprivate func groupsOfOneShard(_ count: Int) async throws -> [Group] {
        var groups: [Int: [Group]] = [:]
        for number in 0... {
            let group = try await group("group \(number)")
            groups[group.shard, default: []].append(group)
            if groups[group.shard]!.count == count { return groups[group.shard]! }
        }
        return []
    }

    /// The numbers of a shard's events as a cursor meets them.
    fileprivate func follow(shard: Int, until last: Int64) async throws -> [Int64] {
        var met: [Int64] = []
        while met.last != last {
            let cursor = met.last ?? 0
            met += try await store.read { transaction in
                try transaction.all("SELECT seq FROM events WHERE shard = \(shard) AND seq > \(cursor) ORDER BY seq") {
                    $0.int64(0)
                }
            }
            try await Task.sleep(for: .milliseconds(1))
        }
        return met
    }
}
