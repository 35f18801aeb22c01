internal import Foundation
internal import Kernel

/// One of a program's own sentences, and what it says happened: a line of the data files in `SystemLines`.
struct ServiceSentence: Decodable, Sendable {
    /// The sentence, with `{sender}`, `{target}`, `{targets}` (several, as in `A, B and C`) and `{text}` in it.
    let line: SentencePattern
    /// Nil: understood, and nobody's doing.
    let kind: EventKind?
    let scene: String?
    /// Whether it is the target who did it: who was invited joins, and the sender is the one who invited.
    let isTurned: Bool
    /// How the sender came, where they came by the same line.
    let senderScene: String?

    private enum Name: String, CodingKey { case line, kind, scene, isTurned, senderScene }

    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: Name.self)
        line = SentencePattern(try values.decode(String.self, forKey: .line))
        kind = try values.decodeIfPresent(String.self, forKey: .kind).flatMap { EventKind(name: $0) }
        scene = try values.decodeIfPresent(String.self, forKey: .scene)
        isTurned = try values.decodeIfPresent(Bool.self, forKey: .isTurned) ?? false
        senderScene = try values.decodeIfPresent(String.self, forKey: .senderScene)
    }
}

/// A data file of `SystemLines`.
enum ServiceSentenceFile {
    /// - Parameter name: the file's name without `.json`.
    static func load<Content: Decodable>(_ name: String, as type: Content.Type) -> Content {
        guard let folder = Bundle.module.url(forResource: "SystemLines", withExtension: nil),
            let data = try? Data(contentsOf: folder.appendingPathComponent("\(name).json")),
            let content = try? JSONDecoder().decode(type, from: data)
        else { preconditionFailure("SystemLines/\(name).json is not in the bundle, or not what it should be") }
        return content
    }
}

/// A sentence with holes.
struct SentencePattern: Sendable {
    /// What a hole is for.
    enum Hole: String, Sendable { case sender, target, targets, text }

    /// The words before, between and behind the holes: one more than there are holes.
    private let words: [[UInt8]]
    let holes: [Hole]

    init(_ sentence: String) {
        var words: [[UInt8]] = []
        var holes: [Hole] = []
        for (index, part) in sentence.split(separator: "{", omittingEmptySubsequences: false).enumerated() {
            let pieces = part.split(separator: "}", maxSplits: 1, omittingEmptySubsequences: false)
            if index > 0, pieces.count == 2, let hole = Hole(rawValue: String(pieces[0])) {
                holes.append(hole)
                words.append(Array(pieces[1].utf8))
            } else {
                words.append(Array(part.utf8))
            }
        }
        self.words = words
        self.holes = holes
    }

    /// What stands in the holes, none of them empty; nil where the text is another sentence.
    func match(_ text: ByteView) -> [Range<Int>]? {
        guard let first = words.first, text.has(first, at: 0) else { return nil }
        if holes.isEmpty { return text.count == first.count ? [] : nil }
        var found: [Range<Int>] = []
        var start = first.count
        for (index, word) in words.dropFirst().enumerated() {
            let isLast = index == holes.count - 1
            let end = isLast ? text.count - word.count : text.firstIndex(of: word, from: start)
            guard let end, end > start, text.has(word, at: end) else { return nil }
            found.append(start..<end)
            start = end + word.count
        }
        return found
    }
}
