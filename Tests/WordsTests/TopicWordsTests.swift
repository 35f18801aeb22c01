import Testing

@testable import Words

struct TopicWordsTests {
    private static func words(_ text: String) -> [String] {
        let reader = TopicWords()
        var found: [String] = []
        reader.read(text) { kind, word in found.append(kind == .word ? word : "\(kind.name):\(word)") }
        return found
    }

    @Test(
        "Of a text are kept the words that can name what it is about",
        arguments: [
            ("The grammar's action class, please!", "grammar action class"),
            ("jnthn: sockets leak", "sockets leak"), ("jnthn, sockets leak", "sockets leak"),
            ("yes, sockets: they leak", "sockets leak"), ("!help sockets", ""), ("/join #sockets", ""),
            ("m: say sockets", ""), ("see https://WWW.Docs.example:8080/x?y#z #Rust", "link:docs.example hashtag:rust"),
            ("haha hmmm lol 哈哈哈 233 2026 a3f9c2d deadbeef1", ""), ("ok 谢谢 今天 大家", ""),
            ("@ann sockets", "sockets"), ("a ab abc1 x86", "abc1"), ("", ""), ("http:// www.", ""),
        ])
    func kept(text: String, expected: String) {
        #expect(Self.words(text).joined(separator: " ") == expected)
    }

    @Test(
        "A number with what it counts is no topic",
        arguments: [
            ("十分钟", true), ("二十厘米", true), ("第三次", true), ("两个", true), ("三明治", false), ("百合", false), ("面包", false),
        ])
    func amounts(word: String, isAmount: Bool) { #expect(TopicWords.isAmount(word) == isAmount) }

    @Test(
        "What a name is called by",
        arguments: [
            ("Tom", ["tom"]), ("tom_4711", ["tom"]), ("Tom99", ["tom99", "tom"]), ("tom|away", ["tom"]),
            ("tea_lovers", []), ("42", []), ("", []), ("俊杰", ["俊杰"]),
        ])
    func callings(name: String, expected: [String]) { #expect(TopicWords().callings(of: name) == expected) }

    @Test(
        "Thanks are known in many languages",
        arguments: [
            ("thx!", true), ("ok, thanks a lot", true), ("谢谢你", true), ("太感谢了", true), ("merci", true),
            ("спасибо", true),
            ("感覺不錯", false), ("thankless work", false), ("", false),
        ])
    func thanks(text: String, isThanks: Bool) { #expect(ThankWords.all.thanks(text, TextWords()) == isThanks) }

    @Test("No stop word is missing from what common words say, and none is written twice in one form")
    func lists() {
        for word in ["the", "的", "everything", "一会儿", "monday"] {
            #expect(StopWords.all.contains(word) || CommonWords.all.contains(word), "\(word)")
        }
    }
}
