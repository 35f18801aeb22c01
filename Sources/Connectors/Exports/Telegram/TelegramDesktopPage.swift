internal import Kernel

/// A page of Telegram Desktop's export: `<div class="message default clearfix" id="message12">`.
struct TelegramDesktopPage: Sendable {
    /// The texts of a message that are kept.
    private enum Field: Int, CaseIterable { case name, words, service, title, question }

    /// The sentences that the program writes, in English whatever its language.
    private static let system = SystemLines(.load("telegram-html"), isExact: true)

    var fields = HTMLCapture(count: Field.allCases.count)
    private var clock: WallClock
    private var names = NamePool()
    private var message: Message?
    /// Who spoke last, as what follows soon has no name of its own.
    private var speaker: Party?
    private var last: TelegramDate.Moment?
    /// The day under whose title the page is.
    private var day: CivilDay?

    /// The message that is being read.
    private struct Message {
        let line: Int
        let id: [UInt8]
        let isService: Bool
        let isJoined: Bool
        var date: [UInt8] = []
        var reply: [UInt8] = []
        var isForwarded = false
        var kind: EventKind?
    }

    init(_ zone: CivilZone) { clock = WallClock(zone) }

    func begins(_ tag: HTMLTag) -> Bool { tag.isNamed("div") && tag.hasClass("message") }

    mutating func open(_ tag: HTMLTag, line: Int, _ source: LineSource, into sink: inout EventSink) {
        if line > 0 {
            finish(source, into: &sink)
            let id = tag.attribute("id").flatMap { $0.hasPrefix("message") ? $0.dropping(7).prefix(64).array : nil }
            message = Message(
                line: line, id: id ?? [], isService: tag.hasClass("service"), isJoined: tag.hasClass("joined"))
            return fields.reset()
        }
        guard message != nil else { return }
        if tag.isNamed("a") { noteReply(tag) }
        guard !fields.open(tag) else { return }
        let classes = HTMLClasses(tag.attribute("class"))
        if classes.has("details") {
            openDetails(tag, classes)
        } else if classes.has("from_name") {
            if !message!.isForwarded { fields.begin(Field.name.rawValue, tag) }
        } else if classes.has("forwarded") {
            message!.isForwarded = true
        } else if classes.has("text") {
            fields.begin(Field.words.rawValue, tag)
        } else if classes.has("title") {
            fields.begin(Field.title.rawValue, tag)
        } else if classes.has("question") {
            fields.begin(Field.question.rawValue, tag)
        } else if let kind = TelegramDesktopPage.kind(classes) {
            message!.kind = message!.kind ?? kind
        }
    }

    private mutating func openDetails(_ tag: HTMLTag, _ classes: HTMLClasses) {
        if classes.has("date"), message!.date.isEmpty, !message!.isForwarded || classes.has("pull_right") {
            message!.date = tag.attribute("title")?.prefix(64).array ?? []
        } else if classes.has("body"), message!.isService {
            fields.begin(Field.service.rawValue, tag)
        }
    }

    /// `href="#go_to_message12"`, of an answer or of what was pinned.
    private mutating func noteReply(_ tag: HTMLTag) {
        guard message!.reply.isEmpty, let address = tag.attribute("href"),
            let start = address.firstIndex(of: "#go_to_message")
        else { return }
        let id = address.dropping(start + 14).prefix(64)
        if !id.isEmpty { message!.reply = id.array }
    }

    private static let kinds: [(StaticString, EventKind)] = [
        ("photo_wrap", .picture), ("sticker_wrap", .sticker), ("animated_wrap", .picture), ("video_file_wrap", .video),
        ("media_voice_message", .voice), ("media_photo", .picture), ("media_video", .video),
        ("media_audio_file", .file), ("media_file", .file), ("media_contact", .card), ("media_location", .card),
        ("media_live_location", .card), ("media_venue", .card), ("media_game", .card), ("media_invoice", .card),
        ("media_poll", .card),
    ]

    private static func kind(_ classes: HTMLClasses) -> EventKind? { kinds.first { classes.has($0.0) }?.1 }
}

// MARK: - Events

extension TelegramDesktopPage {
    /// Hands out the message that has been read.
    mutating func finish(_ source: LineSource, into sink: inout EventSink) {
        guard let message else { return }
        self.message = nil
        let words = fields.text(message.isService ? Field.service.rawValue : Field.words.rawValue)
        sink.begin(record: words, number: message.line)
        if fields.isTooLong { return sink.bad("exports.bad.too-long", ["limit": String(HTMLCapture.longest)]) }
        if message.isService { return addService(message, source.sound(words).bytes, into: &sink) }
        guard let time = message.date.withView({ TelegramDate.ofDesktop($0, &clock) }) else {
            return sink.bad("exports.bad.time", ["value": String(decoding: message.date.prefix(40), as: UTF8.self)])
        }
        last = time
        if !message.isJoined || !fields.text(Field.name.rawValue).isEmpty { speaker = sender(source) }
        guard let speaker else { return sink.bad("exports.bad.no-name") }
        let question = fields.text(Field.question.rawValue)
        let said = words.isEmpty ? question : words
        sink.add(
            kind(message), at: time.instant, by: speaker, text: said.isEmpty ? nil : source.sound(said).bytes.string,
            replyTo: key(message.reply), key: key(message.id))
    }

    private func key(_ id: [UInt8], _ number: Int? = nil) -> EventKey? {
        guard !id.isEmpty else { return nil }
        let behind = number.map { "#\($0)" } ?? ""
        return EventKey(sourceID: String(decoding: id, as: UTF8.self) + behind)
    }

    private func kind(_ message: Message) -> EventKind {
        guard let kind = message.kind else { return .text }
        let title = fields.text(Field.title.rawValue)
        if kind == .picture, title.equals("Sticker") { return .sticker }
        return kind == .video && title.equals("Animation") ? .picture : kind
    }

    /// The name without the program that somebody spoke through.
    private mutating func sender(_ source: LineSource) -> Party? {
        var name = fields.text(Field.name.rawValue)
        if let via = name.lastIndex(of: " via @") { name = name.prefix(via) }
        guard !name.isBlank, name.count <= 1024 else { return nil }
        return Party(name: names.name(source.sound(name).bytes))
    }
}

// MARK: - What the program itself says

extension TelegramDesktopPage {
    private mutating func addService(_ message: Message, _ words: ByteView, into sink: inout EventSink) {
        if let day = TelegramDate.day(words) {
            self.day = day
            return sink.skip()
        }
        guard let deed = TelegramDesktopPage.system.read(words), deed.act != .nothing else { return sink.skip() }
        guard let instant = serviceInstant else { return sink.bad("exports.bad.time", ["value": ""]) }
        sink.add(deed, at: instant, replyTo: key(message.reply), key: { key(message.id, $0) }) { Party(name: $0.word) }
    }

    /// These lines have no time: it is that of the message before, or their day's beginning.
    private var serviceInstant: Instant? {
        mutating get {
            guard let day else { return last?.instant }
            guard let last else { return clock.instant(day, millisecondOfDay: 0) }
            return last.day >= day ? last.instant : last.start(of: day)
        }
    }
}
