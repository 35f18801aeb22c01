import Kernel
import Testing

struct TextCatalogueTests {
    @Test("Every language has the same keys and the same places to fill in")
    func equalKeys() {
        let english = TextCatalogue(.english)
        var wrong: [String] = english.keys.isEmpty ? ["no texts"] : []
        for language in Language.allCases {
            let catalogue = TextCatalogue(language)
            wrong += catalogue.keys.symmetricDifference(english.keys).map { "\(language): \($0)" }
            for key in english.keys where Self.places(catalogue(key)) != Self.places(english(key)) {
                wrong.append("\(language): places of \(key)")
            }
        }
        #expect(wrong.sorted() == [])
    }

    @Test("What a value says is never taken for a place to fill in")
    func valuesStay() {
        let english = TextCatalogue(.english)
        let text = english(
            Fault(.badInput, "record.other-zone", ["group": "{zone}", "zone": "{asked}", "asked": "{group}"]))
        let counts = ["{zone}", "{asked}", "{group}"].map { text.ranges(of: $0).count }
        // The text names the zone twice.
        #expect(counts == [1, 2, 1])
    }

    @Test(
        "A locale's name leads to its language",
        arguments: [
            ("zh_CN.UTF-8", Language.simplifiedChinese), ("zh_TW", .traditionalChinese),
            ("zh-Hant-HK", .traditionalChinese),
            ("zh", .simplifiedChinese), ("en_GB.UTF-8", .english), ("C", nil), ("de_DE", nil), ("", nil),
        ] as [(String, Language?)])
    func locales(name: String, language: Language?) {
        #expect(Language(locale: name) == language)
    }

    private static func places(_ text: String) -> [Substring] {
        text.matches(of: /\{[a-z]+\}/).map(\.output).sorted()
    }
}
