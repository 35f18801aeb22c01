internal import Kernel

/// Turns Slack's markup into what a person sees: `<@U1>` into `@Ann`, `<https://a.example|a page>` into
/// `a page (https://a.example)`, `&amp;` into `&`.
struct SlackText {
    /// More people than anybody calls at once; a hostile text could name hundreds of thousands.
    private static let mostMentions = 1000

    private let users: SlackUsers
    private var bytes: [UInt8] = []
    /// Who is named in it, each once.
    private(set) var mentions: [Party] = []

    init(_ users: SlackUsers) { self.users = users }

    var isEmpty: Bool { bytes.isEmpty }

    var string: String { String(decoding: bytes, as: UTF8.self) }

    mutating func read(_ text: ByteView?) {
        bytes.removeAll(keepingCapacity: true)
        if !mentions.isEmpty { mentions = [] }
        guard let text else { return }
        var plain = 0
        while let at = SlackText.nextMark(text, plain) {
            append(text.slice(plain, at))
            plain = text[at] == UInt8(ascii: "<") ? readBracket(text, at) : readEntity(text, at)
        }
        append(text.dropping(plain))
    }

    private static func nextMark(_ text: ByteView, _ start: Int) -> Int? {
        for index in start..<text.count
        where text.base[index] == UInt8(ascii: "<") || text.base[index] == UInt8(ascii: "&") { return index }
        return nil
    }

    private mutating func append(_ piece: ByteView) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: piece.base, count: piece.count))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func readEntity(_ text: ByteView, _ at: Int) -> Int {
        for (entity, letter): (StaticString, UInt8) in [
            ("&amp;", UInt8(ascii: "&")), ("&lt;", UInt8(ascii: "<")), ("&gt;", UInt8(ascii: ">")),
        ] where text.has(entity, at: at) {
            bytes.append(letter)
            return at + entity.utf8CodeUnitCount
        }
        bytes.append(UInt8(ascii: "&"))
        return at + 1
    }

    /// A bracket opens at `at`; the place behind it.
    private mutating func readBracket(_ text: ByteView, _ at: Int) -> Int {
        var close = at + 1
        // Another that opens first shows that this one is a sign of its own.
        while close < text.count, text.base[close] != UInt8(ascii: ">"), text.base[close] != UInt8(ascii: "<") {
            close += 1
        }
        guard text.has(">", at: close), close > at + 1 else {
            bytes.append(UInt8(ascii: "<"))
            return at + 1
        }
        let inner = text.slice(at + 1, close)
        let bar = inner.firstIndex(of: UInt8(ascii: "|"))
        let address = inner.prefix(bar ?? inner.count)
        let label = bar.map { inner.dropping($0 + 1) }.flatMap { $0.isEmpty ? nil : $0 }
        switch inner[0] {
        case UInt8(ascii: "@"): readMention(address.dropping(1).string, label)
        case UInt8(ascii: "#"): appendNamed("#", label ?? address.dropping(1))
        case UInt8(ascii: "!"): readCall(address.dropping(1), label)
        default: readLink(address, label)
        }
        return close + 1
    }

    private mutating func readMention(_ id: String, _ label: ByteView?) {
        let party = users.party(id, otherwise: label.map { $0.has("@", at: 0) ? $0.dropping(1).string : $0.string })
        append("@" + party.name)
        if mentions.count < SlackText.mostMentions, !mentions.contains(party) { mentions.append(party) }
    }

    /// `<!here>`, `<!subteam^S1|@cooks>`, `<!date^1392734382^{date}|18 February>`.
    private mutating func readCall(_ call: ByteView, _ label: ByteView?) {
        if let label { return append(label) }
        appendNamed("@", call.prefix(call.firstIndex(of: UInt8(ascii: "^")) ?? call.count))
    }

    private mutating func appendNamed(_ mark: StaticString, _ name: ByteView) {
        if !name.hasPrefix(mark) { bytes.append(mark.utf8Start[0]) }
        append(name)
    }

    /// A label that is only the address without its beginning tells nothing more.
    private mutating func readLink(_ address: ByteView, _ label: ByteView?) {
        guard let label else { return append(address) }
        let isSame = address.count >= label.count && address.dropping(address.count - label.count).array == label.array
        if !isSame || address.hasPrefix("mailto:") || address.hasPrefix("tel:") { append(label) }
        if isSame, !address.hasPrefix("mailto:"), !address.hasPrefix("tel:") { append(address) }
        if !isSame, address.hasPrefix("http") {
            append(" (")
            append(address)
            append(")")
        }
    }
}
