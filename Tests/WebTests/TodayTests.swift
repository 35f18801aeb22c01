import Kernel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Desk
@testable import Insight
@testable import Web

/// The start, the search, and people.
struct TodayTests {
    @Test("A fresh house says what to do first, to each by what they may", arguments: TestEngine.available)
    func fresh(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            #expect(try await owner.get("/").text.contains("href=\"/import\""))
            let viewer = try await house.visitor(.viewer)
            #expect(try await !viewer.get("/").text.contains("href=\"/import\""))
        }
    }

    @Test("Yesterday is held against the same weekday, within one's own groups", arguments: TestEngine.available)
    func yesterday(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            var script = Script(from: "2026-11-16 10:00", zone: "Asia/Shanghai")
            for _ in 0..<2 { script.add(.text, "Ann", "hello") }
            script.add(.text, "Ann", "good day", at: "2026-11-23 10:00")
            for _ in 0..<2 { script.add(.text, "Bob", "good day") }
            let own = try await house.group("tea", script.events)
            _ = try await house.group("rye", script.events)
            let change = try #require(
                try await house.store.read {
                    try DayChange.load(.some([own]), yesterday: CivilDay("2026-11-23")!, in: $0)
                })
            #expect(change.counts.messages == 3 && change.before.messages == 2)
            #expect(change.counts.speakers == 2 && change.before.speakers == 1)
            let page = try await owner.get("/").words
            #expect(page.contains("Yesterday") && page.contains("6") && page.contains("+50%"))
        }
    }

    @Test("Where the record ends earlier, its last day is shown and named", arguments: TestEngine.available)
    func lastDay(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            _ = try await house.talkingGroup("tea", days: 4)
            #expect(try await owner.get("/").words.contains("The last day on record: Fri 23 Oct"))
        }
    }

    @Test("Questions that wait for a day stand among what needs somebody", arguments: TestEngine.available)
    func waiting(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            var script = Script(from: "2026-11-22 10:00", zone: "Asia/Shanghai")
            script.add(.text, "Ann", "does anybody know where the long rye is sold?")
            let group = try await house.group("tea", script.events)
            try await house.count()
            let page = try await owner.get("/")
            #expect(page.words.contains("1 questions nobody has answered"))
            #expect(page.text.contains("/groups/\(group)"))
        }
    }

    @Test(
        "Where most questions are answered, the few that wait are not a matter for the start",
        arguments: TestEngine.available)
    func answered(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            var script = Script(from: "2026-11-21 10:00", zone: "Asia/Shanghai")
            for number in 0..<4 {
                script.add(.text, "Ann", "where is shop number \(number)?")
                if number > 1 { script.add(.text, "Bob", "@Ann on the corner") }
            }
            let group = try await house.group("tea", script.events)
            let waiting = try await house.store.read {
                try WaitingQuestions.all(.some([group]), at: house.clock.now, limit: 9, in: $0)
            }
            #expect(waiting.isEmpty)
        }
    }

    @Test("A group is one line, under what concerns most people in it", arguments: TestEngine.available)
    func oneLine(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            var script = Script(from: "2026-10-01 10:00", zone: "Asia/Shanghai")
            for number in 0..<20 {
                script.add(.text, "person \(number)", "good day", at: "2026-10-10 10:\(10 + number)")
            }
            for number in 0..<10 { script.add(.text, "person \(number)", "hm", at: "2026-11-22 10:\(10 + number)") }
            script.add(.text, "person 1", "where is the long rye sold?", at: "2026-11-22 11:00")
            let group = try await house.group("tea", script.events)
            try await house.count()
            let owner = try await house.visitor(.owner)
            let page = try await owner.get("/")
            #expect(page.text.split(separator: "id=\"g-").count == 2)
            #expect(page.words.contains("Going cold: 10 spoke in 28 days, 20 before"))
            #expect(page.words.contains("Also: 1 questions nobody has answered"))
            #expect(page.text.contains("/groups/\(group)/search?at="))
        }
    }

    @Test("People are found by any name, a page at a time, and names are never markup", arguments: TestEngine.available)
    func people(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            var script = Script(from: "2026-11-20 10:00")
            for number in 0..<60 { script.add(.text, "<b>Person\(number)</b>", "hello") }
            script.add(.rename, "<b>Person7</b>", to: "Zoe")
            _ = try await house.group("<i>tea</i>", script.events)
            let first = try await owner.get("/members")
            #expect(!first.text.contains("<b>Person") && !first.text.contains("<i>tea"))
            #expect(first.text.split(separator: "class=\"name\"").count - 1 == 50)
            let next = try #require(first.text.split(separator: "href=\"").first { $0.hasPrefix("/members?after=") })
            let second = try await owner.get(String(next.prefix { $0 != "\"" }))
            #expect(second.text.split(separator: "class=\"name\"").count - 1 == 10)
            let found = try await owner.get("/members?q=zOE").text
            let link = try #require(found.split(separator: "href=\"").first { $0.hasPrefix("/members/") })
            let profile = try await owner.get(String(link.prefix { $0 != "\"" }))
            #expect(profile.status == 200)
            #expect(profile.words.contains("Known as Zoe") && profile.words.contains("First words in"))
            #expect(!profile.text.contains("<b>Person"))
            #expect(try await owner.get("/members?q=%25").words.contains("Nobody found"))
        }
    }

    @Test("The search finds groups, people and pages, each within what one may see", arguments: TestEngine.available)
    func search(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let group = try await house.talkingGroup("Annual fair", days: 4)
            let owner = try await house.visitor(.owner)
            let page = try await owner.get("/search?q=ann")
            #expect(page.text.contains("/groups/\(group)") && page.words.contains("Ann"))
            #expect(try await owner.get("/search?q=audit").text.contains("/settings/audit"))
            let viewer = try await house.visitor(.viewer)
            let seen = try await viewer.get("/search?q=ann")
            #expect(seen.text.contains("/groups/\(group)") && !seen.text.contains("/members/"))
            #expect(try await !viewer.get("/search?q=audit").text.contains("/settings/audit"))
            #expect(page.text.contains("<dialog id=\"keys\""))
        }
    }

    @Test("what changed the day before is counted before anybody looks", arguments: TestEngine.available)
    func prepared(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            _ = try await house.talkingGroup("tea")
            let owner = try await house.visitor(.owner)
            let (desk, now) = (house.site.desk, house.clock.now)
            try await house.store.write { transaction in
                let community = try Community(language: .english, zone: "Asia/Shanghai")
                try desk.setCommunity(community, by: .system("test"), at: now, in: transaction)
            }
            let countings = Mutex(0)
            let watched = try WebHouse(
                house.store.watched { statement in
                    if statement.text.contains("CROSS JOIN member_days") { countings.withLock { $0 += 1 } }
                })
            let session = [CookieJar.sessionName(isSecure: false): owner.cookie("banyan") ?? ""]
            try await watched.site.prepareDay()
            let counted = countings.withLock { $0 }
            try await watched.site.prepareDay()
            #expect(try await Visitor(watched, cookies: session, actor: nil).get("/").status == 200)
            #expect(counted > 0 && countings.withLock { $0 } == counted)
        }
    }
}
