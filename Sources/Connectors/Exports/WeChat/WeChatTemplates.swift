internal import Foundation
internal import Kernel

/// The sentences in which WeChat tells what happened, from `SystemLines/wechat.json`.
///
/// A sentence is words and slots: `{who}` did it, to `{whom}` (one or several), `{what}` was written, `{rest}` is
/// passed over; `[a|b|]` stands for either. A quotation mark stands for every sort of it, and for none: names that a
/// client writes bare are looked for after all that are quoted.
struct WeChatTemplates: Sendable {
    static let all = WeChatTemplates()

    /// In the order in which they are tried.
    private let templates: [WeChatTemplate]
    let wordsForYou: Set<String>
    /// What stands between several names.
    let separators: WeChatSeparators
    /// What a client offers to press behind a sentence, which is no part of it.
    private let links: [[UInt8]]

    /// A longer text is no sentence of WeChat's.
    static let longest = 8 << 10

    private init() {
        let sentences = SystemLinesFile.load("wechat", as: WeChatSentences.self)
        wordsForYou = Set(sentences.you)
        separators = sentences.separators
        links = sentences.links.map { Array($0.utf8) }
        var ranked: [(rank: Int, template: WeChatTemplate)] = []
        for sentence in sentences.lines {
            for text in WeChatTemplates.variants(sentence.text, isWordsToo: false) {
                ranked.append((sentence.rank(isBare: false), WeChatTemplate(text, of: sentence, isBare: false)))
                guard text.contains("\"") else { continue }
                let bare = text.replacing("\"", with: "")
                ranked.append((sentence.rank(isBare: true), WeChatTemplate(bare, of: sentence, isBare: true)))
            }
        }
        // Sorting keeps those of one rank in the order of the file.
        templates = (0...WeChatSentence.lastRank).flatMap { rank in
            ranked.filter { $0.rank == rank }.map(\.template)
        }
    }

    /// The first sentence that the text is, and what stands in its slots.
    func match(_ text: ByteView) -> (template: WeChatTemplate, slots: WeChatSlots)? {
        let text = sentence(text)
        guard !text.isEmpty, text.count <= WeChatTemplates.longest else { return nil }
        for template in templates {
            if let slots = template.match(text) { return (template, slots) }
        }
        return nil
    }

    /// The text without space around it, the full stop at its end and what there is to press behind it.
    private func sentence(_ text: ByteView) -> ByteView {
        var text = text.withoutBlanksAround
        for link in links where text.count > link.count + 1 {
            let start = text.count - link.count
            if text.dropping(start).equals(link), text[start - 1] == 32 || text[start - 1] == 10 {
                text = text.prefix(start).withoutBlanksAround
                break
            }
        }
        if text.hasSuffix(".") { return text.prefix(text.count - 1).withoutBlanksAround }
        return text.hasSuffix("。") ? text.prefix(text.count - 3).withoutBlanksAround : text
    }

    /// All texts that `[a|b]` stands for; of those of words alone only where `isWordsToo`.
    fileprivate static func variants(_ text: String, isWordsToo: Bool) -> [String] {
        var from = text.startIndex
        while let open = text[from...].firstIndex(of: "["), let close = text[open...].firstIndex(of: "]") {
            from = text.index(after: close)
            guard isWordsToo || text[open..<close].contains("{") else { continue }
            let choices = text[text.index(after: open)..<close].split(separator: "|", omittingEmptySubsequences: false)
            let (head, tail) = (String(text[..<open]), String(text[from...]))
            return choices.flatMap { variants(head + String($0) + tail, isWordsToo: isWordsToo) }
        }
        return [text]
    }
}

/// The file of sentences.
private struct WeChatSentences: Decodable {
    let you: [String]
    let separators: WeChatSeparators
    let links: [String]
    let lines: [WeChatSentence]
}

/// What stands between several names.
struct WeChatSeparators: Decodable, Sendable {
    let chinese: String
    let english: String
}

/// A sentence as the file has it.
struct WeChatSentence: Decodable, Sendable {
    /// The kind of event; `pass` where nobody did anything that is counted.
    let kind: String
    let scene: String?
    let text: String
    /// `you` where the sentence speaks of the reader besides those in `{whom}`.
    let plus: String?
    /// `you` where the reader did it.
    let by: String?
    /// `first` or `last` where it must be tried before or after the others.
    let order: String?

    fileprivate static let lastRank = 4

    fileprivate func rank(isBare: Bool) -> Int {
        if order == "first" { return 0 }
        if kind == "pass" { return 4 }
        if order == "last" { return 3 }
        return isBare ? 2 : 1
    }
}

/// What stands in the slots of a sentence.
struct WeChatSlots {
    var who: ByteView?
    var whom: ByteView?
    var what: ByteView?
}

/// One sentence, made ready for looking.
struct WeChatTemplate: Sendable {
    /// Words or a slot.
    private enum Piece: Sendable {
        case words(WeChatWords)
        case who, whom, what, rest
    }

    let kind: EventKind?
    let scene: String?
    let isAboutYouToo: Bool
    let isByYou: Bool
    /// Whether names stand in it without quotation marks, so that "you" can be one.
    let isBare: Bool
    let isEnglish: Bool
    private let pieces: [Piece]

