internal import Kernel

/// Telegram Desktop's export as JSON: `result.json` of one chat, or of a whole account with a section for each group.
///
/// Talk between two, with programs, and notes to oneself are no groups and left out.
struct TelegramJSON: JSONFormat, SectionedFormat {
    static let name = "telegram-json"
    static let example = #"{"name":"…","type":"private_supergroup","id":1,"messages":[{"type":"message","date":"…"}]}"#

    static let chatPaths = ["messages", "chats.list[].messages", "left_chats.list[].messages"]
    private static let chatMembers = [
        "name", "type", "chats.list[].name", "chats.list[].type", "left_chats.list[].name", "left_chats.list[].type",
    ]
    private static let privateKinds: Set<String> = ["personal_chat", "bot_chat", "saved_messages", "replies"]

    var document = JSONDocument(chatPaths, keeping: chatMembers)
    /// The one array that is read; nil for those of all groups.
    private let section: Int?
    /// The array that was last looked at, and whether it is wanted.
    private var known: (array: Int, isWanted: Bool)?
    private(set) var isDone = false
    private var clock: WallClock
    var people: TelegramPeople
    private var words: [UInt8] = []

    init(_ opening: ExportOpening) throws {
        section = opening.section
        clock = WallClock(opening.zone)
        people = TelegramPeople(opening.file, section: opening.section)
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        guard JSONStart.isLikely(sample.start) else { return nil }
        let start = JSONStart(sample.start)
        let isAccount =
            start.has("personal_information.user_id") || start.has("chats.list") || start.has("left_chats.list")
        let isChat = start.has("messages") && (start.has("id") && start["type"].map(isKind) ?? false)
        let isLoose = start.has("messages[].date_unixtime") && start.has("messages[].type")
        return isAccount || isChat || isLoose ? Recognition(confidence: 95) : nil
    }

    private static func isKind(_ type: String) -> Bool {
        privateKinds.contains(type) || type.hasSuffix("_group") || type.hasSuffix("_supergroup")
            || type.hasSuffix("_channel")
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "telegram"
        guard let name = JSONStart(sample.start)["name"], !name.isEmpty else { return }
        (description.groupName, description.isGroupNameCertain) = (name, true)
    }

    static func sections(_ source: LineSource, _ opening: ExportOpening) throws -> [ExportSection] {
        let start = JSONStart(opening.sample.start)
        if start.has("messages"), start.isObject {
            let isPrivate = start["type"].map(privateKinds.contains) ?? false
            return isPrivate ? [] : [ExportSection(number: 0, groupName: start["name"])]
        }
        var elements = JSONElements(chatPaths, keeping: chatMembers)
        var sections: [ExportSection] = []
        while let element = try elements.next(source), element.flaw != .broken {
            if !isPrivate(elements, element) {
                let name = elements.member(place(element) + "name")
                sections.append(ExportSection(number: element.array, groupName: name))
            }
            elements.passOverArray()
        }
        return sections
    }

    mutating func wants(_ element: JSONElement) -> Bool {
        if let known, known.array == element.array { return known.isWanted }
        let isWanted =
            section.map { $0 == element.array } ?? !TelegramJSON.isPrivate(document.elements, element)
        known = (element.array, isWanted)
        if let section { isDone = element.array > section }
        if !isWanted { document.elements.passOverArray() }
        return isWanted
    }

    /// Whether the chat that is being gone through is talk between two.
    private static func isPrivate(_ elements: JSONElements, _ element: JSONElement) -> Bool {
        elements.member(place(element) + "type").map(privateKinds.contains) ?? false
    }

    /// What stands before the names of the chat's members.
    private static func place(_ element: JSONElement) -> String {
        String(chatPaths[element.path].dropLast("messages".count))
    }

    mutating func take(_ record: JSONValue, of element: JSONElement, into sink: inout EventSink) {
        guard let type = record["type"] else { return sink.bad("exports.bad.not-understood") }
        if type.equals("unsupported") { return sink.skip() }
        let isService = type.equals("service")
        guard isService || type.equals("message") else { return sink.bad("exports.bad.not-understood") }
        guard let instant = instant(record) else {
            return sink.bad("exports.bad.missing", ["column": "date_unixtime"])
        }
        if isService {
            takeService(record, at: instant, into: &sink)
        } else {
            takeMessage(record, at: instant, into: &sink)
        }
    }

