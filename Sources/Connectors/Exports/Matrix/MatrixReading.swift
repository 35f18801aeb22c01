internal import Kernel

/// Turns Matrix events into what happened.
struct MatrixReading {
    private var people = MatrixPeople()

    /// The event that can be read, where an export keeps the encrypted one beside it.
    static func clear(_ record: JSONValue) -> JSONValue {
        if let decrypted = record["decrypted"], decrypted.isObject { return decrypted }
        return record
    }

    mutating func take(_ event: JSONValue, into sink: inout EventSink) {
        guard let type = event["type"]?.view else {
            return sink.bad("exports.bad.missing", ["column": "type"])
        }
        guard let milliseconds = event["origin_server_ts"]?.int64 else {
            let written = event["origin_server_ts"]?.view?.prefix(40).string ?? ""
            return sink.bad("exports.bad.time", ["value": written])
        }
        guard let sender = (event["sender"] ?? event["user_id"])?.view, !sender.isBlank else {
            return sink.bad("exports.bad.no-name")
        }
        let moment = MatrixMoment(
            event: event, instant: Instant(milliseconds: milliseconds), id: event["event_id"]?.string)
        if type.equals("m.room.member") {
            people.takeMembership(moment, by: sender, into: &sink)
        } else {
            take(moment, type: type, by: people.party(sender), into: &sink)
        }
    }

    private func take(_ moment: MatrixMoment, type: ByteView, by sender: Party, into sink: inout EventSink) {
        let content = moment.event["content"]
        if type.equals("m.room.message") {
            takeMessage(moment, by: sender, into: &sink)
        } else if type.equals("m.room.encrypted") {
            // Somebody said something that this export could not decrypt.
            moment.add(.text, by: sender, replyTo: MatrixRelation(content).answered, into: &sink)
        } else if type.equals("m.sticker") {
            moment.add(.sticker, by: sender, replyTo: MatrixRelation(content).answered, into: &sink)
        } else if type.equals("m.reaction") {
            let relation = content?["m.relates_to"]
            guard let key = relation?["key"]?.string, let target = relation?["event_id"]?.string else {
                return sink.skip()
            }
            moment.add(.reaction, by: sender, text: key, replyTo: target, into: &sink)
        } else if type.equals("m.room.redaction") {
            let target = (moment.event["redacts"] ?? content?["redacts"])?.string
            moment.add(.recall, by: sender, replyTo: target, into: &sink)
        } else if type.equals("m.room.name") {
            takeTopic(content?["name"], moment, by: sender, into: &sink)
        } else if type.equals("m.room.topic") {
            takeTopic(content?["topic"], moment, by: sender, into: &sink)
        } else if type.equals("m.room.pinned_events") {
            takePins(moment, by: sender, into: &sink)
        } else if type.hasSuffix("poll.start") {
            let poll = content?["m.poll"] ?? content?["m.poll.start"] ?? content?["org.matrix.msc3381.poll.start"]
            let question = poll?["question"]
            let words = question?["m.text"] ?? question?["body"] ?? question?["org.matrix.msc1767.text"]
            moment.add(.card, by: sender, text: words?.string ?? question?["body"]?.string, into: &sink)
        } else {
            // How the room is set up, calls, answers to polls and what clients tell each other.
            sink.skip()
        }
    }

    private func takeTopic(_ text: JSONValue?, _ moment: MatrixMoment, by sender: Party, into sink: inout EventSink) {
        guard let text = text?.string else { return sink.skip() }
        moment.add(.topic, by: sender, text: text, into: &sink)
    }

    /// The list of what is pinned is written anew each time: what is new in it was pinned.
    private func takePins(_ moment: MatrixMoment, by sender: Party, into sink: inout EventSink) {
        let before = Set((moment.previous?["pinned"]?.elements).map { $0.compactMap(\.string) } ?? [])
        let now = (moment.event["content"]?["pinned"]?.elements).map { $0.compactMap(\.string) } ?? []
        guard let pinned = now.last(where: { !before.contains($0) }) else { return sink.skip() }
        moment.add(.pin, by: sender, replyTo: pinned, into: &sink)
    }

