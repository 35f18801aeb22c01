import Kernel
import Record
import Storage
import TestSupport
import Testing
import Words

struct TopicTests {
    @Test(
        "A week's words are counted by messages and people; what one person says, programs say, or names are, is not kept",
        arguments: TestEngine.available)
    func counts(engine: TestEngine) async throws {
        let found = try await engine.withRecord { bench in
            let group = try await bench.group(bots: GroupBots(bots: ["robot"]))
            var script = Script(from: "2026-11-23 10:00")
            script.add(
                .text, "Ann", "The sourdough starter is a starter, see https://www.bread.example/a #baking", id: "1")
            script.add(.text, "Bob", "bob: sourdough wants rye, ann https://bread.example/b", id: "2")
            script.add(.text, "Ann", "rye sourdough for Bob", id: "3")
            script.add(.text, "Cai", "黑麦 好吃 #baking#", id: "4")
            script.add(.text, "robot", "sourdough rye weather", id: "5")
            script.add(.text, "Dot", "weather weather weather", id: "6")
            script.add(.text, "Dot", "黑麦 tomorrow?", id: "7")
            try await bench.append(script.events, to: group)
            try await bench.countTopics()
            return try await bench.topicWords(group)
        }
        #expect(
            found == [
                "hashtag baking 2 2", "link bread.example 2 2", "word rye 2 2", "word sourdough 3 2", "word 黑麦 2 2",
            ])
    }

    @Test(
        "Who speaks of a word, which words go together, and who answered which question",
        arguments: TestEngine.available)
    func people(engine: TestEngine) async throws {
        let (pairs, tellers, answers) = try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script(from: "2026-11-23 10:00")
            for number in 0..<6 {
                script.add(.text, number % 2 == 0 ? "Ann" : "Bob", "rye sourdough \(number)", id: "a\(number)")
                script.add(.text, "Cai", "weather report", id: "c\(number)")
                script.add(.text, "Dot", "weather report", id: "d\(number)")
            }
            script.add(.text, "Cai", "How do I feed the starter?", id: "q")
            script.add(.text, "Bob", "cai: flour and water twice", id: "r", replyTo: "q")
            script.add(.text, "Cai", "bob: thanks!", id: "t")
            try await bench.append(script.events, to: group)
            try await bench.countTopics()
            return (
                try await bench.texts("SELECT word || ' ' || other || ' ' || together FROM topic_pairs"),
                try await bench.texts(
                    """
                    SELECT t.word || ' ' || p.name || ' ' || t.messages FROM topic_speakers t
                    JOIN people p ON p.id = t.person_id
                    """),
                try await bench.texts(
                    """
                    SELECT t.word || ' ' || p.name || ' ' || t.is_thanked FROM topic_answers t
                    JOIN people p ON p.id = t.answerer_id
                    """)
            )
        }
        #expect(pairs == ["report weather 12", "rye sourdough 6", "sourdough rye 6", "weather report 12"])
        #expect(
            tellers == [
                "report Cai 6", "report Dot 6", "rye Ann 3", "rye Bob 3", "sourdough Ann 3", "sourdough Bob 3",
                "weather Cai 6", "weather Dot 6",
            ])
        #expect(answers == ["feed Bob 1", "flour Bob 1", "starter Bob 1", "water Bob 1"])
    }

    @Test(
        "In any order and pieces the same weeks come out, and verify agrees", arguments: TestEngine.available)
    func anyOrder(engine: TestEngine) async throws {
        let wrong = try await engine.withRecord { bench in
            var wrong: [String] = []
            for seed in UInt64(1)...12 {
                var chance = SeededGenerator(seed: seed)
                let events = TopicTests.talk(&chance)
                let straight = try await bench.group("straight \(seed)")
                try await bench.append(events, to: straight)
                let pieces = try await bench.group("pieces \(seed)")
                var rest = events.shuffled(using: &chance)[...]
                while !rest.isEmpty {
                    let count = Int.random(in: 1...60, using: &chance)
                    try await bench.append(Array(rest.prefix(count)), to: pieces)
                    rest = rest.dropFirst(count)
                    if Bool.random(using: &chance) { try await bench.countTopics() }
                }
                try await bench.countTopics()
                let (one, other) = (try await bench.topics(straight), try await bench.topics(pieces))
                if one != other {
                    wrong.append("seed \(seed): \(Set(one).symmetricDifference(other).sorted().prefix(4))")
                }
                if one.count < 20 { wrong.append("seed \(seed): only \(one.count)") }
                for group in [straight, pieces] {
                    let found = try await bench.verify(group)
                    if !found.isEmpty { wrong.append("seed \(seed): \(found.prefix(3))") }
                }
            }
            // What the community talks about is the sum of its groups.
            let sums = try await bench.texts(
                """
                SELECT week || ' ' || kind || ' ' || word || ' ' || COUNT(*) || ' ' || SUM(messages) || ' ' || SUM(speakers)
                FROM topic_words GROUP BY week, kind, word
                """)
            let kept = try await bench.texts(
                """
                SELECT week || ' ' || kind || ' ' || word || ' ' || groups || ' ' || messages || ' ' || speakers
                FROM community_words
                """)
            if sums != kept { wrong.append("community: \(Set(sums).symmetricDifference(kept).sorted().prefix(4))") }
            return wrong
        }
        #expect(wrong == [])
    }

    @Test(
        "Erasing, recalling, merging and naming a program count anew; forgotten weeks stay",
        arguments: TestEngine.available)
    func changes(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script(from: "2026-11-16 10:00")
            for name in ["Ann", "Bob", "Cai"] { script.add(.text, name, "rye flour from \(name)", id: "1\(name)") }
            script.add(.text, "Bob", "oven", id: "2", at: "2026-11-23 10:00")
            script.add(.text, "Cai", "oven", id: "3")
            try await bench.append(script.events, to: group)
            try await bench.countTopics()
            #expect(try await bench.topicWords(group) == ["word flour 3 3", "word oven 2 2", "word rye 3 3"])
            try await bench.append(
                [.made(.recall, "Cai", at: at("2026-11-30 11:00"), id: "4", replyTo: "3")], to: group)
            try await bench.countTopics()
            #expect(try await bench.topicWords(group) == ["word flour 3 3", "word rye 3 3"])
            try await bench.erase("cai")
            #expect(
                try await bench.texts(
                    "SELECT word FROM topic_speakers t JOIN people p ON p.id = t.person_id WHERE p.erased_at IS NOT NULL"
                ) == [])
            try await bench.countTopics()
            #expect(try await bench.topicWords(group) == ["word flour 2 2", "word rye 2 2"])
            #expect(try await bench.verify(group) == [])
            _ = try await bench.store.write { [record = bench.record] in
                try record.forgetTexts(before: at("2026-11-18 00:00"), in: group, in: $0)
            }
            try await bench.store.write { [record = bench.record] in
                try record.setBots(GroupBots(bots: ["ann"]), of: group, in: $0)
            }
            try await bench.countTopics()
            #expect(try await bench.topicWords(group) == ["word flour 2 2", "word rye 2 2"])
            #expect(try await bench.verify(group) == [])
        }
    }

    @Test("Verify names what was changed behind its back", arguments: TestEngine.available)
    func verify(engine: TestEngine) async throws {
        let places = try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script(from: "2026-11-16 10:00")
            for name in ["Ann", "Bob", "Cai"] { script.add(.text, name, "rye flour", id: name) }
            try await bench.append(script.events, to: group)
            try await bench.countTopics()
            try await bench.execute("UPDATE topic_words SET messages = 9 WHERE word = 'rye'")
            try await bench.execute("DELETE FROM topic_pairs WHERE word = 'rye'")
            try await bench.execute("UPDATE topic_weeks SET uses = 1")
            return try await bench.verify(group).map { "\($0.place) \($0.stored ?? "–") \($0.counted ?? "–")" }
        }
        #expect(
            places == ["topic_pairs – 3, 1000", "topic_weeks 3, 3, 1 3, 3, 6", "topic_words 9, 3 3, 3"])
    }

    /// Talk of some people over three weeks, with questions, answers, and thanks.
    static func talk(_ chance: inout SeededGenerator) -> [Event] {
        let names = ["Ann", "Bob", "Cai", "Dot", "Eve"]
        let words = ["rye", "flour", "oven", "yeast", "salt", "dough", "crumb", "crust", "steam", "loaf"]
        var events: [Event] = []
        for number in 0..<240 {
            let minutes = Int64(number) * 130 + Int64.random(in: 0..<100, using: &chance)
            let name = names.randomElement(using: &chance)!
            let said = (0..<Int.random(in: 1...3, using: &chance)).map { _ in words.randomElement(using: &chance)! }
            var text = said.joined(separator: " ")
            var reply: String?
            switch Int.random(in: 0..<6, using: &chance) {
            case 0: text = "how about \(text)?"
            case 1 where number > 0: reply = "\(number - 1)"
            case 2: text = "\(names.randomElement(using: &chance)!): thanks, \(text)"
            default: break
            }
            events.append(
                .made(
                    .text, name, text, at: at("2026-11-02 10:00").advanced(bySeconds: minutes * 60), id: "\(number)",
                    replyTo: reply))
        }
        return events
    }
}

