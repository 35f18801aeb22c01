import Insight
import Kernel
import Rounds
import Storage
import TestSupport
import Testing

@testable import Bulletins
@testable import Desk

@Suite("Schedules that change, and suggestions that were followed")
struct ScheduleChangeTests {
    @Test(
        "A changed schedule makes its next report at the new time, of the new subject, and the log keeps both",
        arguments: TestEngine.available)
    func change(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            let id = try await scene.schedule(.community)
            let bulletins = scene.bulletins
            let new = try NewSchedule(
                subject: .group(scene.groups[0]), rhythm: try ReportRhythm(.week, minute: 600, weekday: 2),
                language: .english, keeps: 5)
            try await scene.store.write {
                try bulletins.change(id, to: new, zone: "Asia/Shanghai", by: BulletinScene.system, in: $0)
            }
            let changed = try await scene.store.read {
                try bulletins.schedule(id, by: BulletinScene.system, in: $0)
            }
            #expect(changed.subject == .group(scene.groups[0]) && changed.keeps == 5)
            #expect(changed.nextAt == at("2026-11-25 10:00", zone: "Asia/Shanghai"))
            let log = try await scene.store.read { transaction in
                try transaction.all(
                    "SELECT before_json, after_json FROM audit_entries WHERE act = 'report.schedule.change'"
                ) { ($0.string(0), $0.string(1)) }
            }
            #expect(log.count == 1 && log[0].0.contains("\"community\"") && log[0].1.contains("\"week\""))
        }
    }

    @Test("Nobody changes another's schedule, or makes it one of another's group", arguments: TestEngine.available)
    func scope(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            let whole = try await scene.schedule(.community)
            let own = try await scene.actor(.operator, groups: [scene.groups[0]])
            let mine = try await scene.schedule(.group(scene.groups[0]), by: own)
            let bulletins = scene.bulletins
            for (id, group) in [(whole, scene.groups[0]), (mine, scene.groups[1])] {
                let new = try NewSchedule(
                    subject: .group(group), rhythm: try ReportRhythm(.day, minute: 0), language: .english, keeps: 1)
                await #expect(throws: Fault.self) {
                    try await scene.store.write {
                        try bulletins.change(id, to: new, zone: "UTC", by: own, in: $0)
                    }
                }
            }
        }
    }

    @Test(
        "A report says whether the last suggestion's finding is still there, and whether somebody marked it done",
        arguments: TestEngine.available, [true, false])
    func followed(engine: TestEngine, isDone: Bool) async throws {
        try await engine.withBulletins { scene in
            scene.clock.set(at("2026-11-30 08:00", zone: "Asia/Shanghai"))
            if isDone {
                let (act, now): (TodayActID, Instant) = (scene.world.ids.next(), scene.world.now())
                try await scene.store.write {
                    try $0.execute(
                        """
                        INSERT INTO today_acts (id, group_id, act, concerns, made_at, made_by)
                        VALUES (\(act), \(scene.groups[1]), 'done', 'cooling', \(now), 'Ann')
                        """)
                }
            }
            scene.clock.set(at("2026-12-01 08:00", zone: "Asia/Shanghai"))
            let bulletins = scene.bulletins
            // The week until Monday, before which oats had cooled.
            let new = try NewSchedule(
                subject: .community, rhythm: try ReportRhythm(.week, minute: 540, weekday: 1), language: .english,
                keeps: 3)
            let id = try await scene.store.write {
                try bulletins.make(new, zone: "Asia/Shanghai", by: BulletinScene.system, in: $0)
            }
            scene.clock.set(at("2026-12-01 09:00", zone: "Asia/Shanghai"))
            let maker = scene.maker()
            try await maker.fallDue()
            try await maker.makeNext()
            let report = try #require(try await scene.reports().first { $0.schedule == id })
            let text = try #require(try await scene.form(.text, of: report))
            #expect(text.contains(isDone ? "marked done on Today on" : "nobody marked it done on Today"))
            #expect(text.contains("no longer found") || text.contains("still found"))
            let json = try #require(try await scene.form(.json, of: report))
            #expect(json.contains("\"done_groups\":\(isDone ? 1 : 0)") && json.contains("\"still_found\":"))
            #expect(try await scene.form(.html, of: report)?.contains("Today") == true)
        }
    }
}
