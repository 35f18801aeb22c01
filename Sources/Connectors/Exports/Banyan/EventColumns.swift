internal import Kernel

/// What our own formats tell about an event: the columns of CSV, the members of JSONL.
enum EventColumn: Int, CaseIterable {
    case time, kind, id, key, sender, senderID, target, targetID, text, replyTo, replyToKey, scene, place, mentions

    /// What it is called in a file.
    var name: String { EventColumn.names[rawValue] }

    static let names = [
        "time", "kind", "id", "key", "sender", "sender_id", "target", "target_id", "text", "reply_to", "reply_to_key",
        "scene", "place", "mentions",
    ]

    /// What people who keep a sheet by hand call the columns.
    private static let otherNames: [String: EventColumn] = [
        "时间": .time, "時間": .time, "日期": .time, "类型": .kind, "類型": .kind,
        "发送者": .sender, "發送者": .sender, "发言人": .sender, "發言人": .sender, "昵称": .sender, "暱稱": .sender,
        "内容": .text, "內容": .text, "消息": .text, "訊息": .text,
    ]

    init?(name: String) {
        if let known = EventColumn.otherNames[name] {
            self = known
            return
        }
        guard let index = EventColumn.names.firstIndex(of: name) else { return nil }
        self.init(rawValue: index)
    }
}

/// Makes an event of the values of one record.
struct EventAssembler {
    private var clock: WallClock
    private var names = NamePool()
    private static let kinds: [String: EventKind] = Dictionary(
        uniqueKeysWithValues: EventKind.allCases.map { ($0.name, $0) })

    init(_ zone: CivilZone) { clock = WallClock(zone) }

    /// - Parameter value: the value of a column, nil where the record has none.
    mutating func take(_ value: (EventColumn) -> ByteView?, into sink: inout EventSink) {
        guard let time = value(.time) else { return sink.bad("exports.bad.missing", ["column": "time"]) }
        guard let instant = EventTime.instant(time, &clock) else {
            return sink.bad("exports.bad.time", ["value": time.prefix(40).string])
        }
        guard let kind = EventAssembler.kind(value(.kind)) else {
            return sink.bad("exports.bad.kind", ["value": value(.kind)?.prefix(40).string ?? ""])
        }
        guard let sender = party(value(.sender), value(.senderID)) else {
            return sink.bad("exports.bad.missing", ["column": "sender"])
        }
        guard let key = EventAssembler.key(value(.key), id: value(.id)) else {
            return sink.bad("exports.bad.value", ["column": "key"])
        }
        guard let reply = EventAssembler.key(value(.replyToKey), id: value(.replyTo)) else {
            return sink.bad("exports.bad.value", ["column": "reply_to_key"])
        }
        guard let place = EventAssembler.place(value(.place)) else {
            return sink.bad("exports.bad.value", ["column": "place"])
        }
        sink.add(
            kind, at: instant, by: sender, to: party(value(.target), value(.targetID)), text: value(.text)?.string,
            scene: value(.scene).flatMap { $0.isEmpty ? nil : $0.string }, replyTo: reply.key,
            mentions: value(.mentions).map(WrittenMentions.parties) ?? [], key: key.key, place: place.number)
    }

    private mutating func party(_ name: ByteView?, _ id: ByteView?) -> Party? {
        let id = id.flatMap { $0.isEmpty ? nil : $0 }
        guard let written = name.flatMap({ $0.isEmpty ? nil : $0 }) ?? id else { return nil }
        return Party(name: names.name(written), id: id.map { names.name($0) })
    }

    private static func kind(_ name: ByteView?) -> EventKind? {
        guard let name, !name.isEmpty else { return .text }
        return name.count <= 15 ? kinds[name.string] : nil
    }

    /// The key that is written out, else that of the id; the outer nil is a key that is none.
    private static func key(_ key: ByteView?, id: ByteView?) -> (key: EventKey?, Void)? {
        if let key, !key.isEmpty {
            guard let bytes = Hexadecimal.bytes(key), (1...65).contains(bytes.count) else { return nil }
            return (EventKey(bytes: bytes), ())
        }
        guard let id, !id.isEmpty else { return (nil, ()) }
        return (EventKey(sourceID: id.string), ())
    }

    private static func place(_ place: ByteView?) -> (number: Int64?, Void)? {
        guard let place, !place.isEmpty else { return (nil, ()) }
        guard let number = Int64(place.string), number >= 0 else { return nil }
        return (number, ())
    }
}

/// How our formats write an event's key: as the source's id where it is one, else its bytes.
struct WrittenKey {
    let id: String?
    let hexadecimal: String?

    init(_ key: EventKey?) {
        let plain = key?.bytes.first == 1 ? key?.bytes.dropFirst() ?? [] : []
        let isReadable = !plain.isEmpty && TextDetection.isUTF8(plain) && plain.allSatisfy { $0 >= 32 && $0 != 127 }
        id = isReadable ? String(decoding: plain, as: UTF8.self) : nil
        hexadecimal = isReadable ? nil : key.map { Hexadecimal.text($0.bytes) }
    }
}

/// Bytes as pairs of hexadecimal digits.
enum Hexadecimal {
    static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil where there is anything else, or half a pair.
    static func bytes(_ text: ByteView) -> [UInt8]? {
        guard text.count % 2 == 0, text.count <= 1024 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: text.count, by: 2) {
            guard let high = value(text[index]), let low = value(text[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 65...70: digit - 55
        case 97...102: digit - 87
        default: nil
        }
    }
}
