internal import Kernel

/// Telegram as web pages: those that tg-archive makes of a group, and those of Telegram Desktop's own export.
///
/// Of a page only tags, their classes and texts are looked at; nothing of it is run or fetched.
struct TelegramHTML: SectionedFormat {
    static let name = "telegram-html"
    static let example =
        #"<li class="message type-message" id="1">, <div class="message default clearfix" id="message1">"#

    private var tokens = HTMLTokens()
    private var archive: TelegramArchivePage?
    private var desktop: TelegramDesktopPage?

    init(_ opening: ExportOpening) {
        if TelegramPageKind(opening.sample.start) == .desktop {
            desktop = TelegramDesktopPage(opening.zone)
        } else {
            archive = TelegramArchivePage(opening.zone)
        }
    }

    static func recognise(_ sample: ExportSample) -> Recognition? {
        TelegramPageKind(sample.start) == nil ? nil : Recognition(confidence: 90)
    }

    static func describe(_ sample: ExportSample, _ description: inout ExportDescription) {
        description.network = "telegram"
        guard let kind = TelegramPageKind(sample.start), let name = kind.groupName(sample.start) else { return }
        description.groupName = name
        description.isGroupNameCertain = true
    }

    /// Lists, indexes and feeds hold no messages of their own; talk between two is no group.
    static func sections(_ source: LineSource, _ opening: ExportOpening) throws -> [ExportSection] {
        let group = [ExportSection(number: 0, groupName: nil)]
        switch TelegramPageKind(opening.sample.start) {
        case .archive, nil: return group
        case .other: return []
        case .desktop: return try TelegramChatList.isPrivate(opening.file) ? [] : group
        }
    }

    mutating func read(_ source: LineSource, into sink: inout EventSink) throws -> Bool {
        while !sink.isFull {
            guard let token = try tokens.next(source) else {
                archive?.finish(source, into: &sink)
                desktop?.finish(source, into: &sink)
                return false
            }
            switch token {
            case .text(let text):
                archive?.fields.append(text)
                desktop?.fields.append(text)
            case .close(let name):
                archive?.fields.close(name)
                desktop?.fields.close(name)
            case .open(let tag):
                let opens = archive?.begins(tag) ?? desktop?.begins(tag) ?? false
                let number = opens ? tokens.lineNumber() : 0
                archive?.open(tag, line: number, source, into: &sink)
                desktop?.open(tag, line: number, source, into: &sink)
            }
        }
        return true
    }
}

/// Which page it is, by its start.
enum TelegramPageKind {
    case archive
    case desktop
    /// Of the same export, without messages.
    case other

    init?(_ start: [UInt8]) {
        let kind = start.withView { page -> TelegramPageKind? in
            func has(_ text: StaticString) -> Bool { page.firstIndex(of: text) != nil }
            if has("class=\"page_header\""), has("class=\"page_wrap\"") {
                return has("class=\"history\"") ? .desktop : .other
            }
            // The list of months may be longer than the start, so that no message is in it.
            if has("class=\"message type-") || has("<ul class=\"messages\">") || has("class=\"timeline index\"") {
                return has("<html") ? .archive : nil
            }
            return has("tg-archive") && (has("<rss") || has("<feed")) ? .other : nil
        }
        guard let kind else { return nil }
        self = kind
    }

    /// What the page calls the group in its head.
    func groupName(_ start: [UInt8]) -> String? {
        guard self != .other,
            let decoder = try? TextDecoder(ByteSource(bytes: start), encoding: .utf8, mark: 0)
        else { return nil }
        let source = LineSource(decoder)
        var tokens = HTMLTokens()
        var title = HTMLCapture(count: 1)
        var isInHeader = false
        while title.text(0).isEmpty || title.isOpen, let token = try? tokens.next(source) {
            switch token {
            case .text(let text): title.append(text)
            case .close(let name): title.close(name)
            case .open(let tag):
                if title.open(tag) { continue }
                if tag.hasClass("page_header") { isInHeader = true }
                let isHome = tag.isNamed("a") && tag.attribute("href")?.equals("./") == true
                if self == .archive ? isHome : isInHeader && tag.hasClass("text") {
                    title.begin(0, tag, isAddedUp: true)
                }
            }
        }
        let name = title.text(0)
        let plain = self == .archive && name.hasPrefix("@") ? name.dropping(1) : name
        return plain.isEmpty || plain.count > 1024 ? nil : plain.string
    }
}

/// The list of all chats that a whole export of Telegram Desktop has beside its pages.
enum TelegramChatList {
    private static let longest = 8 << 20

    /// Whether a page is of talk with one person or one program, as far as such a list says.
    static func isPrivate(_ file: ExportFile) throws -> Bool {
        let parts = file.path.split(separator: "/")
        guard parts.count >= 2, let list = file.neighbour("../../lists/chats.html"),
            let bytes = try list.contents(mostBytes: longest),
            let decoder = try? TextDecoder(ByteSource(bytes: bytes), encoding: .utf8, mark: 0)
        else { return false }
        let source = LineSource(decoder)
        let way = Array("/\(parts[parts.count - 2])/".utf8)
        var tokens = HTMLTokens()
        var kind = HTMLCapture(count: 1)
        var isHere = false
        search: while let token = try tokens.next(source) {
            switch token {
            case .text(let text): kind.append(text)
            case .close(let name): kind.close(name)
            case .open(let tag):
                if kind.open(tag) { continue }
                if tag.hasClass("entry") {
                    if isHere { break search }
                    isHere = tag.attribute("href")?.contains(way) ?? false
                } else if isHere, tag.hasClass("info"), tag.hasClass("details") {
                    kind.begin(0, tag)
                }
            }
        }
        return kind.text(0).equals("private") || kind.text(0).equals("bot")
    }
}

extension ByteView {
    /// Whether `bytes` are anywhere in it.
    fileprivate func contains(_ bytes: [UInt8]) -> Bool {
        guard let first = bytes.first else { return true }
        var from = 0
        while let index = firstIndex(of: first, from: from), bytes.count <= count - index {
            if slice(index, index + bytes.count).equals(bytes) { return true }
            from = index + 1
        }
        return false
    }
}
