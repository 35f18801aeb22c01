internal import Kernel

/// What chatlog writes and answers: a JSON array of messages, or one message a line.
struct WeChatChatlog: SectionedFormat, JSONRecordFormat {
    static let name = "wechat-chatlog"
    static let example =
        #"[{"seq":…,"time":"2026-01-05T09:30:00+08:00","talker":"…@chatroom","sender":"wxid_…","type":1,…}]"#

    private static let arrays = ["[]", "messages", "data", "items"]

    var records: JSONRecords
    private var reading: ChatlogReading
    private var talks = ChatlogTalks()
    private let section: Int?

    init(_ opening: ExportOpening) {
        records = JSONRecords(opening.sample, arrays: WeChatChatlog.arrays)
        reading = ChatlogReading(opening)
        section = opening.section
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        guard JSONStart.isLikely(sample.start) else { return nil }
        let start = JSONStart(sample.start)
        let isKnown = ["", "[].", "messages[].", "data[].", "items[]."].contains { prefix in
            ["talker", "isChatRoom", "sender", "time", "type"].allSatisfy { start.has(prefix + $0) }
        }
        return isKnown ? Recognition(confidence: 100) : nil
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "wechat"
    }

    mutating func take(_ record: JSONValue, path: Int, into sink: inout EventSink) {
        if let section, talks.number(of: record) != section {
            sink.skip()
        } else {
            reading.take(record, into: &sink)
        }
    }

    static func sections(_ source: LineSource, _ opening: ExportOpening) throws -> [ExportSection] {
        var records = JSONRecords(opening.sample, arrays: arrays)
        var talks = ChatlogTalks()
        try records.forEach(source) { record, _ in _ = talks.number(of: record) }
        return talks.groups
    }
}
