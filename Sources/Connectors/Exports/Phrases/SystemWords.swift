/// What a client itself writes into chats, language by language: `SystemLines/<network>.json`.
struct SystemWords: Decodable {
    /// What a line tells that the client wrote.
    enum Act: String, Decodable {
        /// `who` came.
        case join
        /// `who` brought `whom`.
        case invitation
        case leave
        /// `who` put `whom` out.
        case removal
        /// `who` made the group, called `text`, with `whom` in it.
        case creation
        /// `who` called the group `text`.
        case topic
        /// `who` is now called `text`.
        case rename
        case recall
        case pin
        /// Understood, and nobody's coming or going.
        case nothing
    }

    /// The ways to say one thing.
    struct Line: Decodable {
        let act: Act
        let scene: String?
        /// `own` where the sentence speaks of the reader without naming them: `You were added`.
        let who: String?
        let whom: String?
        let says: [String]
    }

    /// All that a client writes in one language.
    struct Language: Decodable {
        /// What the client calls its owner; the first stands for all.
        let own: [String]
        /// What stands between several names; where nothing is said, a comma with a space and `、`.
        let between: [String]?
        /// What may besides stand between the last two of them, or between any.
        let and: [String]?
        /// What stands between the last two and nowhere else: where it comes again it is of a name.
        let lastAnd: String?
        let lines: [Line]
        /// Words that stand for what was sent, by kind.
        let placeholders: [String: [String]]?
        /// What a message begins with that is more than words, by kind.
        let openings: [String: [String]]?
        /// A file's name within what the client says of it.
        let attached: [String]?
        /// Stands behind what was edited.
        let edited: [String]?
        /// Stands for a message that was deleted; who did it, where it was somebody else.
        let deleted: [String]?
        /// The name of a file or folder, with the group as `text`.
        let files: [String]?
        /// Words of the half of the day, by what they do with the hour.
        let hours: [String: [String]]?
        /// Words of a file's heading, by what they head.
        let headings: [String: [String]]?
        /// Who speaks where the client does.
        let clients: [String]?
    }

    /// In the order of their names.
    let languages: [Language]

    private enum CodingKeys: CodingKey {
        case languages
    }

    init(from decoder: any Decoder) throws {
        let all = try decoder.container(keyedBy: CodingKeys.self).decode([String: Language].self, forKey: .languages)
        languages = all.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The words of a network.
    static func load(_ network: String) -> SystemWords { SystemLinesFile.load(network, as: SystemWords.self) }

    /// All words of one sort in all languages.
    func words(_ list: (Language) -> [String]?) -> [[UInt8]] {
        languages.flatMap { list($0) ?? [] }.map { Array($0.utf8) }
    }

    func phrases(_ list: (Language) -> [String]?) -> [Phrase] {
        languages.flatMap { list($0) ?? [] }.compactMap { Phrase($0) }
    }
}

/// Finds which word a piece of text is, quickly where it is none.
struct WordTable<Value: Sendable>: Sendable {
    private var values: [[UInt8]: Value] = [:]
    private var lengths = Set<Int>()

    mutating func add(_ word: [UInt8], _ value: Value) {
        values[word] = value
        lengths.insert(word.count)
    }

    subscript(_ text: ByteView) -> Value? { lengths.contains(text.count) ? values[text.array] : nil }
}
