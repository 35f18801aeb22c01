internal import Kernel

/// WhatsApp's own words in all languages, ready for use.
struct WhatsAppWords: Sendable {
    static let all = WhatsAppWords(SystemWords.load("whatsapp"))

    /// What a whole message is that the exporter wrote in place of something.
    enum Stand: Sendable {
        case kind(EventKind)
        case deleted
        /// A message that never arrived.
        case withheld
    }

    let system: SystemLines
    let hours: HourWords
    /// Words between date and time.
    let between: [[UInt8]]
    /// In plain form, see `PlainLine`.
    let stands: WordTable<Stand>
    /// How long the longest of them is.
    let longestStand: Int
    /// `This message was deleted by admin Ann`.
    let deletedBy: [Phrase]
    let attached: [Phrase]
    /// The last bytes of those that stand behind a file's name.
    let attachedEnds: Set<UInt8>
    let edited: [[UInt8]]
    let openings: [(bytes: [UInt8], kind: EventKind)]
    private let opensWith: Set<UInt8>
    let files: [Phrase]
    /// Sentences that the client says in the name of a person or of the group, without a mark to know them by.
    let notices: [[UInt8]]

    private init(_ words: SystemWords) {
        system = SystemLines(words)
        hours = HourWords(words)
        between = words.words { $0.headings?["between"] }
        notices = words.words { $0.headings?["notices"] }
        attached = words.phrases(\.attached)
        attachedEnds = Set(attached.filter { $0.pieces[0].isEmpty }.compactMap { $0.pieces.last?.last })
        edited = words.words(\.edited)
        files = words.phrases(\.files)
        var stands = WordTable<Stand>()
        var longest = 0
        func add(_ text: String, _ stand: Stand) {
            let plain = Array(PlainLine.of(text).utf8)
            stands.add(plain, stand)
            longest = max(longest, plain.count)
        }
        for language in words.languages {
            for (name, list) in language.placeholders ?? [:] {
                let stand = EventKind(name: name).map { Stand.kind($0) } ?? .withheld
                for text in list { add(text, stand) }
            }
            for text in language.deleted ?? [] where !text.contains("{") { add(text, .deleted) }
        }
        self.stands = stands
        longestStand = longest
        deletedBy = words.phrases { $0.deleted?.filter { $0.contains("{") }.map { PlainLine.of($0) } }
        openings = words.languages.flatMap { $0.openings ?? [:] }.flatMap { name, list in
            list.map { (Array($0.utf8), EventKind(name: name) ?? .card) }
        }
        opensWith = Set(openings.compactMap(\.bytes.first))
    }

    /// The kind that a message's first words give it.
    func opening(_ text: ByteView) -> EventKind? {
        guard !text.isEmpty, opensWith.contains(text[0]) else { return nil }
        return openings.first { text.has($0.bytes, at: 0) }?.kind
    }

    /// The group in the name of an exported file or of its folder.
    func group(inFileName name: String) -> String? {
        var stem = name
        for ending in [".txt", ".zip"] where stem.lowercased().hasSuffix(ending) { stem.removeLast(ending.count) }
        let bytes = Array(stem.utf8)
        let group = bytes.withView { view in
            files.lazy.compactMap { phrase in phrase.find(in: view)?.text.map { PersonName.text(view.slice($0)) } }
                .first
        }
        return group?.isEmpty == false ? group : nil
    }
}
