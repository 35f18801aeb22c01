import Kernel
import Record
import TestSupport
import Testing

/// Who is a member, when, and how it is counted (METRICS: What counts; Networks where joining is only presence).
struct MembershipTests {
    @Test("Membership is counted as defined", arguments: TestEngine.available, Fact.joining + Fact.presence)
    func membership(engine: TestEngine, fact: Fact) async throws {
        let outcome = try await engine.withRecord { try await fact.outcome($0) }
        #expect(outcome == Fact.Outcome(whole: fact.expected, single: fact.expected))
    }
}

extension Fact {
    static let joining: [Fact] = [
        Fact("Who speaks without a known join has joined at the first event seen of them") {
            $0.add(.text, "al", "hi")
            $0.add(.text, "al", "again")
        } makes: {
            [
                "group_days": ["2026-11-23 messages=2 joins_implied=1 active=1"],
                "stays": ["al/1 2026-11-23: 2026-11-23 10:00 implied"],
                "memberships": [
                    "al 2026-11-23 2026-11-23 10:00, 2026-11-23 10:00, -, 2026-11-23 10:00, 2026-11-23 10:01 implied=1 stays=1 messages=2"
                ],
            ]
        },
        Fact("A leave without a join implies one at the same moment") {
            $0.add(.leave, "al")
        } makes: {
            [
                "group_days": ["2026-11-23 joins_implied=1 leaves=1"],
                "group_totals": ["2026-11-23…2026-11-23 2026-11-23 10:00…2026-11-23 10:00 events=1 leaves=1 people=1"],
                "stays": ["al/1 2026-11-23: 2026-11-23 10:00 implied left 2026-11-23: 2026-11-23 10:00"],
            ]
        },
        Fact("A join of a present member changes nothing and is counted as an anomaly") {
            $0.add(.join, "al", scene: "invitation")
            $0.add(.join, "al", scene: "link")
        } makes: {
            [
                "group_days": ["2026-11-23 joins=1 joins_of_present=1"],
                "stays": ["al/1 2026-11-23: 2026-11-23 10:00 by invitation"],
                "member_days": ["2026-11-23 al events=2"],
            ]
        },
        Fact("A join after an implied one is a join of a present member") {
            $0.add(.text, "al", "hi")
            $0.add(.join, "al")
        } makes: {
            ["group_days": ["2026-11-23 messages=1 joins_implied=1 active=1 joins_of_present=1"]]
        },
        Fact("A leave of somebody who has left changes nothing and is counted as an anomaly") {
            $0.add(.join, "al")
            $0.add(.leave, "al", scene: "quit")
            $0.add(.leave, "al", scene: "again")
        } makes: {
            [
                "group_days": ["2026-11-23 joins=1 leaves=1 leaves_of_absent=1"],
                "stays": ["al/1 2026-11-23: 2026-11-23 10:00 left 2026-11-23: 2026-11-23 10:01 by quit"],
            ]
        },
        Fact("Who comes back keeps the day of their first join and begins another stay") {
            $0.add(.join, "al", at: "2026-11-20 10:00")
            $0.add(.leave, "al", at: "2026-11-21 10:00")
            $0.add(.join, "al", at: "2026-11-29 10:00")
        } makes: {
            [
                "memberships": ["al 2026-11-20 2026-11-20 10:00, 2026-11-29 10:00, -, -, - stays=2"],
                "stays": [
                    "al/1 2026-11-20: 2026-11-20 10:00 left 2026-11-21: 2026-11-21 10:00",
                    "al/2 2026-11-29: 2026-11-29 10:00",
                ],
            ]
        },
        Fact("Who speaks after leaving is taken to have come back") {
            $0.add(.join, "al")
            $0.add(.leave, "al")
            $0.add(.text, "al", "still here")
        } makes: {
            [
                "group_days": ["2026-11-23 messages=1 joins=1 joins_implied=1 leaves=1 active=1"],
                "group_totals": [
                    "2026-11-23…2026-11-23 2026-11-23 10:00…2026-11-23 10:02 events=3 messages=1 joins=1 leaves=1 people=1 active=1 members=1"
                ],
            ]
        },
        Fact("Who invited is kept with the stay and is no member by that alone") {
            $0.add(.join, "#1 al", to: "#2 bob")
        } makes: {
            [
                "stays": ["#1+al/1 2026-11-23: 2026-11-23 10:00 from #2"], "group_days": ["2026-11-23 joins=1"],
            ]
        },
        Fact("A removal is an event of both and a leave of the removed") {
            $0.add(.removal, "boss", to: "al", scene: "kicked")
        } makes: {
            [
                "group_days": ["2026-11-23 joins_implied=2 leaves=1"],
                "member_days": ["2026-11-23 al events=1", "2026-11-23 boss events=1"],
                "stays": [
                    "al/1 2026-11-23: 2026-11-23 10:00 implied left 2026-11-23: 2026-11-23 10:00 by kicked",
                    "boss/1 2026-11-23: 2026-11-23 10:00 implied",
                ],
            ]
        },
        Fact("Programs have no memberships, and what they say is counted apart", bots: GroupBots(bots: ["Helper"])) {
            $0.add(.join, "helper")
            $0.add(.text, "HELPER", "al: welcome")
            $0.add(.leave, "helper")
            $0.add(.text, "al", "helper: thanks")
        } makes: {
            [
                "group_days": ["2026-11-23 messages=1 messages_bot=1 joins_implied=1 active=1"],
                "stays": ["al/1 2026-11-23: 2026-11-23 10:03 implied"], "edge_days": [],
                "member_days": ["2026-11-23 al messages=1 events=1 hours=1024"],
            ]
        },
        Fact(
            "Somebody is a program from the start once one of their names turns out to be one",
            bots: GroupBots(bots: ["helper"])
        ) {
            $0.add(.text, "al", "hi")
            $0.add(.rename, "al", to: "Helper")
            $0.add(.text, "bob", "al: hello")
        } makes: {
            [
                "group_days": ["2026-11-23 messages=1 messages_bot=1 joins_implied=1 renames=1 active=1"],
                "edge_days": [], "stays": ["bob/1 2026-11-23: 2026-11-23 10:02 implied"],
            ]
        },
        Fact("A notice is a program's message whoever sends it, and makes nobody a member") {
            $0.add(.notice, "al", "server going down")
        } makes: {
            ["group_days": ["2026-11-23 messages_bot=1"], "memberships": [], "member_days": []]
        },
    ]

    static let presence: [Fact] = [
        Fact("Where joining is presence, coming and going are sessions and make a member once", isPresence: true) {
            $0.add(.arrival, "al")
            $0.add(.departure, "al")
            $0.add(.join, "al")
            $0.add(.leave, "al")
        } makes: {
            [
                "group_days": ["2026-11-23 joins_implied=1 sessions=2"], "member_days": ["2026-11-23 al events=4"],
                "stays": ["al/1 2026-11-23: 2026-11-23 10:00 implied"],
            ]
        },
        Fact("Where joining is presence, a kick ends membership until the person is seen again", isPresence: true) {
            $0.add(.arrival, "al")
            $0.add(.removal, "op", to: "al")
            $0.add(.arrival, "al", at: "2026-11-24 09:00")
        } makes: {
            [
                "group_days": [
                    "2026-11-23 joins_implied=2 leaves=1 sessions=1", "2026-11-24 joins_implied=1 sessions=1",
                ],
                "group_totals": [
                    "2026-11-23…2026-11-24 2026-11-23 10:00…2026-11-24 09:00 events=3 leaves=1 sessions=2 people=2 members=2"
                ],
            ]
        },
    ]
}