extension Bench {
    func countTopics() async throws {
        let world = World(now: { at("2026-12-01 12:00") }, ids: ids)
        _ = try await TopicKeeper(store: store, world: world).catchUp(
            ReactorRunner(store: store, world: world, owner: "topics", batchSize: 50))
    }

    func texts(_ sql: SQL) async throws -> [String] {
        try await store.read { try $0.all(sql) { $0.string(0) } }.sorted()
    }

    func topicWords(_ group: Group) async throws -> [String] {
        try await store.read { transaction in
            try transaction.all(
                "SELECT kind, word, messages, speakers FROM topic_words WHERE group_id = \(group.id)"
            ) { row in
                let kind = TopicKind(rawValue: Int16(row.int(0)))!.name
                return "\(kind) \(row.string(1)) \(row.int(2)) \(row.int(3))"
            }
        }.sorted()
    }

    /// All that is kept of a group's weeks, people by name.
    func topics(_ group: Group) async throws -> [String] {
        let parts: [SQL] = [
            "SELECT week || ' ' || messages || ' ' || speakers || ' ' || uses FROM topic_weeks WHERE group_id = \(group.id)",
            "SELECT week || ' ' || kind || ' ' || word || ' ' || messages || ' ' || speakers FROM topic_words WHERE group_id = \(group.id)",
            """
            SELECT week || ' ' || word || ' ' || other || ' ' || together || ' ' || strength FROM topic_pairs
            WHERE group_id = \(group.id)
            """,
            """
            SELECT t.week || ' ' || t.word || ' ' || p.name || ' ' || t.messages FROM topic_speakers t
            JOIN people p ON p.id = t.person_id WHERE t.group_id = \(group.id)
            """,
            """
            SELECT t.week || ' ' || t.word || ' ' || t.asked_at || ' ' || a.name || ' ' || b.name || ' ' || t.is_thanked
            FROM topic_answers t JOIN people a ON a.id = t.asker_id JOIN people b ON b.id = t.answerer_id
            WHERE t.group_id = \(group.id)
            """,
        ]
        var all: [String] = []
        for part in parts { all += try await texts(part) }
        return all
    }
}
