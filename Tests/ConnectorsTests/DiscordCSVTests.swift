import Kernel
import Testing

@testable import Connectors

/// A message's content and attachments in a CSV export, and the event they are.
struct DiscordContent: Sendable, CustomTestStringConvertible {
    let content: String
    var attachments = ""
    let event: String
    var testDescription: String { event }
}

private func csv(_ rows: String, as name: String = "1.csv") throws -> ReadResult {
    try read("AuthorID,Author,Date,Content,Attachments,Reactions\n\(rows)\n", as: name)
}

@Suite("Discord exports as CSV")
struct DiscordCSVTests {
    private static let old = """
        AuthorID;Author;Date;Content;Attachments;Reactions;
        "11";"mira#0420";"05-Dec-19 12:00 AM";"hello; ""you""
        and on, @tom";"";"🌱 (2)";
        "12";"tom#0000";"05-Dec-19 12:00 AM";"yes";"";"";

        """

    @Test("The older dialect, with semicolons and one more at the end, is read like the present one")
    func dialects() throws {
        let present = """
            \u{FEFF}AuthorID,Author,Date,Content,Attachments,Reactions\r
            "11","mira#0420","2019-12-05T00:00:00.0000000+00:00","hello; ""you""\r
            and on, @tom","","🌱 (2)"\r
            "12","tom","2019-12-05T00:00:00.0000000+00:00","yes","",""\r

            """
        let expected = try read(Self.old, as: "1.csv")
        #expect(expected.short == ["text|mira|hello; \"you\"\nand on, @tom", "text|tom|yes"])
        #expect(expected.events.map(\.sender.id) == ["11", "12"])
        #expect(try read(present, as: "1.csv").events == expected.events)
        #expect(expected.bad.isEmpty && expected.lines == 4)
    }

    @Test("A file that has only its header, or nothing, is a quiet day")
    func quiet() throws {
        let header = "AuthorID;Author;Date;Content;Attachments;Reactions;\n"
        #expect(try read(header, as: "1.csv").events.isEmpty)
        #expect(try describe(header, as: "1.csv").format == "discord-csv")
        #expect(try read("", as: "1.csv").events.isEmpty)
    }

    @Test(
        "What was sent is known by its attachments, what happened by the exporter's sentences",
        arguments: [
            DiscordContent(content: "see https://a.example/b.png", event: "text|ann|see https://a.example/b.png"),
            DiscordContent(content: "", attachments: "https://c.example/1/photo.JPG", event: "picture|ann"),
            DiscordContent(content: "mine", attachments: "https://c.example/a.png?ex=6a", event: "picture|ann|mine"),
            DiscordContent(content: "", attachments: "https://c.example/voice-message.ogg", event: "voice|ann"),
            DiscordContent(content: "", attachments: "https://c.example/clip.mp4", event: "video|ann"),
            DiscordContent(content: "", attachments: "Den_Files/notes.pdf", event: "file|ann"),
            DiscordContent(content: "", attachments: "https://c.example/x/none", event: "file|ann"),
            DiscordContent(
                content: "", attachments: "https://c.example/a.png,https://c.example/b.zip", event: "file|ann"),
            DiscordContent(
                content: "", attachments: "https://c.example/a.mp4,https://c.example/b.png", event: "video|ann"),
            DiscordContent(content: "", event: "card|ann"),
            DiscordContent(content: "Joined the server.", event: "join|ann"),
            DiscordContent(content: "Pinned a message.", event: "pin|ann"),
            DiscordContent(content: "Left the group.", event: "leave|ann"),
            DiscordContent(content: "Added bo to the group.", event: "join|bo|ann"),
            DiscordContent(content: "Removed bo from the group.", event: "removal|ann|bo"),
            DiscordContent(content: "Changed the channel name: herbs", event: "topic|ann|herbs"),
            DiscordContent(content: "Joined the server. Hi all", event: "text|ann|Joined the server. Hi all"),
            DiscordContent(content: "Started Baking", event: "text|ann|Started Baking"),
        ])
    func kinds(_ row: DiscordContent) throws {
        let line = "\"7\",\"ann#1234\",\"05-Dec-19 12:00 AM\",\"\(row.content)\",\"\(row.attachments)\",\"\""
        #expect(try csv(line).short == [row.event])
    }

