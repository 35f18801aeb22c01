import Kernel
import Storage
import TestSupport
import Testing

@testable import Record

/// What names are found by.
struct NameWordsTests {
    @Test(
        "A name is found by the beginning of each word, a Chinese one by any part, whatever the case and width",
        arguments: [
            ("Ann Lee", ["ann", "LEE", "an le", "Ａｎｎ"], ["nn", "ee", "annlee"]),
            ("王小明", ["王", "小明", "明", "王小", "王小明"], ["小王", "明小", "大"]),
            ("小A同学_bob2", ["同学", "a", "bob", "小a", "BOB2"], ["学同", "b2"]),
            ("Zoë", ["zoë", "ZO", "zoe\u{308}"], ["oë"]),
            ("ｶﾀｶﾅ", ["カタ", "カナ"], ["ひら"]),
            ("🌵 desert", ["🌵", "des"], ["🌴"]),
        ])
    func found(_ name: String, _ hits: [String], _ misses: [String]) {
        let words = NameWords.words(of: name)
        func isFound(_ text: String) -> Bool {
            let sought = NameWords.sought(text)
            return !sought.isEmpty && sought.allSatisfy { part in words.contains { $0.hasPrefix(part) } }
        }
        #expect(hits.filter { !isFound($0) } == [])
        #expect(misses.filter(isFound) == [])
    }

    @Test("A name of hostile length has few words, none of them long")
    func hostile() {
        for name in [String(repeating: "很长", count: 50_000), String(repeating: "a b", count: 50_000), "\u{0}\u{FEFF}"] {
            let words = NameWords.words(of: name)
            #expect(words.count <= NameWords.most)
            #expect(words.allSatisfy { $0.unicodeScalars.count <= NameWords.longest })
        }
    }

    @Test(
        "Names have their words as soon as they are there, and lose them when erased", arguments: TestEngine.available)
    func kept(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            try await bench.append([.made(.text, "#U7 王小明", "hi", at: at("2026-11-20 10:00"))], to: group)
            func bearers(_ text: String) async throws -> Int64? {
                let word = try #require(NameWords.sought(text).first)
                return try await bench.number(
                    "SELECT COUNT(*) FROM handles h WHERE \(sql: NameWords.holds(word, handle: "h.id"))")
            }
            #expect(try await bearers("小明") == 2)
            #expect(try await bearers("u7") == 1)
            let person = try #require(try await bench.person("#U7", in: group))
            try await bench.store.write { _ = try bench.record.erase(person, in: $0) }
            #expect(try await bench.number("SELECT COUNT(*) FROM name_words") == 0)
        }
    }

    @Test("Names from before there were words get theirs", arguments: TestEngine.available)
    func earlier(engine: TestEngine) async throws {
        try await engine.withRecord { bench in
            let group = try await bench.group()
            let events = (0..<25).map {
                Event.made(.text, "person \($0)", "hi", at: at("2026-11-20 10:00"), order: Int64($0))
            }
            try await bench.append(events, to: group)
            let before = try await bench.number("SELECT COUNT(*) FROM name_words")
            try await bench.execute("DELETE FROM name_words")
            try await bench.execute("UPDATE handles SET has_words = 0")
            while try await bench.store.write({ try bench.record.indexNames(limit: 10, in: $0) }) > 0 {}
            #expect(try await bench.number("SELECT COUNT(*) FROM name_words") == before)
        }
    }
}
