internal import Kernel

/// What QQ's clients for computers export as text, one talk or all, and what people copy from its windows; see
/// docs/formats/qq.md.
struct QQ: SectionedFormat {
    static let name = "qq"
    static let example = "2019-09-23 20:43:38 name(12345678)"

    private let words = QQWords.all
    private let section: Int?
    private let ownName: String?
    private var lines: QQLines
    private var clock: WallClock
    private var pool = NamePool()
    private var people = QQPeople()
    /// The day that heads without a date are of.
    private var day: CivilDay?
    private var instant: Instant?
    private var lastMillisecond: Int64 = 0
    private var draft = MessageDraft()
    private var state = State.start
    private var unknownCount = 0

    /// What a line that is no head goes on with.
    private enum State {
        case start
        case message
        /// The client speaks.
        case client
        /// A heading, or a line that was bad: what follows goes with it.
        case passed
    }

    /// Clocks of different machines may be this far apart in one talk; more backwards is another day.
    private static let halfDay: Int64 = 43_200_000

    init(_ opening: ExportOpening) throws {
        let style = QQStyle(opening.sample, words)
        if style.shape == .timeOnly, !style.hasSeparator, opening.description.date == nil {
            throw Fault(.badInput, "exports.qq.no-date", ["path": opening.path])
        }
        section = opening.section
        ownName = opening.ownName
        lines = QQLines(style, words)
        clock = WallClock(opening.zone)
        day = opening.description.date
        let whole = try? OpenedExport(opening.file.open(), of: opening.file, format: QQ.name, options: ReadOptions())
        if let whole { people.learn(whole.source, section: opening.section, style, words) }
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        let words = QQWords.all
        let isTitled = sample.lines.prefix(8).contains { line in
            line.withView { line in
                guard case .subject? = QQHeading(line, words) else { return false }
                return true
            }
        }
        if isTitled { return Recognition(confidence: 100) }
        let style = QQStyle(sample, words)
        guard style.headCount > 0, style.lineCount > 0 else { return nil }
        let share = style.headCount * 100 / style.lineCount
        // Each head has at least its words below it, mostly.
        guard share >= 10, style.headCount > 1 || style.identifiedCount > 0 else { return nil }
        if style.identifiedCount * 2 >= style.headCount { return Recognition(confidence: 90) }
        guard style.needsBlank, share <= 90 else { return nil }
        return Recognition(confidence: style.shape == .timeFirst ? 45 : style.shape == .nameFirst ? 60 : 40)
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "qq"
        let words = QQWords.all
        let names = sample.lines.compactMap { line -> String? in
            line.withView { line in
                guard case .subject(let name)? = QQHeading(line, words) else { return nil }
                return name
            }
        }
        guard names.count == 1, !names[0].isEmpty else { return }
        description.groupName = names[0]
        description.isGroupNameCertain = true
    }

    static func sections(_ source: LineSource, _ opening: ExportOpening) throws -> [ExportSection] {
        let talks = try QQLines.talks(source, QQStyle(opening.sample, .all), .all)
        return talks.filter { $0.isGroup(.all) }.map { talk in
            ExportSection(number: talk.section, groupName: talk.name?.isEmpty == false ? talk.name : nil)
        }
    }

    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool {
        while !sink.isFull {
            guard let line = try source.next() else {
                finish(into: &sink)
                if unknownCount > 0 { sink.warn("exports.qq.unknown-lines", ["count": String(unknownCount)]) }
                return false
            }
            if line.flaw == nil, line.bytes.isBlank {
                passBlank(line, number: source.number, into: &sink)
            } else {
                take(line, number: source.number, into: &sink)
            }
        }
        return true
    }

    private var isOurs: Bool { section == nil || lines.section == section }

    private mutating func passBlank(_ line: Line, number: Int, into sink: inout EventSink) {
        lines.passBlank()
        guard isOurs else { return }
        _ = sink.begin(line, number: number)
        draft.addBlank()
    }

