import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Insight
@testable import Rounds

@Suite("The list of the day")
struct TodayListTests {
    private static let day: Int64 = 86_400

    @Test("Groups stand by what concerns most people, one's own first", arguments: TestEngine.available)
    func order(engine: TestEngine) async throws {
        try await engine.withRounds { scene in
            let (tea, rye) = (try await scene.group("tea"), try await scene.group("rye"))
            _ = try await scene.group("fine")
            try await scene.stand(tea) { $0.monthlyActive = 20 }
            try await scene.stand(rye) { ($0.monthlyActive, $0.noiseDays) = (10, 7) }
            let ann = try await scene.staff("Ann", groups: [tea, rye])
            let list = try await scene.list(ann)
            #expect(list.map(\.name) == ["rye", "tea"])
            #expect(list.first?.items.map(\.concern) == [.cooling, .noisy])
            try await scene.store.write { try scene.today.assign(tea, to: ann.staff, by: ann, in: $0) }
            #expect(try await scene.names(ann) == ["tea", "rye"])
            #expect(try await scene.list(ann, isMine: true).map(\.assignee?.name) == ["Ann"])
            let count = try await scene.store.read { try scene.today.count(by: ann, in: $0) }
            #expect(count == 2)
        }
    }

    @Test(
        "What is put away comes back when its time is over",
        arguments: TestEngine.available, [(TodaySnooze.day, 1), (.threeDays, 3), (.week, 7)] as [(TodaySnooze, Int64)])
    func snooze(engine: TestEngine, span: (TodaySnooze, Int64)) async throws {
        try await engine.withRounds { scene in
            let tea = try await scene.group("tea")
            try await scene.stand(tea) { $0.monthlyActive = 20 }
            let ann = try await scene.staff("Ann", groups: [tea])
            try await scene.store.write { try scene.today.snooze(tea, span.0, by: ann, in: $0) }
            #expect(try await scene.names(ann) == [])
            scene.advance(span.1 * Self.day - 1)
            try await scene.keeper.refresh()
            #expect(try await scene.names(ann) == [])
            scene.advance(1)
            #expect(try await scene.names(ann) == ["tea"])
        }
    }

    @Test(
        "What is done, or put away until it gets worse, comes back where it is clearly worse",
        arguments: TestEngine.available, [true, false])
    func worse(engine: TestEngine, isDone: Bool) async throws {
        try await engine.withRounds { scene in
            let tea = try await scene.group("tea")
            try await scene.stand(tea) { $0.monthlyActive = 24 }
            let ann = try await scene.staff("Ann", groups: [tea])
            try await scene.store.write { transaction in
                if isDone {
                    try scene.today.finish(tea, by: ann, in: transaction)
                } else {
                    try scene.today.snooze(tea, .worse, by: ann, in: transaction)
                }
            }
            scene.advance(30 * Self.day)
            try await scene.stand(tea) { $0.monthlyActive = 20 }
            #expect(try await scene.names(ann) == [])
            try await scene.stand(tea) { $0.monthlyActive = 17 }
            #expect(try await scene.names(ann) == ["tea"])
            let acts = try await scene.store.read { try scene.today.acts(of: tea, limit: 9, by: ann, in: $0) }
            #expect(acts.map(\.deed) == [.returned, isDone ? .done : .snoozed])
        }
    }

    @Test(
        "What is done comes back where it ended and began anew, not where it was gone for an hour",
        arguments: TestEngine.available)
    func anew(engine: TestEngine) async throws {
        try await engine.withRounds { scene in
            let tea = try await scene.group("tea")
            try await scene.stand(tea) { $0.monthlyActive = 20 }
            let ann = try await scene.staff("Ann", groups: [tea])
            try await scene.store.write { try scene.today.finish(tea, by: ann, in: $0) }
            for (away, expected) in [(Int64(3_600), []), (Self.day, ["tea"])] {
                try await scene.stand(tea) { $0.monthlyActive = 40 }
                scene.advance(away)
                try await scene.keeper.refresh()
                try await scene.stand(tea) { $0.monthlyActive = 20 }
                #expect(try await scene.names(ann) == expected, "\(away)")
            }
        }
    }

