import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Insight

@Suite("Lists of people in an order of their own")
struct MemberOrderTests {
    private static let migrations = RecordMigrations.all + InsightMigrations.all

    /// Some people with known counts in two groups: Bea is in both, and one has no name but an id.
    private static func fill(_ store: Store) async throws -> [GroupID] {
        let record = RecordStore(world: .real())
        let talk: [[(name: String, id: String, times: Int)]] = [
            [("王小明", "u1", 5), ("Bea", "u2", 3), ("", "u3", 4), ("ann", "u4", 3)],
            [("Bea", "u2", 4), ("Cai", "u5", 1), ("Álvaro", "u6", 2)],
        ]
        var groups: [GroupID] = []
        for (part, people) in talk.enumerated() {
            let group = try await store.write {
                try record.openGroup(network: "test", name: "group \(part)", zone: "UTC", isPresence: false, in: $0)
            }
            var (events, second) = ([Event](), Int64(part) * 1_000)
            for (name, id, times) in people {
                for number in 0..<times {
                    second += 1
                    events.append(
                        Event(
                            kind: .text, instant: Instant(seconds: 1_790_000_000 + second),
                            key: EventKey(sourceID: "\(part) \(id) \(number)"), sender: Party(name: name, id: id),
                            text: "hi"))
                }
            }
            try await store.write { [events] in _ = try record.append(events, to: group, in: $0) }
            groups.append(group.id)
        }
        try await PersonKeeper(store: store).refreshAll()
        return groups
    }

    private static func names(_ store: Store, _ query: MemberQuery, step: Int = 2) async throws -> [String] {
        var (query, names) = (query, [String]())
        while true {
            let page = try await store.read { [query] in try query.lines(limit: step, in: $0) }
            names += page.map { "\($0.name) \($0.messages)" }
            guard page.count == step, let last = page.last, names.count < 50 else { return names }
            (query.after, query.place) = (last.id, last.place)
        }
    }

    private static func query(
        _ order: MemberQuery.Order, down: Bool, scope: GroupChoice = .all, group: GroupID? = nil, words: String? = nil
    ) -> MemberQuery {
        var query = MemberQuery()
        (query.order, query.isDescending, query.scope, query.group) = (order, down, scope, group)
        query.words = words
        return query
    }

    @Test("page by page, all people stand by their messages, name or last word", arguments: TestEngine.available)
    func all(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            _ = try await Self.fill(store)
            let most = try await Self.names(store, Self.query(.messages, down: true))
            #expect(most == ["Bea 7", "王小明 5", " 4", "ann 3", "Álvaro 2", "Cai 1"])
            #expect(try await Self.names(store, Self.query(.messages, down: false)) == most.reversed())
            // Byte by byte without case: accents and Chinese after plain letters, who has no name last.
            let byName = try await Self.names(store, Self.query(.name, down: false))
            #expect(byName == ["ann 3", "Bea 7", "Cai 1", "Álvaro 2", "王小明 5", " 4"])
            #expect(try await Self.names(store, Self.query(.name, down: true), step: 1) == byName.reversed())
            let last = try await Self.names(store, Self.query(.last, down: true))
            #expect(last == ["Álvaro 2", "Cai 1", "Bea 7", "ann 3", " 4", "王小明 5"])
        }
    }

    @Test(
        "of one group, and of the groups that somebody may see, only what was said there counts",
        arguments: TestEngine.available)
    func within(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            let groups = try await Self.fill(store)
            let one = GroupChoice.some([groups[0]])
            for (order, expected) in [
                (MemberQuery.Order.messages, ["王小明 5", " 4", "ann 3", "Bea 3"]),
                (.last, ["ann 3", " 4", "Bea 3", "王小明 5"]), (.name, [" 4", "王小明 5", "Bea 3", "ann 3"]),
            ] {
                let seen = try await Self.names(store, Self.query(order, down: true, scope: one))
                let ofGroup = try await Self.names(store, Self.query(order, down: true, scope: one, group: groups[0]))
                #expect(seen.map { $0 } == ofGroup, "\(order)")
                #expect(Set(seen) == Set(expected) && seen.first == expected.first, "\(order): \(seen)")
            }
            let hidden = Self.query(.messages, down: true, scope: one, group: groups[1])
            #expect(try await Self.names(store, hidden).isEmpty)
            // A name narrows any order; as few as have it, or as many.
            for common in [1, 10_000] {
                var query = Self.query(.messages, down: true, words: "bea")
                query.common = common
                #expect(try await Self.names(store, query) == ["Bea 7"])
                (query.scope, query.group) = (one, groups[0])
                #expect(try await Self.names(store, query) == ["Bea 3"])
            }
            var odd = Self.query(.messages, down: true)
            (odd.after, odd.place) = (PersonID(5), "no number")
            #expect(try await Self.names(store, odd).count == 6)
        }
    }

    @Test(
        "what changes later is found: further messages, a history folded anew, somebody erased",
        arguments: TestEngine.available)
    func kept(engine: TestEngine) async throws {
        try await engine.withStore(Self.migrations) { store in
            let groups = try await Self.fill(store)
            let (record, keeper) = (RecordStore(world: .real()), PersonKeeper(store: store))
            #expect(try await keeper.refresh(limit: 100) == 0)
            let cai = (0..<9).map { number in
                Event(
                    kind: .text, instant: Instant(seconds: 1_790_100_000 + Int64(number)),
                    key: EventKey(sourceID: "later \(number)"), sender: Party(name: "Cai", id: "u5"), text: "hi")
            }
            try await store.write { transaction in
                let group = try #require(try Group.find(groups[1], in: transaction))
                _ = try record.append(cai, to: group, in: transaction)
                try record.refold(group, in: transaction)
            }
            #expect(try await keeper.refresh(limit: 100) == 3)
            #expect(try await Self.names(store, Self.query(.messages, down: true)).prefix(2) == ["Cai 10", "Bea 7"])
            let bea = try await store.read { transaction in
                try #require(try record.people(called: "u2", in: transaction).first).id
            }
            try await store.write { _ = try record.erase(bea, in: $0) }
            let left = try await store.read { try $0.first("SELECT COUNT(*) FROM person_standings") { $0.int(0) } }
            #expect(left == 5)
            try await keeper.refreshAll()
            let names = try await Self.names(store, Self.query(.messages, down: true))
            #expect(names == ["Cai 10", "王小明 5", " 4", "ann 3", "Álvaro 2"])
        }
    }
}
