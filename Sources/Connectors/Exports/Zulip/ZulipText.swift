internal import Kernel

/// The words of a Zulip message, which come as HTML or in Zulip's own Markdown: what was said, whom it mentions, what
/// it answers, and what was put up with it.
struct ZulipText {
    private(set) var plain = ""
    private(set) var mentions: [Party] = []
    /// The id of the message that a quote stands for.
    private(set) var answered: String?
    private(set) var kind = EventKind.text

    /// Whether a quote was found that does not end, so that none is looked for any more.
    private var isQuoteOpen = false
    private var bytes: [UInt8] = []
    private var run = HTMLText()

    mutating func read(_ record: JSONValue) {
        (plain, mentions, answered, kind) = ("", [], nil, .text)
        isQuoteOpen = false
        bytes.removeAll(keepingCapacity: true)
        let rendered = record["rendered_content"]?.view
        guard let content = rendered ?? record["content"]?.view else { return }
        let isHTML = rendered != nil || record["content_type"]?.equals("text/html") ?? content.hasPrefix("<")
        if isHTML { readHTML(content) } else { readMarkdown(content) }
        let said = bytes.withView { text in
            let text = text.withoutBlanksAround
            return text.hasPrefix("/me ") ? text.dropping(4).string : text.string
        }
        plain = said
    }

    /// How an emoji is written, or its name between colons where it is the organisation's own.
    static func emoji(_ reaction: JSONValue) -> String? {
        guard let name = reaction["emoji_name"]?.string else { return nil }
        guard reaction["reaction_type"]?.equals("unicode_emoji") ?? true, let code = reaction["emoji_code"]?.string
        else {
            return ":\(name):"
        }
        let scalars = code.split(separator: "-").map { UInt32($0, radix: 16).flatMap(Unicode.Scalar.init) }
        guard !scalars.isEmpty, scalars.allSatisfy({ $0 != nil }) else { return ":\(name):" }
        return String(String.UnicodeScalarView(scalars.compactMap { $0 }))
    }

    /// Takes note of a file that was put up; the most telling decides what the message is.
    private mutating func meet(upload link: ByteView) {
        guard link.firstIndex(of: "/user_uploads/") != nil else { return }
        let sort = UploadSort.kind(link)
        let ranks: [EventKind] = [.text, .picture, .voice, .video, .file]
        let rank = ranks.firstIndex(of: sort) ?? 0
        if rank > ranks.firstIndex(of: kind) ?? 0 { kind = sort }
    }

    private mutating func meet(quoteOf link: ByteView) {
        guard answered == nil, let near = link.lastIndex(of: "/near/") else { return }
        var end = near + 6
        while link.digit(end) != nil { end += 1 }
        if end > near + 6 { answered = link.slice(near + 6, end).string }
    }
}

// MARK: - HTML

extension ZulipText {
    private mutating func readHTML(_ html: ByteView) {
        var index = 0
        /// Where the name of a mention begins, whose it is, and whether it is only a name.
        var mention: (start: Int, id: String, isSilent: Bool)?
        var quotes = 0
        while index < html.count {
            let open = html.firstIndex(of: UInt8(ascii: "<"), from: index) ?? html.count
            if open > index, quotes == 0 || answered == nil { append(html.slice(index, open)) }
            guard open < html.count else { break }
            let close = html.firstIndex(of: UInt8(ascii: ">"), from: open) ?? html.count - 1
            let tag = html.slice(open, close + 1)
            index = close + 1
            if tag.hasPrefix("<blockquote") {
                quotes += 1
                // What stands before is only "so and so said".
                if quotes == 1, answered != nil { bytes.removeAll(keepingCapacity: true) }
            } else if tag.hasPrefix("</blockquote") {
                quotes = max(0, quotes - 1)
            } else if tag.hasPrefix("<span"), let id = ZulipText.attribute("data-user-id=\"", of: tag) {
                let isSilent = tag.firstIndex(of: "silent") != nil
                mention = (bytes.count, id.string, isSilent)
            } else if tag.hasPrefix("</span"), let begun = mention {
                endMention(begun.start, begun.id, isCounted: !begun.isSilent && quotes == 0)
                mention = nil
            } else if tag.hasPrefix("<a "), quotes == 0, let link = ZulipText.attribute("href=\"", of: tag) {
                meet(upload: link)
                if html.slice(index, min(html.count, index + 4)).hasPrefix("said") { meet(quoteOf: link) }
            } else if ZulipText.endsLine(tag), bytes.last != 10, !bytes.isEmpty {
                bytes.append(10)
            }
        }
    }

    private mutating func append(_ text: ByteView) {
        run.read(text)
        // Behind a tag that ends a line the source ends its own.
        let isDouble = run.text.first == 10 && (bytes.last == 10 || bytes.isEmpty)
        bytes += isDouble ? run.text.dropFirst() : run.text[...]
    }