    @Test("Whatever is done is taken back whole, and once", arguments: TestEngine.available)
    func undo(engine: TestEngine) async throws {
        try await engine.withRounds { scene in
            let tea = try await scene.group("tea")
            try await scene.stand(tea) { ($0.monthlyActive, $0.noiseDays) = (20, 9) }
            let ann = try await scene.staff("Ann", groups: [tea])
            let before = try await scene.list(ann)
            for round in 0..<3 {
                let act = try await scene.store.write { transaction in
                    switch round {
                    case 0: try scene.today.finish(tea, by: ann, in: transaction)
                    case 1: try scene.today.snooze(tea, .week, by: ann, in: transaction)
                    default: try scene.today.assign(tea, to: ann.staff, by: ann, in: transaction)
                    }
                }
                for _ in 0..<2 { try await scene.store.write { try scene.today.undo(act, by: ann, in: $0) } }
                #expect(try await scene.list(ann) == before)
            }
            let done = try await scene.store.read {
                try scene.today.doneCount(since: Instant(seconds: 0), by: ann, in: $0)
            }
            #expect(done == 0)
            let log = try await scene.store.read {
                try $0.all("SELECT act FROM audit_entries ORDER BY seq") { $0.string(0) }
            }
            #expect(log == ["today.act", "today.undo", "today.act", "today.undo", "today.act", "today.undo"])
        }
    }

    @Test("Nobody touches another's groups, and who only looks on touches none", arguments: TestEngine.available)
    func scope(engine: TestEngine) async throws {
        try await engine.withRounds { scene in
            let (tea, rye) = (try await scene.group("tea"), try await scene.group("rye"))
            try await scene.stand(tea) { $0.monthlyActive = 20 }
            try await scene.stand(rye) { $0.monthlyActive = 20 }
            let ann = try await scene.staff("Ann", groups: [tea])
            let bob = try await scene.staff("Bob", .leader, groups: [rye])
            let vic = try await scene.staff("Vic", .viewer)
            #expect(try await scene.names(ann) == ["tea"])
            #expect(try await scene.names(vic) == ["tea", "rye"])
            await #expect(throws: Fault.self) {
                try await scene.store.write { try scene.today.finish(rye, by: ann, in: $0) }
            }
            await #expect(throws: Fault.self) {
                try await scene.store.write { try scene.today.finish(tea, by: vic, in: $0) }
            }
            for other in [bob.staff, vic.staff] {
                await #expect(throws: Fault.self) {
                    try await scene.store.write { try scene.today.assign(tea, to: other, by: ann, in: $0) }
                }
            }
            let act = try await scene.store.write { try scene.today.finish(rye, by: bob, in: $0) }
            await #expect(throws: Fault.self) {
                try await scene.store.write { try scene.today.undo(act, by: ann, in: $0) }
            }
            #expect(try await scene.names(bob) == [])
        }
    }

    @Test("Questions that wait for a day are on the list with whom to ask", arguments: TestEngine.available)
    func waiting(engine: TestEngine) async throws {
        try await engine.withRounds { scene in
            var script = Script(from: "2026-11-20 10:00")
            script.add(.text, "Bob", "where is the fair?", id: "q0")
            script.add(.text, "Cai", "on the hill", replyTo: "q0")
            for number in 1..<8 {
                script.add(.text, "Bob", "who has seen hat \(number)?", at: "2026-11-22 1\(number):00")
            }
            let tea = try await scene.group("tea", script.events)
            try await scene.keeper.refresh()
            let ann = try await scene.staff("Ann", groups: [tea])
            let item = try #require(try await scene.list(ann).first?.items.first)
            #expect(item.concern == .waiting && item.worth == 7 && item.people.count == 1)
            let questions = try await scene.store.read {
                try WaitingQuestion.newest(of: tea, at: scene.now, limit: 2, in: $0)
            }
            #expect(questions.map(\.name) == ["Bob", "Bob"] && questions.first?.text == "who has seen hat 7?")
        }
    }
}
