internal import Kernel

/// Zulip's messages as its API gives them, or those of a whole organisation's export beside its `realm.json`.
struct ZulipExport: SectionedFormat, JSONFormat {
    static let name = "zulip"
    static let example =
        #"{"messages":[{"id":…,"sender_id":…,"sender_full_name":"…","type":"stream","display_recipient":"…",…}]}"#

    private static let arrays = ["messages", "[]", "zerver_message", "zerver_realmauditlog"]
    private static let auditPath = 3

    var document = JSONDocument(ZulipExport.arrays)
    private let realm: ZulipRealm
    private let section: Int?
    private var names = NamePool()
    private var text = ZulipText()

    init(_ opening: ExportOpening) throws {
        section = opening.section
        realm = try ZulipExport.realm(opening)
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        guard JSONStart.isLikely(sample.start) else { return nil }
        let start = JSONStart(sample.start)
        let isAnswer = ["messages[].", "[]."].contains { prefix in
            ["sender_full_name", "display_recipient", "timestamp"].allSatisfy { start.has(prefix + $0) }
        }
        let isExport = start.paths.contains { $0.hasPrefix("zerver_") }
        return isAnswer || isExport ? Recognition(confidence: 100) : nil
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "zulip"
    }

    /// The people and streams of the organisation, where the file is a part of its export.
    private static func realm(_ opening: ExportOpening) throws -> ZulipRealm {
        let start = JSONStart(opening.sample.start)
        guard start.paths.contains(where: { $0.hasPrefix("zerver_") }) else { return ZulipRealm() }
        if opening.sample.name.file == "realm.json" { return try ZulipRealm(opening.file) }
        guard let file = opening.file.neighbour("realm.json") else {
            throw Fault(.badInput, "exports.zulip.no-realm", ["path": opening.path])
        }
        return try ZulipRealm(file)
    }

    static func sections(_ source: LineSource, _ opening: ExportOpening) throws -> [ExportSection] {
        let realm = try realm(opening)
        var document = JSONDocument(arrays)
        var numbers: Set<Int64> = []
        var sections: [ExportSection] = []
        while let element = try document.elements.next(source) {
            guard element.flaw == nil, document.tree.read(element.bytes),
                let stream = realm.stream(of: document.tree.root), numbers.insert(stream).inserted
            else { continue }
            let name = realm.streams[stream] ?? document.tree.root["display_recipient"]?.string
            sections.append(ExportSection(number: Int(stream), groupName: name))
        }
        return sections
    }

    mutating func take(_ record: JSONValue, of element: JSONElement, into sink: inout EventSink) {
        guard let stream = realm.stream(of: record) else {
            // Talk between two or a few, or something that happened to no stream.
            return sink.skip()
        }
        if let section, Int64(section) != stream { return sink.skip() }
        if element.path == ZulipExport.auditPath { return realm.takeAudit(record, into: &sink) }
        guard let instant = ZulipExport.instant(record) else {
            let written = (record["timestamp"] ?? record["date_sent"])?.view?.prefix(40).string ?? ""
            return sink.bad("exports.bad.time", ["value": written])
        }
        guard let id = record["id"]?.string else { return sink.bad("exports.bad.missing", ["column": "id"]) }
        guard let sender = sender(record) else { return sink.bad("exports.bad.no-name") }
        text.read(record)
        let kind = realm.isBot(record, sender) ? .notice : text.kind
        sink.add(
            kind, at: instant, by: sender, text: text.plain,
            replyTo: text.answered.map { EventKey(sourceID: $0) },
            mentions: text.mentions.map { realm.known($0) }, key: EventKey(sourceID: id))
        for reaction in (record["reactions"]?.elements).map(Array.init) ?? [] {
            add(reaction, to: id, at: instant, into: &sink)
        }
    }

    private mutating func sender(_ record: JSONValue) -> Party? {
        if let id = (record["sender_id"] ?? record["sender"])?.view, !id.isBlank {
            let name = record["sender_full_name"]?.view.flatMap { $0.isBlank ? nil : names.name($0) }
            let number = names.name(id)
            return Party(name: name ?? realm.people[number]?.name ?? number, id: number)
        }
        guard let name = (record["sender_full_name"] ?? record["sender_email"])?.view, !name.isBlank else { return nil }
        return Party(name: names.name(name))
    }

    private mutating func add(_ reaction: JSONValue, to id: String, at instant: Instant, into sink: inout EventSink) {
        guard let user = (reaction["user_id"] ?? reaction["user"]?["id"])?.view,
            let emoji = ZulipText.emoji(reaction)
        else { return }
        let number = names.name(user)
        let name = reaction["user"]?["full_name"]?.view.map { names.name($0) } ?? realm.people[number]?.name
        sink.add(
            .reaction, at: instant, by: Party(name: name ?? number, id: number), text: emoji,
            replyTo: EventKey(sourceID: id), key: EventKey(sourceID: "\(id)#\(emoji)#\(number)"))
    }

    /// Seconds, which an organisation's export writes with their fraction.
    static func instant(_ record: JSONValue) -> Instant? {
        guard let seconds = (record["timestamp"] ?? record["date_sent"] ?? record["event_time"])?.double,
            seconds >= 0, seconds < 1e11
        else { return nil }
        return Instant(milliseconds: Int64((seconds * 1000).rounded()))
    }
}
