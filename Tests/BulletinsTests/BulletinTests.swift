import Insight
import Kernel
import Record
import Storage
import TestSupport
import Testing

@testable import Bulletins
@testable import Desk

@Suite("Scheduled and kept reports")
struct BulletinTests {
    @Test("A report is made at its time, once, however many makers ask", arguments: TestEngine.available)
    func once(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            _ = try await scene.schedule(.group(scene.groups[0]))
            let makers = (0..<4).map { _ in scene.maker() }
            try await makers[0].fallDue()
            #expect(try await scene.reports() == [], "it is not nine yet")
            scene.clock.set(at("2026-11-24 09:00", zone: "Asia/Shanghai"))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for maker in makers {
                    group.addTask {
                        try await maker.fallDue()
                        while try await maker.makeNext() {}
                    }
                }
                try await group.waitForAll()
            }
            let reports = try await scene.reports()
            #expect(reports.map(\.state) == [.done])
            #expect(reports.map { "\($0.days.to)" } == ["2026-11-23"])
            #expect(try await scene.form(.text, of: reports[0])?.contains("rye") == true)
        }
    }

    @Test("After a time out of service the latest missed report is made, and no other", arguments: TestEngine.available)
    func missed(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            let id = try await scene.schedule(.community)
            scene.clock.set(at("2026-11-29 10:00", zone: "Asia/Shanghai"))
            let maker = scene.maker()
            for _ in 0..<3 {
                try await maker.fallDue()
                while try await maker.makeNext() {}
            }
            #expect(try await scene.reports().map { "\($0.days.from)" } == ["2026-11-28"])
            let bulletins = scene.bulletins
            let next = try await scene.store.read {
                try bulletins.schedule(id, by: BulletinScene.system, in: $0).nextAt
            }
            #expect(next == at("2026-11-30 09:00", zone: "Asia/Shanghai"))
        }
    }

    @Test("What a maker that died was at is made by another when the lease is over", arguments: TestEngine.available)
    func died(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            let bulletins = scene.bulletins
            let id = try await scene.store.write { transaction in
                try bulletins.ask(
                    .community, .week, language: .english, zone: "UTC", by: BulletinScene.system, in: transaction)
            }
            let taken = try await scene.store.write { try bulletins.take(maker: "gone", in: $0) }
            #expect(taken?.id == id)
            #expect(try await scene.maker().makeNext() == false, "somebody is at it")
            scene.clock.set(BulletinScene.start.advanced(bySeconds: BulletinStore.leaseSeconds + 1))
            #expect(try await scene.maker().makeNext())
            #expect(try await scene.reports().map(\.state) == [.done])
            // Should the first come back after all, what it made is not kept beside the other's.
            let late = MadeReport(forms: [.text: [65]], groups: nil, pressing: 0)
            let report = try #require(taken)
            let isKept = try await scene.store.write {
                try bulletins.keep(late, packed: late.forms, as: report, maker: "gone", in: $0)
            }
            #expect(!isKept)
        }
    }

    @Test("A report that its makers die of again and again is given up", arguments: TestEngine.available)
    func givenUp(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            let bulletins = scene.bulletins
            _ = try await scene.store.write { transaction in
                try bulletins.ask(
                    .community, .week, language: .english, zone: "UTC", by: BulletinScene.system, in: transaction)
            }
            for _ in 0..<BulletinStore.mostTries {
                _ = try await scene.store.write { try bulletins.take(maker: "gone", in: $0) }
                scene.clock.set(scene.clock.value.advanced(bySeconds: BulletinStore.leaseSeconds + 1))
            }
            #expect(try await scene.maker().makeNext())
            #expect(try await scene.reports().map(\.state) == [.failed])
        }
    }

    @Test("The oldest go when there are more than are kept", arguments: TestEngine.available)
    func retention(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            _ = try await scene.schedule(.group(scene.groups[0]), keeps: 2)
            let maker = scene.maker()
            for day in 24...28 {
                scene.clock.set(at("2026-11-\(day) 09:30", zone: "Asia/Shanghai"))
                try await maker.fallDue()
                while try await maker.makeNext() {}
            }
            #expect(try await scene.reports().map { "\($0.days.from)" } == ["2026-11-27", "2026-11-26"])
            let forms = try await scene.store.read {
                try $0.first("SELECT COUNT(*) FROM kept_report_forms") { $0.int(0) }
            }
            #expect(forms == 8)
        }
    }

    @Test(
        "Deleted reports come back for a day, and are then gone; so do ended schedules", arguments: TestEngine.available
    )
    func undo(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            let (bulletins, system) = (scene.bulletins, BulletinScene.system)
            let schedule = try await scene.schedule(.community)
            let id = try await scene.store.write {
                try bulletins.askNow(schedule, zone: "UTC", by: system, in: $0)
            }
            _ = try await scene.maker().makeNext(id)
            try await scene.store.write { transaction in
                try bulletins.drop(id, by: system, in: transaction)
                try bulletins.drop(schedule, by: system, in: transaction)
                try bulletins.sweep(in: transaction)
            }
            #expect(try await scene.reports() == [])
            scene.clock.set(at("2026-11-24 20:00", zone: "Asia/Shanghai"))
            try await scene.maker().fallDue()
            try await scene.store.write { transaction in
                try bulletins.restore(id, by: system, in: transaction)
                try bulletins.restore(schedule, by: system, in: transaction)
            }
            #expect(try await scene.reports().map(\.id) == [id], "what it missed while ended is not made up for")
            try await scene.store.write { try bulletins.drop(id, by: system, in: $0) }
            scene.clock.set(BulletinScene.start.advanced(bySeconds: 2 * BulletinStore.undoSeconds))
            try await scene.store.write { try bulletins.sweep(in: $0) }
            let rows = try await scene.store.read { try $0.first("SELECT COUNT(*) FROM kept_reports") { $0.int(0) } }
            #expect(rows == 0)
            let acts = try await scene.store.read { transaction in
                try transaction.all("SELECT act FROM audit_entries ORDER BY seq") { $0.string(0) }
            }
            #expect(
                acts.filter { $0.hasPrefix("report.") } == [
                    "report.schedule.make", "report.ask", "report.drop", "report.schedule.drop", "report.restore",
                    "report.schedule.restore", "report.drop",
                ])
        }
    }

    @Test("Times follow the community's zone when it changes", arguments: TestEngine.available)
    func zone(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            let (bulletins, system, desk) = (scene.bulletins, BulletinScene.system, scene.desk)
            let id = try await scene.schedule(.community)
            let now = scene.clock.value
            try await scene.store.write { transaction in
                let berlin = try Community(language: .english, zone: "Europe/Berlin")
                try desk.setCommunity(berlin, by: system, at: now, in: transaction)
            }
            try await scene.maker().fallDue()
            let next = try await scene.store.read { try bulletins.schedule(id, by: system, in: $0).nextAt }
            #expect(next == at("2026-11-24 09:00", zone: "Europe/Berlin"))
            #expect(try await scene.reports() == [])
        }
    }

    // MARK: - Rights

    @Test("Whoever runs some groups sees only what tells of these alone", arguments: TestEngine.available)
    func scope(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            let bulletins = scene.bulletins
            let own = try await scene.actor(.operator, groups: [scene.groups[0]])
            let owner = BulletinScene.system
            let asked: [(ReportSubject, Actor)] = [
                (.community, owner), (.community, own), (.group(scene.groups[0]), owner),
                (.group(scene.groups[1]), owner),
            ]
            var ids: [KeptReportID] = []
            for (subject, actor) in asked {
                let id = try await scene.store.write {
                    try bulletins.ask(subject, .week, language: .english, zone: "Asia/Shanghai", by: actor, in: $0)
                }
                _ = try await scene.maker().makeNext(id)
                ids.append(id)
            }
            #expect(try await scene.reports(by: own).map(\.id) == [ids[2], ids[1]])
            let ownText = try #require(try await scene.form(.text, of: try await scene.reports(by: own)[1]))
            #expect(ownText.contains("1 group") && !ownText.contains("oats"))
            for hidden in [ids[0], ids[3]] {
                await #expect(throws: Fault.self) {
                    try await scene.store.read { try bulletins.report(hidden, by: own, in: $0) }
                }
                await #expect(throws: Fault.self) {
                    try await scene.store.write { try bulletins.drop(hidden, by: own, in: $0) }
                }
            }
            await #expect(throws: Fault.self) {
                _ = try await scene.schedule(.group(scene.groups[1]), by: own)
            }
            let leader = try await scene.actor(.leader, groups: [scene.groups[0]])
            await #expect(throws: Fault.self) { _ = try await scene.schedule(.community, by: leader) }
        }
    }

    @Test("A report of whoever may no longer see the group fails and says so", arguments: TestEngine.available)
    func lostRight(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            let own = try await scene.actor(.operator, groups: [scene.groups[0], scene.groups[1]])
            _ = try await scene.schedule(.group(scene.groups[0]), by: own)
            let staff = try #require(own.staff)
            try await scene.store.write { transaction in
                try transaction.execute("DELETE FROM staff_groups WHERE staff_id = \(staff)")
            }
            scene.clock.set(at("2026-11-24 09:30", zone: "Asia/Shanghai"))
            let maker = scene.maker()
            try await maker.fallDue()
            while try await maker.makeNext() {}
            #expect(try await scene.reports().map(\.fault) == ["bulletins.fault.forbidden"])
        }
    }

    // MARK: - What they say

    @Test("A week's report tells which groups changed and what became of the last suggestions")
    func community() async throws {
        try await TestEngine.sqlite.withBulletins { scene in
            let report = try await scene.store.read { transaction in
                let window = DayRange(ending: CivilDay("2026-11-23")!, count: 7)
                return try CommunityReport.load(.all, window: window, scope: nil, in: transaction)
            }
            #expect(report.faded.map(\.label.name) == ["oats"])
            #expect(report.advice.map(\.key) == ["community_faded"])
            #expect(report.active == 18 && report.activeBefore == 19)
            let next = try await scene.store.read { transaction in
                let window = DayRange(ending: CivilDay("2026-11-30")!, count: 7)
                return try CommunityReport.load(.all, window: window, scope: nil, in: transaction)
            }
            let course = try #require(next.courses.first)
            #expect(course.advice.key == "community_faded" && course.verdict == .worse)
            #expect(course.then == .count(2, .people) && course.now == .count(0, .people))
            for language in Language.allCases {
                let text = next.text(TextCatalogue(language))
                #expect(text.contains("oats") && !text.contains("{"), "\(language.rawValue)")
            }
        }
    }

    @Test("No form of a kept report names anybody")
    func noNames() async throws {
        try await TestEngine.sqlite.withBulletins { scene in
            let bulletins = scene.bulletins
            let group = scene.groups[0]
            let id = try await scene.store.write {
                try bulletins.ask(
                    .group(group), .week, language: .english, zone: "UTC", by: BulletinScene.system, in: $0)
            }
            _ = try await scene.maker().makeNext(id)
            let report = try #require(try await scene.reports().first)
            for form in KeptReport.Form.allCases {
                let text = try #require(try await scene.form(form, of: report))
                #expect(text.contains("rye") && !text.contains("rye 0"), "\(form)")
            }
        }
    }
}

