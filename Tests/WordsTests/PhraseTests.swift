import Testing

@testable import Words

struct PhraseTests {
    private static let book = PhraseBook(
        [
            ("求…推荐", 0), ("推荐一下", 0), ("软件", 1), ("how do i", 2), ("don't know", 3), ("我是‥老师", 4), ("想买", 5),
            ("for sale", 6), ("接单", 7), ("求…推荐", 8),
        ], decoys: ["想买单", "软件园", "not for sale sign"], negations: ["不", "没有", "not"], exceptions: ["有没有"])

    @Test(
        "Phrases are met folded, with gaps within a clause, as whole words where there are spaces",
        arguments: [
            ("求一家靠谱的牙医推荐", [0, 8]), ("求，大家推荐", []), ("求上面那个我昨天和前天都说过的那种东西推荐", []), ("求推荐", [0, 8]), ("推薦一下軟體", [0]),
            ("推薦一下軟件", [0, 1]), ("ＨＯＷ  Do\u{200B} I", [2]), ("show do it", []), ("how-do-i", [2]),
            ("how do igloos", []),
            ("I don’t know", [3]), ("我是小学老师", [4]), ("我是看见了他们班的老师", []), ("想买单", []), ("我想买书", [5]), ("软件园", []),
            ("不想买", []), ("没有想买", []), ("有没有想买的", [5]), ("not for sale", []), ("knot for sale", [6]),
            ("@想买 在吗", []), ("a@想买", [5]), ("https://a.example/软件", [1]), ("https://a.example/how do i", []), ("", []),
            ("接 单", [7]), ("接\n单", []), ("接。单", []),
        ] as [(String, [Int])])
    func met(text: String, labels: [Int]) {
        #expect(PhraseFinder(Self.book).labels(in: text).sorted() == labels)
    }

    @Test("Whatever is read is read, and only so far")
    func hostile() {
        let finder = PhraseFinder(Self.book)
        let texts = [
            String(repeating: "求", count: 50_000), String(repeating: "我是", count: 20_000), "\u{FFFD}\0…‥@@@''’",
            String(repeating: "@", count: 9_999), String(repeating: "https://", count: 2_000), "👩‍👩‍👧‍👦 求👍推荐",
        ]
        for text in texts { _ = finder.labels(in: text) }
        #expect(finder.labels(in: "👩‍👩‍👧‍👦 求👍推荐") == [0, 8])
        #expect(finder.labels(in: String(repeating: "啊", count: PhraseFinder.longest) + "想买") == [])
    }

    @Test("A book of nothing finds nothing")
    func empty() {
        #expect(PhraseFinder(PhraseBook([("", 0), ("…", 1)])).labels(in: "求推荐") == [])
    }
}
