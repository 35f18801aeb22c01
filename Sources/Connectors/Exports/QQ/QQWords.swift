internal import Kernel

/// QQ's own words in all languages, ready for use.
struct QQWords: Sendable {
    static let all = QQWords(SystemWords.load("qq"))

    let system: SystemLines
    let hours: HourWords
    /// What stands in brackets for something that was sent.
    let stands: WordTable<EventKind>
    let longestStand: Int
    /// Names under which the client speaks.
    let clients: WordTable<Bool>
    /// How a file begins, and what its headings begin with.
    let titles: [[UInt8]]
    let categories: [[UInt8]]
    let subjects: [[UInt8]]
    /// Categories of groups, and of what is no group.
    private let groups: Set<String>
    private let others: Set<String>

    private init(_ words: SystemWords) {
        system = SystemLines(words)
        hours = HourWords(words)
        var stands = WordTable<EventKind>()
        var longest = 0
        for language in words.languages {
            for (name, list) in language.placeholders ?? [:] {
                guard let kind = EventKind(name: name) else { continue }
                for word in list {
                    stands.add(Array(word.utf8), kind)
                    longest = max(longest, word.utf8.count)
                }
            }
        }
        self.stands = stands
        longestStand = longest
        var clients = WordTable<Bool>()
        for name in words.words(\.clients) { clients.add(name, true) }
        self.clients = clients
        titles = words.words { $0.headings?["title"] }
        categories = words.words { $0.headings?["category"] }
        subjects = words.words { $0.headings?["subject"] }
        groups = Set(words.languages.flatMap { $0.headings?["groups"] ?? [] })
        others = Set(words.languages.flatMap { $0.headings?["others"] ?? [] })
    }

    /// Whether a category holds groups; nil where its name does not tell.
    func holdsGroups(_ category: String) -> Bool? {
        if groups.contains(category) { return true }
        return others.contains(category) ? false : nil
    }
}

/// A line of the heading that stands above each talk of an export.
enum QQHeading {
    /// `================`
    case rule
    case title
    /// The folder that the talk is in, in the client's list.
    case category(String)
    /// Whom or which group the talk is with.
    case subject(String)

    private static let shortestRule = 16

    init?(_ line: ByteView, _ words: QQWords) {
        guard let first = line.isEmpty ? nil : line[0] else { return nil }
        if first == UInt8(ascii: "=") {
            guard QQHeading.isRule(line.trimmed) else { return nil }
            self = .rule
        } else if let name = QQHeading.rest(line, words.categories) {
            self = .category(name)
        } else if let name = QQHeading.rest(line, words.subjects) {
            self = .subject(name)
        } else if words.titles.contains(where: { line.has($0, at: 0) }) {
            self = .title
        } else {
            return nil
        }
    }

    private static func isRule(_ line: ByteView) -> Bool {
        guard line.count >= shortestRule else { return false }
        for index in 0..<line.count where line[index] != UInt8(ascii: "=") { return false }
        return true
    }

    private static func rest(_ line: ByteView, _ words: [[UInt8]]) -> String? {
        guard let word = words.first(where: { line.has($0, at: 0) }) else { return nil }
        return line.dropping(word.count).trimmed.prefix(1024).string
    }
}
