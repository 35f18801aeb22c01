internal import Kernel

/// A message as WeChat keeps it, whichever exporter wrote it down.
struct WeChatMessage {
    var sort: WeChatSort
    var instant: Instant
    /// Nil for what the program says itself.
    var sender: Party?
    var content: ByteView?
    /// What the exporter took out of the content: a title, a file's name.
    var title: String?
    /// The message's own id.
    var id: String?
    var replyTo: String?
    /// The XML beside the message that says, among other things, who is mentioned.
    var source: ByteView?
}

/// What the WeChat formats share: turning messages into events.
struct WeChatRecorder {
    /// Who kept the history, as far as is known.
    var you: Party
    var hasIDsInNames = false
    private var hasToldUnknown = false

    init(ownName: String?) { you = Party(name: ownName ?? "你") }

    mutating func add(_ message: WeChatMessage, into sink: inout EventSink) {
        switch message.sort {
        case .passedOver: sink.skip()
        case .system: addSystem(message, into: &sink)
        case .reply: addMessage(.text, message, into: &sink)
        case .message(let kind): addMessage(kind, message, into: &sink)
        }
    }

    // MARK: - What people say

    private func addMessage(_ kind: EventKind, _ message: WeChatMessage, into sink: inout EventSink) {
        guard let sender = message.sender else { return sink.bad("exports.bad.no-name") }
        var text = message.title
        var replyTo = message.replyTo
        if text == nil, let content = message.content, WeChatRecorder.mayHoldText(kind) {
            let payload = WeChatSystemMessage.withoutRoom(content)
            if WeChatRecorder.isPayload(payload, kind, message.sort) {
                guard let root = XMLPayload.parse(payload) else { return sink.bad("exports.bad.xml") }
                let shared = WeChatShared(root)
                text = shared.text
                replyTo = replyTo ?? shared.answered
            } else if kind == .text || !WeChatRecorder.isPlaceholder(content) {
                text = content.string
            }
        }
        if kind != .text, text?.isEmpty == true { text = nil }
        let mentions = kind == .text ? WeChatMentions.people(in: text ?? "", source: message.source) : []
        sink.add(
            kind, at: message.instant, by: sender, text: kind == .text ? text ?? "" : text,
            replyTo: replyTo.map { EventKey(sourceID: $0) }, mentions: mentions,
            key: message.id.map { EventKey(sourceID: $0) })
    }

    /// The content of the others is nothing but where the file is.
    private static func mayHoldText(_ kind: EventKind) -> Bool {
        switch kind {
        case .picture, .voice, .sticker: false
        default: true
        }
    }

    /// Whether a content is XML rather than words: what people type may begin with `<`, too.
    private static func isPayload(_ content: ByteView, _ kind: EventKind, _ sort: WeChatSort) -> Bool {
        guard content.hasPrefix("<") else { return false }
        if kind != .text || sort == .reply { return true }
        return content.hasPrefix("<?xml") || content.hasPrefix("<msg>") || content.hasPrefix("<msg ")
    }

    /// `[图片]` and the like, which stand for what was not exported.
    private static func isPlaceholder(_ content: ByteView) -> Bool {
        let content = content.withoutBlanksAround
        return content.isEmpty || content.hasPrefix("[") && content.firstIndex(of: 93) == content.count - 1
    }

    // MARK: - What the program says

    private mutating func addSystem(_ message: WeChatMessage, into sink: inout EventSink) {
        let reader = WeChatSystemMessage(you: you, hasIDsInNames: hasIDsInNames)
        guard let content = message.content else { return sink.skip() }
        switch reader.meaning(of: content) {
        case .passedOver: sink.skip()
        case .broken: sink.bad("exports.bad.xml")
        case .unknown:
            sink.skip()
            tellUnknown(content, into: &sink)
        case .deeds(let deeds):
            for (index, deed) in deeds.enumerated() {
                add(deed, of: message, number: deeds.count > 1 ? index + 1 : nil, into: &sink)
            }
        }
    }

    private func add(
        _ deed: WeChatSystemMessage.Deed, of message: WeChatMessage, number: Int?, into sink: inout EventSink
    ) {
        guard let sender = deed.sender ?? message.sender else { return sink.skip() }
        let id = message.id.map { id in number.map { "\(id)#\($0)" } ?? id }
        sink.add(
            deed.kind, at: message.instant, by: sender, to: deed.target, text: deed.text, scene: deed.scene,
            replyTo: deed.recalled.map { EventKey(sourceID: $0) }, key: id.map { EventKey(sourceID: $0) })
    }

    /// Says once a file that there are sentences nobody has written down yet.
    private mutating func tellUnknown(_ content: ByteView, into sink: inout EventSink) {
        guard !hasToldUnknown, !content.isBlank else { return }
        hasToldUnknown = true
        sink.warn("exports.wechat.unknown-sentence", ["text": content.prefix(120).string])
    }
}

/// What is in the XML of a shared thing.
struct WeChatShared {
    let text: String?
    /// The id of the message that is answered.
    let answered: String?

    init(_ root: XMLPayload) {
        let shared = root["appmsg"] ?? root
        answered = shared["refermsg"]?.text(of: "svrid").flatMap { $0 == "0" ? nil : $0 }
        let announcement = shared.text(of: "textannouncement")
        let place = root["location"].flatMap { $0.attribute("poiname") ?? $0.attribute("label") }
        let video = shared["finderFeed"]?.text(of: "desc")
        text =
            announcement ?? video ?? shared.text(of: "title") ?? shared.text(of: "des")
            ?? shared.text(of: "sourcedisplayname") ?? place
    }
}

/// Who is mentioned in a message.
enum WeChatMentions {
    private static let everyone: Set<String> = ["所有人", "all", "All", "notify@all", "announcement@all"]

    /// - Parameter source: XML with a list of ids, where the export has it.
    static func people(in text: String, source: ByteView?) -> [Party] {
        let names = text.utf8.contains(0xE2) ? Array(text.utf8).withView(names) : []
        let ids = source.map(ids) ?? []
        if ids.isEmpty { return names.map { Party(name: $0) } }
        // As many ids as names belong together; else the ids alone say who is meant.
        return ids.count == names.count
            ? zip(names, ids).map { Party(name: $0, id: $1) } : ids.map { Party(name: $0, id: $0) }
    }

    /// Names between `@` and the four-per-em space that clients put behind them.
    private static func names(_ text: ByteView) -> [String] {
        var names: [String] = []
        var index = 0
        while names.count < 64, let end = text.firstIndex(of: "\u{2005}", from: index) {
            if let at = text.slice(index, end).lastIndex(of: "@"), index + at + 1 < end {
                let name = text.slice(index + at + 1, end).withoutBlanksAround.string
                if !name.isEmpty, !everyone.contains(name) { names.append(name) }
            }
            index = end + 3
        }
        return names
    }

    private static func ids(_ source: ByteView) -> [String] {
        guard let start = source.firstIndex(of: "<atuserlist>"),
            let end = source.firstIndex(of: "</atuserlist>", from: start)
        else { return [] }
        var list = source.slice(start + 12, end).withoutBlanksAround
        if list.hasPrefix("<![CDATA["), list.hasSuffix("]]>") { list = list.slice(9, list.count - 3) }
        let ids = list.string.split { $0 == "," || $0 == ";" || $0 == " " }.prefix(64).map(String.init)
        return ids.filter { !everyone.contains($0) }
    }
}
