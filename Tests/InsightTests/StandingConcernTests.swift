import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Insight

@Suite("Which groups concern somebody")
struct StandingConcernTests {
    private static func facts(_ change: (inout ConcernFacts) -> Void) -> ConcernFacts {
        var facts = ConcernFacts(group: GroupID(1))
        (facts.members, facts.monthlyActive, facts.monthlyActiveBefore) = (100, 40, 40)
        change(&facts)
        return facts
    }

    private static let cases: [(name: String, facts: ConcernFacts, expected: [StandingConcern])] = [
        ("as before", facts { _ in }, []),
        ("a quarter fewer", facts { $0.monthlyActive = 30 }, [.cooling]),
        ("hardly fewer", facts { $0.monthlyActive = 31 }, []),
        ("few at all times", facts { ($0.monthlyActiveBefore, $0.monthlyActive) = (9, 1) }, []),
        ("fell silent", facts { ($0.isClosed, $0.monthlyActive) = (true, 0) }, [.closed]),
        ("sold out, as meant", facts { ($0.isClosed, $0.monthlyActive, $0.kind) = (true, 0, "flash") }, []),
        ("over, as meant", facts { ($0.isClosed, $0.monthlyActive, $0.kind) = (true, 0, "event") }, []),
        ("long silent", facts { ($0.isClosed, $0.monthlyActive, $0.monthlyActiveBefore) = (true, 0, 0) }, []),
        ("many left", facts { $0.leaves = 18 }, [.leaving]),
        ("more came than left", facts { ($0.leaves, $0.joins) = (18, 18) }, []),
        ("few of many left", facts { ($0.leaves, $0.members) = (18, 103) }, []),
        ("a noisy week", facts { $0.noiseDays = 7 }, [.noisy]),
        ("some noisy days", facts { $0.noiseDays = 6 }, []),
        ("newcomers lost", facts { ($0.newcomers, $0.retention) = (20, 0.09) }, [.newcomersSilent]),
        ("newcomers not watched long enough", facts { $0.newcomers = 20 }, []),
        ("few newcomers", facts { ($0.newcomers, $0.retention) = (19, 0) }, []),
        ("may fall silent", facts { $0.risk = 0.5 }, [.dying]),
        ("may well go on", facts { $0.risk = 0.49 }, []),
        ("may end, as meant", facts { ($0.risk, $0.kind) = (0.9, "event") }, []),
        (
            "may fall silent, with few in it",
            facts {
                ($0.risk, $0.monthlyActive, $0.monthlyActiveBefore) = (0.9, 9, 9)
            }, []
        ),
        ("cold and dying", facts { ($0.risk, $0.monthlyActive) = (0.6, 20) }, [.cooling, .dying]),
        (
            "all at once",
            facts { ($0.leaves, $0.monthlyActive, $0.noiseDays, $0.newcomers, $0.retention) = (90, 20, 28, 60, 0.05) },
            [.leaving, .newcomersSilent, .noisy, .cooling]
        ),
    ]

    @Test(
        "A group enters by a change for the worse or a clear breach, what concerns most people first", arguments: cases)
    func concerns(name: String, facts: ConcernFacts, expected: [StandingConcern]) {
        let found = facts.concerns.map { $0.concern }
        #expect(found == expected, "\(name)")
        #expect((facts.worth > 0) == !expected.isEmpty, "\(name)")
    }

    @Test(
        "The database picks the very groups that these rules pick, and orders them alike",
        arguments: TestEngine.available)
    func sameInDatabase(engine: TestEngine) async throws {
        try await engine.withStore(RecordMigrations.all + InsightMigrations.all) { store in
            var chance = SeededGenerator(seed: 11)
            func some(_ values: [Int]) -> Int { values.randomElement(using: &chance) ?? 0 }
            for number in Int64(1)...300 {
                var label = SmallGroup.label
                label.name += "\(number)"
                label.kind = ["flash", "event", "study", nil][some([0, 1, 2, 3])]
                var one = GroupStanding(group: GroupID(number), countedAt: Instant(seconds: 0))
                one.members = some([10, 90, 100, 102])
                one.monthlyActive = some([0, 5, 20, 30, 31])
                one.monthlyActiveBefore = some([0, 9, 10, 40])
                (one.joins, one.leaves) = (some([0, 17, 18]), some([0, 9, 10, 18]))
                (one.noiseDays, one.newcomers) = (some([0, 0, 6, 7]), some([0, 19, 20]))
                one.retention = some([0, 1]) == 0 ? nil : Double(some([0, 9, 10, 50])) / 100
                one.stage = some([0, 1]) == 0 ? .closed : .active
                let risk = [GroupStanding.none, 0.1, 0.49, 0.5, 0.9][some([0, 0, 1, 2, 3, 4])]
                let counted = CountedStanding(
                    standing: one, measures: GroupMeasures(), settled: [], revision: 0, observedUntil: 0,
                    nameKey: label.name)
                try await store.write { [label] transaction in
                    try transaction.execute(
                        """
                        INSERT INTO groups (id, network, name, kind, zone, is_presence, shard, revision, created_at)
                        VALUES (\(GroupID(number)), \(label.network), \(label.name), \(label.kind ?? ""), \(label.zone),
                            \(label.isPresence), 1, 1, 0)
                        """)
                    try counted.write(in: transaction)
                    try GroupStanding.relabel([GroupID(number)], at: Instant(seconds: 0), in: transaction)
                    try transaction.execute(
                        "UPDATE group_standings SET risk = \(risk) WHERE group_id = \(GroupID(number))")
                }
            }
            try await Self.compare(store)
        }
    }

    private static func compare(_ store: Store) async throws {
        let all = try await store.read { try StandingQuery().lines(limit: 1000, in: $0) }
        let expected = all.filter(\.needsSomebody).map { ConcernFacts($0) }
            .sorted { ($1.worth, $0.group) < ($0.worth, $1.group) }.map(\.group)
        #expect(all.count == 300 && expected.count > 50 && expected.count < 250)
        let (found, sums, quiet) = try await store.read { transaction in
            (
                try StandingLine.worthiest(scope: nil, limit: 1000, in: transaction).map(\.standing.group),
                try StandingSums.load(scope: nil, in: transaction),
                try StandingLine.quietlyClosed(scope: nil, in: transaction)
            )
        }
        #expect(found == expected && sums.needs == expected.count)
        let silent = all.filter { $0.standing.stage == .closed && !$0.needsSomebody }
        #expect(quiet == silent.count)
        let some: Set<GroupID> = Set(expected.prefix(5))
        let first = try await store.read {
            try StandingLine.worthiest(scope: some, limit: 3, in: $0).map(\.standing.group)
        }
        #expect(first == Array(expected.prefix(3)))
        var query = StandingQuery()
        query.needsSomebody = true
        let asked = query
        let counted = try await store.read { try asked.count(in: $0) }
        #expect(counted == expected.count)
    }
}