    private mutating func take(_ line: Line, number: Int, into sink: inout EventSink) {
        guard line.flaw == nil else {
            if isOurs { _ = sink.begin(line, number: number) }
            return
        }
        let isBehindBlank = lines.isBehindBlank
        let kind = lines.kind(of: line.bytes)
        defer { lines.pass(kind) }
        if case .subject = kind { finish(into: &sink) }
        guard isOurs, sink.begin(line, number: number) else { return }
        switch kind {
        case .heading: sink.skip()
        case .subject: sink.skip()
        case .separator(let numbers): takeSeparator(numbers, into: &sink)
        case .head(let head): takeHead(head, into: &sink)
        case .words: takeWords(line.bytes, isBehindBlank, into: &sink)
        }
    }

    private mutating func takeSeparator(_ numbers: DateOrder.Numbers, into sink: inout EventSink) {
        finish(into: &sink)
        let order: DateOrder = numbers.firstWidth == 4 ? .yearMonthDay : .monthDayYear
        guard let date = order.day(numbers) else { return sink.bad("exports.bad.date") }
        day = date
        lastMillisecond = 0
        sink.skip()
    }

    private mutating func takeHead(_ head: QQHead, into sink: inout EventSink) {
        finish(into: &sink)
        guard let date = date(of: head) else { return sink.bad("exports.bad.date") }
        let instant = clock.instant(date, millisecondOfDay: head.millisecondOfDay)
        guard Instant.believable.contains(instant) else { return sink.bad("exports.bad.date") }
        self.instant = instant
        let speaker = QQSpeaker(head.name)
        if speaker.isClient(words) {
            state = .client
            return sink.skip()
        }
        guard head.name.count <= PersonName.longest else {
            return sink.bad("exports.bad.long-name", ["limit": String(PersonName.longest)])
        }
        guard let party = speaker.party(&pool) else { return sink.bad("exports.bad.no-name") }
        people.meet(party)
        draft.begin(by: party, at: instant)
        state = .message
    }

    /// The head's own date, or the day it is since the last one that was told.
    private mutating func date(of head: QQHead) -> CivilDay? {
        if let date = head.date { return lines.style.order.day(date) }
        if let known = day, head.millisecondOfDay + QQ.halfDay < lastMillisecond { day = known.advanced(by: 1) }
        lastMillisecond = head.millisecondOfDay
        return day
    }

    private mutating func takeWords(_ line: ByteView, _ isBehindBlank: Bool, into sink: inout EventSink) {
        if isBehindBlank || state == .client, let deed = deed(line), let instant {
            finish(into: &sink)
            state = .client
            return sink.add(deed, at: instant) { party($0) }
        }
        switch state {
        case .message:
            guard draft.add(line) else {
                state = .passed
                return sink.bad("exports.bad.too-long", ["limit": String(LineSource.longestLine)])
            }
        case .client:
            unknownCount += 1
            sink.skip()
        case .start: sink.bad("exports.bad.not-understood")
        case .passed: sink.skip()
        }
    }

    /// A sentence of the client's. Where it stands bare among what people say it must be one that nobody would write.
    private func deed(_ line: ByteView) -> SystemLines.Deed? {
        guard let deed = words.system.read(line) else { return nil }
        if state == .client { return deed }
        switch deed.act {
        case .join, .invitation, .leave, .removal, .recall: return line.count <= PersonName.longest ? deed : nil
        case .nothing: return deed.scene == "bare" ? deed : nil
        case .creation, .topic, .rename, .pin: return nil
        }
    }

    private func party(_ actor: SystemLines.Actor) -> Party {
        switch actor {
        case .named(let name): people.party(name)
        case .own(let word): people.party(ownName ?? word)
        }
    }

    private mutating func finish(into sink: inout EventSink) {
        guard state == .message else {
            state = .passed
            return
        }
        state = .passed
        let content = draft.text.withView { QQContent($0, words) }
        sink.add(content.kind, at: draft.instant, by: draft.sender, text: content.text)
    }
}