/// What others are told of reports that were made on time.
struct BulletinNoticeTests {
    @Test(
        "A report of a schedule is told once, with its group and page; one asked for by hand is not",
        arguments: TestEngine.available)
    func told(engine: TestEngine) async throws {
        try await engine.withBulletins { scene in
            let schedule = try await scene.schedule(.group(scene.groups[0]))
            let bulletins = scene.bulletins
            let (byHand, onTime) = try await scene.store.write { transaction in
                (
                    try bulletins.ask(
                        .group(scene.groups[0]), .day, language: .english, zone: "UTC", by: BulletinScene.system,
                        in: transaction),
                    try bulletins.askNow(schedule, zone: "UTC", by: BulletinScene.system, in: transaction)
                )
            }
            let maker = scene.maker()
            #expect(try await maker.makeNext(byHand))
            #expect(try await maker.makeNext(onTime))
            let told = try await scene.store.read { transaction in
                try transaction.all("SELECT kind, group_id, payload FROM notices") {
                    (kind: $0.string(0), group: $0.int64(1), payload: $0.string(2))
                }
            }
            #expect(told.count == 1)
            #expect(told.first?.kind == "report.made" && told.first?.group == scene.groups[0].value)
            #expect(told.first?.payload.contains("/reports/kept/\(onTime)/html") == true)
        }
    }
}
