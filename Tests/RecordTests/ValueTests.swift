import Kernel
import Record
import TestSupport
import Testing

/// Questions, answers, reactions, mentions by the source's word, and what carries (METRICS: Value).
struct ValueTests {
    @Test("What a message is worth is counted as defined", arguments: TestEngine.available, Fact.asking + Fact.naming)
    func value(engine: TestEngine, fact: Fact) async throws {
        let outcome = try await engine.withRecord { try await fact.outcome($0) }
        #expect(outcome == Fact.Outcome(whole: fact.expected, single: fact.expected))
    }

    @Test(
        "A late message that asks, answers or could answer leaves what order would have left",
        arguments: TestEngine.available,
        [
            ("al", "is it there?", nil), ("bob", "it is", "1"), ("bob", "al: it is", nil), ("bob", "@al it is", nil),
            ("bob", "cy: hello", nil), ("bob", "nothing", nil), ("bob", "to cy", "0"),
        ] as [(String, String, String?)])
    func late(engine: TestEngine, message: (String, String, String?)) async throws {
        var script = Script()
        script.add(.text, "cy", "hello", id: "0")
        script.add(.text, "bob", "hello al")
        script.add(.text, "al", "where is it?", id: "1")
        script.add(.text, message.0, message.1, replyTo: message.2)
        script.add(.text, "cy", "here", replyTo: "1", at: "2026-11-23 11:00")
        script.add(.text, "bob", "cy: thanks")
        let events = script.events
        let pictures = try await engine.withRecord { bench in
            let (ordered, late) = (try await bench.group("ordered"), try await bench.group("late"))
            try await bench.append(events, to: ordered)
            try await bench.append(Array(events[..<3] + events[4...]), to: late)
            try await bench.append([events[3]], to: late)
            #expect(try await bench.verify(late) == [])
            return [try await bench.picture(ordered), try await bench.picture(late)]
        }
        #expect(pictures[0].difference(from: pictures[1]) == nil)
    }

    @Test("Two rows that claim one key are one event, whatever their times say", arguments: TestEngine.available)
    func claimedKey(engine: TestEngine) async throws {
        let first = Event.made(.text, "al", "hello", at: at("2026-11-23 10:00"), order: 0)
        var again = first
        again.order = 1
        var later = first
        later.instant = at("2026-11-23 11:00")
        let counts = try await engine.withRecord { bench in
            let group = try await bench.group()
            let outcome = try await bench.append([first, again, later], to: group)
            let next = try await bench.append([later], to: group)
            return [outcome.added, next.added, try await bench.verify(group).count]
        }
        #expect(counts == [1, 0, 0])
    }
}

