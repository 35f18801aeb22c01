import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Insight

@Suite("People are found by their names, the latest met first")
struct MemberQueryTests {
    private static let migrations = RecordMigrations.all + InsightMigrations.all

    /// Two groups in which everybody speaks once; who is called what is by their number.
    private static func fill(_ store: Store, _ names: [String]) async throws -> [GroupID] {
        let record = RecordStore(world: .real())
        var groups: [GroupID] = []
        for part in 0..<2 {
            let group = try await store.write {
                try record.openGroup(network: "test", name: "group \(part)", zone: "UTC", isPresence: false, in: $0)
            }
            let events = names.indices.filter { $0 % 2 == part }.map { number in
                Event(
                    kind: .text, instant: Instant(seconds: 1_790_000_000 + Int64(number)),
                    key: EventKey(sourceID: "\(number)"), sender: Party(name: names[number], id: "u\(number)"),
                    text: "hi")
            }
            try await store.write { _ = try record.append(events, to: group, in: $0) }
            groups.append(group.id)
        }
        return groups
    }

    @Test(
        "A name that many have leads to the same people, whether all are gathered or the latest asked in turn",
        arguments: TestEngine.available, ["王", "小明", "小 王", "明 大", "dry", "u7", "王 zzz"])
    func common(engine: TestEngine, words: String) async throws {
        try await engine.withStore(Self.migrations) { store in
            let names = (0..<60).map { ["王小明", "大明", "小王 dry", "Ann"][$0 % 4] + " \($0)" }
            let groups = try await Self.fill(store, names)
            try await store.write { transaction in
                // One of them is another's second self, and one is erased.
                let people = try transaction.all("SELECT id FROM people ORDER BY id") { $0.int64(0) }
                try transaction.execute("UPDATE people SET counted_as = \(people[3]) WHERE id = \(people[48])")
                try transaction.execute("UPDATE people SET erased_at = 1 WHERE id = \(people[20])")
            }
            for (scope, group) in [
                (GroupChoice.all, GroupID?.none), (.some([groups[0]]), nil), (.all, groups[1]),
            ] {
                let gathered = try await Self.pages(store, words, scope, group, common: .max, asked: 0)
                for (common, asked) in [(1, 5), (1, 30), (2, 1_000), (20, 10)] {
                    let found = try await Self.pages(store, words, scope, group, common: common, asked: asked)
                    #expect(found == gathered, "\(scope) \(common) \(asked)")
                }
            }
        }
    }

    /// All lines, page by page.
    private static func pages(
        _ store: Store, _ words: String, _ scope: GroupChoice, _ group: GroupID?, common: Int, asked: Int
    ) async throws -> [MemberLine] {
        var query = MemberQuery()
        (query.words, query.scope, query.group, query.common, query.asked) = (words, scope, group, common, asked)
        var lines: [MemberLine] = []
        while true {
            let page = try await store.read { [query] in try query.lines(limit: 4, in: $0) }
            lines += page
            guard page.count == 4, let last = page.last else { return lines }
            query.after = last.id
        }
    }
}