    fileprivate init(_ text: String, of sentence: WeChatSentence, isBare: Bool) {
        kind = EventKind(name: sentence.kind)
        scene = sentence.scene
        isAboutYouToo = sentence.plus == "you"
        isByYou = sentence.by == "you"
        self.isBare = isBare
        isEnglish = text.utf8.allSatisfy { $0 < 128 }
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { pieces.append(.words(WeChatWords(rest[..<open]))) }
            switch rest[rest.index(after: open)..<close] {
            case "who": pieces.append(.who)
            case "whom": pieces.append(.whom)
            case "what": pieces.append(.what)
            default: pieces.append(.rest)
            }
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.words(WeChatWords(rest))) }
        self.pieces = pieces
    }

    /// Each slot ends where the words behind it first come; the last words must end the text.
    fileprivate func match(_ text: ByteView) -> WeChatSlots? {
        var end = text.count
        var middle = pieces[...]
        if case .words(let words) = pieces.last {
            // Looked at first, as it is where most sentences differ.
            guard let start = words.start(endingAt: text.count, in: text) else { return nil }
            (end, middle) = (start, pieces.dropLast())
        }
        var slots = WeChatSlots()
        var index = 0
        var open: Piece?
        for piece in middle {
            guard case .words(let words) = piece else {
                open = piece
                continue
            }
            guard let found = words.find(in: text.prefix(end), from: index, isMovable: open != nil) else { return nil }
            guard fill(open, text.slice(index, found.lowerBound), &slots) else { return nil }
            index = found.upperBound
            open = nil
        }
        guard index <= end else { return nil }
        if let open { return fill(open, text.slice(index, end), &slots) ? slots : nil }
        return index == end ? slots : nil
    }

    private func fill(_ slot: Piece?, _ text: ByteView, _ slots: inout WeChatSlots) -> Bool {
        switch slot {
        case .who: slots.who = text
        case .whom: slots.whom = text
        case .what: slots.what = text
        case .rest, .words, nil: return true
        }
        return !text.isBlank
    }
}

/// Words of a sentence, each of several ways to write them.
private struct WeChatWords: Sendable {
    /// The longest first.
    private let ways: [[UInt8]]
    /// Whether a way begins with a byte.
    private let begins: [Bool]

    init(_ text: Substring) {
        let all = Set(WeChatTemplates.variants(String(text), isWordsToo: true).map { Array($0.utf8) })
        ways = all.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
        var begins = [Bool](repeating: all.contains([]), count: 256)
        for way in ways where !way.isEmpty {
            begins[Int(way[0])] = true
            // Any quotation mark stands for `"`.
            if way[0] == UInt8(ascii: "\"") { (begins[0xE2], begins[0xE3]) = (true, true) }
        }
        self.begins = begins
    }

    /// Where they first stand at or, where they are movable, after `start`.
    func find(in text: ByteView, from start: Int, isMovable: Bool) -> Range<Int>? {
        var index = start
        repeat {
            if index >= text.count || begins[Int(text.base[index])] {
                for way in ways {
                    if let end = WeChatQuote.end(of: way, in: text, at: index) { return index..<end }
                }
            }
            index += 1
        } while isMovable && index < text.count
        return nil
    }

    /// Where they begin that end at `end`.
    func start(endingAt end: Int, in text: ByteView) -> Int? {
        for way in ways {
            if let start = WeChatQuote.start(of: way, in: text, endingAt: end) { return start }
        }
        return nil
    }
}

/// Quotation marks, of which every client has its own.
enum WeChatQuote {
    /// How long the quotation mark at `index` is; 0 where there is none.
    static func length(_ text: ByteView, _ index: Int) -> Int {
        guard index < text.count else { return 0 }
        if text[index] == UInt8(ascii: "\"") { return 1 }
        guard text[index] == 0xE2 || text[index] == 0xE3 else { return 0 }
        let isMark = text.has("“", at: index) || text.has("”", at: index) || text.has("「", at: index)
        return isMark || text.has("」", at: index) ? 3 : 0
    }

    /// A text without the marks at its ends.
    static func without(_ text: ByteView) -> ByteView {
        let text = text.dropping(length(text, 0))
        if text.hasSuffix("\"") { return text.prefix(text.count - 1) }
        return text.hasSuffix("”") || text.hasSuffix("」") ? text.prefix(text.count - 3) : text
    }

    /// Where `words` begin that end at `end`; nil where they do not.
    static func start(of words: [UInt8], in text: ByteView, endingAt end: Int) -> Int? {
        var index = end
        for word in words.reversed() {
            if word != UInt8(ascii: "\"") {
                guard index > 0, text.base[index - 1] == word else { return nil }
                index -= 1
            } else if index > 0, length(text, index - 1) == 1 {
                index -= 1
            } else {
                guard index >= 3, length(text, index - 3) == 3 else { return nil }
                index -= 3
            }
        }
        return index
    }

    /// Where `words` end that stand at `start`; nil where they do not.
    static func end(of words: [UInt8], in text: ByteView, at start: Int) -> Int? {
        var index = start
        for word in words {
            if word == UInt8(ascii: "\"") {
                let length = length(text, index)
                if length == 0 { return nil }
                index += length
            } else {
                guard index < text.count, text.base[index] == word else { return nil }
                index += 1
            }
        }
        return index
    }
}
