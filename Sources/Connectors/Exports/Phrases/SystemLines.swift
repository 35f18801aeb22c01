internal import Kernel

/// Reads the sentences that a client writes into a chat by itself.
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
    }

    private struct Sentence {
        let phrase: Phrase
        let line: SystemWords.Line
        let language: Int
    }

    /// A sentence is no longer than this; what is, is not looked at.
    static let longest = 4096

    private let sentences: [Sentence]
    private let owns: [String]
    private let ownWords: [[String]]
    private let between: [[[UInt8]]]

    init(_ words: SystemWords) {
        var sentences: [Sentence] = []
        for (index, language) in words.languages.enumerated() {
            for line in language.lines {
                for text in line.says {
                    let plain = PlainLine.of(text)
                    guard let phrase = Phrase(plain) else { continue }
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
        between = words.languages.map { [Array(", ".utf8), Array("、".utf8)] + ($0.and ?? []).map { Array($0.utf8) } }
    }

    /// The word for oneself that `name` is, in its first form.
    func own(_ name: String) -> String? {
        guard name.utf8.count <= 32 else { return nil }
        let low = name.lowercased()
        return ownWords.firstIndex { $0.contains(low) }.map { owns[$0] }
    }

    /// What the line says; nil where it is no known sentence.
    func read(_ line: ByteView) -> Deed? {
        guard line.count <= SystemLines.longest else { return nil }
        let plain = PlainLine(line)
        return plain.bytes.withView { bytes in
            for sentence in sentences {
                guard let found = sentence.phrase.find(in: bytes) else { continue }
                return deed(sentence, found, plain, line)
            }
            return nil
        }
    }

    private func deed(_ sentence: Sentence, _ found: Phrase.Found, _ plain: PlainLine, _ line: ByteView) -> Deed {
        var deed = Deed(act: sentence.line.act, scene: sentence.line.scene)
        let language = sentence.language
        if let range = found.who {
            deed.who = actor(plain.original(range, in: line), language)
        } else if sentence.line.who == "own" {
            deed.who = .own(owns[language])
        }
        if let range = found.whom {
            deed.whom = names(plain.original(range, in: line), language).map { actor($0, language) }
        } else if sentence.line.whom == "own" {
            deed.whom = [.own(owns[language])]
        }
        deed.text = found.text.map { PlainLine.unquoted(plain.original($0, in: line)).string }
        return deed
    }

    private func actor(_ name: ByteView, _ language: Int) -> Actor {
        let text = PersonName.text(name)
        let isOwn = text.utf8.count <= 32 && ownWords[language].contains(text.lowercased())
        return isOwn ? .own(owns[language]) : .named(text)
    }

    /// `Ann, Bo and Cy` as three.
    private func names(_ text: ByteView, _ language: Int) -> [ByteView] {
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
        return names.filter { !$0.trimmed.isEmpty }
    }
}

/// A line in which marks of direction are gone, spaces are spaces, and quotes and apostrophes are the plain ones, so
/// that a sentence need be known in one form only; and where each byte of it was.
struct PlainLine {
    private(set) var bytes: [UInt8] = []
    private var origins: [Int] = []

    init(_ line: ByteView) {
        bytes.reserveCapacity(line.count)
        origins.reserveCapacity(line.count + 1)
        var index = 0
        while index < line.count {
            let (byte, length) = PlainLine.plain(line, index)
            if let byte {
                // Several spaces are one, and there are none at the start.
                if byte != 32 || (bytes.last ?? 32) != 32 { append(byte, at: index) }
            } else if length == 1 {
                append(line[index], at: index)
            }
            index += length
        }
        var end = line.count
        if bytes.count > 3, bytes.suffix(3).elementsEqual("。".utf8) { for _ in 0..<3 { end = removeLast() } }
        while let last = bytes.last, last == 32 || last == UInt8(ascii: ".") { end = removeLast() }
        origins.append(end)
    }

    static func of(_ text: String) -> String {
        Array(text.utf8).withView { String(decoding: PlainLine($0).bytes, as: UTF8.self) }
    }

    /// The bytes of the line that a stretch of the plain one was made of.
    func original(_ range: Range<Int>, in line: ByteView) -> ByteView {
        line.slice(origins[range.lowerBound], origins[range.upperBound]).trimmed
    }

    private mutating func append(_ byte: UInt8, at index: Int) {
        bytes.append(byte)
        origins.append(index)
    }

    private mutating func removeLast() -> Int {
        bytes.removeLast()
        return origins.removeLast()
    }

    /// What a byte or several become: nil and a length above 1 where they go.
    private static func plain(_ line: ByteView, _ index: Int) -> (byte: UInt8?, length: Int) {
        let first = line[index]
        if first < 0x80 { return (first == 9 ? 32 : first, 1) }
        if let length = line.gapLength(at: index) { return (line.isMark(at: index) ? nil : 32, length) }
        if first == 0xC2, line.has("«", at: index) || line.has("»", at: index) { return (34, 2) }
        guard first == 0xE2 || first == 0xE3 else { return (nil, 1) }
        for quote: StaticString in ["“", "”", "„", "‟", "「", "」", "『", "』"] where line.has(quote, at: index) {
            return (34, 3)
        }
        for apostrophe: StaticString in ["’", "‘"] where line.has(apostrophe, at: index) { return (39, 3) }
        return (nil, 1)
    }

    /// Without the quotes around it.
    static func unquoted(_ text: ByteView) -> ByteView {
        let trimmed = text.trimmed
        guard trimmed.count >= 2, let first = quoteLength(trimmed, 0) else { return trimmed }
        for length in [1, 2, 3] where trimmed.count >= first + length {
            if quoteLength(trimmed, trimmed.count - length) == length {
                return trimmed.slice(first, trimmed.count - length).trimmed
            }
        }
        return trimmed
    }

    private static func quoteLength(_ text: ByteView, _ index: Int) -> Int? {
        let (byte, length) = plain(text, index)
        return byte == 34 ? length : nil
    }
}

/// How people are called in what phones export.
enum PersonName {
    /// A longer name is no name.
    static let longest = 256

    /// The name without marks; inside, spaces of any width are spaces, so that a number is the same wherever it stands.
    static func text(_ name: ByteView) -> String {
        let trimmed = name.trimmed
        var isPlain = true
        for index in 0..<trimmed.count where trimmed.base[index] >= 0x80 {
            if trimmed.gapLength(at: index) != nil {
                isPlain = false
                break
            }
        }
        if isPlain, !trimmed.hasPrefix("~") { return trimmed.string }
        var bytes: [UInt8] = []
        var index = 0
        while index < trimmed.count {
            guard let length = trimmed.gapLength(at: index) else {
                bytes.append(trimmed[index])
                index += 1
                continue
            }
            if trimmed.isJoiner(at: index) {
                bytes += trimmed.slice(index, index + length).array
            } else if !trimmed.isMark(at: index) {
                bytes.append(32)
            }
            index += length
        }
        if bytes.first == UInt8(ascii: "~"), bytes.count > 1, bytes[1] != 32 { bytes.insert(32, at: 1) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ByteView {
    /// U+200C and U+200D, which hold emoji and letters together.
    fileprivate func isJoiner(at index: Int) -> Bool { has("\u{200C}", at: index) || has("\u{200D}", at: index) }
}
