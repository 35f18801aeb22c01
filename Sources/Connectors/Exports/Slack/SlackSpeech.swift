internal import Kernel

extension SlackExport {
    /// A message without a subtype, or one that only says how it was sent.
    mutating func takeSpeech(_ message: SlackMessage, isProgram: Bool = false, into sink: inout EventSink) {
        let record = message.record
        guard let sender = sender(record) else { return sink.bad("exports.bad.no-name") }
        text.read(SlackExport.words(record))
        let kind = isProgram || self.isProgram(record) ? .notice : SlackExport.kind(record, hasWords: !text.isEmpty)
        let words = text.isEmpty && kind != .text ? nil : text.string
        sink.add(
            kind, at: message.instant, by: sender, text: words, replyTo: message.replyTo, mentions: text.mentions,
            key: message.key)
        if let reactions = record["reactions"] { takeReactions(reactions, message, into: &sink) }
    }

    /// What a person wrote. Old exports have a sentence of Slack's own about a file, with the person's words behind it.
    private static func words(_ record: JSONValue) -> ByteView? {
        if let comment = record["comment"]?["comment"]?.view { return comment }
        guard let file = record["file"], file.isObject, let text = record["text"]?.view else {
            return record["text"]?.view
        }
        if let comment = file["initial_comment"]?["comment"]?.view { return comment }
        guard text.hasPrefix("<@") else { return text }
        return text.firstIndex(of: " and commented: ").map { text.dropping($0 + 16) }
    }

    private static func kind(_ record: JSONValue, hasWords: Bool) -> EventKind {
        if record["comment"] != nil { return .text }
        if let files = record["files"], files.count > 0 {
            let kinds = files.elements.map(kind)
            return kinds.contains(.file) ? .file : kinds[0]
        }
        if let file = record["file"], file.isObject { return kind(file) }
        return hasWords || (record["attachments"]?.count ?? 0) == 0 ? .text : .card
    }

    private static func kind(_ file: JSONValue) -> EventKind {
        guard let type = file["mimetype"]?.view else { return .file }
        if type.hasPrefix("image/") { return .picture }
        if type.hasPrefix("audio/") { return .voice }
        return type.hasPrefix("video/") ? .video : .file
    }

    private func sender(_ record: JSONValue) -> Party? {
        if let id = record["user"]?.string ?? record["comment"]?["user"]?.string, !id.isEmpty {
            return users.party(id, otherwise: SlackUsers.name(record["user_profile"]))
        }
        // A program that has no account.
        let id = record["bot_id"]?.string
        let name = record["username"]?.string ?? record["bot_profile"]?["name"]?.string
        guard let shown = [name, id].compactMap({ $0 }).first(where: { !$0.isEmpty }) else { return nil }
        return Party(name: shown, id: id)
    }

    /// Whether a program wrote it. An old upload of a person's has the id of the program that took it, too.
    private func isProgram(_ record: JSONValue) -> Bool {
        if record["bot_profile"]?.isObject ?? false { return true }
        guard let id = record["user"]?.string else { return record["bot_id"]?.isString ?? false }
        return users.isProgram(id)
    }

    /// Slack says who, but not when: at the time of the message.
    private func takeReactions(_ reactions: JSONValue, _ message: SlackMessage, into sink: inout EventSink) {
        for reaction in reactions.elements {
            guard let name = reaction["name"]?.string else { continue }
            for user in reaction["users"]?.elements ?? JSONItems.none {
                guard let id = user.string else { continue }
                sink.add(
                    .reaction, at: message.instant, by: users.party(id), text: ":\(name):", replyTo: message.key,
                    key: EventKey(sourceID: "\(message.stamp)/\(id)/\(name)"))
            }
        }
    }
}

// MARK: - Lines about the channel

extension SlackExport {
    mutating func takeSubtype(_ subtype: JSONValue, _ message: SlackMessage, into sink: inout EventSink) {
        let record = message.record
        guard let name = subtype.view else { return sink.skip() }
        if SlackExport.speech.contains(where: name.equals) {
            takeSpeech(message, into: &sink)
        } else if name.equals("bot_message") || name.equals("slackbot_response") {
            takeSpeech(message, isProgram: true, into: &sink)
        } else if name.equals("channel_join") || name.equals("group_join") {
            let inviter = record["inviter"]?.string
            take(.join, message, to: inviter, scene: inviter.map { _ in "invitation" }, into: &sink)
        } else if name.equals("channel_leave") || name.equals("group_leave") {
            take(.leave, message, into: &sink)
        } else if let topic = SlackExport.topic(name, record) {
            text.read(topic)
            take(.topic, message, words: text.string, into: &sink)
        } else if name.equals("pinned_item") {
            let pinned = record["item"]?["ts"] ?? record["attachments"]?.elements.first { _ in true }?["ts"]
            take(.pin, message, of: pinned?.string, into: &sink)
        } else if name.equals("message_deleted") {
            takeChange(.recall, message, of: record["previous_message"], stamp: record["deleted_ts"], into: &sink)
        } else if name.equals("message_changed") {
            takeChange(.edit, message, of: record["message"], stamp: record["message"]?["ts"], into: &sink)
        } else {
            sink.skip()
        }
    }

    /// Subtypes of what a person says.
    private static let speech: [StaticString] = [
        "thread_broadcast", "me_message", "file_share", "file_comment", "file_mention",
    ]

    private static func topic(_ name: ByteView, _ record: JSONValue) -> ByteView? {
        for (ending, member): (StaticString, StaticString) in [
            ("_topic", "topic"), ("_purpose", "purpose"), ("_name", "name"),
        ] where name.hasSuffix(ending) && (name.hasPrefix("channel_") || name.hasPrefix("group_")) {
            return record[member]?.view
        }
        return nil
    }

    private func take(
        _ kind: EventKind, _ message: SlackMessage, to target: String? = nil, words: String? = nil,
        scene: String? = nil, of other: String? = nil, into sink: inout EventSink
    ) {
        guard let id = message.record["user"]?.string, !id.isEmpty else { return sink.bad("exports.bad.no-name") }
        sink.add(
            kind, at: message.instant, by: users.party(id, otherwise: SlackUsers.name(message.record["user_profile"])),
            to: target.map { users.party($0) }, text: words, scene: scene,
            replyTo: other.map { EventKey(sourceID: $0) }, key: message.key)
    }

    /// A message that was changed or taken back, as exports of whole companies have them.
    private mutating func takeChange(
        _ kind: EventKind, _ message: SlackMessage, of old: JSONValue?, stamp: JSONValue?, into sink: inout EventSink
    ) {
        guard let id = message.record["user"]?.string ?? old?["user"]?.string, let stamp = stamp?.string else {
            return sink.skip()
        }
        text.read(kind == .edit ? old?["text"]?.view : nil)
        sink.add(
            kind, at: message.instant, by: users.party(id), text: kind == .edit ? text.string : nil,
            replyTo: EventKey(sourceID: stamp), mentions: text.mentions, key: message.key)
    }
}
