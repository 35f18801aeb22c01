internal import Kernel

/// ChatLab's standard format, as a document or as lines: the talk of one group on any network.
struct WeChatChatLab: SectionedFormat, JSONRecordFormat {
    static let name = "wechat-chatlab"
    static let example =
        #"{"chatlab":{"version":"0.0.2"},"meta":{"name":"…","platform":"wechat","type":"group"},"members":[…],"messages":[…]}"#

    var records: JSONRecords
    private var names = NamePool()
    private var recorder: WeChatRecorder
    /// Whoever exported it, which makes them "you".
    private let ownerID: String?
    private let ownName: String?
    /// Members by their id, for what names only those.
    private var members: [String: String] = [:]
    private static let mostMembers = 200_000

    init(_ opening: ExportOpening) {
        records = WeChatChatLab.records(opening.sample)
        ownName = opening.ownName
        ownerID = JSONStart(opening.sample.start)["meta.ownerId"]
        recorder = WeChatRecorder(ownName: opening.ownName)
        if let ownerID { recorder.you = Party(name: opening.ownName ?? ownerID, id: ownerID) }
    }

    private static func records(_ sample: ExportSample) -> JSONRecords {
        JSONRecords(sample, arrays: ["messages", "members"])
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        guard JSONStart.isLikely(sample.start) else { return nil }
        let start = JSONStart(sample.start)
        let isKnown = start.has("chatlab.version") && start.has("meta")
        return isKnown ? Recognition(confidence: 100) : nil
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        let start = JSONStart(sample.start)
        let platform = start["meta.platform"]?.lowercased() ?? ""
        description.network = networks[platform] ?? "chatlab"
        guard let name = start["meta.name"], !name.isEmpty else { return }
        (description.groupName, description.isGroupNameCertain) = (name, true)
    }

    /// What a platform is called elsewhere.
    private static let networks: [String: String] = [
        "wechat": "wechat", "weixin": "wechat", "qq": "qq", "telegram": "telegram", "discord": "discord",
        "slack": "slack", "whatsapp": "whatsapp", "line": "line", "irc": "irc", "matrix": "matrix", "zulip": "zulip",
    ]

    /// None where it is talk between two.
    static func sections(_ source: LineSource, _ opening: ExportOpening) throws -> [ExportSection] {
        let isPrivate = JSONStart(opening.sample.start)["meta.type"] == "private"
        return isPrivate ? [] : [ExportSection(number: 0, groupName: nil)]
    }

    mutating func take(_ record: JSONValue, path: Int, into sink: inout EventSink) {
        if isMessage(record, path: path) {
            takeMessage(record, into: &sink)
        } else {
            takeMember(record, into: &sink)
        }
    }

    private func isMessage(_ record: JSONValue, path: Int) -> Bool {
        records.isLines ? record["_type"]?.equals("message") ?? (record["timestamp"] != nil) : path == 0
    }

    private mutating func takeMember(_ record: JSONValue, into sink: inout EventSink) {
        sink.skip()
        guard members.count < WeChatChatLab.mostMembers, let id = record["platformId"]?.string else { return }
        members[id] = WeChatChatLab.shown(record)?.string
        if id == ownerID, let name = ownName ?? members[id] { recorder.you = Party(name: name, id: id) }
    }

    /// What somebody is called in the group, else by their account.
    private static func shown(_ record: JSONValue) -> ByteView? {
        for name in [record["groupNickname"], record["accountName"]] {
            if let name = name?.view, !name.isBlank { return name }
        }
        return nil
    }

    private mutating func takeMessage(_ record: JSONValue, into sink: inout EventSink) {
        guard let time = record["timestamp"]?.int64 else {
            return sink.bad("exports.bad.time", ["value": record["timestamp"]?.view?.prefix(40).string ?? ""])
        }
        guard let type = record["type"]?.int64 else { return sink.bad("exports.bad.value", ["column": "type"]) }
        let instant = time > 99_999_999_999 ? Instant(milliseconds: time) : Instant(seconds: time)
        var message = WeChatMessage(sort: WeChatChatLab.sort(type), instant: instant)
        message.sender = sender(record)
        message.content = record["content"]?.view
        message.id = record["platformMessageId"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        message.replyTo = record["replyToMessageId"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        if type == 81 { return takeRecall(message, into: &sink) }
        recorder.add(message, into: &sink)
    }

    private mutating func sender(_ record: JSONValue) -> Party? {
        guard let id = record["sender"]?.view, !id.isBlank else { return nil }
        if let name = WeChatChatLab.shown(record) { return Party(name: names.name(name), id: names.name(id)) }
        let known = names.name(id)
        return Party(name: members[known] ?? known, id: known)
    }

    /// A recall is said by a sentence, else done by its sender.
    private mutating func takeRecall(_ message: WeChatMessage, into sink: inout EventSink) {
        if let content = message.content, case .deeds = WeChatSystemMessage(you: recorder.you).meaning(of: content) {
            return recorder.add(message, into: &sink)
        }
        guard let sender = message.sender else { return sink.skip() }
        sink.add(
            .recall, at: message.instant, by: sender, replyTo: message.replyTo.map { EventKey(sourceID: $0) },
            key: message.id.map { EventKey(sourceID: $0) })
    }

    private static func sort(_ type: Int64) -> WeChatSort {
        switch type {
        case 0: .message(.text)
        case 1: .message(.picture)
        case 2: .message(.voice)
        case 3: .message(.video)
        case 4: .message(.file)
        case 5: .message(.sticker)
        case 7, 24: .message(.link)
        case 25: .reply
        case 22, 23: .passedOver
        case 80, 81: .system
        default: .message(.card)
        }
    }
}
