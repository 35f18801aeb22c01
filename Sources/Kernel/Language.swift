/// A language Banyan speaks. All three are complete: a key missing in one of them fails a test.
package enum Language: String, CaseIterable, Sendable {
    case simplifiedChinese = "zh-Hans"
    case traditionalChinese = "zh-Hant"
    case english = "en"

    /// The language a locale name such as `zh_TW.UTF-8`, `zh-Hant` or `en_GB` asks for; nil where it asks for none.
    package init?(locale: String) {
        let words = locale.lowercased().split(whereSeparator: { "_-.@".contains($0) })
        switch words.first {
        case "zh" where words.contains(where: { ["tw", "hk", "mo", "hant"].contains($0) }): self = .traditionalChinese
        case "zh": self = .simplifiedChinese
        case "en": self = .english
        default: return nil
        }
    }
}
