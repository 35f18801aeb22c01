internal import Kernel

/// Reads the sentences that a client writes into a chat by itself.
///
/// What telephones write is full of marks and of spaces and quotes of every sort, which make no difference; a program
/// that makes an export writes its sentences in the same bytes always, and a name within is every byte of it.
struct SystemLines: Sendable {
    /// What a sentence tells. Names are as the line has them; nil stands for the reader of the sentence, or nobody.
    struct Deed: Equatable {
        var act: SystemWords.Act
        var scene: String?
        var who: Actor?
        var whom: [Actor] = []
        var text: String?
    }

    /// Somebody in a sentence.
    enum Actor: Equatable {
        case named(String)
        /// The one who wrote the export, in the word of the sentence's language.
        case own(String)

        /// What the sentence calls them.
        var word: String {
            switch self {
            case .named(let word), .own(let word): word
            }
        }
    }

    /// A sentence made ready for looking, what it tells and its language.
    private struct Sentence {
        let phrase: Phrase
        let line: SystemWords.Line
        let language: Int
    }

    /// What is longer is not looked at, unless the sentences are exact.
    static let longest = 4096

    private let sentences: [Sentence]
    private let owns: [String]
    private let ownWords: [[String]]
    private let between: [[[UInt8]]]
    private let lastAnds: [[UInt8]?]
    private let isExact: Bool

    /// - Parameter isExact: Whether lines and names are taken byte by byte.
    init(_ words: SystemWords, isExact: Bool = false) {
        var sentences: [Sentence] = []
        for (index, language) in words.languages.enumerated() {
            for line in language.lines {
                for text in line.says {
                    guard let phrase = Phrase(isExact ? text : PlainLine.of(text)) else { continue }
                    sentences.append(Sentence(phrase: phrase, line: line, language: index))
                }
            }
        }
        // The sort must be stable for languages that share a phrase.
        let order = sentences.indices.sorted { left, right in
            let weights = (sentences[left].phrase.weight, sentences[right].phrase.weight)
            return weights.0 != weights.1 ? weights.0 > weights.1 : left < right
        }
        self.sentences = order.map { sentences[$0] }
        ownWords = words.languages.map { $0.own.map { $0.lowercased() } }
        owns = words.languages.map { $0.own.first ?? "" }
        between = words.languages.map { (($0.between ?? [", ", "、"]) + ($0.and ?? [])).map { Array($0.utf8) } }
        lastAnds = words.languages.map { $0.lastAnd.map { Array($0.utf8) } }
        self.isExact = isExact
    }

    /// The word for oneself that `name` is, in its first form.
    func own(_ name: String) -> String? {
        guard name.utf8.count <= 32 else { return nil }
        let low = name.lowercased()
        return ownWords.firstIndex { $0.contains(low) }.map { owns[$0] }
    }

    /// What the line says; nil where it is no known sentence.
    func read(_ line: ByteView) -> Deed? {
        if isExact { return find(in: line) { line.slice($0) } }
        guard line.count <= SystemLines.longest else { return nil }
        let plain = PlainLine(line)
        return plain.bytes.withView { bytes in find(in: bytes) { plain.original($0, in: line) } }
    }

    /// - Parameter original: The bytes of the line as it was written, in which names are.
    private func find(in bytes: ByteView, _ original: (Range<Int>) -> ByteView) -> Deed? {
        for sentence in sentences {
            if let found = sentence.phrase.find(in: bytes) { return deed(sentence, found, original) }
        }
        return nil
    }

    private func deed(_ sentence: Sentence, _ found: Phrase.Found, _ original: (Range<Int>) -> ByteView) -> Deed {
        var deed = Deed(act: sentence.line.act, scene: sentence.line.scene)
        let language = sentence.language
        if let range = found.who {
            deed.who = actor(original(range), language)
        } else if sentence.line.who == "own" {
            deed.who = .own(owns[language])
        }
        if let range = found.one {
            deed.whom = [actor(original(range), language)]
        } else if let range = found.whom {
            deed.whom = names(original(range), language).map { actor($0, language) }
        } else if sentence.line.whom == "own" {
            deed.whom = [.own(owns[language])]
        }
        deed.text = found.text.map { (isExact ? original($0) : PlainLine.unquoted(original($0))).string }
        return deed
    }

    private func actor(_ name: ByteView, _ language: Int) -> Actor {
        let text = isExact ? name.string : PersonName.text(name)
        let isOwn = text.utf8.count <= 32 && ownWords[language].contains(text.lowercased())
        return isOwn ? .own(owns[language]) : .named(text)
    }

    /// `Ann, Bo and Cy` as three.
    private func names(_ text: ByteView, _ language: Int) -> [ByteView] {
        guard let and = lastAnds[language], let last = text.lastIndex(of: and) else { return parts(text, language) }
        let behind = text.dropping(last + and.count)
        return parts(text.prefix(last), language) + (isNobody(behind) ? [] : [behind])
    }

    private func parts(_ text: ByteView, _ language: Int) -> [ByteView] {
        var names: [ByteView] = []
        var start = 0
        var index = 0
        while index < text.count {
            if let word = between[language].first(where: { text.has($0, at: index) }), index > start {
                names.append(text.slice(start, index))
                start = index + word.count
                index = start
            } else {
                index += 1
            }
        }
        if start < text.count { names.append(text.dropping(start)) }
        return names.filter { !isNobody($0) }
    }

    private func isNobody(_ name: ByteView) -> Bool { isExact ? name.isBlank : name.trimmed.isEmpty }
}