    private mutating func endMention(_ start: Int, _ id: String, isCounted: Bool) {
        guard isCounted, id != "*", start <= bytes.count, mentions.count < 64 else { return }
        var name = String(decoding: bytes[start...], as: UTF8.self)
        if name.hasPrefix("@") { name.removeFirst() }
        if !name.isEmpty { mentions.append(Party(name: name, id: id)) }
    }

    private static func attribute(_ name: StaticString, of tag: ByteView) -> ByteView? {
        guard let start = tag.firstIndex(of: name) else { return nil }
        let from = start + name.utf8CodeUnitCount
        return tag.firstIndex(of: UInt8(ascii: "\""), from: from).map { tag.slice(from, $0) }
    }

    private static func endsLine(_ tag: ByteView) -> Bool {
        tag.hasPrefix("</p>") || tag.hasPrefix("<br") || tag.hasPrefix("</li>") || tag.hasPrefix("</div>")
            || tag.hasPrefix("</pre>") || tag.hasPrefix("</h") || tag.hasPrefix("</tr>")
    }
}

// MARK: - Markdown

extension ZulipText {
    private mutating func readMarkdown(_ text: ByteView) {
        var index = 0
        while index < text.count {
            let byte = text.base[index]
            if byte == UInt8(ascii: "@"), let end = takeMention(text, index) {
                index = end
            } else if byte == UInt8(ascii: "["), let end = takeLink(text, index) {
                index = end
            } else if byte == UInt8(ascii: "`"), let end = takeQuote(text, index) {
                index = end
            } else if byte == UInt8(ascii: "*"), text.has("**", at: index) {
                index += 2
            } else {
                bytes.append(byte)
                index += 1
            }
        }
    }

    /// `@**Name**`, `@**Name|123**`, or with `_` behind the `@` where nobody is told.
    private mutating func takeMention(_ text: ByteView, _ start: Int) -> Int? {
        let isSilent = text.has("@_**", at: start)
        guard isSilent || text.has("@**", at: start) else { return nil }
        let from = start + (isSilent ? 4 : 3)
        let window = text.prefix(from + 256)
        guard let end = window.firstIndex(of: "**", from: from), end > from else { return nil }
        let inside = text.slice(from, end)
        let bar = inside.firstIndex(of: UInt8(ascii: "|"))
        let name = inside.prefix(bar ?? inside.count).string
        let id = bar.map { inside.dropping($0 + 1).string }
        if !isSilent { bytes.append(UInt8(ascii: "@")) }
        bytes += name.utf8
        let isEveryone = ["all", "everyone", "channel", "stream", "topic"].contains(name)
        if !isSilent, !isEveryone, !name.isEmpty, mentions.count < 64 { mentions.append(Party(name: name, id: id)) }
        return end + 2
    }

    /// `[words](link)`: the words.
    private mutating func takeLink(_ text: ByteView, _ start: Int) -> Int? {
        let window = text.prefix(start + 2048)
        guard let middle = window.firstIndex(of: "](", from: start),
            let end = window.firstIndex(of: UInt8(ascii: ")"), from: middle)
        else { return nil }
        let words = text.slice(start + 1, middle)
        let link = text.slice(middle + 2, end)
        meet(upload: link)
        if words.equals("said") { meet(quoteOf: link) }
        bytes.append(contentsOf: words.array)
        return end + 1
    }

    /// The block of quoted words that a reply begins with, and "so and so said" before it.
    private mutating func takeQuote(_ text: ByteView, _ start: Int) -> Int? {
        guard answered != nil, !isQuoteOpen, text.has("```quote", at: start) || text.has("````quote", at: start) else {
            return nil
        }
        var ticks = 0
        while text.has("`", at: start + ticks) { ticks += 1 }
        var index = start + ticks
        while let lineEnd = text.firstIndex(of: 10, from: index) {
            index = lineEnd + 1
            var found = 0
            while text.has("`", at: index + found) { found += 1 }
            if found == ticks {
                bytes.removeAll(keepingCapacity: true)
                mentions = []
                return index + found
            }
        }
        isQuoteOpen = true
        return nil
    }
}

/// What sort of file a link leads to, by its ending.
enum UploadSort {
    private static let kinds: [String: EventKind] = [
        "png": .picture, "jpg": .picture, "jpeg": .picture, "gif": .picture, "webp": .picture, "bmp": .picture,
        "heic": .picture, "svg": .picture, "avif": .picture, "tif": .picture, "tiff": .picture,
        "mp4": .video, "mov": .video, "webm": .video, "avi": .video, "mkv": .video,
        "mp3": .voice, "ogg": .voice, "wav": .voice, "m4a": .voice, "flac": .voice, "opus": .voice, "aac": .voice,
    ]

    static func kind(_ link: ByteView) -> EventKind {
        guard let dot = link.lastIndex(of: "."), link.count - dot <= 6 else { return .file }
        return kinds[link.dropping(dot + 1).string.lowercased()] ?? .file
    }
}
