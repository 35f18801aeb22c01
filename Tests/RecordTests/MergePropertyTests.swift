import Kernel
import Record
import Storage
import TestSupport
import Testing

/// A merge is as if it had always been known, and an undone one as if it had never been.
struct MergePropertyTests {
    @Test(
        "Merges and undoings amid appends in any pieces come to what one person under those names would have",
        arguments: TestEngine.available)
    func merged(engine: TestEngine) async throws {
        let wrong = try await engine.withRecord { bench in
            // Two processes, whose ids are never the same.
            let benches = [bench, Bench(bench.store, node: 2)]
            var wrong: [String] = []
            for seed in AnyOrderTests.seeds {
                var run = MergeRun(MergeHistory(seed: seed), benches)
                do {
                    if let difference = try await run.difference() { wrong.append("seed \(seed): \(difference)") }
                } catch {
                    wrong.append("seed \(seed): \(error)")
                }
            }
            return wrong
        }
        #expect(wrong.count == 0, "\(wrong.count): \(wrong.prefix(5).joined(separator: "\n"))")
    }

    @Test(
        "Amid renames, clashes, bridges and programs, verify agrees with every merge and undoing leaves no trace",
        arguments: TestEngine.available)
    func undone(engine: TestEngine) async throws {
        let wrong = try await engine.withRecord { bench in
            // Two processes, whose ids are never the same.
            let benches = [bench, Bench(bench.store, node: 2)]
            var wrong: [String] = []
            for seed in AnyOrderTests.seeds {
                for difference in try await Self.undo(RandomHistory(seed: seed), benches) {
                    wrong.append("seed \(seed): \(difference)")
                }
            }
            return wrong
        }
        #expect(wrong.count == 0, "\(wrong.count): \(wrong.prefix(5).joined(separator: "\n"))")
    }

    /// All who have a name in the group or an id of its network, each as whom they are counted as.
    private static func people(of group: Group, _ bench: Bench) async throws -> [PersonID] {
        try await bench.store.read { transaction in
            try transaction.all(
                """
                SELECT DISTINCT COALESCE(p.counted_as, p.id) FROM handles h JOIN people p ON p.id = h.person_id
                WHERE h.network = \(group.network) ORDER BY 1
                """
            ) { $0.id(0) }
        }
    }

    private static func undo(_ history: RandomHistory, _ benches: [Bench]) async throws -> [String] {
        var chance = SeededGenerator(seed: history.seed &* 6_700_417)
        let bench = benches[0]
        let group = try await bench.group(
            "wild", network: "wild \(history.seed)", zone: history.zone, isPresence: history.isPresence,
            bots: history.bots)
        var standing: [PersonMergeID] = []
        var wrong: [String] = []
        for batch in history.batches(&chance) {
            try await benches.randomElement(using: &chance)!.append(batch, to: group)
            for _ in 0..<Int.random(in: 0...2, using: &chance) {
                let pair = try await people(of: group, bench).shuffled(using: &chance).prefix(2)
                if pair.count == 2, Int.random(in: 0..<3, using: &chance) > 0 {
                    standing.append(try await benches[1].merge(pair[0], into: pair[1]).id)
                } else if let one = standing.randomElement(using: &chance) {
                    standing.removeAll { $0 == one }
                    try await benches[0].unmerge(one)
                }
            }
        }
        let found = try await bench.verify(group)
        if !found.isEmpty { wrong.append("merged: verify \(found.prefix(3))") }
        let before = try await bench.picture(group)
        try await bench.store.write { try bench.record.refold(group, in: $0) }
        if let difference = try await bench.picture(group).difference(from: before) {
            wrong.append("folded anew: \(difference)")
        }
        for merge in standing.shuffled(using: &chance) { try await bench.unmerge(merge) }
        let naive = NaiveRecount(
            history.events, isPresence: history.isPresence, zone: history.zone, bots: history.bots
        ).picture
        if let difference = try await bench.picture(group).difference(from: naive) {
            wrong.append("undone: \(difference)")
        }
        let left = try await bench.verify(group)
        if !left.isEmpty { wrong.append("undone: verify \(left.prefix(3))") }
        return wrong
    }
}

/// One history with merges by chance, held against the record of one where the network had told who is who.
private struct MergeRun {
    let history: MergeHistory
    let benches: [Bench]
    var chance: SeededGenerator
    var groups: [Group] = []
    var rest: [[MergeHistory.Made]]
    var standing: [PersonMergeID] = []

