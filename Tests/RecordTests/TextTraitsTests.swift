import Kernel
import Testing

@testable import Record

/// What is read from a message's words (METRICS: Value).
struct TextTraitsTests {
    @Test(
        "A question is told by its mark at the end of a sentence, or by words that ask",
        arguments: [
            "is it there?", "Really?!", "there? I see", "\"there?\" she said", "what ?", "@bob ?  at noon", "ok (now?)",
            "你去吗？我去", "在吗?有人", "几点了??", "see https://example.org/a?b=1 or not?", "c++?", "100%?",
            "How do I knead it", "bob: what is rye", "bob, does anyone know", "@bob @ann can you come",
            "fine. where is it", "fine\nwhere is it", "请问有人在", "这个怎么弄", "在吗", "在吗 我想说", "你吃了吗，我吃了",
            "大家都去哪里了，為什麼", "有沒有人知道", "wie geht das mit dem Brot", "weiß jemand wann", "est-ce que tu viens",
            "Qu\u{2019}est-ce que c'est", "¿vienes", "Cómo se hace", "alguém sabe onde", "Come si fa", "Почему так",
            "кто знает где", "これは何ですか", "教えてください", "이거 어떻게 하는 건가요", "혹시 아시는 분",
        ])
    func question(text: String) throws {
        #expect(try traits(text).contains(.question))
    }

    @Test(
        "What only looks like one is no question",
        arguments: [
            "", "?", "？？", "?!", "( ?", "a?b:c", "https://example.org/?a=1", "https://example.org/? yes",
            "foo?.bar", "what a day", "However do as you like", "I showed how do-it-all works", "whatis",
            "show does it",
            "我不知道什么", "没什么", "好的，那么", "I know who you mean", "hat man so", "comedone", "кошка", "ok :?",
            "see ftp://example.org/a?b",
        ])
    func none(text: String) throws {
        #expect(try !traits(text).contains(.question))
    }

    @Test(
        "A link is http:// or https:// and something behind it",
        arguments: [
            ("https://example.org", true), ("看http://例.org", false), ("http://a", true),
            ("(https://example.org).", true),
            ("https://", false), ("ftp://example.org", false), ("https:/x", false), ("see http://x?", true),
            ("xhttp://a", true), ("a://b and https://c", true), ("://", false), ("http://...", false),
        ])
    func link(text: String, isOne: Bool) throws {
        #expect(try traits(text).contains(.link) == isOne)
    }

    @Test(
        "From 30 characters on, without white space around, a text is long",
        arguments: [
            (String(repeating: "a", count: 29), false), (String(repeating: "a", count: 30), true),
            (String(repeating: "字", count: 29), false), (String(repeating: "字", count: 30), true),
            (" \u{3000}\u{2005}\n" + String(repeating: "字", count: 29) + "\u{A0}\u{2028}\t ", false),
            (String(repeating: "😀", count: 30), true), (String(repeating: " ", count: 200), false),
            (String(repeating: "a ", count: 15), false), (String(repeating: "e\u{301}", count: 15), true),
        ])
    func length(text: String, isLong: Bool) throws {
        #expect(try traits(text).contains(.long) == isLong)
    }

    @Test("Words beside a picture or a video are told apart from none, and what is no message tells nothing")
    func kinds() throws {
        let words = try QuestionWords.all()
        #expect(TextTraits(of: "at noon", .picture, words) == [.caption])
        #expect(TextTraits(of: " ", .picture, words) == [])
        #expect(TextTraits(of: nil, .video, words) == [])
        #expect(TextTraits(of: "at noon", .voice, words) == [])
        #expect(TextTraits(of: "really?", .topic, words) == [])
        #expect(TextTraits(of: "really?", .notice, words) == [])
    }

    @Test("Bytes by chance, cut anywhere, are read to their end")
    func chance() throws {
        var chance = SeededGenerator(seed: 7)
        let words = try QuestionWords.all()
        let pieces: [[UInt8]] = [
            Array("http".utf8), Array("://".utf8), Array("？".utf8), Array("吗".utf8), [0xEF], [0xEF, 0xBC],
            [0xE2, 0x80],
            [0xF0, 0x9F], [0xC2], [0x80], Array("how do ".utf8), [0x3F], [0x20], [0x0A], [0xFF], Array("@".utf8),
        ]
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0..<12, using: &chance)).flatMap { _ in
                pieces.randomElement(using: &chance)!
            }
            bytes.withUnsafeBufferPointer { buffer in
                var scan = TextScan(buffer, words)
                scan.run()
            }
            _ = TextTraits(of: String(decoding: bytes, as: UTF8.self), .text, words)
        }
    }

    private func traits(_ text: String) throws -> TextTraits { TextTraits(of: text, .text, try QuestionWords.all()) }
}
