import Kernel
import Testing

@testable import Connectors

struct ChatLine: Sendable, CustomTestStringConvertible {
    let line: String
    /// The events in short, or `skip`.
    let meaning: [String]
    init(_ line: String, _ meaning: String...) {
        self.line = line
        self.meaning = meaning
    }
    var testDescription: String { line }
}

/// What one line says in a chat that was written on the same kind of phone.
private func meaning(of line: String, head: String) throws -> [String] {
    let result = try read("\(head)Zed: first\n\(head)\(line)\n", as: "WhatsApp Chat with Den.txt", format: "whatsapp")
    if let bad = result.bad.values.first { return [bad] }
    let short = Array(result.short.dropFirst())
    return short.isEmpty && result.skipped == 1 ? ["skip"] : short
}

@Suite("Lines of WhatsApp")
struct WhatsAppLineTests {
    @Test(
        "What people send is kept by its kind",
        arguments: [
            ChatLine("Ann: a: b: c", "text|Ann|a: b: c"),
            ChatLine("Ann: ", "text|Ann|"),
            ChatLine("Ann:", "text|Ann|"),
            ChatLine("Ann: see https://x.example/a", "text|Ann|see https://x.example/a"),
            ChatLine("Team:Ann: x", "text|Team:Ann|x"),
            ChatLine("👩‍🚀 Ann 🌱: x", "text|👩‍🚀 Ann 🌱|x"),
            ChatLine("~\u{202F}Ann: x", "text|~ Ann|x"),
            ChatLine("~Ann: x", "text|~ Ann|x"),
            ChatLine("\u{202A}+49\u{A0}170\u{A0}000001\u{202C}: x", "text|+49 170 000001|x"),
            ChatLine("Ann: <Media omitted>", "picture|Ann"),
            ChatLine("Ann: \u{200E}image omitted", "picture|Ann"),
            ChatLine("Ann: GIF omitted", "picture|Ann"),
            ChatLine("Ann: \u{200E}video omitted", "video|Ann"),
            ChatLine("Ann: \u{200E}audio omitted", "voice|Ann"),
            ChatLine("Ann: \u{200E}sticker omitted", "sticker|Ann"),
            ChatLine("Ann: plan.pdf • \u{200E}3 pages \u{200E}document omitted", "file|Ann"),
            ChatLine("Ann: \u{200E}document omitted", "file|Ann"),
            ChatLine("Ann: \u{200E}Contact card omitted", "card|Ann"),
            ChatLine("Ann: IMG-0001.jpg (file attached)", "picture|Ann"),
            ChatLine("Ann: IMG-0001.jpg (file attached)\nlook at that", "picture|Ann|look at that"),
            ChatLine("Ann: \u{200E}PTT-0001.opus (file attached)", "voice|Ann"),
            ChatLine("Ann: VID-0001.mp4 (file attached)", "video|Ann"),
            ChatLine("Ann: STK-0001.webp (file attached)", "sticker|Ann"),
            ChatLine("Ann: Bo.vcf (file attached)", "card|Ann"),
            ChatLine("Ann: list of things.pdf (file attached)", "file|Ann"),
            ChatLine("Ann: \u{200E}<attached: 00000012-PHOTO-2020-12-31-23-59-59.jpg>", "picture|Ann"),
            ChatLine("Ann: \u{200E}<attached: 00000013-STICKER-2020-12-31.webp>", "sticker|Ann"),
            ChatLine("Ann: \u{200E}<attached: 00000014-GIF-2020-12-31.mp4>", "picture|Ann"),
            ChatLine("Ann: the harbour \u{200E}<attached: 00000012-PHOTO-2020.jpg>", "picture|Ann|the harbour"),
            ChatLine("Ann: look (not attached)", "text|Ann|look (not attached)"),
            ChatLine("Ann: 1 < 2 and 3 > 2>", "text|Ann|1 < 2 and 3 > 2>"),
            ChatLine("Ann: hi \u{200E}<This message was edited>", "text|Ann|hi", "edit|Ann"),
            ChatLine("Ann: This message was deleted", "text|Ann", "recall|Ann"),
            ChatLine("Ann: \u{200E}This message was deleted.", "text|Ann", "recall|Ann"),
            ChatLine("Ann: You deleted this message", "text|Ann", "recall|Ann"),
            ChatLine("Ann: This message was deleted by admin Bo.", "text|Ann", "recall|Bo"),
            ChatLine("Ann: This message was deleted by me", "text|Ann|This message was deleted by me"),
            ChatLine("Ann: Waiting for this message. This may take a while.", "text|Ann"),
            ChatLine(
                "Ann: POLL:\nWhere?\nOPTION: Here (2 votes)", "card|Ann|POLL:\nWhere?\nOPTION: Here (2 votes)"),
            ChatLine("Ann: Location: https://maps.example/?q=1,2", "card|Ann|Location: https://maps.example/?q=1,2"),
            ChatLine("Ann: @\u{2068}~ Bo\u{2069} hello", "text|Ann|@~ Bo hello"),
            ChatLine(": x", "exports.bad.no-name"),
        ])
    func messages(_ line: ChatLine) throws {
        for head in ["31/12/20, 23:59 - ", "\u{200E}[12/31/20, 11:59:59\u{202F}PM] "] {
            #expect(try meaning(of: line.line, head: head) == line.meaning)
        }
    }

