internal import Foundation

/// Words that are in every talk and tell nothing about it, by language: `Data/StopWords/<language>.txt`, folded.
package struct StopWords: Sendable {
    /// Those of all languages together: most groups speak several, and no list has a word that tells much in another.
    package static let all = StopWords(Set(byLanguage.filter { inAll.contains($0.key) }.values.joined()))

    /// By the language's two letters.
    static let byLanguage = load()
    /// Of the others the lists are too short to be more than marks of the language.
    private static let inAll: Set<String> = ["zh", "en", "ja", "ko"]

    private let words: Set<String>

    init(_ words: Set<String>) { self.words = words }

    /// Those of one language; none where there is no list.
    package static func of(_ language: TextLanguage) -> StopWords {
        StopWords(byLanguage[String(language.rawValue.prefix(2))] ?? [])
    }

    /// Whether a folded word is one.
    package func contains(_ word: String) -> Bool { words.contains(word) }

    private static func load() -> [String: Set<String>] {
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Data/StopWords"),
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        else { return [:] }
        var lists: [String: Set<String>] = [:]
        for name in names where name.hasSuffix(".txt") {
            let lines = DataFile("StopWords/" + name).lines
            lists[String(name.dropLast(4))] = Set(
                lines.flatMap { $0.split(separator: " ") }.map { foldedText(String($0)) })
        }
        return lists
    }
}
