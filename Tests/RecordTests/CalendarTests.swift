import Kernel
import Record
import TestSupport
import Testing

/// On which day and at which hour of the community's own clock something counts.
struct CalendarTests {
    @Test("Days and hours are those of the group's zone", arguments: TestEngine.available, Fact.clocks)
    func clocks(engine: TestEngine, fact: Fact) async throws {
        let outcome = try await engine.withRecord { try await fact.outcome($0) }
        #expect(outcome == Fact.Outcome(whole: fact.expected, single: fact.expected))
    }
}

extension Fact {
    static let clocks: [Fact] = [
        Fact("A day begins at midnight of the group's zone", zone: "Asia/Shanghai") {
            $0.add(.text, "al", "late", at: "2026-11-23 23:59")
            $0.add(.text, "al", "early", at: "2026-11-24 00:00")
        } makes: {
            [
                "group_days": ["2026-11-23 messages=1 joins_implied=1 active=1", "2026-11-24 messages=1 active=1"],
                "group_hours": ["2026-11-23 23h messages=1", "2026-11-24 00h messages=1"],
                "stays": ["al/1 2026-11-23: 2026-11-23 15:59 implied"],
            ]
        },
        Fact("Each hour somebody spoke in sets its bit", zone: "Asia/Shanghai") {
            for hour in ["00:10", "00:50", "03:00", "23:59"] { $0.add(.text, "al", "hi", at: "2026-11-23 \(hour)") }
        } makes: {
            [
                "member_days": ["2026-11-23 al messages=4 events=4 hours=\(1 + 8 + (1 << 23))"],
                "group_hours": ["2026-11-23 00h messages=2", "2026-11-23 03h messages=1", "2026-11-23 23h messages=1"],
            ]
        },
        Fact(
            "A day of 25 hours is one day, and its doubled hour one hour", zone: "Europe/Berlin",
            from: "2026-10-25 02:30"
        ) {
            for minute in 0..<3 { $0.add(.text, "al", "\(minute)") }
            $0.add(.text, "al", "an hour later", at: "2026-10-25 03:30")
        } makes: {
            [
                "group_days": ["2026-10-25 messages=4 joins_implied=1 active=1"],
                "group_hours": ["2026-10-25 02h messages=3", "2026-10-25 03h messages=1"],
            ]
        },
        Fact("A day of 23 hours is one day", zone: "Europe/Berlin") {
            $0.add(.text, "al", "before", at: "2026-03-29 01:59")
            $0.add(.text, "al", "after", at: "2026-03-29 03:00")
        } makes: {
            [
                "group_days": ["2026-03-29 messages=2 joins_implied=1 active=1"],
                "member_days": ["2026-03-29 al messages=2 events=2 hours=10"],
            ]
        },
        Fact("Where clocks go back over midnight nobody is active twice on a day", zone: "America/St_Johns") {
            $0.add(.text, "al", "Saturday", at: "2006-10-28 23:30")
            $0.add(.text, "al", "Sunday, for a minute", at: "2006-10-29 00:00")
            // At 00:01 it was 23:01 on Saturday again.
            $0.add(.text, "al", "Saturday again")
            $0.add(.text, "al", "Sunday for good", at: "2006-10-29 00:30")
        } makes: {
            [
                "group_days": ["2006-10-28 messages=2 joins_implied=1 active=1", "2006-10-29 messages=2 active=1"]
            ]
        },
    ]
}
