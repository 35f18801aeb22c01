internal import Kernel

/// Slack's own export: a folder for each channel, in it a file for each day, beside the folders `users.json`.
///
/// People are known by their ids; what they are called is in `users.json`. The files beside the channels, and talk
/// between two, hold nothing of a group and are passed over.
struct SlackExport: JSONFormat, SectionedFormat {
    static let name = "slack"
    static let example = #"[{"type":"message","user":"U012AB3CD","text":"…","ts":"1700000000.000100"}]"#

    /// What lies beside the channels' folders.
    private static let filesAbout: Set<String> = [
        "users.json", "org_users.json", "channels.json", "groups.json", "dms.json", "mpims.json",
        "integration_logs.json", "canvases.json", "lists.json", "file_conversations.json", "huddle_transcripts.json",
    ]

    var document = JSONDocument(["[]"])
    let users: SlackUsers
    var text: SlackText

    init(_ opening: ExportOpening) throws {
        users = SlackUsers.beside(opening.file)
        text = SlackText(users)
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        guard JSONStart.isLikely(sample.start) else { return nil }
        let start = JSONStart(sample.start)
        guard start.isArray else { return nil }
        let isDay = sample.name.date != nil
        let isMessage = start["[].type"] == "message" && (start.has("[].ts") || isDay)
        if isMessage || isAbout(sample) { return Recognition(confidence: isMessage ? 95 : 90) }
        // A day on which nothing was said, or whose first record is longer than what is looked at.
        return isDay && (start.paths.isEmpty || start.has("[].client_msg_id")) ? Recognition(confidence: 60) : nil
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "slack"
        guard let channel = sample.name.parent else { return }
        (description.groupName, description.isGroupNameCertain) = (channel, true)
    }

    static func sections(_ source: LineSource, _ opening: ExportOpening) throws -> [ExportSection] {
        let isPrivate = opening.sample.name.parent.map(isTalkBetweenTwo) ?? false
        return isPrivate || isAbout(opening.sample) ? [] : [ExportSection(number: 0, groupName: nil)]
    }

    private static func isAbout(_ sample: ExportSample) -> Bool { filesAbout.contains(sample.name.file) }

    /// Channels have names without capitals; talk between two goes by its id.
    private static func isTalkBetweenTwo(_ folder: String) -> Bool {
        let id = Array(folder.utf8)
        return id.count >= 9 && id[0] == UInt8(ascii: "D")
            && id.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
    }

    mutating func take(_ record: JSONValue, of element: JSONElement, into sink: inout EventSink) {
        guard record["type"]?.equals("message") ?? false else {
            return record.isObject ? sink.skip() : sink.bad("exports.bad.not-understood")
        }
        guard let stamp = record["ts"]?.view, let instant = SlackExport.instant(stamp) else {
            return sink.bad("exports.bad.missing", ["column": "ts"])
        }
        let message = SlackMessage(record: record, stamp: stamp.string, instant: instant)
        if let subtype = record["subtype"], !subtype.isNull {
            takeSubtype(subtype, message, into: &sink)
        } else {
            takeSpeech(message, into: &sink)
        }
    }

    /// Seconds, and a fraction that tells messages of one second apart: `1452913187.000002`.
    private static func instant(_ stamp: ByteView) -> Instant? {
        let point = stamp.firstIndex(of: UInt8(ascii: ".")) ?? stamp.count
        guard point > 0, point <= 12 else { return nil }
        var seconds: Int64 = 0
        for index in 0..<point {
            guard let digit = stamp.digit(index) else { return nil }
            seconds = seconds * 10 + Int64(digit)
        }
        return Instant(milliseconds: seconds * 1000 + Int64(stamp.number(at: point + 1, width: 3) ?? 0))
    }
}

/// A record that is a message in Slack's sense, which may be a line about the channel.
struct SlackMessage {
    let record: JSONValue
    let stamp: String
    let instant: Instant

    var key: EventKey { EventKey(sourceID: stamp) }

    /// The first message of the thread, where this is another one of it.
    var replyTo: EventKey? {
        guard let thread = record["thread_ts"]?.string, thread != stamp else { return nil }
        return EventKey(sourceID: thread)
    }
}
