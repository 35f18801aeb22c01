import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Insight
@testable import Rounds

@Suite("Alerts are kept")
struct AlertKeeperTests {
    /// Five weeks of talk every day until a day, and then none, or another end.
    private static func talk(until last: CivilDay, days: Int = 36) -> [Event] {
        var script = Script(from: "2026-01-01 10:00")
        for back in (0..<days).reversed() {
            let day = last.advanced(by: -back)
            for (hour, person) in ["Ann", "Bob", "Cai"].enumerated() {
                script.add(.text, person, "good day to all on \(day)", at: "\(day) 1\(hour):00")
            }
        }
        return script.events
    }

    private static func joined(_ count: Int, at time: String, text: String) -> [Event] {
        var script = Script(from: time)
        for number in 0..<count { script.add(.join, "new \(number)", scene: "scanned") }
        for number in 0..<count { script.add(.text, "new \(number)", text) }
        return script.events
    }

    private static func all(_ scene: RoundsScene, _ group: GroupID? = nil) async throws -> [Alert] {
        let owner = Actor.system("test")
        return try await scene.store.read {
            try scene.alerts.alerts(AlertFilter(.all, group: group), limit: 200, by: owner, in: $0)
        }
    }

    /// What stands of alerts: what, since when, whether over.
    private static func standing(_ scene: RoundsScene) async throws -> Set<String> {
        Set(
            try await all(scene).filter { $0.state != .withdrawn }.map {
                "\($0.rule) \($0.episode.began) \($0.episode.ended.map { "\($0)" } ?? "…") \($0.episode.value) \($0.state)"
            })
    }

    @Test("A raid is told once, and closed when it is over", arguments: TestEngine.available)
    func raid(engine: TestEngine) async throws {
        try await engine.withRounds(now: at("2026-11-24 21:00")) { scene in
            let tea = try await scene.group("tea", Self.talk(until: CivilDay("2026-11-24")!))
            try await scene.alertKeeper.refreshAll()
            #expect(try await Self.all(scene).isEmpty)
            try await scene.add(Self.joined(12, at: "2026-11-24 20:10", text: "cheap watches here, click now"), to: tea)
            for _ in 0..<3 {
                try await scene.alertKeeper.refreshAll()
                scene.advance(60)
            }
            let alert = try #require(try await Self.all(scene).first)
            #expect(alert.rule == .raid && alert.state == .open && alert.episode.value == 12)
            #expect(scene.told.news == [.opened(alert)])
            scene.advance(7 * 3_600)
            try await scene.alertKeeper.refreshAll()
            #expect(try await Self.all(scene).map(\.state) == [.closed])
            #expect(scene.told.news.count == 2)
        }
    }

