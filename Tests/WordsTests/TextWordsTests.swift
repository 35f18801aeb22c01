import Testing

@testable import Words

/// A dictionary of a few words, so that what is expected does not depend on one that is fetched.
let small = WordDictionary.made(
    "南京 2500\n南京市 500\n市长 2500\n长江 1000\n大桥 1000\n长江大桥 30\n江 500\n大 9000\n桥 400\n市 900\n"
        + "优惠 300\n优惠券 60\n今晚 300\n开课 20\n卡拉OK 8\nT恤 5\n的 300000\n研究 900\n研究生 100\n生命 800\n命 100\n"
        + "我 90000\n们 10\n我们 8000\n喝 500\n咖啡 300\n扫 90\n码 60\n",
    further: "扫码\n")

struct TextWordsTests {
    private func cut(_ text: String, _ dictionary: WordDictionary = small) -> [String] {
        let words = TextWords(dictionary: dictionary)
        words.cut(text)
        return words.indices.map(words.text)
    }

    @Test(
        "Chinese is cut the likeliest way, letters and marks in between included",
        arguments: [
            ("南京市长江大桥", ["南京市", "长江大桥"]),
            ("研究生命", ["研究", "生命"]),
            ("南京市長江大橋", ["南京市", "长江大桥"]),
            ("今晚8点开课，我们喝咖啡。", ["今晚", "8", "点", "开课", "我们", "喝", "咖啡"]),
            ("卡拉OK的T恤", ["卡拉ok", "的", "t恤"]),
            ("ＯＫ１２３", ["ok123"]),
            ("优\u{200B}惠券", ["优惠券"]),
            ("扫码", ["扫码"]),
            ("I don’t know C# well-known x_y", ["i", "don't", "know", "c", "well", "known", "x", "y"]),
            ("カラオケへ行く", ["カラオケ", "へ", "行", "く"]),
            ("ﾃｽﾄ", ["テスト"]),
            ("안녕하세요 여러분", ["안녕하세요", "여러분"]),
            ("𝐅𝐑𝐄𝐄 ①②", ["free", "12"]),
            ("", []), (" \n。", []),
        ] as [(String, [String])])
    func cuts(text: String, expected: [String]) {
        #expect(cut(text) == expected)
    }

    @Test("Without a dictionary every two Chinese neighbours are a word")
    func pairs() {
        let none = WordDictionary.made(nil, further: "扫码\n")
        #expect(!none.hasWords)
        #expect(cut("扫码领券8折 好", none) == ["扫码", "码领", "领券", "8", "折", "好"])
    }

    @Test(
        "Links, hashtags, mentions and pictures are taken whole",
        arguments: [
            ("看https://a.example/x?y=1，好", [(.han, "看"), (.link, "https://a.example/x?y=1"), (.han, "好")]),
            ("(www.b.example).", [(.link, "www.b.example")]),
            ("http:// https", [(.word, "http"), (.word, "https")]),
            ("#早起打卡# 第3天", [(.hashtag, "早起打卡"), (.han, "第"), (.number, "3"), (.han, "天")]),
            ("#Swift6 C# #1", [(.hashtag, "swift6"), (.word, "c"), (.number, "1")]),
            ("@小明\u{2005}你", [(.mention, "小明"), (.han, "你")]),
            ("me@b.example @al.b-c.", [(.word, "me"), (.word, "b"), (.word, "example"), (.mention, "al.b-c")]),
            ("👍🏽👨‍👩‍👧🇨🇳❤️", [(.emoji, "👍"), (.emoji, "👨‍👩‍👧"), (.emoji, "🇨🇳"), (.emoji, "❤")]),
        ] as [(String, [(WordKind, String)])])
    func pieces(text: String, expected: [(WordKind, String)]) {
        let words = TextWords(dictionary: small)
        words.cut(text)
        #expect(words.indices.map(words.kind) == expected.map(\.0))
        #expect(words.indices.map(words.text) == expected.map(\.1))
    }

    @Test("Each piece says where it stands in the text")
    func ranges() {
        let text = "Ｈi #话题# 南京市長江大橋"
        let words = TextWords(dictionary: small)
        words.cut(text)
        let bytes = Array(text.utf8)
        let found = words.indices.map { String(decoding: bytes[words.range($0)], as: UTF8.self) }
        #expect(found == ["Ｈi", "#话题#", "南京市", "長江大橋"])
    }

    @Test("Whatever comes is cut without a crash, into pieces in order that lie within the text")
    func hostile() {
        var generator = Chance()
        let parts = [
            "#", "@", "http://", "www.", "南京市", "'", "’", "\0", "\u{200D}", "👍", "🇨", "a", "9", " ", "é", "\u{301}",
            "ไทย", "𠀀",
        ]
        let words = TextWords(dictionary: small)
        let tokens = SearchTokens()
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...30, using: &generator)).map { _ in
                parts.randomElement(using: &generator)!
            }
            .joined()
            words.cut(text)
            tokens.read(text)
            var end = 0
            for index in words.indices {
                #expect(words.range(index).lowerBound >= end && words.range(index).upperBound <= text.utf8.count)
                end = words.range(index).upperBound
            }
        }
        words.cut(String(repeating: "南京市长江大桥", count: 20_000))
        #expect(words.count == 40_000)
    }
}

struct FoldingTests {
    @Test(
        "Case, width and way of writing are folded",
        arguments: [
            ("ＡＢＣ　１２３", "abc 123"), ("臺灣軟體", "台湾软体"), ("ÉCOLE Ω", "école ω"), ("ﾃﾞ", "テ\u{3099}"), ("don’t", "don't"),
            ("a\u{200B}\u{FEFF}b", "ab"), ("⼈①", "人1"),
        ])
    func folds(text: String, folded: String) {
        #expect(foldedText(text) == folded)
        #expect(foldedText(folded) == folded)
    }
}

struct LanguageTests {
    @Test(
        "The language of a text is guessed, or said to be unknown",
        arguments: [
            ("今晚八点开课，记得来", .simplifiedChinese), ("今晚八點開課，記得來", .traditionalChinese), ("好", .simplifiedChinese),
            ("Where is the link that you sent?", .english), ("今日は雨ですね", .japanese), ("오늘 저녁에 만나요", .korean),
            ("Ich habe das nicht gewusst", .german), ("Je ne sais pas où il est", .french),
            ("¿Dónde está el grupo para los nuevos?", .spanish), ("я не знаю как это", .russian),
            ("Привіт, як справи її", .ukrainian),
            ("สวัสดี", .thai), ("مرحبا", .arabic), ("zxq kwv", .unknown), ("123 👍 https://the.example/and/the", .unknown),
            ("", .unknown),
        ] as [(String, TextLanguage)])
    func guesses(text: String, language: TextLanguage) {
        #expect(LanguageGuess.language(of: text) == language)
    }

    @Test("Stop words of Chinese and English are known, and words that tell something are none")
    func stopWords() {
        #expect(["的", "我们", "the", "don't", "です"].allSatisfy(StopWords.all.contains))
        #expect(!["接龙", "优惠券", "swift", "der"].contains(where: StopWords.all.contains))
        #expect(StopWords.of(.german).contains("der"))
    }
}

/// Numbers that look drawn and are the same each time (xorshift64).
private struct Chance: RandomNumberGenerator {
    private var state: UInt64 = 0x2545_F491_4F6C_DD1D

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
