/// Phrases that texts are looked through for, each with a number of the caller's.
///
/// A phrase is met in whatever case, width and way of writing Chinese. `…` in it stands for a few words of the same clause, or for
/// none: `求…推荐` is met in `求一家靠谱的牙医推荐`; `‥` stands for a word or two. Letters and digits are met as whole words alone. What is made is never changed.
package struct PhraseBook: Sendable {
    /// A phrase, or its first part, and what may follow it.
    struct Entry: Sendable {
        let scalars: [UInt32]
        /// Nil where the phrase goes on.
        var label: Int?
        var rests: [(gap: Int, node: Node)] = []
    }

    /// A part of a phrase, and how much may stand before it.
    typealias Part = (gap: Int, scalars: [UInt32])

    /// Phrases by their first character.
    final class Node: Sendable {
        let entries: [UInt32: [Entry]]

        init(_ phrases: [(parts: ArraySlice<Part>, label: Int)]) {
            var byFirst: [[UInt32]: [(parts: ArraySlice<Part>, label: Int)]] = [:]
            for phrase in phrases {
                guard let first = phrase.parts.first?.scalars, !first.isEmpty else { continue }
                byFirst[first, default: []].append((phrase.parts.dropFirst(), phrase.label))
            }
            var entries: [UInt32: [Entry]] = [:]
            for (first, rests) in byFirst {
                for whole in rests where whole.parts.isEmpty {
                    entries[first[0], default: []].append(Entry(scalars: first, label: whole.label))
                }
                let byGap = Dictionary(grouping: rests.filter { !$0.parts.isEmpty }) { $0.parts.first?.gap ?? 0 }
                guard !byGap.isEmpty else { continue }
                let longer = byGap.sorted { $0.key < $1.key }.map { (gap: $0.key, node: Node($0.value)) }
                entries[first[0], default: []].append(Entry(scalars: first, label: nil, rests: longer))
            }
            self.entries = entries
        }
    }

    /// How much may stand where a phrase has `‥` and where it has `…`: a character of Chinese counts one, a word of letters two.
    static let narrow = 4
    static let wide = 12

    /// The label of phrases that only keep others from being met within them.
    static let decoy = -1

    let root: Node
    let negations: [[UInt32]]
    let exceptions: [[UInt32]]

    /// - Parameters:
    ///   - phrases: With labels of 0 and more; one phrase may have several.
    ///   - decoys: Phrases that mean nothing of it: where one is the longest that begins at a place, no other is met in it.
    ///   - negations: What takes a phrase back where it stands right before it (`不`, `don't`).
    ///   - exceptions: What ends like a negation and is none (`有没有`).
    package init(
        _ phrases: [(text: String, label: Int)], decoys: [String] = [], negations: [String] = [],
        exceptions: [String] = []
    ) {
        let reader = PhraseLine()
        func scalars(_ text: some StringProtocol) -> [UInt32] {
            reader.read(String(text))
            return reader.scalars
        }
        func parts(_ text: String) -> ArraySlice<Part> {
            var parts: [Part] = []
            for (number, stretch) in text.split(separator: "…").enumerated() {
                for (index, part) in stretch.split(separator: "‥").enumerated() {
                    let gap = index > 0 ? PhraseBook.narrow : number > 0 ? PhraseBook.wide : 0
                    parts.append((gap, scalars(part)))
                }
            }
            return parts[...]
        }
        root = Node(
            phrases.map { (parts($0.text), $0.label) } + decoys.map { (parts($0), PhraseBook.decoy) })
        self.negations = negations.map(scalars).filter { !$0.isEmpty }
        self.exceptions = exceptions.map(scalars).filter { !$0.isEmpty }
    }
}

/// Looks texts through for the phrases of a book, one text after the other. Not safe to share.
package final class PhraseFinder {
    /// How many characters of a text are looked at.
    package static let longest = 4_000

    private let book: PhraseBook
    private let line = PhraseLine()
    private var found: Set<Int> = []

    package init(_ book: PhraseBook) { self.book = book }

    /// The labels of all phrases that a text holds and does not take back.
    package func labels(in text: String) -> Set<Int> {
        line.read(text)
        found.removeAll(keepingCapacity: true)
        var index = 0
        while index < line.scalars.count { index = step(from: index) }
        return found
    }

    /// Takes what begins at a place, and says where to go on.
    private func step(from start: Int) -> Int {
        guard let entries = book.root.entries[line.scalars[start]] else { return start + 1 }
        var (longestEnd, isDecoy) = (start, false)
        var labels: [Int] = []
        for entry in entries {
            guard let end = line.end(of: entry.scalars, at: start) else { continue }
            collect(entry, end: end) { label, last in
                if label != PhraseBook.decoy { labels.append(label) }
                if last > longestEnd || (last == longestEnd && label == PhraseBook.decoy) {
                    (longestEnd, isDecoy) = (last, label == PhraseBook.decoy)
                }
            }
        }
        if isDecoy { return longestEnd }
        if !labels.isEmpty, !isTakenBack(at: start) { found.formUnion(labels) }
        return start + 1
    }

    private func collect(_ entry: PhraseBook.Entry, end: Int, _ body: (_ label: Int, _ end: Int) -> Void) {
        if let label = entry.label { body(label, end) }
        for (gap, node) in entry.rests {
            var (index, room) = (end, gap)
            while index < line.scalars.count, room >= 0, line.scalars[index] != PhraseLine.pause {
                for next in node.entries[line.scalars[index]] ?? [] {
                    if let last = line.end(of: next.scalars, at: index) { collect(next, end: last, body) }
                }
                room -= line.weight(at: index)
                index += 1
            }
        }
    }

    private func isTakenBack(at start: Int) -> Bool {
        guard book.negations.contains(where: { line.holds($0, before: start) }) else { return false }
        return !book.exceptions.contains { line.holds($0, before: start) }
    }
}