    @Test(
        "What the client says by itself is who came and went, or passed over",
        arguments: [
            ChatLine("Ann joined using this group's invite link", "join|Ann"),
            ChatLine("Ann joined using this group’s invite link", "join|Ann"),
            ChatLine("~ Ann joined using a group link.", "join|~ Ann"),
            ChatLine("Ann added Bo, Cy and Di", "join|Bo|Ann", "join|Cy|Ann", "join|Di|Ann"),
            ChatLine("Ann added \u{202A}+49\u{A0}170\u{A0}1\u{202C}", "join|+49 170 1|Ann"),
            ChatLine("You were added", "join|You"),
            ChatLine("Ann added you", "join|You|Ann"),
            ChatLine("Bo was added", "join|Bo"),
            ChatLine("Ann left", "leave|Ann"),
            ChatLine("You left", "leave|You"),
            ChatLine("Ann removed Bo", "removal|Ann|Bo"),
            ChatLine("You removed Bo", "removal|You|Bo"),
            ChatLine("Bo was removed", "leave|Bo"),
            ChatLine("Ann created group \"The den: north\"", "join|Ann", "topic|Ann|The den: north"),
            ChatLine("Ann created group “Den”", "join|Ann", "topic|Ann|Den"),
            ChatLine("Ann changed the subject from \"A: b\" to \"C: d\"", "topic|Ann|C: d"),
            ChatLine("Ann changed the group name to “New”", "topic|Ann|New"),
            ChatLine("O’Neil added Bo", "join|Bo|O’Neil"),
            ChatLine("Ann changed this group's icon", "skip"),
            ChatLine("Ann changed the group description", "skip"),
            ChatLine("Ann changed their phone number to a new number. Tap to message or add the new number.", "skip"),
            ChatLine("+49 1 changed to +49 2", "rename|+49 1|+49 2"),
            ChatLine("Your security code with Ann changed. Tap to learn more.", "skip"),
            ChatLine("Messages and calls are end-to-end encrypted. No one outside of this chat can read.", "skip"),
            ChatLine("Ann pinned a message", "pin|Ann"),
            ChatLine("Something that nobody has seen before", "skip"),
        ])
    func deeds(_ line: ChatLine) throws {
        for head in ["31/12/20, 23:59 - ", "[12/31/20, 11:59:59 PM] \u{200E}"] {
            #expect(try meaning(of: line.line, head: head) == line.meaning)
        }
    }

    @Test("iOS says it in somebody's name behind a mark, and people may say the same words without one")
    func marked() throws {
        let head = "[31/12/20, 23:59:59] "
        #expect(try meaning(of: "Ann: \u{200E}Ann added Bo", head: head) == ["join|Bo|Ann"])
        #expect(try meaning(of: "Ann: Ann added Bo", head: head) == ["text|Ann|Ann added Bo"])
        #expect(try meaning(of: "Den: \u{200E}You were added", head: head) == ["join|You"])
        #expect(try meaning(of: "Den: \u{200E}Never heard of", head: head) == ["skip"])
        #expect(try meaning(of: "Ann: \u{200E}Never heard of", head: head) == ["text|Ann|Never heard of"])
        let encrypted = "Messages and calls are end-to-end encrypted. Only people in this chat can read them."
        #expect(try meaning(of: "Ann: \(encrypted)", head: head) == ["skip"])
    }

    @Test("The scenes of joining and leaving")
    func scenes() throws {
        let head = "31/12/20, 23:59 - "
        let lines = [
            "Ann joined using this group's invite link", "Ann added Bo", "Cy was removed", "Ann created group \"D\"",
        ]
        let result = try read(lines.map { head + $0 }.joined(separator: "\n"), as: "chat.txt", format: "whatsapp")
        #expect(result.events.map(\.scene) == ["link", "added", "removed", "created", nil])
    }

    @Test("Who “you” is can be said")
    func ownName() throws {
        let text = "31/12/20, 23:59 - You added Bo\n31/12/20, 23:59 - Bo removed you\n31/12/20, 23:59 - Du: x\n"
        try withFolder(["a.txt": text]) { folder in
            let options = ReadOptions(zone: .utc, ownName: "Ann")
            var reader = try ExportReader(path: folder + "/a.txt", format: "whatsapp", options: options)
            let events = try #require(try reader.next(maximumEvents: 10)).events
            #expect(events.map(\.sender.name) == ["Bo", "Bo", "Ann"])
            #expect(events.map(\.target?.name) == ["Ann", "Ann", nil])
        }
    }

    @Test("A name with a colon and a space is known by never coming without its rest")
    func colonNames() throws {
        let head = "31/12/20, 23:59 - "
        let lines = ["Dr: Who: a", "Dr: Who: b", "Ann: Note: x", "Dr: Who: Note: c", "Ann: y", "Ann: Note: z"]
        let result = try read(lines.map { head + $0 }.joined(separator: "\n"), as: "chat.txt")
        #expect(result.short.filter { $0.contains("Dr: Who|") }.count == 3)
        #expect(result.short.filter { $0.contains("|Ann|") }.count == 3)
    }

    @Test("Lines of the client that are not known are told, once, with how many")
    func warning() throws {
        let head = "31/12/20, 23:59 - "
        let result = try read(
            "\(head)Ann: x\n\(head)Huh\n\(head)What\nmore of it\n", as: "chat.txt", format: "whatsapp")
        let expected = ExportWarning(text: "exports.whatsapp.unknown-lines", values: ["count": "2"])
        #expect(result.warnings == [expected])
        #expect(result.bad.isEmpty && result.skipped == 3)
    }
}
