import Kernel
import Record
import Storage
import TestSupport
import Testing

struct SearchTests {
    @Test(
        "Messages are found by any of their words, by parts of Chinese, folded, newest first",
        arguments: TestEngine.available)
    func finds(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let tea = try await bench.group("tea")
            let bread = try await bench.group("bread")
            var script = Script(zone: "UTC")
            script.add(.text, "Ann", "Today: 臺灣軟體活動, see https://tea.example/x", id: "1")
            script.add(.text, "Bob", "今晚八点抽奖，别忘了扫码进群", id: "2")
            script.add(.text, "Ann", "抽 奖 MATCHA don't", id: "3")
            script.add(.join, "Cai", id: "4")
            script.add(.text, "Cai", "？？", id: "5")
            try await bench.append(script.events, to: tea)
            try await bench.append(
                [.made(.text, "Ann", "matcha bread 抽奖", at: at("2026-11-24 10:00"), id: "9")], to: bread)
            try await bench.catchUp(SearchIndex())
            let expected: [(String, [String])] = [
                ("抽奖", ["9", "2"]), ("抽獎", ["9", "2"]), ("奖", ["9", "3", "2"]), ("\"抽 奖\"", ["3"]), ("软件", []),
                ("软体 活动", ["1"]), ("台湾 tea", ["1"]), ("matcha", ["9", "3"]), ("MATCHA bread", ["9"]), ("match", []),
                ("match*", ["9", "3"]), ("don't", ["3"]), ("八点抽", ["2"]), ("点八", []), ("tea.example", ["1"]),
                ("from:ann", ["9", "3", "1"]), ("from:ann matcha in:tea", ["3"]), ("来自：bob 奖", ["2"]),
                ("from:nobody", []),
                ("in:none matcha", []), ("奖 until:2026-11-23", ["3", "2"]), ("奖 since:2026-11-24", ["9"]),
                ("since:2026-11-25", []), ("until:2026-11-23 from:cai", ["5"]), ("", []), ("!? ，", []),
            ]
            for (words, ids) in expected {
                #expect(try await bench.search(words) == ids, "\(words)")
            }
        }
    }

    @Test("Only groups that may be seen are looked in, whatever is asked", arguments: TestEngine.available)
    func scope(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let own = try await bench.group("own")
            let other = try await bench.group("other")
            for (group, id) in [(own, "1"), (other, "2")] {
                try await bench.append(
                    [.made(.text, "Ann", "secret rye", at: at("2026-11-23 10:00"), id: id)], to: group)
            }
            try await bench.catchUp(SearchIndex())
            for words in ["rye", "rye in:other", "from:ann", "since:2020-01-01", "rye OR 1", "\" rye"] {
                let found = try await bench.search(words, scope: [own.id])
                #expect(!found.contains("2"), "\(words)")
            }
            #expect(try await bench.search("rye", scope: [own.id]) == ["1"])
            #expect(try await bench.search("rye", scope: [own.id], group: other.id) == [])
            #expect(try await bench.search("rye", scope: []) == [])
            #expect(try await bench.search("rye", group: other.id) == ["2"])
        }
    }

    @Test("Pages go on where the one before ended, and end", arguments: TestEngine.available)
    func pages(engine: TestEngine) async throws {
        let seen = try await engine.withRecord { bench in
            let group = try await bench.group()
            try await bench.append(
                (0..<25).map {
                    .made(
                        .text, "al", "loaf \($0)", at: at("2026-11-23 10:00").advanced(bySeconds: Int64($0) * 7),
                        id: "\($0)")
                }, to: group)
            try await bench.catchUp(SearchIndex())
            var (seen, after, pages) = ([String](), Int64?.none, 0)
            repeat {
                let search = MessageSearch(query: SearchQuery("loaf"), scope: nil, zone: "UTC")
                let page = try await bench.store.read { [after] in try search.page(after: after, limit: 10, in: $0) }
                seen += page.hits.map { String($0.text.dropFirst(5)) }
                after = page.next
                pages += 1
            } while after != nil
            return seen + ["\(pages)"]
        }
        #expect(seen == (0..<25).reversed().map(String.init) + ["3"])
    }

    @Test("What is erased, forgotten or recalled is not found, and verify agrees", arguments: TestEngine.available)
    func takenOut(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script(from: "2026-11-20 10:00")
            script.add(.text, "Ann", "rye one", id: "1")
            script.add(.text, "Bob", "rye two", id: "2", at: "2026-11-23 10:00")
            script.add(.text, "Cai", "rye three", id: "3")
            script.add(.text, "Cai", "rye four", id: "4")
            script.add(.recall, "Cai", id: "5", replyTo: "4")
            try await bench.append(script.events, to: group)
            try await bench.catchUp(SearchIndex())
            #expect(try await bench.search("rye") == ["3", "2", "1"])
            #expect(try await bench.verify(group) == [])
            // Recalled later than it was made findable, and erased, and forgotten.
            try await bench.append(
                [.made(.recall, "Cai", at: at("2026-11-23 11:00"), id: "6", replyTo: "3")], to: group)
            try await bench.catchUp(SearchIndex())
            #expect(try await bench.search("rye") == ["2", "1"])
            #expect(try await bench.verify(group) == [])
            try await bench.erase("bob")
            #expect(try await bench.search("rye") == ["1"])
            #expect(try await bench.search("from:bob") == [])
            #expect(try await bench.verify(group) == [])
            _ = try await bench.store.write { [record = bench.record] in
                try record.forgetTexts(before: at("2026-11-22 00:00"), in: group, in: $0)
            }
            #expect(try await bench.search("rye") == [])
            #expect(try await bench.verify(group) == [])
            try await bench.store.rewrite()
            let left = try await bench.store.check()
            #expect(left.problems == [])
        }
    }

    @Test(
        "A speaker behind a bridge is found by their own name once the bridge is known", arguments: TestEngine.available
    )
    func bridge(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            try await bench.append(
                [.made(.text, "relay", "<Dot> rye bread", at: at("2026-11-23 10:00"), id: "1")], to: group)
            try await bench.catchUp(SearchIndex())
            #expect(try await bench.search("rye from:relay") == ["1"])
            try await bench.store.write { [record = bench.record] in
                try record.setBots(GroupBots(bridges: ["relay"]), of: group, in: $0)
            }
            #expect(try await bench.search("rye from:dot") == ["1"])
            #expect(try await bench.search("rye from:relay") == [])
            #expect(try await bench.verify(group) == [])
        }
    }

    @Test(
        "Verify names texts that should be findable and are not, and the other way round",
        arguments: TestEngine.available)
    func verify(engine: TestEngine) async throws {
        let places = try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script()
            for number in 0..<5 { script.add(.text, "Ann", "rye \(number)", id: "\(number)") }
            try await bench.append(script.events, to: group)
            try await bench.catchUp(SearchIndex())
            // The one is blanked behind the index's back, of the other the log says something else.
            try await bench.execute("UPDATE events SET body = NULL WHERE seq = 2")
            try await bench.execute("UPDATE events SET body = 'wheat' WHERE seq = 3")
            return try await bench.verify(group).filter { $0.place == "search_words" }.map {
                "\($0.row) \($0.stored ?? "–")"
            }
        }
        #expect(places == ["seq 3 –", "seq 2 1"])
    }

    @Test("Whatever is asked is answered", arguments: TestEngine.available)
    func hostile(engine: TestEngine) async throws {
        let asked = [
            "\"", "\"\"", "*", "a*", "a* b*", "NEAR(a b)", "AND", "OR NOT", "words:rye", "{words}: rye", "rye AND",
            "^rye", "-rye",
            "rye'); DROP TABLE events; --", "'", "''", "\\", "'\\''", "a & b | !c", "a:*b", "<->", "rye\0x", "\0",
            "from:", "from:\"",
            "in:%", "from:_~%", "since:", "since:2026-99-99", "until:9999999-01-01", "§g1", "\u{FFFD}", "‮rye", "👍",
            "群", "群:", ":", "::::",
            String(repeating: "群", count: 100_000), String(repeating: "a ", count: 50_000),
            String(repeating: "\"", count: 9_999),
            String(repeating: "a", count: 100_000), String(repeating: "(", count: 3_000),
        ]
        let found = try await engine.withRecord { bench in
            let group = try await bench.group()
            var script = Script()
            for (number, text) in (asked + ["rye"]).enumerated() {
                script.add(.text, "al", text.filter { $0 != "\0" }, id: "\(number)")
            }
            try await bench.append(script.events, to: group)
            try await bench.catchUp(SearchIndex())
            for words in asked { _ = try await bench.search(words) }
            #expect(try await bench.verify(group) == [])
            return try await bench.search("rye")
        }
        #expect(found.contains("\(asked.count)"))
    }
}