    init(_ history: MergeHistory, _ benches: [Bench]) {
        self.history = history
        self.benches = benches
        chance = SeededGenerator(seed: history.seed &* 2_654_435_761)
        rest = history.events
    }

    mutating func difference() async throws -> String? {
        groups = try await open("named")
        for group in 0...1 where Bool.random(using: &chance) {
            rest[group].shuffle(using: &chance)
        }
        while rest.contains(where: { !$0.isEmpty }) {
            try await appendSome()
            for _ in 0..<Int.random(in: 0...1, using: &chance) { try await changeMind() }
        }
        for _ in 0..<Int.random(in: 1...5, using: &chance) { try await changeMind() }
        try await benches[0].settleAll()
        if let difference = try await compare(with: clusters(), "merged") { return difference }
        for merge in standing.shuffled(using: &chance) {
            try await benches.randomElement(using: &chance)!.unmerge(
                merge, atOnce: Bool.random(using: &chance) ? 0 : .max)
        }
        try await benches[1].settleAll()
        let alone = Dictionary(uniqueKeysWithValues: history.people.enumerated().map { ($1, $0) })
        return try await compare(with: alone, "undone")
    }

    private func open(_ name: String) async throws -> [Group] {
        var groups: [Group] = []
        for index in 0...1 {
            groups.append(
                try await benches[0].group(
                    "\(name) \(index)", network: "\(name) \(history.seed)", isPresence: history.isPresence,
                    bots: history.bots))
        }
        return groups
    }

    private mutating func appendSome() async throws {
        let group = rest[0].isEmpty ? 1 : rest[1].isEmpty ? 0 : Int.random(in: 0...1, using: &chance)
        let count = [1, 4, 15, 60].randomElement(using: &chance)!
        let events = rest[group].prefix(count).map { $0.event { _ in nil } }
        rest[group] = Array(rest[group].dropFirst(count))
        let isAgain = Int.random(in: 0..<5, using: &chance) == 0
        for _ in 0...(isAgain ? 1 : 0) {
            try await benches.randomElement(using: &chance)!.append(events, to: groups[group])
        }
    }

    private mutating func changeMind() async throws {
        let bench = benches.randomElement(using: &chance)!
        let atOnce: Int64 = Bool.random(using: &chance) ? 0 : .max
        if Int.random(in: 0..<3, using: &chance) == 0, let one = standing.randomElement(using: &chance) {
            standing.removeAll { $0 == one }
            try await bench.unmerge(one, atOnce: atOnce)
            return
        }
        let pair = history.people.shuffled(using: &chance).prefix(2)
        guard let from = try await bench.person(pair[0].name, in: groups[pair[0].group]),
            let into = try await bench.person(pair[1].name, in: groups[pair[1].group])
        else { return }
        do {
            standing.append(try await bench.merge(from, into: into, atOnce: atOnce).id)
        } catch let fault as Fault where fault.text == "merge.already-one" {
        }
    }

    /// Who is one with whom by the merges that stand, as a number for each.
    private func clusters() async throws -> [MergeHistory.Person: Int] {
        var number = Dictionary(uniqueKeysWithValues: history.people.enumerated().map { ($1, $0) })
        var bearer: [PersonID: MergeHistory.Person] = [:]
        for person in history.people {
            if let id = try await benches[0].person(person.name, in: groups[person.group]) { bearer[id] = person }
        }
        for merge in standing {
            let found = try await benches[0].store.read { try PersonMerge.find(merge, in: $0) }
            let (one, other) = (number[bearer[found!.from]!]!, number[bearer[found!.into]!]!)
            for (person, now) in number where now == one { number[person] = other }
        }
        return number
    }

    private func compare(with clusters: [MergeHistory.Person: Int], _ name: String) async throws -> String? {
        let truth = try await open("truth of \(name)")
        for index in 0...1 {
            let events = history.events[index].map { made in
                made.event { "c\(clusters[.init(group: index, name: $0)]!)" }
            }
            try await benches[0].append(events, to: truth[index])
            let expected = try await benches[0].picture(truth[index]).counts.withoutNetworkIDs
            let picture = try await benches[0].picture(groups[index]).counts
            if let difference = picture.difference(from: expected) { return "\(name) \(index): \(difference)" }
            let found = try await benches[0].verify(groups[index])
            if !found.isEmpty { return "\(name) \(index): verify \(found.prefix(3))" }
        }
        return nil
    }
}
