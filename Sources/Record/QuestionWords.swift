internal import Foundation
import Kernel

/// The words by which a question is known without its mark, of all languages, as one automaton over bytes.
///
/// Which language a group speaks nobody says, and many speak several; so the lists are read together, and hold only
/// words that mean asking in one language and nothing else in another. Never freed: there is one for the whole program.
final class QuestionWords: @unchecked Sendable {
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

    /// By node and byte the node that follows; 0 for none. The first row is the root's.
    private let following: UnsafeMutablePointer<UInt16>
    private let places: UnsafeMutablePointer<UInt8>
    private let nodeCount: Int

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
        var nodes = [[UInt16](repeating: 0, count: 256)]
        var ends: [UInt8] = [0]
        for (word, places) in words {
            for form in QuestionWords.forms(of: word) where !form.isEmpty {
                var node = 0
                for byte in form.utf8 {
                    if nodes[node][Int(byte)] == 0 {
                        guard let next = UInt16(exactly: nodes.count) else { throw CocoaError(.fileReadTooLarge) }
                        nodes[node][Int(byte)] = next
                        // Small and capital letters of ASCII lead the same way.
                        if (97...122).contains(byte) { nodes[node][Int(byte) - 32] = next }
                        nodes.append([UInt16](repeating: 0, count: 256))
                        ends.append(0)
                    }
                    node = Int(nodes[node][Int(byte)])
                }
                ends[node] |= places.union(QuestionWords.edges(of: form)).rawValue
            }
        }
        nodeCount = nodes.count
        following = .allocate(capacity: nodes.count * 256)
        places = .allocate(capacity: nodes.count)
        for (index, node) in nodes.enumerated() {
            (following + index * 256).initialize(from: node, count: 256)
            places[index] = ends[index]
        }
    }

    deinit {
        following.deallocate()
        places.deallocate()
    }

    /// Whether a word can begin with a byte.
    func canBegin(with byte: UInt8) -> Bool { following[Int(byte)] != 0 }

    /// A walk from the root along a text; true where it comes to a word whose place `holds`.
    @inline(__always)
    func match(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, _ holds: (Places, _ end: Int) -> Bool) -> Bool {
        var node = 0
        var index = start
        while index < bytes.count {
            node = Int(following[node << 8 | Int(bytes[index])])
            guard node != 0 else { return false }
            index += 1
            if places[node] != 0, holds(Places(rawValue: places[node]), index) { return true }
        }
        return false
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
