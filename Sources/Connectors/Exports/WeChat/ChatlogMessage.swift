internal import Kernel

/// One message as chatlog writes it: `{"seq":…,"time":"…","talker":"…@chatroom","sender":"wxid_…","type":1,…}`.
struct ChatlogReading {
    private var recorder: WeChatRecorder
    private var ordinals = RecentCounts()
    private var clock: WallClock
    private var names = NamePool()
    private let ownName: String?

    init(_ opening: ExportOpening) {
        ownName = opening.ownName
        recorder = WeChatRecorder(ownName: opening.ownName)
        recorder.hasIDsInNames = true
        clock = WallClock(opening.zone)
    }

    mutating func take(_ record: JSONValue, into sink: inout EventSink) {
        guard let time = record["time"]?.view, let instant = EventTime.instant(time, &clock) else {
            return sink.bad("exports.bad.time", ["value": record["time"]?.view?.prefix(40).string ?? ""])
        }
        guard let type = record["type"]?.int64 else { return sink.bad("exports.bad.value", ["column": "type"]) }
        var message = WeChatMessage(
            sort: WeChatSort(type: type, subtype: record["subType"]?.int64 ?? 0), instant: instant)
        message.sender = message.sort == .system ? nil : sender(record)
        if record["isSelf"]?.bool == true, let sender = message.sender, sender.id != nil {
            recorder.you = Party(name: ownName ?? sender.name, id: sender.id)
        }
        message.content = record["content"]?.view
        let contents = record["contents"]
        if message.sort != .system, let title = contents?["title"]?.view, !title.isEmpty {
            message.title = title.string
        }
        message.id = id(of: record, at: instant)
        if message.sort == .reply, let answered = contents?["refer"] { message.replyTo = key(of: answered) }
        recorder.add(message, into: &sink)
    }

    private mutating func sender(_ record: JSONValue) -> Party? {
        guard let id = record["sender"]?.view, !id.isBlank else {
            return record["isSelf"]?.bool == true ? recorder.you : nil
        }
        let name = record["senderName"]?.view.flatMap { $0.isBlank ? nil : $0 }
        return Party(name: names.name(name ?? id), id: names.name(id))
    }

    /// Who and when, and how many of the same second before it: a reply knows no more of what it answers.
    private mutating func id(of record: JSONValue, at instant: Instant) -> String? {
        guard let sender = record["sender"]?.view, !sender.isBlank else { return nil }
        var digest = ContentDigest()
        digest.add(UInt64(bitPattern: instant.seconds))
        digest.add(UnsafeRawBufferPointer(start: sender.base, count: sender.count))
        let id = "\(instant.seconds)/\(sender.string)"
        let ordinal = ordinals.countUp(digest.value)
        return ordinal == 0 ? id : "\(id)/\(ordinal)"
    }

    private mutating func key(of answered: JSONValue) -> String? {
        guard let sender = answered["sender"]?.view, let time = answered["time"]?.view,
            let instant = EventTime.instant(time, &clock)
        else { return nil }
        return "\(instant.seconds)/\(sender.string)"
    }
}

/// The talks that a chatlog export holds, numbered as they come; those between two are no groups.
struct ChatlogTalks {
    private static let most = 100_000
    private(set) var groups: [ExportSection] = []
    private var numbers: [String: Int] = [:]
    private var latest: (talker: [UInt8], number: Int)?

    /// Which talk a message belongs to.
    mutating func number(of record: JSONValue) -> Int {
        let talker = record["talker"]?.view
        if let latest, talker?.equals(latest.talker) ?? latest.talker.isEmpty { return latest.number }
        let name = talker?.string ?? ""
        let number = numbers[name] ?? numbers.count
        if numbers.count < ChatlogTalks.most, numbers[name] == nil {
            numbers[name] = number
            if record["isChatRoom"]?.bool ?? talker?.hasSuffix("@chatroom") ?? true {
                let title = record["talkerName"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? name
                groups.append(ExportSection(number: number, groupName: title.isEmpty ? nil : title))
            }
        }
        latest = (talker?.array ?? [], number)
        return number
    }
}
