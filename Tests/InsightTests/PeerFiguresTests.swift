import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@Suite("Groups of a kind, read together")
struct PeerFiguresTests {
    @Test(
        "The figures of many groups read together are those of each group's report",
        arguments: TestEngine.available)
    func together(engine: TestEngine) async throws {
        try await engine.withStore(RecordMigrations.all) { store in
            let groups = (1...70).map { GroupID(Int64($0)) }
            let lives = groups.map { SmallGroup(seed: UInt64($0.value)).data }
            try await store.write { transaction in
                for group in groups {
                    var label = SmallGroup.label
                    label.name += "\(group.value)"
                    try SmallGroup(seed: UInt64(group.value)).write(group, label: label, in: transaction)
                }
            }
            let first = try #require(lives[0])
            let named = ReportWindow.days(from: first.from.advanced(by: 3), to: first.to.advanced(by: 2))
            for window in [ReportWindow.last28Days, .all, .last(90), named] {
                let (found, expected) = try await store.read { transaction in
                    let own = try GroupReport.load(group: groups[0], window: window, in: transaction)
                    let days = try #require(own.window)
                    var others: [GroupReport] = []
                    for (group, life) in zip(groups, lives).dropFirst() {
                        guard let life else { continue }
                        let asked = window == .all ? ReportWindow.last(days.count) : window
                        guard let resolved = try asked.resolved(data: life), resolved.from <= life.to,
                            life.from <= resolved.to
                        else { continue }
                        others.append(try GroupReport.load(group: group, window: asked, in: transaction))
                    }
                    return (
                        try KindComparison.load(groups[0], window: window, in: transaction),
                        KindComparison(own, others: others)
                    )
                }
                #expect(found == expected, "\(window)")
                #expect(found.others > 5)
            }
        }
    }
}
