import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@Suite("Insight reads the rollups")
struct InsightStoreTests {
    @Test("a report from the tables is the report from the same rows in memory", arguments: TestEngine.available)
    func sameReport(engine: TestEngine) async throws {
        try await engine.withStore(RecordMigrations.all) { store in
            for seed in UInt64(1)...20 {
                // A small number of a group's neighbours stand in the same tables.
                let group = GroupID(Int64(seed))
                let rows = SmallGroup(seed: seed)
                let data = try #require(rows.data)
                let window = DayRange(ending: data.to.advanced(by: Int(seed % 5) - 3), count: Int(seed % 40) + 1)
                var label = SmallGroup.label
                label.name += "\(seed)"
                let report = try await store.write { [label] transaction in
                    try rows.write(group, label: label, in: transaction)
                    return try GroupReport.load(
                        group: group, window: .days(from: window.from, to: window.to), in: transaction)
                }
                #expect(report == rows.report(window, label: label), "seed \(seed)")
            }
        }
    }

    @Test("the default window is the last 28 days of the data, --all is all of it", arguments: TestEngine.available)
    func windows(engine: TestEngine) async throws {
        let rows = SmallGroup(seed: 4)
        let data = try #require(rows.data)
        try await engine.withStore(RecordMigrations.all) { store in
            try await store.write { try rows.write(GroupID(1), in: $0) }
            let recent = try await store.read { try GroupReport.load(group: GroupID(1), window: .last28Days, in: $0) }
            let all = try await store.read { try GroupReport.load(group: GroupID(1), window: .all, in: $0) }
            #expect(recent.window == DayRange(ending: data.to, count: 28))
            #expect(all == rows.report(data))
        }
    }

    @Test("a group without data has a report that says so", arguments: TestEngine.available)
    func noData(engine: TestEngine) async throws {
        try await engine.withStore(RecordMigrations.all) { store in
            try await store.write { try SmallGroup().write(GroupID(1), in: $0) }
            let report = try await store.read { try GroupReport.load(group: GroupID(1), window: .all, in: $0) }
            #expect(report == GroupReport(group: SmallGroup.label, data: nil, window: nil))
            let week = range("2026-11-16", "2026-11-22")
            let asked = try await store.read {
                try GroupReport.load(group: GroupID(1), window: .days(from: week.from, to: week.to), in: $0)
            }
            #expect(asked.days.map(\.messages) == [0, 0, 0, 0, 0, 0, 0])
            #expect(asked.totals == ActivityTotals())
        }
    }

    @Test("a group that is not there is a fault", arguments: TestEngine.available)
    func unknown(engine: TestEngine) async throws {
        try await engine.withStore(RecordMigrations.all) { store in
            let fault = await #expect(throws: Fault.self) {
                try await store.read { try GroupReport.load(group: GroupID(7), window: .all, in: $0) }
            }
            #expect(fault?.code == .notFound)
        }
    }

    @Test("the list of groups is in the order of networks and names on every engine", arguments: TestEngine.available)
    func summaries(engine: TestEngine) async throws {
        let names = [("irc", "#raku"), ("irc", "#Perl"), ("wechat", "烘焙"), ("irc", "#perl"), ("irc", "_x")]
        try await engine.withStore(RecordMigrations.all) { store in
            try await store.write { transaction in
                for (index, (network, name)) in names.enumerated() {
                    let label = GroupLabel(name: name, network: network, kind: nil, zone: "UTC", isPresence: true)
                    let rows = index == 2 ? SmallGroup(seed: 3) : SmallGroup()
                    try rows.write(GroupID(Int64(index + 1)), label: label, in: transaction)
                }
            }
            let summaries = try await store.read { try GroupSummary.all(in: $0) }
            #expect(summaries.map(\.group.name) == ["#Perl", "#perl", "#raku", "_x", "烘焙"])
            let data = try #require(SmallGroup(seed: 3).data)
            let totals = SmallGroup(seed: 3).report(data).totals
            let last = try #require(summaries.last)
            #expect(last.data == data && last.messages == totals.sums.messages && last.active == totals.active)
            #expect(last.members == totals.members && last.peopleSeen == totals.peopleSeen)
            #expect(summaries[0].data == nil && summaries[0].messagesPerActive == nil)
        }
    }
}
