internal import Kernel

/// What DiscordChatExporter writes as JSON: `{"guild":…,"channel":…,"messages":[…]}`.
struct DiscordJSON: JSONFormat, SectionedFormat {
    static let name = "discord-json"
    static let example = #"{"guild":{…},"channel":{…},"messages":[{"id":"1","type":"Default","author":{…},…}]}"#

    var document = JSONDocument(["messages"])
    private var clock: WallClock
    private var names = NamePool()

    init(_ opening: ExportOpening) { clock = WallClock(opening.zone) }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        guard JSONStart.isLikely(sample.start) else { return nil }
        let start = JSONStart(sample.start)
        let isOfChannel =
            start.isObject && start.has("guild.id") && start.has("channel.id") && start.has("channel.name")
        return isOfChannel ? Recognition(confidence: 100) : nil
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "discord"
        guard let channel = JSONStart(sample.start)["channel.name"], !channel.isEmpty else { return }
        description.groupName = channel
        description.isGroupNameCertain = true
    }

    /// Talk between two is no group.
    static func sections(_ source: LineSource, _ opening: ExportOpening) -> [ExportSection] {
        let type = JSONStart(opening.sample.start)["channel.type"]
        return type == "DirectTextChat" ? [] : [ExportSection(number: 0, groupName: nil)]
    }

    mutating func take(_ record: JSONValue, of element: JSONElement, into sink: inout EventSink) {
        guard let time = record["timestamp"]?.view, let instant = EventTime.instant(time, &clock) else {
            return sink.bad("exports.bad.time", ["value": record["timestamp"]?.view?.prefix(40).string ?? ""])
        }
        guard let id = record["id"]?.string, !id.isEmpty else {
            return sink.bad("exports.bad.missing", ["column": "id"])
        }
        guard let author = record["author"], let sender = party(author) else {
            return sink.bad("exports.bad.missing", ["column": "author"])
        }
        let message = Message(record: record, id: id, instant: instant, sender: sender)
        switch Kind(record["type"]?.view) {
        case .said: addSaid(message, isReply: false, into: &sink)
        case .reply: addSaid(message, isReply: true, into: &sink)
        case .join: add(.join, message, into: &sink)
        case .pin: add(.pin, message, replyTo: reference(record), into: &sink)
        case .renaming: addTopic(message, into: &sink)
        case .addition: addRecipient(message, into: &sink)
        case .removal: removeRecipient(message, into: &sink)
        case nil: return sink.skip()
        }
        addReactions(message, into: &sink)
    }

    /// A message as the export tells it, before it is an event.
    private struct Message {
        let record: JSONValue
        let id: String
        let instant: Instant
        let sender: Party

        var key: EventKey { EventKey(sourceID: id) }
    }

    /// The types of messages that somebody is behind, by the exporter's names or the network's numbers.
    private enum Kind {
        case said, reply, join, pin, renaming, addition, removal

        private static let names: [String: Kind] = [
            "Default": .said, "0": .said, "Reply": .reply, "19": .reply, "GuildMemberJoin": .join, "7": .join,
            "ChannelPinnedMessage": .pin, "6": .pin, "ChannelNameChange": .renaming, "4": .renaming,
            "RecipientAdd": .addition, "1": .addition, "RecipientRemove": .removal, "2": .removal,
            // What a program answers to a command.
            "20": .said, "ChatInputCommand": .said, "23": .said, "ContextMenuCommand": .said,
        ]

        init?(_ name: ByteView?) {
            guard let name, name.count <= 24, let kind = Kind.names[name.string] else { return nil }
            self = kind
        }
    }
}

// MARK: - Events

extension DiscordJSON {
    private func add(
        _ kind: EventKind, _ message: Message, text: String? = nil, replyTo: EventKey? = nil, mentions: [Party] = [],
        into sink: inout EventSink
    ) {
        sink.add(
            kind, at: message.instant, by: message.sender, text: text, replyTo: replyTo, mentions: mentions,
            key: message.key)
    }

    private mutating func addSaid(_ message: Message, isReply: Bool, into sink: inout EventSink) {
        let record = message.record
        var content = record["content"]?.view
        var attached = DiscordJSON.attached(record)
        // What is passed on from another channel stands in a message of its own.
        if content?.isEmpty ?? true, attached == nil, let passedOn = record["forwardedMessage"] {
            content = passedOn["content"]?.view
            attached = DiscordJSON.attached(passedOn)
        }
        let hasWords = !(content?.isEmpty ?? true)
        let isProgram = record["author"]?["isBot"]?.bool ?? false
        add(
            isProgram ? .notice : attached ?? (hasWords ? .text : .card), message,
            text: hasWords ? content?.string : nil, replyTo: isReply ? reference(record) : nil,
            mentions: mentions(record, content, isReply: isReply), into: &sink)
        addEdit(message, into: &sink)
    }