    private func takeMessage(_ moment: MatrixMoment, by sender: Party, into sink: inout EventSink) {
        let content = moment.event["content"]
        let relation = MatrixRelation(content)
        if let replaced = relation.replaced {
            let text = (content?["m.new_content"]?["body"] ?? content?["body"])?.string
            return moment.add(.edit, by: sender, text: text, replyTo: replaced, into: &sink)
        }
        guard let type = content?["msgtype"]?.view else {
            // Taken back: it was said, and what it said is gone.
            return moment.add(.text, by: sender, replyTo: relation.answered, into: &sink)
        }
        if type.hasPrefix("m.key.") || type.hasPrefix("m.server_notice") { return sink.skip() }
        let kind = MatrixReading.kind(type)
        let body = content?["body"]?.view
        var text = body.map { relation.isAnswer ? MatrixReading.withoutFallback($0).string : $0.string }
        if kind == .picture || kind == .voice || kind == .video {
            // Only where a file's name stands by itself is the body a caption.
            let name = content?["filename"]?.view
            text = name == nil || name?.string == text ? nil : text
        }
        let mentions = MatrixMentions.ids(content).map { people.party($0) }
        moment.add(kind, by: sender, text: text, replyTo: relation.answered, mentions: mentions, into: &sink)
    }

    private static func kind(_ type: ByteView) -> EventKind {
        if type.equals("m.text") || type.equals("m.emote") { return .text }
        if type.equals("m.notice") { return .notice }
        if type.equals("m.image") { return .picture }
        if type.equals("m.audio") { return .voice }
        if type.equals("m.video") { return .video }
        if type.equals("m.file") { return .file }
        return type.equals("m.location") ? .card : .text
    }

    /// Without the `> <@ann:example.org> words` that older clients put before an answer, and the blank line behind it.
    static func withoutFallback(_ body: ByteView) -> ByteView {
        var rest = body
        guard rest.hasPrefix("> ") else { return body }
        while rest.hasPrefix(">") {
            guard let end = rest.firstIndex(of: 10) else { return body }
            rest = rest.dropping(end + 1)
        }
        return rest.hasPrefix("\n") ? rest.dropping(1) : rest
    }
}

/// An event and when it happened.
struct MatrixMoment {
    let event: JSONValue
    let instant: Instant
    let id: String?

    /// What the state was before the event, where the server says.
    var previous: JSONValue? { event["unsigned"]?["prev_content"] ?? event["prev_content"] }

    func add(
        _ kind: EventKind, by sender: Party, to target: Party? = nil, text: String? = nil, scene: String? = nil,
        replyTo: String? = nil, mentions: [Party] = [], into sink: inout EventSink
    ) {
        sink.add(
            kind, at: instant, by: sender, to: target, text: text, scene: scene,
            replyTo: replyTo.map { EventKey(sourceID: $0) }, mentions: mentions,
            key: id.map { EventKey(sourceID: $0) })
    }
}

/// What an event has to do with another.
struct MatrixRelation {
    /// The message that is answered; in a thread without another its first one.
    let answered: String?
    /// The message whose words are replaced.
    let replaced: String?
    /// Whether it is an answer to one message, so that its text may begin with that one's.
    let isAnswer: Bool

    init(_ content: JSONValue?) {
        let relation = content?["m.relates_to"]
        let isReplacing = relation?["rel_type"]?.equals("m.replace") == true
        let isThread = relation?["rel_type"]?.equals("m.thread") == true
        let target = relation?["event_id"]?.string
        let direct = relation?["m.in_reply_to"]?["event_id"]?.string
        let isFallback = isThread && relation?["is_falling_back"]?.bool == true
        replaced = isReplacing ? target : nil
        isAnswer = direct != nil
        answered = isReplacing ? nil : isFallback ? target ?? direct : direct ?? (isThread ? target : nil)
    }
}

/// Whom a message mentions.
enum MatrixMentions {
    private static let most = 64

    /// The ids that newer clients list, else those that the text links to.
    static func ids(_ content: JSONValue?) -> [ByteView] {
        if let listed = content?["m.mentions"], listed.isObject {
            return (listed["user_ids"]?.elements).map { Array($0.compactMap(\.view).prefix(most)) } ?? []
        }
        guard let html = content?["formatted_body"]?.view else { return [] }
        // What an answer repeats of the message before it mentions nobody.
        let start = html.firstIndex(of: "</mx-reply>") ?? 0
        return links(html.dropping(start))
    }

    private static func links(_ html: ByteView) -> [ByteView] {
        var ids: [ByteView] = []
        var index = 0
        while ids.count < most, let found = html.firstIndex(of: "matrix.to/#/@", from: index) {
            let start = found + 12
            var end = start
            while end < html.count, !"\"'?<> ".utf8.contains(html.base[end]) { end += 1 }
            let id = html.slice(start, end)
            if id.firstIndex(of: UInt8(ascii: ":")) != nil, !ids.contains(where: { $0.string == id.string }) {
                ids.append(id)
            }
            index = end
        }
        return ids
    }
}
