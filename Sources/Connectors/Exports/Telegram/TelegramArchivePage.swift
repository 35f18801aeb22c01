internal import Kernel

/// A page of tg-archive: `<li class="message type-message" id="12">` with a name, a date, words and what was attached.
struct TelegramArchivePage: Sendable {
    /// The texts of a message that are kept.
    private enum Field: Int, CaseIterable { case name, date, words, tags, file, question }

    var fields = HTMLCapture(count: Field.allCases.count)
    private var clock: WallClock
    private var names = NamePool()
    private var message: Message?

    /// The message that is being read.
    private struct Message {
        let line: Int
        let id: [UInt8]
        let type: [UInt8]
        var person: [UInt8] = []
        var reply: [UInt8] = []
        var isInMedia = false
        var address: [UInt8]?
        var isPoll = false
    }

    init(_ zone: CivilZone) { clock = WallClock(zone) }

    func begins(_ tag: HTMLTag) -> Bool { tag.isNamed("li") && tag.hasClass("message") }

    mutating func open(_ tag: HTMLTag, line: Int, _ source: LineSource, into sink: inout EventSink) {
        if line > 0 {
            finish(source, into: &sink)
            let type = HTMLClasses(tag.attribute("class")).word(beginning: "type-")
            message = Message(line: line, id: tag.attribute("id")?.array ?? [], type: type?.array ?? [])
            return fields.reset()
        }
        guard message != nil, !fields.open(tag), let words = tag.attribute("class") ?? tag.attribute("href") else {
            return
        }
        let classes = HTMLClasses(words)
        if message!.isInMedia {
            openMedia(tag, classes)
        } else if tag.isNamed("a") {
            openLink(tag, classes)
        } else if classes.has("date") {
            fields.begin(Field.date.rawValue, tag)
        } else if classes.has("tags") {
            fields.begin(Field.tags.rawValue, tag, isAddedUp: true)
        } else if classes.has("text") {
            fields.begin(Field.words.rawValue, tag)
        } else if classes.has("media") {
            message!.isInMedia = true
        }
    }

    private mutating func openLink(_ tag: HTMLTag, _ classes: HTMLClasses) {
        let address = tag.attribute("href") ?? tag.name.prefix(0)
        if classes.has("username") {
            fields.begin(Field.name.rawValue, tag)
            message!.person = TelegramArchivePage.behindLast(UInt8(ascii: "/"), address)
        } else if classes.has("reply") {
            message!.reply = TelegramArchivePage.behindLast(UInt8(ascii: "#"), address)
        }
    }

    private mutating func openMedia(_ tag: HTMLTag, _ classes: HTMLClasses) {
        if classes.has("filename") {
            fields.begin(Field.file.rawValue, tag)
        } else if classes.has("poll") {
            message!.isPoll = true
        } else if classes.has("title"), message!.isPoll {
            fields.begin(Field.question.rawValue, tag)
        } else if tag.isNamed("a"), message!.address == nil {
            message!.address = tag.attribute("href")?.prefix(4096).array
        }
    }

    private static func behindLast(_ byte: UInt8, _ address: ByteView) -> [UInt8] {
        var start = address.count
        while start > 0, address[start - 1] != byte { start -= 1 }
        return start > 0 ? address.dropping(start).prefix(256).array : []
    }
}

// MARK: - Events

extension TelegramArchivePage {
    /// Hands out the message that has been read.
    mutating func finish(_ source: LineSource, into sink: inout EventSink) {
        guard let message else { return }
        self.message = nil
        let words = fields.text(Field.words.rawValue)
        sink.begin(record: words, number: message.line)
        if fields.isTooLong { return sink.bad("exports.bad.too-long", ["limit": String(HTMLCapture.longest)]) }
        let date = fields.text(Field.date.rawValue)
        guard let instant = TelegramDate.ofArchive(date, &clock) else {
            return sink.bad("exports.bad.time", ["value": date.prefix(40).string])
        }
        guard let sender = sender(message, source) else { return sink.bad("exports.bad.no-name") }
        let key = message.id.isEmpty ? nil : message.id.withView { EventKey(sourceID: $0.string) }
        switch String(decoding: message.type, as: UTF8.self) {
        case "user_joined": sink.add(.join, at: instant, by: sender, key: key)
        case "user_left": sink.add(.leave, at: instant, by: sender, key: key)
        case "message":
            let reply = message.reply.isEmpty ? nil : message.reply.withView { EventKey(sourceID: $0.string) }
            let question = fields.text(Field.question.rawValue)
            let said = words.isEmpty && message.isPoll ? question : words
            let text = said.isEmpty ? nil : source.sound(said).bytes.string
            let isProgram = fields.text(Field.tags.rawValue).withoutSpace == Array("bot".utf8)
            let kind = isProgram ? .notice : kind(message, hasWords: !words.isEmpty)
            sink.add(kind, at: instant, by: sender, text: text, replyTo: reply, key: key)
        default: sink.skip()
        }
    }

    /// The name that is shown, `@name` or `First Last (@name)`, and the network's own, which is a number where somebody
    /// has no other.
    private mutating func sender(_ message: Message, _ source: LineSource) -> Party? {
        var shown = fields.text(Field.name.rawValue)
        if shown.hasPrefix("@") {
            shown = shown.dropping(1)
        } else if shown.hasSuffix(")"), let open = shown.lastIndex(of: " (@") {
            shown = shown.prefix(open)
        }
        guard shown.count <= 1024 else { return nil }
        let id = message.person.withView { $0.isEmpty ? nil : names.name(source.sound($0).bytes) }
        if shown.isBlank { return id.map { Party(name: $0, id: $0) } }
        return Party(name: names.name(source.sound(shown).bytes), id: id)
    }

    private func kind(_ message: Message, hasWords: Bool) -> EventKind {
        if message.isPoll { return .card }
        guard message.isInMedia, let address = message.address else { return .text }
        return address.withView { address in
            // What stands elsewhere is the preview of a link in the words.
            if address.firstIndex(of: "://") != nil { return hasWords ? .text : .link }
            let file = fields.text(Field.file.rawValue)
            return MediaKind.of(file.isEmpty ? address : file)
        }
    }
}

extension ByteView {
    /// The bytes that are no space.
    fileprivate var withoutSpace: [UInt8] { array.filter { !HTMLTag.isSpace($0) } }
}