extension Fact {
    static let asking: [Fact] = [
        Fact("A question is answered by a reply of another within 24 hours, and by the first only") {
            $0.add(.text, "al", "where is it?", id: "1")
            $0.add(.text, "al", "I mean the jar", replyTo: "1")
            $0.add(.text, "bob", "here", replyTo: "1")
            $0.add(.text, "cy", "or there", replyTo: "1")
        } makes: {
            [
                "questions": [
                    "2026-11-23T10:00:00.000Z 0 131 on 2026-11-23 by al: from 2026-11-23T10:02:00.000Z by bob"
                ],
                "group_days": [
                    "2026-11-23 messages=4 joins_implied=3 active=3 questions=1 answers=2 carrying=3"
                ],
                "member_days": [
                    "2026-11-23 al messages=2 events=2 hours=1024 questions=1",
                    "2026-11-23 bob messages=1 events=1 hours=1024 answers=1",
                    "2026-11-23 cy messages=1 events=1 hours=1024 answers=1",
                ],
            ]
        },
        Fact("A mention of the asker answers all they asked in the last 24 hours, to the millisecond") {
            $0.add(.text, "al", "who?", id: "1")
            $0.add(.text, "al", "where?", id: "2")
            $0.add(.text, "bob", "@al me, and here", at: "2026-11-24 10:00:00.000")
            $0.add(.text, "bob", "al: I heard", at: "2026-11-24 10:01:00.001")
        } makes: {
            [
                "questions": [
                    "2026-11-23T10:00:00.000Z 0 131 on 2026-11-23 by al: from 2026-11-24T10:00:00.000Z by bob",
                    "2026-11-23T10:01:00.000Z 0 132 on 2026-11-23 by al: from 2026-11-24T10:00:00.000Z by bob",
                ],
                "group_days": [
                    "2026-11-23 messages=2 joins_implied=1 active=1 questions=2 carrying=2",
                    "2026-11-24 messages=2 joins_implied=1 active=1 answers=1 carrying=1",
                ],
            ]
        },
        Fact("What a program says asks and answers nothing", bots: GroupBots(bots: ["helper"])) {
            $0.add(.text, "al", "who?", id: "1")
            $0.add(.text, "helper", "@al who are you?", replyTo: "1")
            $0.add(.notice, "bob", "@al I?", replyTo: "1")
        } makes: {
            [
                "questions": ["2026-11-23T10:00:00.000Z 0 131 on 2026-11-23 by al: none"],
                "group_days": [
                    "2026-11-23 messages=1 messages_bot=2 joins_implied=1 active=1 questions=1 carrying=1"
                ],
            ]
        },
        Fact("A bridged question is asked by whom the bridge quotes", bots: GroupBots(bridges: ["relay"])) {
            $0.add(.text, "relay", "<zed> where is it?", id: "1")
            $0.add(.text, "al", "zed: here")
        } makes: {
            [
                "questions": [
                    "2026-11-23T10:00:00.000Z 0 131 on 2026-11-23 by zed: from 2026-11-23T10:01:00.000Z by al"
                ]
            ]
        },
        Fact("A message carries by its kind, its link, its words beside a picture, or its length") {
            $0.add(.file, "al")
            $0.add(.card, "al")
            $0.add(.picture, "al")
            $0.add(.picture, "al", "the oven")
            $0.add(.sticker, "al", "wave")
            $0.add(.text, "al", "https://example.org")
            $0.add(.text, "al", "short")
            $0.add(.text, "al", "as long as a message has to be to say something")
        } makes: {
            ["group_days": ["2026-11-23 messages=8 joins_implied=1 active=1 carrying=5"]]
        },
    ]

    static let naming: [Fact] = [
        Fact("Whom the source says a message mentions is mentioned, once, never oneself, met or not") {
            $0.add(.text, "#1 al", "hello", mentions: ["#2 bob", "#2", "#1"])
            $0.add(.text, "#2 bob", "al: hello", mentions: ["#1 al", "nobody", "al"])
        } makes: {
            [
                "edge_days": [
                    "2026-11-23 #1+al→#2+bob weight=1", "2026-11-23 #2+bob→#1+al weight=1",
                ],
                "handles": ["al is #1+al", "bob is #2+bob"],
            ]
        },
        Fact("A mention by id answers the question of whoever has it") {
            $0.add(.text, "#1 al", "who?", id: "1")
            $0.add(.text, "#2 bob", "I", mentions: ["#1"])
        } makes: {
            [
                "questions": [
                    "2026-11-23T10:00:00.000Z 0 131 on 2026-11-23 by #1+al: from 2026-11-23T10:01:00.000Z by #2+bob"
                ]
            ]
        },
        Fact(
            "Somebody mentioned by id before they turned out to be a program was none",
            bots: GroupBots(bots: ["helper"])
        ) {
            $0.add(.text, "#1 al", "hello", mentions: ["#9"])
            $0.add(.text, "#9 helper", "beep")
        } makes: {
            ["edge_days": [], "group_days": ["2026-11-23 messages=1 messages_bot=1 joins_implied=1 active=1"]]
        },
        Fact("A reaction makes somebody seen and is no message") {
            $0.add(.text, "al", "hello", id: "1")
            $0.add(.reaction, "bob", "👍", replyTo: "1")
        } makes: {
            [
                "group_days": ["2026-11-23 messages=1 joins_implied=2 active=1 reactions=1"],
                "member_days": ["2026-11-23 al messages=1 events=1 hours=1024", "2026-11-23 bob events=1 reactions=1"],
            ]
        },
    ]
}
