import Testing

@testable import Words

struct SearchTokensTests {
    @Test(
        "Runs with spaces are tokens, runs without are pairs and a last character",
        arguments: [
            ("Hello, World 3.14", ["hello", "world", "3", "14"]), ("促活拉新", ["促活", "活拉", "拉新", "新"]), ("群", ["群"]),
            ("群A群", ["群", "a", "群"]), ("臺灣", ["台湾", "湾"]), ("ＯＫ👍🏽", ["ok", "👍", "🏽"]), ("don't", ["don", "t"]),
            ("お茶", ["お茶", "茶"]), ("a\0b§c\"d'", ["a", "b", "c", "d"]), ("拉\u{200B}新", ["拉新", "新"]),
        ] as [(String, [String])])
    func tokens(text: String, expected: [String]) {
        let tokens = SearchTokens()
        tokens.read(text)
        #expect(tokens.indices.map(tokens.text) == expected)
    }

    @Test(
        "What is looked for is a phrase of the same tokens, open at its end only for a single character",
        arguments: [
            ("拉新", ["拉新"], false), ("促活拉新", ["促活", "活拉", "拉新"], false), ("群", ["群"], true), ("a群", ["a", "群"], true),
            ("拉新a", ["拉新", "新", "a"], false), ("iPhone 手机", ["iphone", "手机"], false), ("!?", [], false),
        ] as [(String, [String], Bool)])
    func phrases(text: String, expected: [String], isOpen: Bool) {
        let phrase = SearchTokens().phrase(of: text)
        #expect(phrase.tokens == expected && phrase.endsOpen == isOpen)
    }

    @Test("Any part of a run is a phrase of the whole run's tokens")
    func parts() {
        let run = Array("今晚八点群里抽奖别忘了")
        let (whole, part) = (SearchTokens(), SearchTokens())
        whole.read(String(run))
        let all = whole.indices.map(whole.text)
        for start in run.indices {
            for end in (start + 1)...run.count {
                let (tokens, isOpen) = part.phrase(of: String(run[start..<end]))
                let found = (0...(all.count - tokens.count)).contains { place in
                    zip(tokens, all[place...]).enumerated().allSatisfy { index, pair in
                        pair.0 == pair.1 || (isOpen && index == tokens.count - 1 && pair.1.hasPrefix(pair.0))
                    }
                }
                #expect(found)
            }
        }
    }

    @Test("A text of no end has as many tokens as can be looked for, each of a bounded length")
    func bounds() {
        let tokens = SearchTokens()
        tokens.read(String(repeating: "很长", count: 50_000) + String(repeating: "x", count: 10_000))
        #expect(tokens.count == SearchTokens.most + 1)
        tokens.read(String(repeating: "x", count: 10_000))
        #expect(tokens.count == 1 && tokens.bytes(0).count == SearchTokens.longest)
    }
}
