internal import Foundation

/// What kind of thing talk is counted by.
///
/// The numbers are stored: never change or reuse one.
package enum TopicKind: Int16, Sendable, CaseIterable {
    case word = 1
    case hashtag = 2
    /// The host of a link, without `www.`.
    case link = 3

    /// The word for it in JSON and URLs.
    package var name: String { String(describing: self) }
}

/// The words of a text that can name what it is about: without stop words, common words, laughter, numbers, and what was
/// typed for a program.
///
///     let words = TopicWords()
///     words.read("Perl: the 语法 of https://docs.example/x #raku") { kind, word in … }
///
/// A word comes as often as it stands there. Not safe to share.
package final class TopicWords {
    private let cutter: TextWords
    private let stops = StopWords.all
    private let common = CommonWords.all
    /// What is known of a word already: most words of a talk come again and again.
    private var verdicts: [String: Bool] = [:]

    private static let mostVerdicts = 100_000
    private static let longest = 32

    package init(cutter: TextWords = TextWords()) { self.cutter = cutter }

    package func read(_ text: String, _ take: (TopicKind, String) -> Void) {
        guard !TopicWords.isCommand(text) else { return }
        cutter.cut(text)
        let address = TopicWords.addressLength(text)
        for index in cutter.indices {
            switch cutter.kind(index) {
            case .link:
                if let host = TopicWords.host(of: cutter.text(index)) { take(.link, host) }
            case .hashtag: take(.hashtag, cutter.text(index))
            case .word, .han, .kana, .hangul, .unspaced:
                guard cutter.range(index).lowerBound >= address else { continue }
                var word = cutter.text(index)
                if word.hasSuffix("'s") { word.removeLast(2) }
                if tells(word, cutter.kind(index)) { take(.word, word) }
            case .number, .mention, .emoji: continue
            }
        }
    }

    /// The words that a name is called by: itself where it is one word, and without the numbers and marks that were put
    /// behind it (`tom` of `Tom_4711`, of `tom99` and of `tom|away`). A word of other words (`tea_lovers`) is none.
    package func callings(of name: String) -> [String] {
        cutter.cut(name)
        guard let first = cutter.indices.first, cutter.kind(first) != .number else { return [] }
        if cutter.indices.allSatisfy({ cutter.kind($0) == .han }) {
            // 俊杰 of 俊杰嫂: what makes up most of it.
            let pieces = cutter.indices.map { cutter.text($0) }
            let length = pieces.reduce(0) { $0 + $1.unicodeScalars.count }
            return pieces.filter { $0.unicodeScalars.count >= 2 && $0.unicodeScalars.count * 2 > length }
        }
        let rest = cutter.indices.dropFirst()
        let isAlone = rest.allSatisfy { cutter.kind($0) == .number || TopicWords.leaves.contains(cutter.text($0)) }
        guard isAlone else { return [] }
        let word = cutter.text(first)
        let bare = String(word.unicodeScalars.prefix { !(48...57).contains($0.value) })
        return bare.unicodeScalars.count >= 3 && bare != word ? [word, bare] : [word]
    }

    /// What people put behind their names when they go.
    private static let leaves: Set<String> = [
        "away", "afk", "work", "home", "phone", "mobile", "laptop", "off", "irc", "gone", "busy", "sleep", "zzz",
        "lunch",
    ]

    // MARK: - What tells something

    private func tells(_ word: String, _ kind: WordKind) -> Bool {
        if let known = verdicts[word] { return known }
        if verdicts.count >= Self.mostVerdicts { verdicts.removeAll() }
        let verdict = !stops.contains(word) && !common.contains(word) && TopicWords.hasForm(word, kind)
        verdicts[word] = verdict
        return verdict
    }

    private static func hasForm(_ word: String, _ kind: WordKind) -> Bool {
        let scalars = word.unicodeScalars
        guard scalars.count <= longest else { return false }
        // haha, hmmm, 哈哈哈
        if Set(scalars).count <= (scalars.count > 3 ? 2 : 1) { return false }
        switch kind {
        case .word:
            let letters = scalars.count { !(48...57).contains($0.value) && $0.value != 0x27 }
            guard letters >= 2, scalars.count >= 3 else { return false }
            return !isDigest(word)
        case .kana: return scalars.count >= 3
        default: return scalars.count >= 2 && !isAmount(word)
        }
    }

    private static let numerals = Set("一二三四五六七八九十百千万两几半第零〇多点".unicodeScalars)
    private static let units = Set(
        "个次遍天日年月周岁点分钟秒刻时小厘毫米克千公斤两吨里度块元毛角页栋号楼层期杯碗勺把只条张件套片滴步倍成种位道家口包袋瓶盒箱本支双对组班群楼单门台辆名句声下些回趟场份轮段节课集升左右上来人"
            .unicodeScalars)

    /// A number in Chinese with what it counts: 十分钟, 二十厘米, 第三次.
    static func isAmount(_ word: String) -> Bool {
        guard let first = word.unicodeScalars.first, numerals.contains(first) else { return false }
        return word.unicodeScalars.allSatisfy { numerals.contains($0) || units.contains($0) }
    }

    /// A part of a digest or a number in base 16, such as a commit's.
    private static func isDigest(_ word: String) -> Bool {
        let utf8 = word.utf8
        let digits = utf8.count { (48...57).contains($0) }
        guard digits > 0 else { return false }
        let isHex = utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        return (isHex && utf8.count >= 6) || digits * 2 > utf8.count
    }

    /// What is typed for a program rather than for people: `!help`, `/join`, `m: say 1`.
    static func isCommand(_ text: String) -> Bool {
        var utf8 = text.utf8[...]
        while let first = utf8.first, first == 32 { utf8 = utf8.dropFirst() }
        guard let first = utf8.first else { return false }
        func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }
        if "!/\\.".utf8.contains(first) { return utf8.dropFirst().first.map(isLetter) ?? false }
        let head = utf8.prefix { isLetter($0) || (48...57).contains($0) }
        guard (1...2).contains(head.count) else { return false }
        let rest = utf8.dropFirst(head.count)
        return rest.first == UInt8(ascii: ":") && rest.dropFirst().first == 32
    }

    /// How many bytes at the start say whom it is said to: `name: …` or `name, …`.
    static func addressLength(_ text: String) -> Int {
        var count = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",") { break }
            guard byte > 32, byte < 0x80, count < 32 else { return 0 }
            count += 1
        }
        guard count > 0, count < text.utf8.count else { return 0 }
        let next = text.utf8.dropFirst(count + 1).first
        return next == nil || next == 32 ? count + 1 : 0
    }

    /// The host of a link, small, without `www.`; nil where it has none.
    static func host(of link: String) -> String? {
        var rest = link.lowercased()[...]
        if let scheme = rest.range(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { !"/:?#".contains($0) }
        if rest.hasPrefix("www.") { rest = rest.dropFirst(4) }
        guard rest.contains("."), rest.utf8.count <= 100 else { return nil }
        let isHost = rest.utf8.allSatisfy { ($0 | 0x20 >= 97 && $0 | 0x20 <= 122) || (45...57).contains($0) }
        return isHost ? String(rest) : nil
    }
}
