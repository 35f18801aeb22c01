internal import Foundation
package import Kernel
package import Storage

/// What names are found by, without reading all of them.
///
/// Letters and digits make words, each found by its beginning. Chinese, Japanese and Korean have no spaces: there each
/// place of a name begins a word that goes on for some letters, so any part of a name is the beginning of one.
package enum NameWords {
    /// No word is kept longer; a longer one that is looked for is found by its beginning.
    static let longest = 12
    /// A name of hostile length has no more.
    static let most = 40

    /// The words of a name, folded by case and width, each once.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        var seen: Set<String> = []
        for run in runs(of: name) {
            let starts = run.isDense ? run.letters.indices : 0..<1
            for start in starts {
                guard words.count < most else { return words }
                let word = text(run.letters[start...].prefix(longest))
                if seen.insert(word).inserted { words.append(word) }
            }
        }
        return words
    }

    /// The beginnings that a name must have to be found by what somebody typed; none where that has no letter.
    package static func sought(_ text: String) -> [String] {
        var words: [String] = []
        for run in runs(of: text) {
            let word = self.text(run.letters.prefix(longest))
            if !words.contains(word), words.count < 6 { words.append(word) }
        }
        return words
    }

    /// The condition that a handle `h` has a word that begins so.
    package static func holds(_ beginning: String, handle: SQL) -> SQL {
        let bytes = Array(beginning.utf8)
        // No UTF-8 has a byte 0xFF, so this is behind all that begin so.
        return """
            \(sql: handle) IN (SELECT w.handle_id FROM name_words w
                WHERE w.word >= \(bytes) AND w.word < \(bytes + [0xFF]))
            """
    }

    /// The condition that one handle has such a word, to be asked of each in turn.
    package static func has(_ beginning: String, handle: SQL) -> SQL {
        let bytes = Array(beginning.utf8)
        return """
            EXISTS (SELECT 1 FROM name_words w WHERE w.handle_id = \(sql: handle)
                AND w.word >= \(bytes) AND w.word < \(bytes + [0xFF]))
            """
    }

    /// How many names there are with such a word, counted up to a limit.
    package static func count(of beginning: String, atMost limit: Int, in transaction: Transaction) throws -> Int {
        let bytes = Array(beginning.utf8)
        let query: SQL = """
            SELECT COUNT(*) FROM (SELECT 1 FROM name_words w
                WHERE w.word >= \(bytes) AND w.word < \(bytes + [0xFF]) LIMIT \(limit)) AS few
            """
        return try transaction.first(query) { $0.int(0) } ?? 0
    }

    static func write(_ handles: [NamedHandle], in transaction: Transaction) throws {
        let rows = Columns([("word", .bytes), ("handle_id", .int64)])
        for handle in handles {
            var words = words(of: handle.name)
            if let id = handle.networkID { words += Self.words(of: id).filter { !words.contains($0) } }
            for word in words {
                rows[0].append(Array(word.utf8))
                rows[1].append(handle.id.value)
            }
        }
        try transaction.insert(into: "name_words", rows)
    }

    // MARK: - Letters

    private struct Run {
        var letters: [Unicode.Scalar] = []
        var isDense = false
    }

    private static func runs(of name: String) -> [Run] {
        var runs: [Run] = []
        var run = Run()
        func end() {
            if !run.letters.isEmpty { runs.append(run) }
            run = Run()
        }
        for scalar in folded(name).unicodeScalars.prefix(512) {
            guard isLetter(scalar) else {
                end()
                continue
            }
            let isDense = isDense(scalar)
            if isDense != run.isDense, !run.letters.isEmpty { end() }
            run.isDense = isDense
            run.letters.append(scalar)
        }
        end()
        return runs
    }

    /// Small letters of usual width, each letter in one piece (NFKC).
    private static func folded(_ name: String) -> String {
        if name.utf8.allSatisfy({ $0 < 0x80 }) { return name.lowercased() }
        return String(name.prefix(512)).precomposedStringWithCompatibilityMapping.lowercased()
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x80 {
            return (97...122).contains(scalar.value) || (48...57).contains(scalar.value)
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .otherSymbol, .modifierSymbol:
            return true
        default: return false
        }
    }

    private static func isDense(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3040...0x31FF, 0x3400...0x4DBF,
            0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0x1F000...0x1FAFF, 0x20000...0x3FFFF:
            true
        default: false
        }
    }

    private static func text(_ letters: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: letters)
        return String(text)
    }
}

/// A handle by what it may be found.
struct NamedHandle {
    let id: HandleID
    let name: String
    let networkID: String?

    init(id: HandleID, name: String, networkID: String?) {
        self.id = id
        self.name = name
        self.networkID = networkID
    }

    /// What is left of an erased one is not to be found.
    init(_ handle: FoldHandle) {
        self.init(
            id: handle.id, name: handle.isErased ? "" : handle.name,
            networkID: handle.isNetworkID && !handle.isErased ? handle.key : nil)
    }
}

extension RecordStore {
    /// Gives words to names that an earlier version of the program left without, at most `limit`; says how many.
    package func indexNames(limit: Int, in transaction: Transaction) throws -> Int {
        let query: SQL = "SELECT id, name, scope, key FROM handles WHERE has_words = 0 ORDER BY id LIMIT \(limit)"
        let handles = try transaction.all(query) { row in
            let key = row.string(3)
            let isNetworkID = row.int64(2) == 0
            return NamedHandle(
                FoldHandle(id: row.id(0), key: key, name: row.string(1), isNetworkID: isNetworkID))
        }
        guard let last = handles.last else { return 0 }
        try NameWords.write(handles, in: transaction)
        try transaction.execute("UPDATE handles SET has_words = 1 WHERE has_words = 0 AND id <= \(last.id)")
        return handles.count
    }
}
