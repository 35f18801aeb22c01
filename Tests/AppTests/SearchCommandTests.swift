import Foundation
import Kernel
import Record
import Storage
import TestSupport
import Testing
import Words

/// `banyan search`
struct SearchCommandTests {
    @Test(
        "Words are found right after an import, in a group or in all, as text, JSON or a count",
        arguments: TestEngine.available)
    func finds(_ engine: TestEngine) async throws {
        try await CommandScene.run(on: engine) { scene in
            try scene.write("[23:59] <ann> old marmalade\n", to: "#den.2020-01-01.log")
            try scene.write("[00:00] <bo> new marmalade 抽奖\n", to: "#pub.2020-01-02.log")
            try await scene.importing(scene.path("#den.2020-01-01.log"), scene.path("#pub.2020-01-02.log"))
            let both = try await scene.banyan("search", "Marmalade")
            #expect(both.status == 0 && both.output.contains("old marmalade") && both.output.contains("bo · #pub"))
            let one = try await scene.banyan("search", "marmalade", "--group", "#pub", "--format", "json")
            #expect(one.output.split(separator: "\n").count == 1 && one.output.contains("\"sender\":\"bo\""))
            #expect(try await scene.banyan("search", "抽獎", "--count", "--format", "json").output == "1\n")
            #expect(try await scene.banyan("search", "nobody").errors.contains("No message"))
            #expect(try await scene.banyan("search", "?!").status == 64)
            #expect(try await scene.banyan("search", "x", "--group", "nowhere").status == 66)
            _ = try await scene.banyan("forget", "--before", "2020-01-03", "--yes")
            #expect(try await scene.banyan("search", "marmalade").errors.contains("No texts are kept"))
            #expect(try await scene.banyan("verify").status == 0)
        }
    }

    @Test("A text is cut into words on the command line")
    func words() async throws {
        try await CommandScene.run { scene in
            let run = try await scene.banyan("words", "See https://a.example, #Tag @al!")
            #expect(run.output == "see https://a.example tag al\n")
            #expect(try await scene.banyan("words", "--folded", "ＡＢ臺").output == "ab台\n")
        }
    }
}

/// Searching real talk beside reading all of it.
struct SearchRealTests {
    private static let root = ProcessInfo.processInfo.environment["BANYAN_REAL_DATA"]

    @Test("Search finds what a reading of every text finds, word for word", arguments: ["irc", "livechat"])
    func grep(_ name: String) async throws {
        guard let root = Self.root else {
            print("Skipped: BANYAN_REAL_DATA is not set, so searching \(name) is not compared.")
            return
        }
        try await CommandScene.run { scene in
            let path = name == "irc" ? root + "/irc-raku/logs/raku-beginner" : try Self.livechat(root, scene)
            try await scene.importing(path)
            _ = try await scene.banyan("search", "anything")
            let store = try await Store.open(DatabaseLocation(scene.banyan.database))
            let texts = try await store.read { transaction in
                try transaction.all("SELECT body FROM events WHERE body IS NOT NULL AND kind <= 8") { $0.string(0) }
            }
            let folded = texts.map { Array(foldedText($0).unicodeScalars) }
            var wrong: [String] = []
            var found = 0
            let words = Self.sample(of: folded)
            for word in words {
                let expected = folded.reduce(0) { $0 + (Self.holds($1, word) ? 1 : 0) }
                let search = MessageSearch(query: SearchQuery("\"\(word)\""), scope: nil, zone: "UTC")
                let count = try await store.read { try search.count(upTo: .max, in: $0) }
                found += count
                if count != expected { wrong.append("\(word): \(count), \(expected) read") }
            }
            await store.close()
            print(
                "\(name): \(texts.count) texts, \(words.count) words, \(found) messages found, \(wrong.count) words differ"
            )
            #expect(wrong == [] && words.count == 200 && found >= 200)
        }
    }

    /// Two hundred words of the texts: runs of letters, and two neighbours of Chinese.
    private static func sample(of texts: [[Unicode.Scalar]]) -> [String] {
        var chance = SeededGenerator(seed: 200)
        var words: Set<String> = []
        while words.count < 200 {
            guard let text = texts.randomElement(using: &chance), text.count > 1 else { continue }
            let place = Int.random(in: 0..<(text.count - 1), using: &chance)
            if isHan(text[place]), isHan(text[place + 1]) {
                words.insert(String(String.UnicodeScalarView(text[place...place + 1])))
            } else if isLatin(text[place]) {
                var (start, end) = (place, place)
                while start > 0, isWord(text[start - 1]) { start -= 1 }
                while end < text.count, isWord(text[end]) { end += 1 }
                let word = text[start..<end]
                if word.count > 1, word.count < 30, word.allSatisfy(isLatin) {
                    words.insert(String(String.UnicodeScalarView(word)))
                }
            }
        }
        return words.sorted()
    }

    /// Whether a text has a word: Chinese anywhere, letters with no letter or digit beside them.
    private static func holds(_ text: [Unicode.Scalar], _ word: String) -> Bool {
        let word = Array(word.unicodeScalars)
        guard text.count >= word.count else { return false }
        for start in 0...(text.count - word.count)
        where text[start] == word[0] && text[start..<start + word.count].elementsEqual(word) {
            if isHan(word[0]) { return true }
            let end = start + word.count
            if start == 0 || !isWord(text[start - 1]), end == text.count || !isWord(text[end]) { return true }
        }
        return false
    }

    private static func isHan(_ scalar: Unicode.Scalar) -> Bool { (0x4E00...0x9FFF).contains(scalar.value) }
    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool { (97...122).contains(scalar.value) }
    /// A letter, digit or accent of a script with spaces between words.
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        guard !isHan(scalar), scalar.value < 0x2E80 || scalar.value > 0x9FFF else { return false }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark:
            return true
        default: return false
        }
    }

    /// Comments of live broadcasts as a group of our own format.
    private static func livechat(_ root: String, _ scene: CommandScene) throws -> String {
        let table = try String(contentsOfFile: root + "/spam-livechat-zh/train.csv", encoding: .utf8)
        var lines = ["{\"banyan\":1,\"group\":\"live\",\"network\":\"test\",\"zone\":\"UTC\"}"]
        for (number, line) in table.split(whereSeparator: \.isNewline).dropFirst().enumerated() {
            let text = line.dropFirst(2).filter { $0 != "\0" }
            let record = [
                "time": Instant(seconds: 1_700_000_000 + Int64(number)).description, "id": "\(number)",
                "sender": "s\(number % 50)",
                "text": String(text),
            ]
            lines.append(String(decoding: try JSONEncoder().encode(record), as: UTF8.self))
        }
        return try scene.write(Data(lines.joined(separator: "\n").utf8), to: "live.jsonl")
    }
}