    @Test(
        "What the exporter says of nobody's doing is passed over",
        arguments: [
            "Started a call that lasted 12 minutes.", "Started a thread.", "Changed the channel icon.",
            "Changed the channel name.", "Added a recipient.", "Removed a recipient.",
        ])
    func passedOver(_ content: String) throws {
        let result = try csv("7,ann,05-Dec-19 12:00 AM,\(content),,")
        #expect(result.events.isEmpty && result.bad.isEmpty && result.skipped == 2)
    }

    @Test(
        "A name loses the number behind it, and nothing else",
        arguments: [
            ("mira#0420", "mira"), ("mira#0", "mira"), ("Deleted User#0000", "Deleted User"), ("mira", "mira"),
            ("mi#ra", "mi#ra"), ("mira#42", "mira#42"), ("#0420", "#0420"), ("a # b#0001", "a # b"),
        ])
    func names(_ name: (exported: String, shown: String)) throws {
        let event = try #require(try csv("7,\(name.exported),05-Dec-19 12:00 AM,x,,").events.first)
        #expect(event.sender == Party(name: name.shown, id: "7"))
    }

    @Test("A record that is none is a bad line, and the next is read")
    func badRecords() throws {
        let result = try csv(
            "7,ann,never,x,,\n7,ann,05-Dec-19 12:00 AM,x\n7,,05-Dec-19 12:00 AM,x,,\n7,a,05-Dec-19 12:00 AM,y,,")
        #expect(result.short == ["text|a|y"])
        #expect(result.bad == [2: "exports.bad.time", 3: "exports.bad.fields", 4: "exports.bad.no-name"])
        #expect(try csv("7,a,05-Dec-19 12:00 AM,\"open\nand on").bad == [2: "exports.bad.quotes"])
    }

    @Test("Messages alike within one minute are told apart, and are the same ones when they are read again")
    func alike() throws {
        let row = "7,ann,05-Dec-19 12:00 AM,ok,,\n"
        let first = try csv(row + row)
        #expect(Set(first.events.map(\.key)).count == 2)
        #expect(try csv(row + row + row).events.prefix(2).map(\.key) == first.events.map(\.key))
    }

    @Test(
        "The channel is in the exporter's own file names",
        arguments: [
            ("Garden - Beds - herbs [123456789012345678].csv", "herbs"),
            ("Garden - Beds - tea [time] [123456789012345678] (after 2019-12-05).csv", "tea [time]"),
            ("Garden - herbs [123456789012345678] [part 2].csv", "herbs"),
            ("1.csv", "chan"), ("herbs [2].csv", "chan"), ("[123456789012345678].csv", "chan"),
        ])
    func channels(_ file: (name: String, group: String)) throws {
        let described = try describe(Self.old, as: file.name)
        #expect(described.groupName == file.group)
        #expect(described.isGroupNameCertain == (file.group != "chan"))
        #expect(described.network == "discord" && !described.isPresence)
    }

    @Test("Pages of one channel in folders of days are one group, in the order of their numbers")
    func folders() throws {
        let header = "AuthorID;Author;Date;Content;Attachments;Reactions;\n"
        let names = ["a/2019-Dec-06/csv/lobby/herbs/1.csv", "b/csv/lobby/herbs/2.csv", "b/csv/lobby/herbs/10.csv"]
        try withFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, header) })) { root in
            let walk = try ExportWalk([root])
            #expect(walk.groups.map(\.name) == ["herbs"])
            #expect(walk.groups[0].files.map { String($0.path.dropFirst(root.count + 1)) } == names)
        }
    }
}
