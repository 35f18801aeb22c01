import Foundation
import Kernel
import Testing

@testable import Connectors

@Suite("Slack's export")
struct SlackExportTests {
    private static let users = """
        [{"id":"U1","name":"ann","profile":{"display_name":"Ann","real_name":"Ann Example"},"is_bot":false},
         {"id":"U2","name":"bo","profile":{"display_name":"","real_name":"Bo Example"}},
         {"id":"U3","name":"cy","profile":{}}, {"id":"U9","name":"robot","is_bot":true}, 7]
        """

    private func message(_ members: String, ts: String = "1452837318.000200", user: String? = "U1") -> String {
        let user = user.map { #""user":"\#($0)","# } ?? ""
        return #"{"type":"message",\#(user)\#(members),"ts":"\#(ts)"}"#
    }

    /// The events of one day's file, beside a list of people.
    private func events(_ messages: String...) throws -> [Event] {
        var found: [Event] = []
        let day = "[" + messages.joined(separator: ",\n") + "]"
        try withFolder(["den/2016-01-15.json": day, "users.json": Self.users]) { root in
            var reader = try ExportReader(path: root + "/den/2016-01-15.json")
            while let chunk = try reader.next(maximumEvents: 99) {
                #expect(chunk.badLines.isEmpty)
                found += chunk.events
            }
        }
        return found
    }

    @Test("A message has its sender by id and display name, its time, its id, and its thread")
    func message() throws {
        let found = try events(
            message(#""text":"Hello""#),
            message(#""text":"x","thread_ts":"1452837318.000200""#, ts: "1452837399.123456", user: "U2"),
            message(#""text":"y","thread_ts":"1452837400.000000""#, ts: "1452837400.000000", user: "U3"),
            message(#""text":"z","user_profile":{"display_name":"Guest"}"#, ts: "1452837401.000000", user: "U7"))
        #expect(
            found.map(\.sender) == [
                Party(name: "Ann", id: "U1"), Party(name: "Bo Example", id: "U2"), Party(name: "cy", id: "U3"),
                Party(name: "Guest", id: "U7"),
            ])
        #expect(found[0].instant.description == "2016-01-15T05:55:18.000Z" && found[0].kind == .text)
        #expect(found[1].instant.description == "2016-01-15T05:56:39.123Z")
        #expect(found[0].key == EventKey(sourceID: "1452837318.000200"))
        #expect(found.map(\.replyTo) == [nil, EventKey(sourceID: "1452837318.000200"), nil, nil])
    }

    @Test(
        "Markup becomes what a person sees",
        arguments: [
            ("a &lt;b&gt; &amp;amp; & c", "a <b> &amp; & c"), ("<@U1>: and <@U8|hal>, <@U8>", "@Ann: and @hal, @U8"),
            ("<#C1|garden> <#C2>", "#garden #C2"),
            ("<!here> <!subteam^S1|@cooks> <!channel|@channel>", "@here @cooks @channel"),
            ("<!date^1392734382^{date}|18 February>", "18 February"),
            ("<https://a.example/x>", "https://a.example/x"), ("<http://a.example|a.example>", "http://a.example"),
            ("<https://a.example|our page>", "our page (https://a.example)"),
            ("<mailto:a@b.example|a@b.example>", "a@b.example"),
            ("1 < 2 <> 3 <", "1 < 2 <> 3 <"), ("<|x> <@> <", "x @ <"),
        ])
    func markup(_ text: String, _ expected: String) throws {
        #expect(try events(message(#""text":"\#(text)""#)).first?.text == expected)
    }

    @Test("Who is named in a text is mentioned, each once")
    func mentions() throws {
        let found = try events(message(#""text":"<@U1> <@U8|hal> <@U1> @Bo""#))
        #expect(found.first?.mentions == [Party(name: "Ann", id: "U1"), Party(name: "hal", id: "U8")])
    }

    @Test(
        "What is shared is known by its sort",
        arguments: [
            (#""text":"mine","files":[{"mimetype":"image/png"}]"#, .picture, "mine"),
            (#""text":"","files":[{"mimetype":"image/png"},{"mimetype":"application/pdf"}]"#, .file, nil),
            (#""text":"","files":[{"mimetype":"video/mp4"},{"mimetype":"image/png"}]"#, .video, nil),
            (#""text":"","files":[{"mimetype":"audio/webm"}]"#, .voice, nil),
            (#""text":"","files":[{"mode":"tombstone"}]"#, .file, nil),
            (
                #""subtype":"file_share","upload":true,"bot_id":"B1","text":"<@U1|ann> uploaded a file: <u|t> and commented: c","file":{"mimetype":"image/png"}"#,
                .picture, "c"
            ),
            (
                #""subtype":"file_share","text":"<@U1|ann> uploaded a file: <u|t>","file":{"mimetype":"text/plain","initial_comment":{"comment":"d"}}"#,
                .file, "d"
            ),
            (
                #""subtype":"file_share","text":"<@U1|ann> shared a file: <u|t>","file":{"mimetype":"text/plain"}"#,
                .file, nil
            ),
            (#""text":"","attachments":[{"text":"x"}]"#, .card, nil),
            (#""text":"t","attachments":[{"text":"x"}]"#, .text, "t"),
            (#""subtype":"me_message","text":"waves""#, .text, "waves"), (#""text":"""#, .text, ""),
            (#""subtype":"thread_broadcast","text":"loud""#, .text, "loud"),
        ] as [(String, EventKind, String?)])
    func kinds(_ members: String, _ kind: EventKind, _ text: String?) throws {
        let event = try #require(try events(message(members)).first)
        #expect(event.kind == kind && event.text == text && event.sender.id == "U1")
    }

    @Test("What programs write is a notice, whoever they are")
    func programs() throws {
        let found = try events(
            message(#""subtype":"bot_message","text":"built","username":"forge","bot_id":"B1""#, user: nil),
            message(#""subtype":"bot_message","text":"","bot_id":"B1""#, user: nil),
            message(#""text":"x""#, user: "U9"),
            message(#""text":"x""#, user: "USLACKBOT"),
            message(#""text":"x","bot_id":"B2","bot_profile":{"name":"p"}"#),
            message(#""text":"x","bot_id":"B2""#))
        #expect(found.map(\.kind) == [.notice, .notice, .notice, .notice, .notice, .text])
        #expect(found.map(\.sender.name) == ["forge", "B1", "robot", "USLACKBOT", "Ann", "Ann"])
    }

    @Test(
        "People come and go, and change the channel",
        arguments: [
            (#""subtype":"channel_join","text":"…","inviter":"U2""#, "join|Ann|Bo Example|invitation|-"),
            (#""subtype":"group_join","text":"…""#, "join|Ann|-|-|-"),
            (#""subtype":"channel_leave","text":"…""#, "leave|Ann|-|-|-"),
            (#""subtype":"channel_topic","topic":"tea &amp; cake","text":"…""#, "topic|Ann|-|-|tea & cake"),
            (#""subtype":"channel_purpose","purpose":"","text":"…""#, "topic|Ann|-|-|"),
            (#""subtype":"channel_name","old_name":"a","name":"b","text":"…""#, "topic|Ann|-|-|b"),
            (#""subtype":"pinned_item","item_type":"C","attachments":[{"ts":"1.2"}]"#, "pin|Ann|-|-|-"),
            (#""subtype":"message_deleted","deleted_ts":"1.2","previous_message":{"user":"U2"}"#, "recall|Ann|-|-|-"),
            (#""subtype":"message_changed","message":{"user":"U2","ts":"1.2","text":"new"}"#, "edit|Ann|-|-|new"),
            (#""subtype":"channel_archive","text":"…""#, nil), (#""subtype":"tombstone","text":"…""#, nil),
            (#""subtype":"bot_add","text":"…""#, nil), (#""subtype":"bot_remove","text":"…""#, nil),
        ] as [(String, String?)])
    func lines(_ members: String, _ expected: String?) throws {
        let found = try events(message(members)).map { event in
            [event.kind.name, event.sender.name, event.target?.name ?? "-", event.scene ?? "-", event.text ?? "-"]
                .joined(separator: "|")
        }
        #expect(found == [expected].compactMap { $0 })
    }

    @Test("A reaction is an event of each who reacted; a comment is of who commented")
    func others() throws {
        let found = try events(
            message(
                #""text":"x","reactions":[{"name":"tada","users":["U2","U3"],"count":2},{"name":"+1","users":[]}]"#),
            message(
                #""subtype":"file_comment","text":"…","file":{"mimetype":"image/png"},"comment":{"user":"U2","comment":"fine"}"#,
                user: nil))
        #expect(found.map(\.kind) == [.text, .reaction, .reaction, .text])
        #expect(found.map(\.sender.id) == ["U1", "U2", "U3", "U2"])
        #expect(found[1].text == ":tada:" && found[1].replyTo == found[0].key && found[1].key != found[2].key)
        #expect(found[3].text == "fine")
    }

    @Test("A folder is an export: each channel a group, nothing else heard of")
    func walk() throws {
        let day = "[" + message(#""text":"x""#) + "]"
        let files = [
            "e/general/2016-01-15.json": day, "e/general/2016-01-14.json": day, "e/logs/2016-01-15.json": day,
            "e/empty/2016-01-15.json": "[]", "e/D012345678/2016-01-15.json": day, "e/users.json": Self.users,
            "e/channels.json": #"[{"id":"C1","name":"general","members":["U1"]}]"#, "e/integration_logs.json": "[]",
        ]
        try withFolder(files) { root in
            let walk = try ExportWalk([root])
            #expect(Set(walk.groups.map(\.name)) == ["general", "logs", "empty"] && walk.refused.isEmpty)
            let general = try #require(walk.groups.first { $0.name == "general" })
            #expect(
                general.files.map { ($0.path as NSString).lastPathComponent } == ["2016-01-14.json", "2016-01-15.json"])
            #expect(general.files.allSatisfy { $0.description.network == "slack" && $0.description.format == "slack" })
        }
    }

    @Test("A list of people that is written anew is read anew")
    func freshUsers() throws {
        let day = "[" + message(#""text":"x""#) + "]"
        try withFolder(["den/2016-01-15.json": day, "users.json": Self.users]) { root in
            for name in ["Ann", "Annabel"] {
                if name != "Ann" {
                    try Data(#"[{"id":"U1","name":"Annabel"}]"#.utf8).write(
                        to: URL(fileURLWithPath: root + "/users.json"))
                }
                var reader = try ExportReader(path: root + "/den/2016-01-15.json")
                #expect(try reader.next(maximumEvents: 9)?.events.first?.sender.name == name)
            }
        }
    }

    @Test("What is no message is passed over or a bad record; a cut file gives what came before")
    func bad() throws {
        let text = """
            [{"type":"event"},
            {"type":"message","text":"x"},
            {"type":"message","user":"U1","ts":"now"},
            {"type":"message","ts":"1452837318.0","text":"x"},
            {"type":"message","ts":"1452837318.0","subtype":"channel_join"},
            5, \(message(#""text":"good""#)), {"type":
            """
        let result = try read(Array(text.utf8), as: "2016-01-15.json", format: "slack")
        #expect(result.events.map(\.text) == ["good"] && result.skipped == 1)
        #expect(
            result.bad == [
                2: "exports.bad.missing", 3: "exports.bad.missing", 4: "exports.bad.no-name", 5: "exports.bad.no-name",
                6: "exports.bad.broken-document",
            ])
    }

    @Test("Brackets and names without end take no time")
    func hostile() throws {
        let brackets = String(repeating: "<", count: 1_000_000)
        let names = (0..<100_000).map { "<@U\($0)>" }.joined()
        let found = try events(message(#""text":"\#(brackets)""#), message(#""text":"\#(names)""#))
        #expect(found[0].text == brackets && found[1].mentions.count == 1000)
    }

    @Test("Wherever the bytes are cut, the events are the same")
    func cutting() throws {
        let bytes = Array(
            ("[" + message(#""text":"é <@U1> \u00e9""#) + "," + message(#""subtype":"channel_leave""#) + "]").utf8)
        let whole = try read(bytes, as: "2016-01-15.json")
        #expect(whole.events.count == 2)
        for piece in 1...bytes.count {
            #expect(try read(bytes, as: "2016-01-15.json", piece: piece, chunk: 1) == whole)
        }
    }
}