    @Test("Seeing an alert is said, taken back, audited, and within one's groups", arguments: TestEngine.available)
    func acknowledge(engine: TestEngine) async throws {
        try await engine.withRounds { scene in
            var (late, events) = (CivilDay("2026-11-20")!, [Event]())
            events = Self.talk(until: late)
            late = late.advanced(by: 4)
            let tea = try await scene.group("tea", events)
            try await scene.store.write { transaction in
                try transaction.execute(
                    "UPDATE groups SET observed_until = \(scene.now) WHERE id = \(tea)")
            }
            try await scene.alertKeeper.refreshAll()
            let alert = try #require(try await Self.all(scene).first)
            #expect(alert.rule == .silence && alert.episode.value == 3)
            let ann = try await scene.staff("Ann", groups: [tea])
            let bob = try await scene.staff("Bob", groups: [try await scene.group("rye")])
            await #expect(throws: Fault.self) {
                try await scene.store.write { try scene.alerts.acknowledge(alert.id, by: bob, in: $0) }
            }
            try await scene.store.write { try scene.alerts.acknowledge(alert.id, by: ann, in: $0) }
            let unseen = try await scene.store.read {
                try scene.alerts.count(AlertFilter(.unseen), by: ann, in: $0)
            }
            #expect(unseen == 0)
            #expect(try await Self.all(scene).first?.acknowledgement?.name == "Ann")
            try await scene.store.write { try scene.alerts.acknowledge(alert.id, false, by: ann, in: $0) }
            #expect(try await Self.all(scene).first?.acknowledgement == nil)
        }
    }

    @Test("Old histories rouse nobody; what was lately is noted and not told", arguments: TestEngine.available)
    func history(engine: TestEngine) async throws {
        try await engine.withRounds { scene in
            var old = Self.talk(until: CivilDay("2019-05-20")!)
            old += Self.joined(30, at: "2019-05-20 20:00", text: "cheap watches here, click now")
            _ = try await scene.group("old", old)
            var recent = Self.talk(until: CivilDay("2026-11-23")!, days: 60)
            recent += Self.joined(30, at: "2026-11-01 20:00", text: "cheap watches here, click now")
            let tea = try await scene.group("tea", recent)
            try await scene.alertKeeper.refreshAll()
            let all = try await Self.all(scene)
            #expect(all.map(\.group) == [tea] && all.map(\.rule) == [.raid] && all.map(\.state) == [.closed])
            #expect(scene.told.news.isEmpty)
        }
    }

    @Test(
        "Whatever the order in which pieces of a history come, the alerts are in the end the same",
        arguments: TestEngine.available)
    func anyOrder(engine: TestEngine) async throws {
        for seed in UInt64(1)...3 {
            var chance = SeededGenerator(seed: seed)
            let events = Self.history(&chance)
            var expected: Set<String> = []
            for round in 0..<3 {
                var pieces = Self.pieces(of: events, &chance)
                if round == 0 { pieces = [events] } else { pieces.shuffle(using: &chance) }
                let found = try await engine.withRounds { scene in
                    let tea = try await scene.group("tea")
                    for piece in pieces {
                        try await scene.add(piece, to: tea)
                        try await scene.alertKeeper.refreshAll()
                    }
                    let told = scene.told.news.compactMap { if case .opened(let alert) = $0 { alert.id } else { nil } }
                    #expect(Set(told).count == told.count, "told twice, seed \(seed)")
                    return try await Self.standing(scene)
                }
                if round == 0 { expected = found } else { #expect(found == expected, "seed \(seed)") }
            }
        }
    }

    private static func history(_ chance: inout SeededGenerator) -> [Event] {
        var script = Script(from: "2026-01-01 10:00")
        let last = CivilDay("2026-11-24")!
        for back in (0..<60).reversed() {
            let day = last.advanced(by: -back)
            let isSilent = back < 20 && back % 9 < Int.random(in: 0...4, using: &chance)
            for minute in 10..<(isSilent ? 10 : Int.random(in: 12...16, using: &chance)) {
                script.add(.text, "person \(minute % 4)", "is it day \(back)?", at: "\(day) 07:\(minute)")
            }
            guard Int.random(in: 0..<12, using: &chance) == 0 else { continue }
            for number in 0..<Int.random(in: 3...14, using: &chance) {
                script.add(.join, "guest \(back) \(number)", at: "\(day) 07:\(20 + number)")
                script.add(.text, "guest \(back) \(number)", "cheap watches here", at: "\(day) 07:\(21 + number)")
            }
            for number in 0..<Int.random(in: 0...9, using: &chance) {
                script.add(.leave, "guest \(back) \(number)", at: "\(day) 07:\(40 + number)")
            }
        }
        return script.events
    }

    private static func pieces(of events: [Event], _ chance: inout SeededGenerator) -> [[Event]] {
        var pieces: [[Event]] = [[], [], [], [], []]
        var piece = 0
        for event in events {
            if Int.random(in: 0..<40, using: &chance) == 0 { piece = Int.random(in: 0..<5, using: &chance) }
            pieces[piece].append(event)
        }
        return pieces.filter { !$0.isEmpty }
    }

    @Test(
        "Of very many in an hour the first are told, and of the rest there is one word", arguments: TestEngine.available
    )
    func storm(engine: TestEngine) async throws {
        try await engine.withRounds(now: at("2026-11-24 21:00")) { scene in
            let events =
                Self.talk(until: CivilDay("2026-11-24")!)
                + Self.joined(12, at: "2026-11-24 20:10", text: "cheap watches here, click now")
            for number in 0..<25 { _ = try await scene.group("tea \(number)", events) }
            try await scene.alertKeeper.refreshAll()
            #expect(scene.told.news.count == AlertKeeper.mostToldAnHour)
            try await scene.alertKeeper.sumUp()
            #expect(scene.told.news.count == AlertKeeper.mostToldAnHour)
            scene.advance(3_600)
            for _ in 0..<2 { try await scene.alertKeeper.sumUp() }
            #expect(scene.told.news.last == .withheld(count: 5, hour: at("2026-11-24 21:00")))
            #expect(scene.told.news.count == AlertKeeper.mostToldAnHour + 1)
        }
    }

    @Test("A threshold that is set is used at once, is audited, and may be given back", arguments: TestEngine.available)
    func thresholds(engine: TestEngine) async throws {
        try await engine.withRounds(now: at("2026-11-24 21:00")) { scene in
            let events =
                Self.talk(until: CivilDay("2026-11-24")!)
                + Self.joined(12, at: "2026-11-24 20:10", text: "cheap watches here, click now")
            _ = try await scene.group("tea", events)
            let owner = Actor.system("test")
            func set(_ threshold: AlertThreshold?) async throws {
                try await scene.store.write {
                    try scene.alerts.setThreshold(.raid, kind: "", threshold, by: owner, in: $0)
                }
                try await scene.alertKeeper.refreshAll()
            }
            try await set(AlertThreshold(isOn: true, first: 13, second: 5))
            #expect(try await Self.all(scene).isEmpty)
            try await set(nil)
            #expect(try await Self.all(scene).map(\.state) == [.open])
            try await set(AlertThreshold(isOn: false, first: 13, second: 5))
            #expect(try await Self.all(scene).map(\.state) == [.withdrawn])
            await #expect(throws: Fault.self) { try await set(AlertThreshold(isOn: true, first: 0, second: 5)) }
            let log = try await scene.store.read { try $0.all("SELECT act FROM audit_entries") { $0.string(0) } }
            #expect(log == ["alert.threshold", "alert.threshold", "alert.threshold"])
            let leader = try await scene.staff("Lee", .viewer)
            await #expect(throws: Fault.self) {
                try await scene.store.write {
                    try scene.alerts.setThreshold(.raid, kind: "", nil, by: leader, in: $0)
                }
            }
        }
    }
}