struct SearchSnippetTests {
    @Test(
        "What was looked for is marked where it stands",
        arguments: [
            ("抽奖 matcha", "今晚抽獎，Matcha和抽奖", "今晚[抽獎]，[Matcha]和[抽奖]"), ("奖", "大奖！奖品", "大[奖]！[奖]品"),
            ("bread*", "breads and bread", "[breads] and [bread]"), ("\"a b\"", "a, b a c b", "[a, b] a c b"),
            ("x", "none", "none"),
        ])
    func marks(words: String, text: String, expected: String) {
        let pieces = SearchSnippet(of: text, for: SearchQuery(words)).pieces
        #expect(pieces.map { $0.isMarked ? "[\($0.text)]" : $0.text }.joined() == expected)
    }

    @Test("Of a long text the part around the first place is shown, cut between characters")
    func long() {
        let text = String(repeating: "前面的话", count: 500) + "抽奖" + String(repeating: "后面的话", count: 500)
        let pieces = SearchSnippet(of: text, for: SearchQuery("抽奖")).pieces
        let shown = pieces.map(\.text).joined()
        #expect(shown.hasPrefix("…") && shown.hasSuffix("…") && shown.utf8.count < 600)
        #expect(pieces.contains { $0.isMarked && $0.text == "抽奖" } && !shown.contains("\u{FFFD}"))
    }
}

extension Bench {
    /// The source's ids of what is found.
    fileprivate func search(_ words: String, scope: Set<GroupID>? = nil, group: GroupID? = nil) async throws -> [String]
    {
        let search = MessageSearch(query: SearchQuery(words), scope: scope, group: group, zone: "UTC")
        return try await store.read { transaction in
            try search.page(after: nil, limit: 100, in: transaction).hits.map { hit in
                for id in 0..<60 {
                    let key = EventKey(sourceID: "\(id)")
                    let query: SQL = """
                        SELECT 1 FROM events WHERE group_id = \(hit.group) AND event_key = \(key) AND instant = \(hit.instant)
                            AND body = \(hit.text)
                        """
                    if try transaction.first(query, { _ in true }) ?? false { return "\(id)" }
                }
                return "?"
            }
        }
    }

    fileprivate func catchUp(_ reactor: some Reactor) async throws {
        let world = World(now: { at("2026-12-01 12:00") }, ids: ids)
        _ = try await ReactorRunner(store: store, world: world, owner: "test", batchSize: 3).catchUp(reactor)
    }
}
