internal import Kernel

/// Reads WeChat's system messages: sentences in Chinese and English, and the XML that newer clients keep.
struct WeChatSystemMessage {
    /// What a system message tells.
    enum Meaning: Equatable {
        case deeds([Deed])
        /// Understood, and nobody did anything that is counted.
        case passedOver
        /// No sentence that is known.
        case unknown
        /// XML that is none.
        case broken
    }

    /// What one person did, or what was done to one.
    struct Deed: Equatable {
        var kind: EventKind
        /// Nil where the sentence does not say, as for a message recalled by its sender.
        var sender: Party?
        var target: Party?
        var text: String?
        var scene: String?
        /// The id of the message that was recalled.
        var recalled: String?
    }

    /// Who is "you": whoever kept the history.
    var you: Party?
    /// Whether names are written as `name(id)`, as chatlog does.
    var hasIDsInNames = false

    /// What the text of a system message tells, be it a sentence or XML.
    func meaning(of text: ByteView) -> Meaning {
        let text = WeChatSystemMessage.withoutRoom(text.withoutBlanksAround)
        if text.hasPrefix("<") { return meaningOfXML(text) }
        return meaning(ofSentence: text, people: WeChatLinks())
    }

    /// Without the `12345@chatroom:` or `wxid_abc:` that stands on a line of its own before XML.
    static func withoutRoom(_ text: ByteView) -> ByteView {
        guard let end = text.prefix(96).firstIndex(of: UInt8(ascii: "\n")), end > 1 else { return text }
        let head = text.prefix(end).withoutBlanksAround
        guard head.hasSuffix(":"), head.firstIndex(of: 32) == nil else { return text }
        let rest = text.dropping(end).withoutBlanksAround
        return rest.hasPrefix("<") || head.hasSuffix("@chatroom:") ? rest : text
    }

    /// - Parameter people: whom the placeholders in the sentence stand for.
    func meaning(ofSentence text: ByteView, people: WeChatLinks) -> Meaning {
        guard let (template, slots) = WeChatTemplates.all.match(text) else { return .unknown }
        guard let kind = template.kind else { return .passedOver }
        let names = WeChatNames(
            you: you, hasIDsInNames: hasIDsInNames, isBare: template.isBare, isEnglish: template.isEnglish,
            links: people)
        let actor = template.isByYou ? names.yourself("you") : slots.who.flatMap { names.people($0).first }
        var targets = slots.whom.map { names.people($0) } ?? []
        if template.isAboutYouToo { targets.insert(names.yourself("你"), at: 0) }
        var deed = Deed(kind: kind, sender: actor, scene: template.scene)
        switch kind {
        case .join:
            return deeds(targets.map { Deed(kind: .join, sender: $0, target: actor, scene: template.scene) })
        case .leave:
            return deeds(targets.map { Deed(kind: .leave, sender: $0, scene: template.scene) })
        case .removal:
            guard actor != nil else {
                // Nobody is named who did it: that they are gone is what is known.
                return deeds(targets.map { Deed(kind: .leave, sender: $0, scene: template.scene) })
            }
            return deeds(targets.map { Deed(kind: .removal, sender: actor, target: $0, scene: template.scene) })
        case .topic:
            deed.text = slots.what.map {
                (template.isBare ? WeChatQuote.without($0.withoutBlanksAround) : $0).withoutBlanksAround.string
            }
            return deeds([deed])
        default:
            return deeds([deed])
        }
    }

    private func deeds(_ deeds: [Deed]) -> Meaning { deeds.isEmpty ? .unknown : .deeds(deeds) }
}

/// Whom the `$name$` of a template in XML stand for, by the character that is put in their place.
struct WeChatLinks {
    /// The first of the characters: of Unicode's private use, so that no name holds them.
    private static let first: UInt32 = 0xF_0000

    private var members: [[Party]] = []

    /// The character that stands for these people from here on.
    mutating func placeholder(for people: [Party]) -> String {
        members.append(people)
        let scalar = Unicode.Scalar(WeChatLinks.first + UInt32(members.count - 1))
        return scalar.map { String(Character($0)) } ?? ""
    }

    /// The people whose placeholder is somewhere in a text; nil where there is none.
    func people(in text: String) -> [Party]? {
        guard !members.isEmpty else { return nil }
        var found: [Party] = []
        // A template that names somebody again and again says it once.
        var isFound = [Bool](repeating: false, count: members.count)
        for scalar in text.unicodeScalars where scalar.value >= WeChatLinks.first {
            let index = Int(scalar.value - WeChatLinks.first)
            guard index < members.count, !isFound[index] else { continue }
            isFound[index] = true
            found += members[index]
        }
        return found.isEmpty ? nil : found
    }
}

/// Turns what stands in a slot into people.
struct WeChatNames {
    let you: Party?
    let hasIDsInNames: Bool
    let isBare: Bool
    /// English sentences hold names apart with a comma, Chinese ones with `、`.
    let isEnglish: Bool
    let links: WeChatLinks

    /// The reader, under the word that the sentence has for them where nobody says who that is.
    func yourself(_ word: String) -> Party { you ?? Party(name: word) }

    func people(_ slot: ByteView) -> [Party] {
        let text = slot.withoutBlanksAround.string
        if let linked = links.people(in: text) { return linked }
        let isQuoted = WeChatQuote.length(slot.withoutBlanksAround, 0) > 0
        if isBare, !isQuoted, WeChatTemplates.all.wordsForYou.contains(text) { return [yourself(text)] }
        let separator = isEnglish ? WeChatTemplates.all.separators.english : WeChatTemplates.all.separators.chinese
        return text.split(separator: separator).compactMap { person(String($0)) }
    }

    private func person(_ written: String) -> Party? {
        let name = Array(written.utf8).withView {
            WeChatQuote.without($0.withoutBlanksAround).withoutBlanksAround.string
        }
        guard !name.isEmpty else { return nil }
        guard hasIDsInNames, name.hasSuffix(")"), let open = name.lastIndex(of: "("), open > name.startIndex else {
            return Party(name: name)
        }
        let id = name[name.index(after: open)...].dropLast()
        return id.isEmpty ? Party(name: name) : Party(name: String(name[..<open]), id: String(id))
    }
}
