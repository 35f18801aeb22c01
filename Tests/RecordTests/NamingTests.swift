import Kernel
import Record
import Storage
import TestSupport
import Testing

/// Who is who by name, and whom a text mentions (METRICS: Networks where joining is only presence; Interaction graph).
struct NamingTests {
    @Test("Who was mentioned by id alone is called by the name they come with", arguments: TestEngine.available)
    func namedLater(engine: TestEngine) async throws {
        let names = try await engine.withRecord { bench in
            let group = try await bench.group()
            try await bench.append(
                [.made(.text, "#1 al", "hi", at: at("2026-11-23 10:00"), mentions: ["#2"])], to: group)
            for (node, name) in [(2, "bob"), (3, "bobby")] as [(UInt16, String)] {
                try await Bench(bench.store, node: node).append(
                    [.made(.text, "#2 \(name)", "hi", at: at("2026-11-23 1\(node):00"))], to: group)
            }
            return try await bench.store.read { try $0.all("SELECT name FROM people ORDER BY name") { $0.string(0) } }
        }
        #expect(names == ["al", "bob"])
    }

    @Test("Names and mentions mean whom they should", arguments: TestEngine.available, Fact.names + Fact.mentions)
    func names(engine: TestEngine, fact: Fact) async throws {
        let outcome = try await engine.withRecord { try await fact.outcome($0) }
        #expect(outcome == Fact.Outcome(whole: fact.expected, single: fact.expected))
    }
}

extension Fact {
    static let names: [Fact] = [
        Fact("A chain of renames is one person", isPresence: true) {
            $0.add(.text, "al", "one")
            $0.add(.rename, "al", to: "al_away")
            $0.add(.rename, "al_away", to: "al_back")
            $0.add(.text, "al_back", "two")
            $0.add(.text, "al", "three")
        } makes: {
            [
                "handles": [
                    "al is al+al_away+al_back", "al_away is al+al_away+al_back", "al_back is al+al_away+al_back",
                ],
                "group_days": ["2026-11-23 messages=3 joins_implied=1 renames=2 active=1"],
            ]
        },
        Fact("A rename to a name somebody has means that from there on it is that somebody", isPresence: true) {
            $0.add(.text, "bob", "I am bob")
            $0.add(.text, "al", "I am al")
            $0.add(.rename, "al", to: "Bob")
            $0.add(.text, "bob", "so I am")
        } makes: {
            [
                "handles": ["al is al", "bob is bob"],
                "member_days": [
                    "2026-11-23 al messages=1 events=2 hours=1024", "2026-11-23 bob messages=2 events=2 hours=1024",
                ],
            ]
        },
        Fact("Names that differ only in case are one, beyond ASCII too") {
            $0.add(.text, "Émile", "a")
            $0.add(.text, "éMILE", "b")
            $0.add(.text, "АННА", "c")
            $0.add(.text, "анна", "d")
        } makes: {
            ["handles": ["émile is émile", "анна is анна"]]
        },
        Fact("A network id is the person, whatever they are called; a name belongs to the first who bore it") {
            $0.add(.text, "#1 Ann", "hi")
            $0.add(.text, "#2 Ann", "I am Ann, too")
            $0.add(.text, "#1 Anna", "now Anna")
            $0.add(.text, "#2 bob", "@ann and @anna")
        } makes: {
            [
                "handles": ["ann is #1+ann+anna", "anna is #1+ann+anna", "bob is #2+bob"],
                "edge_days": ["2026-11-23 #2+bob→#1+ann+anna weight=1"],
            ]
        },
        Fact("A name met only as a target is known from when its bearer is seen") {
            $0.add(.reaction, "al", to: "bob")
            $0.add(.text, "al", "bob: too early")
            $0.add(.text, "bob", "here")
            $0.add(.text, "al", "bob: now")
        } makes: {
            ["edge_days": ["2026-11-23 al→bob weight=1"], "handles": ["al is al", "bob is bob"]]
        },
    ]

