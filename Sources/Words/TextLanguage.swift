/// The language a text seems to be written in.
package enum TextLanguage: String, Sendable, CaseIterable {
    case simplifiedChinese = "zh-Hans"
    case traditionalChinese = "zh-Hant"
    case english = "en"
    case japanese = "ja"
    case korean = "ko"
    case german = "de"
    case french = "fr"
    case spanish = "es"
    case portuguese = "pt"
    case italian = "it"
    case dutch = "nl"
    case vietnamese = "vi"
    case indonesian = "id"
    case russian = "ru"
    case ukrainian = "uk"
    case arabic = "ar"
    case hebrew = "he"
    case greek = "el"
    case thai = "th"
    case hindi = "hi"
    case unknown = "und"
}

/// Guesses the language of one text or of many: by script, then by the commonest words of those that share one.
///
///     var guess = LanguageGuess()
///     guess.add("今晚八點開課")
///     guess.language  // .traditionalChinese
///
/// A script decides where it has a third of the letters. Chinese is told apart by characters that only one of the two ways of
/// writing has; a text of none of either is taken for simplified. Latin and Cyrillic letters need a common word.
package struct LanguageGuess {
    private var letters: [Script: Int] = [:]
    private var simplified = 0
    private var traditional = 0
    private var common: [String: Int] = [:]
    private var ukrainian = 0
    private let words = TextWords()

    private enum Script { case latin, cyrillic, han, kana, hangul, arabic, hebrew, greek, thai, devanagari }

    package init() {}

    package static func language(of text: String) -> TextLanguage {
        var guess = LanguageGuess()
        guess.add(text)
        return guess.language
    }

    package mutating func add(_ text: String) {
        words.cut(text)
        for index in words.indices {
            switch words.kind(index) {
            case .link, .mention, .emoji, .number: continue
            default: add(word: text.utf8, index)
            }
        }
    }

    private mutating func add(word bytes: String.UTF8View, _ index: Int) {
        let range = words.range(index)
        let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
        let end = bytes.index(start, offsetBy: range.count)
        for scalar in Substring(bytes[start..<end]).unicodeScalars { add(scalar.value) }
        guard words.kind(index) == .word else { return }
        let word = words.text(index)
        for (language, list) in StopWords.byLanguage where list.contains(word) { common[language, default: 0] += 1 }
    }

    private mutating func add(_ scalar: UInt32) {
        let script: Script
        switch scalar {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF: script = .latin
        case 0x400...0x52F:
            script = .cyrillic
            if [0x456, 0x457, 0x454, 0x491].contains(scalar) { ukrainian += 1 }
        case 0x3041...0x30FF: script = .kana
        case 0xAC00...0xD7A3, 0x1100...0x11FF: script = .hangul
        case 0x3400...0x9FFF:
            script = .han
            let table = CharacterTable.shared
            if let number = UInt16(exactly: scalar) {
                if table.simplifiedOnly.contains(number) { simplified += 1 }
                if table.traditionalOnly.contains(number) { traditional += 1 }
            }
        case 0x600...0x6FF: script = .arabic
        case 0x590...0x5FF: script = .hebrew
        case 0x370...0x3FF: script = .greek
        case 0xE00...0xE7F: script = .thai
        case 0x900...0x97F: script = .devanagari
        default: return
        }
        letters[script, default: 0] += 1
    }

    /// What all that was added seems to be.
    package var language: TextLanguage {
        let all = letters.values.reduce(0, +)
        guard all > 0 else { return .unknown }
        func has(_ script: Script, _ share: Int = 3) -> Bool { letters[script, default: 0] * share >= all }
        // Japanese is written with Chinese characters, too: some kana among them tell.
        if has(.kana, 8) { return .japanese }
        if has(.hangul) { return .korean }
        if has(.han) { return traditional > simplified ? .traditionalChinese : .simplifiedChinese }
        let others: [(Script, TextLanguage)] = [
            (.arabic, .arabic), (.hebrew, .hebrew), (.greek, .greek), (.thai, .thai), (.devanagari, .hindi),
        ]
        if let found = others.first(where: { has($0.0) }) { return found.1 }
        if has(.cyrillic) { return ukrainian > 0 ? .ukrainian : common["ru"] == nil ? .unknown : .russian }
        let latin: [TextLanguage] = [
            .english, .german, .french, .spanish, .portuguese, .italian, .dutch, .vietnamese, .indonesian,
        ]
        let counts = latin.map { (language: $0, count: common[$0.rawValue] ?? 0) }
        guard let best = counts.max(by: { $0.count < $1.count }), best.count > 0 else { return .unknown }
        return best.language
    }
}
