import Insight
import Kernel
import Testing

@Suite("The text catalogue")
struct TextCatalogueTests {
    /// `name` and the `{placeholders}` of each text, sorted.
    private func shape(_ language: Language) -> [String] {
        let catalogue = TextCatalogue(language)
        return catalogue.keys.sorted().map { key in
            let pieces = catalogue(key).split(separator: "{", omittingEmptySubsequences: false).dropFirst()
            let names = Set(pieces.compactMap { $0.split(separator: "}").first })
            return "\(key) \(names.sorted())"
        }
    }

    @Test("says the same things with the same placeholders in every language")
    func sameShape() {
        let first = shape(.simplifiedChinese)
        #expect(first.count > 90)
        for language in Language.allCases {
            let other = shape(language)
            #expect(Set(first).symmetricDifference(other) == [], "\(language.rawValue)")
        }
    }

    @Test("has no empty text, and a report's texts have no stray spaces and no Chinese of the other kind")
    func wellFormed() {
        for language in Language.allCases {
            let catalogue = TextCatalogue(language)
            let odd = catalogue.keys.filter { key in
                let text = catalogue(key)
                let single = text.split(separator: " ").joined(separator: " ")
                return text.isEmpty || (key.hasPrefix("report.") && text != single)
            }
            #expect(odd == [], "\(language.rawValue)")
        }
        let simplifiedOnly = Set<Character>("们这个发条时间说话进没总记录联号换应别复过数")
        let traditional = TextCatalogue(.traditionalChinese)
        let slips = traditional.keys.filter { key in
            key.hasPrefix("report.") && !simplifiedOnly.subtracting("別").isDisjoint(with: traditional(key))
        }
        #expect(slips.map { "\($0): \(traditional($0))" } == [])
    }
}
