internal import Kernel

/// Turns what a chat says into events.
struct WhatsAppRecorder {
    let words: WhatsAppWords
    /// iOS lets the group say what the client says.
    private let groupNames: Set<String>
    private let ownName: String?
    private var unknownCount = 0

    init(_ words: WhatsAppWords, groupNames: [String?], ownName: String?) {
        self.words = words
        self.groupNames = Set(groupNames.compactMap { $0 })
        self.ownName = ownName
    }

    /// Whether a line is one of the client's that says something about the group.
    func isDeed(_ line: ByteView) -> Bool { words.system.read(line) != nil }

    // MARK: - Lines of the client

    mutating func takeSystem(_ line: ByteView, at instant: Instant, into sink: inout EventSink) {
        guard let deed = words.system.read(line) else {
            unknownCount += 1
            return sink.skip()
        }
        take(deed, at: instant, into: &sink)
    }

    /// Says how many lines of the client were not known, so that nobody thinks that all was read.
    func warn(into sink: inout EventSink) {
        guard unknownCount > 0 else { return }
        sink.warn("exports.whatsapp.unknown-lines", ["count": String(unknownCount)])
    }

    private func take(_ deed: SystemLines.Deed, at instant: Instant, into sink: inout EventSink) {
        sink.add(deed, at: instant) { party($0) }
    }

    private func party(_ actor: SystemLines.Actor) -> Party {
        switch actor {
        case .named(let name): Party(name: name)
        case .own(let word): Party(name: ownName ?? word)
        }
    }

    private func party(_ name: String) -> Party {
        guard let ownName, words.system.own(name) != nil else { return Party(name: name) }
        return Party(name: ownName)
    }

    // MARK: - Messages

    mutating func take(_ message: MessageDraft, into sink: inout EventSink) {
        message.text.withView { take($0, message, into: &sink) }
    }

    private mutating func take(_ text: ByteView, _ message: MessageDraft, into sink: inout EventSink) {
        let isMarked = !text.isEmpty && text.isMark(at: 0)
        let body = text.trimmed
        let sender = party(message.sender.name)
        if takeStand(body, isMarked, by: sender, at: message.instant, into: &sink) { return }
        if isOfClient(body, isMarked, message.sender.name) {
            if let deed = words.system.read(body) { return take(deed, at: message.instant, into: &sink) }
            if groupNames.contains(message.sender.name) {
                unknownCount += 1
                return sink.skip()
            }
        }
        let (kept, isEdited) = unedited(body)
        let instant = message.instant
        if let file = attachment(kept) {
            let caption = file.caption.isEmpty ? nil : WhatsAppRecorder.words(file.caption)
            sink.add(file.kind, at: instant, by: sender, text: caption)
        } else {
            let kind = words.opening(kept) ?? .text
            sink.add(kind, at: instant, by: sender, text: WhatsAppRecorder.words(kept))
        }
        if isEdited { sink.add(.edit, at: instant, by: sender) }
    }

    /// Whether the client may be speaking in somebody's name.
    private func isOfClient(_ body: ByteView, _ isMarked: Bool, _ sender: String) -> Bool {
        guard body.count <= SystemLines.longest, body.firstIndex(of: 10) == nil else { return false }
        return isMarked || groupNames.contains(sender) || words.notices.contains { body.has($0, at: 0) }
    }

    /// Takes `image omitted`, `This message was deleted` and the like.
    private func takeStand(
        _ body: ByteView, _ isMarked: Bool, by sender: Party, at instant: Instant, into sink: inout EventSink
    ) -> Bool {
        guard body.count <= words.longestStand + 64, !body.isEmpty else { return false }
        let plain = PlainLine(body)
        return plain.bytes.withView { line in
            switch words.stands[line] {
            case .kind(let kind): sink.add(kind, at: instant, by: sender)
            case .withheld: sink.add(.text, at: instant, by: sender)
            case .deleted:
                sink.add(.text, at: instant, by: sender)
                sink.add(.recall, at: instant, by: sender)
            case nil:
                guard let found = words.deletedBy.lazy.compactMap({ $0.find(in: line) }).first else { return false }
                let name = found.who.map { PersonName.text(plain.original($0, in: body)) }
                sink.add(.text, at: instant, by: sender)
                sink.add(.recall, at: instant, by: name.map(party) ?? sender)
            }
            return true
        }
    }

    /// Without `<This message was edited>` at its end.
    private func unedited(_ body: ByteView) -> (ByteView, Bool) {
        guard body.hasSuffix(">") else { return (body, false) }
        for word in words.edited where body.hasSuffix(word) {
            return (body.prefix(body.count - word.count).trimmed, true)
        }
        return (body, false)
    }

    /// The words without the marks that WhatsApp puts around mentions.
    private static func words(_ text: ByteView) -> String {
        guard text.firstIndex(of: "\u{2068}") != nil else { return text.string }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text.has("\u{2068}", at: index) || text.has("\u{2069}", at: index) {
                index += 3
            } else {
                bytes.append(text.base[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