/// A text as phrases are met in it: folded characters; one space between words that have spaces about them; a pause where a
/// clause ends. Links, and names behind `@`, are pauses: they are nobody's words.
final class PhraseLine {
    static let pause: UInt32 = 0
    private static let space: UInt32 = 0x20

    private let table = CharacterTable.shared
    private(set) var scalars: [UInt32] = []
    private var isLetter: [Bool] = []
    private var isApart = false

    func read(_ text: String) {
        scalars.removeAll(keepingCapacity: true)
        isLetter.removeAll(keepingCapacity: true)
        isApart = false
        var text = text
        text.withUTF8 { bytes in
            var reader = ScalarReader(bytes)
            while !reader.isAtEnd, scalars.count < PhraseFinder.longest { take(&reader) }
        }
    }

    private func take(_ reader: inout ScalarReader) {
        let (raw, length) = reader.peek()
        let kind = table.kind(raw)
        if kind.isSpaced {
            if isLink(reader) { return skip(&reader) { $0 > 0x20 && $0 < 0x7F } }
            append(raw, isLetter: true)
        } else if kind.isUnspaced {
            append(raw, isLetter: false)
        } else if raw == 0x40, isLetter.last != true || isApart {
            reader.index += length
            let table = table
            return skip(&reader) { table.kind($0).isSpaced || table.kind($0).isUnspaced || $0 == 0x5F || $0 == 0x2D }
        } else if raw == 0x27 || raw == 0x2019 {
            if isLetter.last == true, !isApart { append(0x27, isLetter: true) }
        } else if PhraseLine.pauses.contains(raw) {
            addPause()
        } else if kind != .hidden {
            isApart = true
        }
        reader.index += length
    }

    private func append(_ raw: UInt32, isLetter letter: Bool) {
        if isApart, letter, isLetter.last == true {
            scalars.append(PhraseLine.space)
            isLetter.append(false)
        }
        isApart = false
        scalars.append(table.fold(raw))
        isLetter.append(letter)
    }

    private func addPause() {
        isApart = false
        guard let last = scalars.last, last != PhraseLine.pause else { return }
        scalars.append(PhraseLine.pause)
        isLetter.append(false)
    }

    /// Leaves out what follows as long as it is of a sort; it is a pause.
    private func skip(_ reader: inout ScalarReader, while holds: (UInt32) -> Bool) {
        while !reader.isAtEnd {
            let (raw, length) = reader.peek()
            guard holds(raw) else { break }
            reader.index += length
        }
        addPause()
    }

    private func isLink(_ reader: ScalarReader) -> Bool {
        guard isLetter.last != true || isApart else { return false }
        let rest = UnsafeBufferPointer(rebasing: reader.bytes[reader.index...])
        return ["http://", "https://", "www."].contains { head in
            guard rest.count >= head.utf8.count else { return false }
            return zip(rest, head.utf8).allSatisfy { $0 == $1 || ($0 | 0x20 == $1 && $1 >= 0x61) }
        }
    }

    /// Where a clause ends: marks of both widths, and the ends of lines.
    private static let pauses: Set<UInt32> = Set("。！？；，!?;,\n\r…".unicodeScalars.map(\.value))

    // MARK: - Meeting phrases

    /// Where a phrase ends that begins here; nil where none does. Its letters must be words of their own.
    func end(of phrase: [UInt32], at start: Int) -> Int? {
        let end = start + phrase.count
        guard end <= scalars.count else { return nil }
        for offset in phrase.indices where scalars[start + offset] != phrase[offset] { return nil }
        if isLetter[start], start > 0, isLetter[start - 1] { return nil }
        if isLetter[end - 1], end < scalars.count, isLetter[end] { return nil }
        return end
    }

    /// Whether a phrase ends right before a place.
    func holds(_ phrase: [UInt32], before place: Int) -> Bool {
        let end = place > 0 && scalars[place - 1] == PhraseLine.space ? place - 1 : place
        let start = end - phrase.count
        return start >= 0 && self.end(of: phrase, at: start) == end
    }

    /// What a character takes of the room of a gap.
    func weight(at index: Int) -> Int {
        if scalars[index] == PhraseLine.space { return 0 }
        guard isLetter[index] else { return 1 }
        return index == 0 || !isLetter[index - 1] ? 2 : 0
    }
}