    private mutating func addEdit(_ message: Message, into sink: inout EventSink) {
        guard let time = message.record["timestampEdited"]?.view, let instant = EventTime.instant(time, &clock),
            Instant.believable.contains(instant)
        else { return }
        sink.add(
            .edit, at: instant, by: message.sender, replyTo: message.key,
            key: EventKey(sourceID: "\(message.id):edit:\(instant.milliseconds)"))
    }

    /// The network says of an answer that it mentions whom it answers, whether or not the name is in it.
    private mutating func mentions(_ record: JSONValue, _ content: ByteView?, isReply: Bool) -> [Party] {
        guard let list = record["mentions"], list.count > 0 else { return [] }
        var people: [Party] = []
        for person in list.elements where people.count < 1000 {
            guard !isReply || DiscordJSON.isNamed(person, in: content), let party = party(person) else { continue }
            people.append(party)
        }
        return people
    }

    private static func isNamed(_ person: JSONValue, in content: ByteView?) -> Bool {
        guard let content, let at = content.firstIndex(of: UInt8(ascii: "@")) else { return false }
        var index: Int? = at
        while let mark = index {
            let rest = content.dropping(mark + 1)
            for name in [person["nickname"]?.view, person["name"]?.view, person["id"]?.view] {
                if let name, !name.isEmpty, name.count <= rest.count, rest.prefix(name.count).equals(name) {
                    return true
                }
            }
            index = content.firstIndex(of: UInt8(ascii: "@"), from: mark + 1)
        }
        return false
    }

    private mutating func addTopic(_ message: Message, into sink: inout EventSink) {
        guard let content = message.record["content"]?.view, let colon = content.firstIndex(of: ": "),
            colon + 2 < content.count
        else { return sink.skip() }
        add(.topic, message, text: content.dropping(colon + 2).string, into: &sink)
    }

    private mutating func addRecipient(_ message: Message, into sink: inout EventSink) {
        guard let person = recipient(message) else { return sink.skip() }
        sink.add(.join, at: message.instant, by: person, to: message.sender, scene: "added", key: message.key)
    }

    private mutating func removeRecipient(_ message: Message, into sink: inout EventSink) {
        guard let person = recipient(message) else { return sink.skip() }
        if person.id == message.sender.id { return add(.leave, message, into: &sink) }
        sink.add(.removal, at: message.instant, by: message.sender, to: person, scene: "removed", key: message.key)
    }

    private mutating func recipient(_ message: Message) -> Party? {
        var people = message.record["mentions"]?.elements
        return people?.next().flatMap { party($0) }
    }

    /// Who gave which sign; those of whom only the number is known are passed over.
    private mutating func addReactions(_ message: Message, into sink: inout EventSink) {
        guard let reactions = message.record["reactions"] else { return }
        for reaction in reactions.elements {
            guard let users = reaction["users"], let emoji = reaction["emoji"], let name = emoji["name"]?.string else {
                continue
            }
            let sign = emoji["id"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? name
            for user in users.elements {
                guard let person = party(user), let id = person.id else { continue }
                sink.add(
                    .reaction, at: message.instant, by: person, text: name, replyTo: message.key,
                    key: EventKey(sourceID: "\(message.id):\(id):\(sign)"))
            }
        }
    }
}

// MARK: - Parts

extension DiscordJSON {
    private mutating func party(_ user: JSONValue) -> Party? {
        guard let id = user["id"]?.view, !id.isEmpty, id.count <= 64 else { return nil }
        let shown = [user["nickname"]?.view, user["name"]?.view].compactMap { $0 }.first { !$0.isBlank } ?? id
        guard shown.count <= 1024 else { return nil }
        return Party(name: names.name(shown), id: names.name(id))
    }

    private func reference(_ record: JSONValue) -> EventKey? {
        guard let id = record["reference"]?["messageId"]?.string, !id.isEmpty else { return nil }
        return EventKey(sourceID: id)
    }

    private static func attached(_ record: JSONValue) -> EventKind? {
        var kind: EventKind?
        if let attachments = record["attachments"] {
            for attachment in attachments.elements {
                guard let name = attachment["fileName"]?.view ?? attachment["url"]?.view else { continue }
                kind = MediaKind.moreTelling(kind, MediaKind.of(name))
            }
        }
        return kind ?? ((record["stickers"]?.count ?? 0) > 0 ? .sticker : nil)
    }
}

extension ByteView {
    fileprivate func equals(_ other: ByteView) -> Bool {
        UnsafeBufferPointer(start: base, count: count)
            .elementsEqual(UnsafeBufferPointer(start: other.base, count: other.count))
    }
}