    /// The time of a message: exact where the export has it, else wall time where it was made.
    private mutating func instant(_ record: JSONValue) -> Instant? {
        if let seconds = record["date_unixtime"]?.int64 { return Instant(seconds: seconds) }
        return record["date"]?.view.flatMap { EventTime.instant($0, &clock) }
    }
}

extension Instant {
    /// Nil where there is no such time, as in what somebody made up.
    init?(seconds: Int64) {
        guard abs(seconds / 2) < 1 << 40 else { return nil }
        self.init(milliseconds: seconds * 1000)
    }
}

// MARK: - Messages

extension TelegramJSON {
    private mutating func takeMessage(_ record: JSONValue, at instant: Instant, into sink: inout EventSink) {
        guard let sender = people.party(record["from"], record["from_id"]) else {
            return sink.bad("exports.bad.no-name")
        }
        let id = record["id"]?.string
        let kind = TelegramJSON.kind(record)
        var text = text(record["text"] ?? record["text_entities"])
        if text == nil, kind == .card { text = record["poll"]?["question"]?.string }
        let isElsewhere = record["reply_to_peer_id"] != nil
        let reply = isElsewhere ? nil : record["reply_to_message_id"]?.string
        sink.add(
            kind, at: instant, by: sender, text: text ?? (kind == .text ? "" : nil),
            replyTo: reply.map { EventKey(sourceID: $0) }, mentions: mentions(record),
            key: id.map { EventKey(sourceID: $0) })
        if let reactions = record["reactions"] { takeReactions(reactions, of: record, at: instant, into: &sink) }
    }

    /// More people than anybody calls at once.
    private static let mostMentions = 1000

    /// What a person shares that is neither words nor a file.
    private static let cards: [StaticString] = [
        "poll", "location_information", "contact_information", "game_title", "invoice_information", "todo_list",
        "giveaway_information",
    ]

    private static func kind(_ record: JSONValue) -> EventKind {
        if let media = record["media_type"] {
            if media.equals("sticker") { return .sticker }
            if media.equals("voice_message") { return .voice }
            if media.equals("video_message") || media.equals("video_file") { return .video }
            return media.equals("animation") ? .picture : .file
        }
        if record["photo"] != nil { return .picture }
        if record["file"] != nil { return .file }
        return cards.contains { record[$0] != nil } ? .card : .text
    }

    /// The text of a message, which is a string or a row of strings and pieces with a text each; nil where it is empty.
    private mutating func text(_ value: JSONValue?) -> String? {
        guard let value else { return nil }
        if let plain = value.view { return plain.isEmpty ? nil : plain.string }
        words.removeAll(keepingCapacity: true)
        for piece in value.elements {
            guard let text = piece.view ?? piece["text"]?.view else { continue }
            words.append(contentsOf: UnsafeBufferPointer(start: text.base, count: text.count))
        }
        return words.isEmpty ? nil : String(decoding: words, as: UTF8.self)
    }

    /// People whom the text names by their number, as they have no name that is unique.
    private func mentions(_ record: JSONValue) -> [Party] {
        var found: [Party] = []
        let pieces = (record["text"] ?? record["text_entities"])?.elements ?? JSONItems.none
        for piece in pieces where found.count < TelegramJSON.mostMentions {
            guard piece["type"]?.equals("mention_name") ?? false else { continue }
            guard let id = piece["user_id"]?.string, let name = piece["text"]?.string else { continue }
            found.append(Party(name: name, id: "user" + id))
        }
        return found
    }

    /// One event for each person that the export names, at the time it gives as far as that can be told.
    private mutating func takeReactions(
        _ reactions: JSONValue, of record: JSONValue, at instant: Instant, into sink: inout EventSink
    ) {
        guard let id = record["id"]?.string else { return }
        let offset = record["date"]?.view.flatMap { EventTime.utcMilliseconds($0) }.map { $0 - instant.milliseconds }
        for reaction in reactions.elements {
            let emoji = reaction["emoji"]?.string
            for person in reaction["recent"]?.elements ?? JSONItems.none {
                guard let sender = people.party(person["from"], person["from_id"]) else { continue }
                let local = person["date"]?.view.flatMap { EventTime.utcMilliseconds($0) }
                let time = offset.flatMap { offset in local.map { Instant(milliseconds: $0 - offset) } } ?? instant
                let key = "\(id)/\(sender.id ?? sender.name)/\(emoji ?? reaction["document_id"]?.string ?? "")"
                sink.add(
                    .reaction, at: time, by: sender, text: emoji, replyTo: EventKey(sourceID: id),
                    key: EventKey(sourceID: key))
            }
        }
    }
}
