import Foundation
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Insight

@Suite("Portraits: who people are and what they need")
struct PortraitTests {
    private static let migrations = RecordMigrations.all + InsightMigrations.all
    private static let now = at("2026-12-01 12:00")

    /// Two groups of four with the same people; Dot is quiet, the bot is a program.
    private static func withGroups(
        _ engine: TestEngine, _ body: (Store, RecordStore, Group, Group) async throws -> Void
    ) async throws {
        try await engine.withStore(migrations) { store in
            let ids = IDSource(now: { now }, node: 1)
            let world = World(now: { now }, ids: ids)
            let record = RecordStore(world: world)
            let groups = try await store.write { transaction in
                try ["ours", "theirs"].map { name in
                    let group = try record.openGroup(
                        network: "test", name: name, zone: "UTC", isPresence: false, in: transaction)
                    try record.addBots(GroupBots(bots: ["robot"]), to: group, in: transaction)
                    _ = try record.append(script(name).events, to: group, in: transaction)
                    return group
                }
            }
            try await store.write { try NeedIndex.renew(in: $0) }
            _ = try await ReactorRunner(store: store, world: world, owner: "test").catchUp(NeedIndex())
            try await body(store, record, groups[0], groups[1])
        }
    }

    private static func script(_ name: String) -> Script {
        var script = Script(from: "2026-11-01 10:00")
        script.add(.join, "Ann", scene: "qr")
        script.add(.join, "Bob", scene: "qr")
        script.add(.join, "Dot", scene: "invitation")
        script.add(.text, "robot", "求推荐 多少钱", at: "2026-11-20 08:00")
        script.add(.text, "Ann", "请问这个多少钱？", at: "2026-11-20 20:00")
        script.add(.text, "Ann", "那个多少钱", at: "2026-11-20 20:10")
        script.add(.text, "Bob", "求推荐牙医，我是小学老师", at: "2026-11-24 07:00")
        script.add(.text, "Cai", name == "ours" ? "多少钱" : "hello there, what is this", at: "2026-11-24 20:30")
        return script
    }

    private static func slices(_ portrait: GroupPortrait, _ key: PortraitFacet.Key) -> String {
        portrait[key].map { facet in
            facet.slices.filter { $0.count > 0 }.map { "\($0.key) \($0.count)" }.joined(separator: ", ")
                + " of \(facet.of)"
        } ?? "–"
    }

