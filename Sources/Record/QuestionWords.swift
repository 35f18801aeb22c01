internal import Foundation
import Kernel

/// The words by which a question is known without its mark, of all languages.
///
/// Which language a group speaks nobody says, and many speak several; so the lists are read together, and hold only
/// words that mean asking in one language and nothing else in another. There is one for the whole program.
struct QuestionWords: Sendable {
    /// Where in a sentence a word stands for a question.
    struct Places: OptionSet {
        let rawValue: UInt8
        static let anywhere = Places(rawValue: 1)
        static let atStart = Places(rawValue: 2)
        static let atEnd = Places(rawValue: 4)
        /// The word begins or ends with a letter of a script that puts spaces between words: none may touch it there.
        static let opensWord = Places(rawValue: 8)
        static let closesWord = Places(rawValue: 16)
    }

    /// What a file of `Questions` holds.
    private struct List: Decodable {
        let anywhere: [String]
        let atStart: [String]
        let atEnd: [String]
    }

    /// Those that ask at the start of a sentence, besides the others; and those that ask elsewhere, too.
    let opening: WordTree
    let inner: WordTree
    /// What each byte is to a scan; see `ByteKind`.
    let kinds = ByteKind.table

    private static let loaded = Result { try QuestionWords(load()) }

    /// The words of the program's resources. They are part of what the record counts, so without them nothing is.
    static func all() throws -> QuestionWords {
        do {
            return try loaded.get()
        } catch {
            throw Fault(.internalError, "record.no-question-words", cause: String(describing: error))
        }
    }

    private static func load() throws -> [(word: String, places: Places)] {
        guard let folder = Bundle.module.resourceURL?.appendingPathComponent("Questions") else {
            throw CocoaError(.fileNoSuchFile)
        }
        var words: [(String, Places)] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let data = try Data(contentsOf: folder.appendingPathComponent(name))
            let list = try JSONDecoder().decode(List.self, from: data)
            words += list.anywhere.map { ($0, .anywhere) }
            words += list.atStart.map { ($0, .atStart) }
            words += list.atEnd.map { ($0, .atEnd) }
        }
        return words
    }

    init(_ words: [(word: String, places: Places)]) throws {
        let forms = words.flatMap { word, places in
            QuestionWords.forms(of: word).map { ($0, places.union(QuestionWords.edges(of: $0))) }
        }
        opening = try WordTree(forms)
        inner = try WordTree(forms.filter { !$0.1.isDisjoint(with: [.anywhere, .atEnd]) })
    }

    /// A word as it may be written: small, with a capital, in capitals, with either apostrophe. The automaton sees to
    /// ASCII by itself.
    private static func forms(of word: String) -> Set<String> {
        let small = word.lowercased()
        let plain = [small, small.prefix(1).uppercased() + small.dropFirst(), small.uppercased()].map { form in
            String(decoding: form.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
        }
        return Set(plain + plain.map { $0.replacing("'", with: "\u{2019}") })
    }

    private static func edges(of word: String) -> Places {
        var edges: Places = []
        if let first = word.unicodeScalars.first, isSpaced(first) { edges.insert(.opensWord) }
        if let last = word.unicodeScalars.last, isSpaced(last) { edges.insert(.closesWord) }
        return edges
    }

    /// Whether a scalar is a letter of a script that puts spaces between words. Of those that do not, and of Korean,
    /// whose endings are glued to words, all lie behind U+1100.
    private static func isSpaced(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic && scalar.value < 0x1100
    }
}
