internal import Kernel

/// What WhatsApp's "Export chat" writes: `[12/31/20, 11:59:59 PM] Name: text` on iOS, `31/12/20, 23:59 - Name: text` on
/// Android; see docs/formats/whatsapp.md.
struct WhatsApp: ExportFormat {
    static let name = "whatsapp"
    static let example = "31/12/20, 23:59 - Name: text"

    private let words = WhatsAppWords.all
    private let style: WhatsAppStyle
    private var clock: WallClock
    private var names: WhatsAppNames
    private var recorder: WhatsAppRecorder
    private var state = State.start
    private var message = MessageDraft()

    /// What a line without a head goes on with.
    private enum State {
        case start
        case message
        /// A line of the client's, or one that was bad: what follows goes with it.
        case passed
    }

    init(_ opening: ExportOpening) throws {
        guard var style = WhatsAppStyle(opening.sample, words) else {
            throw Fault(.badInput, "exports.whatsapp.no-date", ["path": opening.path])
        }
        if !style.isSettled, let whole = WhatsApp.whole(opening) { style = style.settled(by: whole, words) }
        self.style = style
        clock = WallClock(opening.zone)
        names = WhatsAppNames(opening.sample, style, words)
        recorder = WhatsAppRecorder(
            words, groupNames: [WhatsApp.heading(opening.sample, words), opening.description.groupName],
            ownName: opening.ownName)
    }

    /// The file from its start, for what its first lines leave open; nil where it is not there to be opened again.
    private static func whole(_ opening: ExportOpening) -> LineSource? {
        try? OpenedExport(opening.file.open(), of: opening.file, format: name, options: ReadOptions()).source
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        let words = WhatsAppWords.all
        guard let style = WhatsAppStyle(sample, words) else { return nil }
        var count = 0
        var namedCount = 0
        for line in sample.lines {
            line.withView { line in
                guard let head = WhatsAppHead(line, words), style.fits(head) else { return }
                count += 1
                let body = line.dropping(head.end).trimmed
                if body.firstIndex(of: ": ") != nil || body.hasSuffix(":") || words.system.read(body) != nil {
                    namedCount += 1
                }
            }
        }
        guard namedCount * 2 >= count, count * 20 >= sample.lines.count else { return nil }
        return Recognition(confidence: 60 + 40 * count / sample.lines.count)
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        let words = WhatsAppWords.all
        description.network = "whatsapp"
        let named = words.group(inFileName: sample.name.file) ?? sample.name.folder.flatMap(words.group(inFileName:))
        guard let group = named ?? heading(sample, words) ?? created(sample, words) else { return }
        description.groupName = group
        description.isGroupNameCertain = true
    }

    /// iOS says in the group's name that what is written there is encrypted.
    private static func heading(_ sample: ExportSample, _ words: WhatsAppWords) -> String? {
        guard let first = sample.lines.first else { return nil }
        return first.withView { line in
            guard let head = WhatsAppHead(line, words), head.isBracketed else { return nil }
            let body = line.dropping(head.end)
            guard let colon = body.firstIndex(of: ": ") else { return nil }
            let isNotice = words.system.read(body.dropping(colon + 2))?.act == .nothing
            return isNotice ? PersonName.text(body.prefix(colon)) : nil
        }
    }

    private static func created(_ sample: ExportSample, _ words: WhatsAppWords) -> String? {
        for line in sample.lines {
            let name = line.withView { line -> String? in
                guard let head = WhatsAppHead(line, words) else { return nil }
                let deed = words.system.read(line.dropping(head.end))
                return deed?.act == .creation ? deed?.text : nil
            }
            if let name { return name }
        }
        return nil
    }

    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool {
        while !sink.isFull {
            guard let line = try source.next() else {
                finish(into: &sink)
                recorder.warn(into: &sink)
                return false
            }
            if sink.begin(line, number: source.number) {
                take(line.bytes, into: &sink)
            } else if line.flaw == nil {
                message.addBlank()
            }
        }
        return true
    }

    private mutating func take(_ line: ByteView, into sink: inout EventSink) {
        guard let head = WhatsAppHead(line, words), style.fits(head) else { return goOn(line, into: &sink) }
        finish(into: &sink)
        state = .passed
        guard let day = style.order.day(head.date) else { return sink.bad("exports.bad.date") }
        let instant = clock.instant(day, millisecondOfDay: head.millisecondOfDay)
        guard Instant.believable.contains(instant) else { return sink.bad("exports.bad.date") }
        switch names.split(line, at: head.end, recorder) {
        case .words(let body): recorder.takeSystem(body, at: instant, into: &sink)
        case .message(let name, let body):
            guard !name.trimmed.isEmpty else { return sink.bad("exports.bad.no-name") }
            guard name.count <= PersonName.longest else {
                return sink.bad("exports.bad.long-name", ["limit": String(PersonName.longest)])
            }
            message.begin(by: Party(name: names.person(name)), at: instant, body)
            state = .message
        }
    }

    private mutating func goOn(_ line: ByteView, into sink: inout EventSink) {
        switch state {
        case .start: sink.bad("exports.bad.not-understood")
        case .passed: sink.skip()
        case .message:
            guard message.add(line) else {
                state = .passed
                return sink.bad("exports.bad.too-long", ["limit": String(LineSource.longestLine)])
            }
        }
    }

    private mutating func finish(into sink: inout EventSink) {
        guard state == .message else { return }
        state = .passed
        recorder.take(message, into: &sink)
    }
}
