import Foundation
import Kernel
import Testing

@testable import Connectors

private let rule = String(repeating: "=", count: 62)

private func text(_ messages: String, channel: String = "herbs") -> String {
    "\(rule)\nGuild: Garden\nChannel: \(channel)\nTopic: \nMessages: 3\nRange: before 05-Dec-19 12:00 AM\n\(rule)\n\n\(messages)"
}

@Suite("Discord exports as text")
struct DiscordTextTests {
    static let talk = text(
        """
        [17-May-19 01:47 PM] mira#0420
        Hello,

        [not a head]
        and on {Embed}

        {Reactions}
        🌱 (7) sprout (5)\u{20}

        [17-May-19 01:48 PM] gate#0007

        {Embed}
        tom#1111 (640120895909920778)
        New user

        [17-May-19 01:48 PM] tom#1111
        Joined the server.

        [18-May-19 12:00 AM] tom#1111 (pinned)
        look

        {Attachments}
        https://c.example/1/photo.png

        [18-May-19 12:01 AM] tom#1111

        {Stickers}
        https://c.example/1/wave.json


        """)

    @Test("Messages are read with their bodies, without blocks of embeds and reactions")
    func messages() throws {
        let result = try read(Self.talk, as: "1.txt")
        let expected = [
            "text|mira|Hello,\n\n[not a head]\nand on {Embed}", "card|gate", "join|tom", "picture|tom|look",
            "sticker|tom",
        ]
        #expect(result.short == expected)
        #expect(result.bad.isEmpty)
        #expect(result.events.map(\.sender.id) == ["mira#0420", "gate#0007", "tom#1111", "tom#1111", "tom#1111"])
        #expect(result.events.first?.instant.description == "2019-05-17T13:47:00.000Z")
    }

    @Test("The same talk as CSV gives the same kinds, times, names and words")
    func sameAsCSV() throws {
        let csv = """
            AuthorID;Author;Date;Content;Attachments;Reactions;
            "1";"mira#0420";"17-May-19 01:47 PM";"Hello,

            [not a head]
            and on {Embed}";"";"🌱 (7),sprout (5)";
            "2";"gate#0007";"17-May-19 01:48 PM";"";"";"";
            "3";"tom#1111";"17-May-19 01:48 PM";"Joined the server.";"";"";
            "3";"tom#1111";"18-May-19 12:00 AM";"look";"https://c.example/1/photo.png";"";

            """
        let (first, second) = (try read(csv, as: "1.csv"), try read(Self.talk, as: "1.txt"))
        #expect(first.short == Array(second.short.prefix(4)))
        #expect(first.events.map(\.instant) == Array(second.events.map(\.instant).prefix(4)))
    }

    @Test("The newer head and foot of a file are known")
    func newer() throws {
        let foot = "\(rule)\nExported 2 message(s)\n\(rule)\n"
        let said = "[5/17/2019 1:47 PM] mira\nx\n\n\n[5/18/2019 1:47 PM] mira\n\(rule)\n\n\(rule)\nExported nothing\n\n"
        let head =
            "\(rule)\nGuild: Garden\nChannel: Beds / herbs\nTopic: All of it\nAfter: 5/1/2019 1:00 AM\n\(rule)\n\n"
        let result = try read(head + said + foot, as: "1.txt")
        #expect(result.short == ["text|mira|x", "text|mira|\(rule)\n\n\(rule)\nExported nothing"])
        #expect(result.bad.isEmpty)
        #expect(result.events.first?.sender == Party(name: "mira", id: "mira"))
    }

    @Test("The channel's name stands in the head", arguments: [("herbs", "herbs"), ("Beds / herbs", "herbs")])
    func channel(_ name: (written: String, group: String)) throws {
        let described = try describe(text("", channel: name.written), as: "1.txt")
        #expect(described.groupName == name.group && described.isGroupNameCertain)
        #expect(described.format == "discord-text" && described.network == "discord")
    }

    @Test("Talk between two is no group, as text and as CSV")
    func betweenTwo() throws {
        let head = "\(rule)\nGuild: Direct Messages\nChannel: Private / mira\n\(rule)\n\n[1/1/2026 1:00 AM] mira\nx\n"
        let several = head.replacing("Private", with: "Group")
        let csv = "AuthorID,Author,Date,Content,Attachments,Reactions\n"
        let name = "Direct Messages - Private - mira [123456789012345678].csv"
        try withFolder(["a.txt": head, "b.txt": several, name: csv]) { root in
            let groups = try ExportWalk([root]).groups
            #expect(groups.flatMap(\.files).map { ($0.path as NSString).lastPathComponent } == ["b.txt"])
        }
    }

    @Test("Words before the first message or behind the foot are bad lines; a body too long is one bad message")
    func bad() throws {
        let astray = text("astray\n\n[17-May-19 01:47 PM] a\nx\n\n\(rule)\nExported 1 message(s)\n\(rule)\nmore\n")
        let result = try read(astray, as: "1.txt")
        #expect(result.short == ["text|a|x"])
        #expect(result.bad == [9: "exports.bad.not-understood", 17: "exports.bad.not-understood"])
        let long = String(repeating: String(repeating: "x", count: 999) + "\n", count: 1100)
        let huge = try read(text("[17-May-19 01:47 PM] a\n\(long)\n[17-May-19 01:48 PM] a\ny\n"), as: "1.txt")
        #expect(huge.short == ["text|a|y"])
        #expect(huge.bad == [9: "exports.bad.too-long"])
        let damaged = text("[17-May-19 01:47 PM] a\nx\0\n\n[17-May-19 01:48 PM] a\ny\n\n[17-May-19 01:49 PM]  \nz\n")
        let rest = try read(damaged, as: "1.txt")
        #expect(rest.short == ["text|a|y"])
        #expect(rest.bad == [9: "exports.bad.nul", 15: "exports.bad.no-name"])
    }
}
