/// Words that say little of what is talked about though they are no stop words: `Data/CommonWords/<language>.txt`, folded.
///
/// A topic is never named by one. They are nouns and verbs of any talk, greetings, days of the week, short forms of chat.
package struct CommonWords: Sendable {
    package static let all = CommonWords(listedWords(of: ["en", "zh"], in: "CommonWords"))

    private let words: Set<String>

    /// Whether a folded word is one.
    package func contains(_ word: String) -> Bool { words.contains(word) }

    fileprivate init(_ words: Set<String>) { self.words = words }
}

/// Words by which somebody thanks: `Data/ThankWords/<language>.txt`, folded.
package struct ThankWords: Sendable {
    package static let all = ThankWords(listedWords(of: ["en", "zh", "other"], in: "ThankWords"))

    private let words: Set<String>
    /// Those of scripts without spaces, which may stand within what is cut as another word.
    private let inner: [String]

    fileprivate init(_ words: Set<String>) {
        self.words = words
        inner = words.filter { $0.unicodeScalars.contains { $0.value >= 0x2E80 } }.sorted()
    }

    /// Whether a text thanks.
    ///
    /// - Parameter cutter: What cuts it; afterwards it holds this text.
    package func thanks(_ text: String, _ cutter: TextWords) -> Bool {
        cutter.cut(text)
        for index in cutter.indices {
            switch cutter.kind(index) {
            case .link, .mention, .emoji: continue
            default:
                let word = cutter.text(index)
                if words.contains(word) { return true }
            }
        }
        let folded = foldedText(text)
        return inner.contains { folded.contains($0) }
    }
}

private func listedWords(of languages: [String], in folder: String) -> Set<String> {
    Set(
        languages.flatMap { DataFile("\(folder)/\($0).txt").lines }.flatMap { $0.split(separator: " ") }
            .map { foldedText(String($0)) })
}
