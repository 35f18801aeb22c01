import Foundation
import Kernel
import Testing

@testable import Connectors

/// Members of a message that differ from a plain one, and the events they make.
struct DiscordRecord: Sendable, CustomTestStringConvertible {
    let members: String
    let events: [String]
    var testDescription: String { members }
}

private func user(_ id: Int, _ name: String, nickname: String? = nil, isBot: Bool = false) -> String {
    let shown = nickname.map { "\"\($0)\"" } ?? "null"
    return #"{"id":"\#(id)","name":"\#(name)","discriminator":"0000","nickname":\#(shown),"isBot":\#(isBot)}"#
}

private func export(_ messages: [String], type: String = "GuildTextChat") -> String {
    """
    {"guild":{"id":"1","name":"Garden","iconUrl":"https://c.example/i.png"},
     "channel":{"id":"2","type":"\(type)","categoryId":"3","category":"Beds","name":"herbs","topic":null},
     "dateRange":{"after":null,"before":null},"exportedAt":"2026-01-01T00:00:00+00:00",
     "messages":[\(messages.joined(separator: ",\n"))],"messageCount":\(messages.count)}
    """
}

/// A message of ann's, whose later members stand above earlier ones of the name.
private func message(_ members: String, id: Int = 100) -> String {
    """
    {"id":"\(id)","type":"Default","timestamp":"2026-01-01T10:00:00.25+02:00","timestampEdited":null,"isPinned":false,
     "content":"hi","author":\(user(7, "ann", nickname: "Ann B")),"attachments":[],"embeds":[],"stickers":[],
     "reactions":[],"mentions":[]\(members.isEmpty ? "" : ",\(members)")}
    """
}

@Suite("Discord exports as JSON")
struct DiscordJSONTests {
    static let records = [
        DiscordRecord(members: "", events: ["text|Ann B|hi"]),
        DiscordRecord(members: #""author":\#(user(9, "gate", isBot: true))"#, events: ["notice|gate|hi"]),
        DiscordRecord(members: #""content":"","embeds":[{"title":"x"}]"#, events: ["card|Ann B"]),
        DiscordRecord(members: #""content":"","stickers":[{"id":"1","name":"wave"}]"#, events: ["sticker|Ann B"]),
        DiscordRecord(
            members: #""attachments":[{"id":"1","url":"https://c.example/x","fileName":"a.PNG"}]"#,
            events: ["picture|Ann B|hi"]),
        DiscordRecord(
            members: #""content":"","forwardedMessage":{"content":"from afar","attachments":[]}"#,
            events: ["text|Ann B|from afar"]),
        DiscordRecord(
            members: #""timestampEdited":"2026-01-01T11:00:00+02:00""#, events: ["text|Ann B|hi", "edit|Ann B"]),
        DiscordRecord(members: #""type":"GuildMemberJoin","content":"Joined the server.""#, events: ["join|Ann B"]),
        DiscordRecord(members: #""type":"7","content":"""#, events: ["join|Ann B"]),
        DiscordRecord(members: #""type":"ChannelPinnedMessage","content":"Pinned a message.""#, events: ["pin|Ann B"]),
        DiscordRecord(
            members: #""type":"ChannelNameChange","content":"Changed the channel name: tea""#,
            events: ["topic|Ann B|tea"]),
        DiscordRecord(members: #""type":"RecipientAdd","mentions":[\#(user(8, "bo"))]"#, events: ["join|bo|Ann B"]),
        DiscordRecord(
            members: #""type":"RecipientRemove","mentions":[\#(user(8, "bo"))]"#, events: ["removal|Ann B|bo"]),
        DiscordRecord(members: #""type":"RecipientRemove","mentions":[\#(user(7, "ann"))]"#, events: ["leave|Ann B"]),
        DiscordRecord(members: #""type":"Call","content":"Started a call that lasted 3 minutes.""#, events: []),
        DiscordRecord(members: #""type":"ThreadCreated""#, events: []),
        DiscordRecord(members: #""type":"8","content":"""#, events: []),
        DiscordRecord(
            members:
                #""reactions":[{"emoji":{"id":"","name":"🌱"},"count":2,"users":[\#(user(8, "bo")),\#(user(7, "ann"))]},"#
                + #"{"emoji":{"id":"5","name":"sprout"},"count":3}]"#,
            events: ["text|Ann B|hi", "reaction|bo|🌱", "reaction|ann|🌱"]),
    ]

    @Test("Every type of message is the event it tells of", arguments: records)
    func kinds(_ record: DiscordRecord) throws {
        let result = try read(export([message(record.members)]), as: "a.json")
        #expect(result.short == record.events)
        #expect(result.bad.isEmpty)
        #expect(result.skipped == (record.events.isEmpty ? 1 : 0))
    }

    @Test("Ids are the network's; answers and mentions are what the export says")
    func ids() throws {
        let people = "\"mentions\":[\(user(8, "bo")),\(user(9, "cy", nickname: "Cyan"))]"
        let said = message("\"content\":\"both\",\(people)", id: 100)
        let answer = message(
            #""type":"Reply","content":"yes @Cyan","reference":{"messageId":"100","channelId":"2"},\#(people)"#, id: 101
        )
        let events = try read(export([said, answer]), as: "a.json").events
        #expect(events.map(\.key) == [EventKey(sourceID: "100"), EventKey(sourceID: "101")])
        #expect(events[0].mentions == [Party(name: "bo", id: "8"), Party(name: "Cyan", id: "9")])
        // The network lists whom an answer is to, named or not.
        #expect(events[1].mentions == [Party(name: "Cyan", id: "9")])
        #expect(events[1].replyTo == events[0].key)
        #expect(events[0].sender == Party(name: "Ann B", id: "7"))
        #expect(events[0].instant.description == "2026-01-01T08:00:00.250Z")
    }

    @Test("A channel names its group; talk between two is none")
    func channels() throws {
        let described = try describe(export([message("")]), as: "a.json")
        #expect(described.format == "discord-json" && described.network == "discord")
        #expect(described.groupName == "herbs" && described.isGroupNameCertain)
        let files = ["a.json": export([message("")]), "b.json": export([message("")], type: "DirectTextChat")]
        try withFolder(files) { root in
            let walk = try ExportWalk([root])
            #expect(walk.groups.flatMap(\.files).map { ($0.path as NSString).lastPathComponent } == ["a.json"])
        }
    }

    @Test("A message without time, id or author is a bad record, and the next is read")
    func bad() throws {
        let broken = [#""timestamp":"soon""#, #""id":"""#, #""author":null"#].map { message($0) }
        let result = try read(export(broken + ["[1]", message("", id: 101)]), as: "a.json")
        #expect(result.short == ["text|Ann B|hi"])
        #expect(result.bad.count == 4 && result.lines == 5)
        let cut = try read(String(export([message("")]).dropLast(300)), as: "a.json")
        #expect(cut.bad.values.first == "exports.bad.broken-document")
    }

    @Test("The same messages are read by a second reader in Python")
    func second() throws {
        let all = Self.records.enumerated().map { message($0.element.members, id: 100 + $0.offset) }
        try withFolder(["a.json": export(all)]) { root in
            let ours = try SecondReading.ours([root])
            let theirs = try SecondReading.theirs("discord", [root])
            #expect(ours.events == theirs)
            #expect(ours.events.count > all.count - 4)
        }
    }
}
