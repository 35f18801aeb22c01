internal import Kernel

/// What the exports of DiscordChatExporter without message ids (CSV and text) share: who speaks, and what it is.
struct DiscordRecorder {
    /// A longer name is no name: the network allows 32 characters and the number behind them.
    private static let longestName = 256

    private var names = NamePool()

    /// A message as these exports tell it.
    struct Message {
        let instant: Instant
        /// The name as exported, `Name#1234`.
        let author: ByteView
        /// The network's id of the person, where the export has it.
        let authorID: ByteView?
        let content: ByteView
        /// The most telling of the things attached.
        let attached: EventKind?
    }

    mutating func add(_ message: Message, into sink: inout EventSink) {
        guard !message.author.isBlank else { return sink.bad("exports.bad.no-name") }
        guard message.author.count <= DiscordRecorder.longestName, message.authorID?.count ?? 0 <= 64 else {
            return sink.bad("exports.bad.long-name", ["limit": String(DiscordRecorder.longestName)])
        }
        let sender = party(message.author, message.authorID)
        if message.attached == nil, takeSystemLine(message, sender, into: &sink) { return }
        let isEmpty = message.content.isEmpty
        // Nothing written and nothing attached: what a program showed as an embed, which these exports do not hold.
        let kind = message.attached ?? (isEmpty ? .card : .text)
        sink.add(kind, at: message.instant, by: sender, text: isEmpty ? nil : message.content.string)
    }

    /// The name as people write it behind `@`; the network tells namesakes apart by the number.
    private mutating func party(_ author: ByteView, _ id: ByteView?) -> Party {
        let name = DiscordRecorder.name(author)
        let isNumberless = author.hasSuffix("#0") && name.count == author.count - 2
        let handle = isNumberless ? name : author
        return Party(name: names.name(name), id: names.name(id ?? handle))
    }

    /// Without the number behind it: four digits, or the one 0 of names that are unique.
    private static func name(_ author: ByteView) -> ByteView {
        for width in [5, 2] where author.count > width && author.has("#", at: author.count - width) {
            let digits = author.number(at: author.count - width + 1, width: width - 1)
            if width == 5 ? digits != nil : digits == 0 { return author.prefix(author.count - width) }
        }
        return author
    }

    /// Whether the message is a sentence of the exporter's own.
    private func takeSystemLine(_ message: Message, _ sender: Party, into sink: inout EventSink) -> Bool {
        // They are short and begin with one of few letters, so nearly all messages end here.
        guard (10...400).contains(message.content.count), "JPALRSC".utf8.contains(message.content[0]) else {
            return false
        }
        guard let deed = DiscordWords.system.read(message.content) else { return false }
        sink.add(deed, at: message.instant, by: sender) { Party(name: $0.word) }
        return true
    }
}

/// What the name of an exporter's file tells: `Guild - Category - channel [123456789012345678] (after 2019-12-05).csv`.
enum DiscordFileName {
    /// The channel; nil where the file is not named so.
    static func channel(_ file: String) -> String? {
        Array(file.utf8).withView { name in
            var close = name.count
            while let end = lastIndex(of: UInt8(ascii: "]"), before: close, in: name) {
                close = end
                guard let open = lastIndex(of: UInt8(ascii: "["), before: end, in: name) else { return nil }
                let id = name.slice(open + 1, end)
                guard (15...20).contains(id.count), id.number(at: 0, width: 15) != nil else { continue }
                let before = name.prefix(max(0, open - 1))
                let start = before.lastIndex(of: " - ").map { $0 + 3 } ?? 0
                return start < before.count ? before.dropping(start).string : nil
            }
            return nil
        }
    }

    private static func lastIndex(of byte: UInt8, before end: Int, in name: ByteView) -> Int? {
        var index = end - 1
        while index >= 0, name[index] != byte { index -= 1 }
        return index >= 0 ? index : nil
    }
}