    private static let bridge = GroupBots(bridges: ["Relay"])

    static let mentions: [Fact] = [
        Fact("A known name at the start before a colon or comma is a mention, elsewhere it is not") {
            $0.add(.text, "bob", "here")
            $0.add(.text, "al", "Bob: hi")
            $0.add(.text, "al", "bob, hi")
            $0.add(.text, "al", "hi bob: hi")
            $0.add(.text, "al", "bob hi")
        } makes: {
            ["edge_days": ["2026-11-23 al→bob weight=2"]]
        },
        Fact("Behind @ the longest known name counts, and not the beginning of a longer word") {
            $0.add(.text, "bo", "here")
            $0.add(.text, "bob", "here")
            $0.add(.text, "李", "here")
            $0.add(.text, "李雷", "here")
            $0.add(.text, "al", "x@BOB!")
            $0.add(.text, "al", "@bobby @bo-x")
            $0.add(.text, "al", "@bob你好 @李雷好")
        } makes: {
            ["edge_days": ["2026-11-23 al→bob weight=2", "2026-11-23 al→李雷 weight=1"]]
        },
        Fact("A name whose small letters take other bytes than its capitals is found all the same") {
            $0.add(.text, "\u{130}pek", "here")
            $0.add(.text, "\u{212A}", "here")
            $0.add(.text, "al", "@\u{130}PEK and @\u{212A}!")
            $0.add(.text, "al", "\u{130}pek: hi, @k!")
        } makes: {
            ["edge_days": ["2026-11-23 al→i\u{307}pek weight=2", "2026-11-23 al→k weight=2"]]
        },
        Fact("A name is mentioned only once it is known, and by whoever had it then") {
            $0.add(.text, "al", "@bob are you coming?")
            $0.add(.text, "bob", "al: yes")
            $0.add(.text, "al", "@bob good")
        } makes: {
            ["edge_days": ["2026-11-23 al→bob weight=1", "2026-11-23 bob→al weight=1"]]
        },
        Fact("Nobody mentions themselves, by whichever name") {
            $0.add(.text, "al", "here")
            $0.add(.rename, "al", to: "al_away")
            $0.add(.text, "al_away", "al: I am away")
        } makes: {
            ["edge_days": []]
        },
        Fact("A reply and any number of mentions of one person in one message count once") {
            $0.add(.text, "bob", "?", id: "1")
            $0.add(.rename, "bob", to: "rob", id: "2")
            $0.add(.text, "al", "bob: @rob @bob yes", id: "3", replyTo: "1")
            $0.add(.picture, "al", id: "4", replyTo: "1")
        } makes: {
            ["edge_days": ["2026-11-23 al→bob+rob weight=2"]]
        },
        Fact("A reply to oneself, to an unknown event or to a later one is no edge") {
            $0.add(.text, "al", "?", id: "1")
            $0.add(.text, "al", "!", id: "2", replyTo: "1")
            $0.add(.text, "al", "!", id: "3", replyTo: "none")
            $0.add(.text, "al", "!", id: "4", replyTo: "5")
            $0.add(.text, "bob", "!", id: "5")
        } makes: {
            ["edge_days": []]
        },
        Fact("What a bridge says in the form <name> words is that name's message", bots: bridge) {
            $0.add(.text, "al", "hi", id: "1")
            $0.add(.text, "relay", "<zed> al: hi from afar", id: "2")
            $0.add(.text, "al", "zed: hi", id: "3", replyTo: "2")
            $0.add(.text, "relay", "3 people are here", id: "4")
        } makes: {
            [
                "group_days": ["2026-11-23 messages=3 messages_bot=1 joins_implied=2 active=2"],
                "edge_days": ["2026-11-23 al→zed weight=1", "2026-11-23 zed→al weight=1"],
            ]
        },
    ]
}