    @Test("Each way of telling people apart counts each of them once", arguments: TestEngine.available)
    func counts(engine: TestEngine) async throws {
        try await Self.withGroups(engine) { store, _, ours, _ in
            let portrait = try await store.read {
                try GroupPortrait.load(group: ours.id, window: .last28Days, in: $0)
            }
            #expect(portrait.members == 4 && portrait.spoke == 3 && !portrait.isCompetitor)
            let expected: [(PortraitFacet.Key, String)] = [
                (.needs, "price 2, health 1, recommendation 1 of 3"), (.trades, "teaching 1 of 3"),
                (.tenure, "week 1, month 3 of 4"), (.activity, "none 1, few 3 of 4"),
                (.awake, "morning 1, evening 2 of 3"), (.siblings, "one 4 of 4"),
                (.channels, "qr 2, invitation 1, unknown 1 of 4"), (.languages, "zh-Hans 5 of 5"),
            ]
            for (key, text) in expected { #expect(Self.slices(portrait, key) == text, "\(key)") }
            let price = try #require(portrait[.needs]?.slices.first)
            #expect(price.messages == 3)
            #expect(portrait.weeks["price"]?.map(\.messages) == [0, 0, 0, 2, 1])
            #expect(portrait.sorts["business"]?.map(\.people) == [0, 0, 0, 1, 1])
            for facet in portrait.facets where facet.key.isPartition {
                #expect(facet.slices.reduce(0) { $0 + $1.count } == facet.of, "\(facet.key)")
            }
        }
    }

    @Test("Of other groups only those count that may be seen, and no competitor's", arguments: TestEngine.available)
    func scope(engine: TestEngine) async throws {
        try await Self.withGroups(engine) { store, record, ours, theirs in
            func siblings(_ scope: GroupChoice) async throws -> String {
                try await store.read {
                    Self.slices(
                        try GroupPortrait.load(group: ours.id, window: .last28Days, scope: scope, in: $0), .siblings)
                }
            }
            let both = try await store.read { try record.people(called: "Ann", in: $0).map(\.id) }
            _ = try await store.write {
                try record.merge(both[0], into: both[1], reason: "", by: "test", in: $0)
            }
            #expect(try await siblings(.all) == "one 3, two 1 of 4")
            #expect(try await siblings(.some([ours.id])) == "one 4 of 4")
            _ = try await store.write { try record.setCompetitor(true, by: "Ann", of: theirs, in: $0) }
            #expect(try await siblings(.all) == "one 4 of 4")
            let community = try #require(try await store.read { try CommunityPortrait.load(.all, in: $0) })
            #expect(community.groups == 1 && community.members == 4 && community.spoke == 3)
            #expect(community.kinds.map(\.needs) == [["price": 2, "health": 1, "recommendation": 1]])
            #expect(community.networks == [.init(network: "test", people: 3)])
            #expect(try await store.read { try CommunityPortrait.load(.some([theirs.id]), in: $0) } == nil)
        }
    }

    @Test("A competitor's group is in no total, no forecast and no list of the day", arguments: TestEngine.available)
    func competitors(engine: TestEngine) async throws {
        try await Self.withGroups(engine) { store, record, ours, theirs in
            let day = CivilDay("2026-11-24")!
            func seen() async throws -> [Int] {
                try await store.read { transaction in
                    let window = DayRange(ending: day, count: 28)
                    let report = try CommunityReport.load(.all, window: window, scope: nil, in: transaction)
                    let change = try DayChange.load(.all, yesterday: day, in: transaction)
                    let sources = try GroupCourse.sources(after: nil, limit: 10, in: transaction)
                    return [report.lines.count, change?.counts.messages ?? 0, sources.count]
                }
            }
            #expect(try await seen() == [2, 4, 2])
            let mark = try await store.read { try RecordMark.load(theirs.id, in: $0) }
            #expect(try await store.write { try record.setCompetitor(true, by: "Ann", of: theirs, in: $0) })
            #expect(try await !store.write { try record.setCompetitor(true, by: "Ann", of: theirs, in: $0) })
            #expect(try await seen() == [1, 2, 1])
            #expect(try await store.read { try RecordMark.load(theirs.id, in: $0) } != mark)
            #expect(try await store.write { try record.setCompetitor(false, by: "Ann", of: theirs, in: $0) })
            #expect(try await seen() == [2, 4, 2])
            let verified = try await store.read { try record.verify(theirs, in: $0) }
            #expect(verified == [])
        }
    }

    @Test(
        "Two portraits differ where their people do; text and JSON say it in three languages",
        arguments: Language.allCases)
    func comparison(language: Language) async throws {
        try await Self.withGroups(.sqlite) { store, _, ours, theirs in
            let (first, second) = try await store.read { transaction in
                (
                    try GroupPortrait.load(group: ours.id, window: .last28Days, in: transaction),
                    try GroupPortrait.load(group: theirs.id, window: .last28Days, in: transaction)
                )
            }
            let both = PortraitComparison(first, second)
            let price = try #require(both.lines.first { $0.facet == .needs && $0.key == "price" })
            #expect(price.first == CountedShare(2, of: 3) && price.second == CountedShare(1, of: 3) && !price.isSure)
            let catalogue = try TextCatalogue(language)
            for text in [first.text(catalogue), both.text(catalogue)] {
                #expect(!text.contains("portrait.") && text.contains("67%"), "\(text)")
                #expect(text.split(separator: "\n").allSatisfy { String($0).displayWidth <= 72 }, "\(text)")
            }
            let object = try JSONSerialization.jsonObject(with: both.jsonData) as? [String: [String: Any]]
            #expect(object?["portraits"]?["differences"] is [Any])
            let own = try JSONSerialization.jsonObject(with: first.jsonData) as? [String: [String: Any]]
            #expect(own?["portrait"]?["spoke"] as? Int == 3)
        }
    }

    @Test("Messages behind a need are the newest, and go with their texts", arguments: TestEngine.available)
    func evidence(engine: TestEngine) async throws {
        try await Self.withGroups(engine) { store, record, ours, _ in
            let days = DayRange(ending: CivilDay("2026-11-24")!, count: 28)
            func texts(_ hint: Hint) async throws -> [String] {
                try await store.read { try NeedEvidence.load(hint, in: ours.id, days: days, in: $0).map(\.text) }
            }
            #expect(try await texts(.need(.price)).prefix(2) == ["多少钱", "那个多少钱"])
            let ann = try await store.read { try record.people(called: "Ann", in: $0).map(\.id) }
            let hints = try await store.read { try MemberHint.all(of: ann[0], .all, in: $0) }
            #expect(hints.map(\.hint) == [.need(.price)] && hints[0].times == 2)
            #expect(try await store.read { try MemberHint.all(of: ann[0], .some([]), in: $0) } == [])
            _ = try await store.write { try record.erase(ann[0], in: $0) }
            #expect(try await !texts(.need(.price)).contains("那个多少钱"))
            #expect(try await store.read { try MemberHint.all(of: ann[0], .all, in: $0) } == [])
        }
    }
}
