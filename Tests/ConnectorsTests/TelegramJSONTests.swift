import Foundation
import Kernel
import Testing

@testable import Connectors

@Suite("Telegram's JSON")
struct TelegramJSONTests {
    private func chat(_ messages: String..., type: String = "private_supergroup", name: String = "Reading circle")
        -> String
    {
        #"{"name":"\#(name)","type":"\#(type)","id":77,"messages":["# + messages.joined(separator: ",\n") + "]}"
    }

    private func message(_ members: String, id: Int = 5, from: String = #""Ann","from_id":"user1""#) -> String {
        #"{"id":\#(id),"type":"message","date":"2023-03-01T12:00:00","date_unixtime":"1677668400","from":\#(from),\#(members)}"#
    }

    private func service(_ members: String, id: Int = 9, actor: String = #""Ann","actor_id":"user1""#) -> String {
        #"{"id":\#(id),"type":"service","date_unixtime":"1677668400","actor":\#(actor),\#(members),"text":""}"#
    }

    private func events(_ messages: String...) throws -> [Event] {
        let result = try read(chat(messages.joined(separator: ",")), as: "result.json")
        #expect(result.bad.isEmpty)
        return result.events
    }

    @Test("A message has its sender, time, id and what it answers")
    func message() throws {
        let event = try #require(try events(message(#""text":"Good morning","reply_to_message_id":3"#)).first)
        #expect(event.sender == Party(name: "Ann", id: "user1"))
        #expect(event.instant.description == "2023-03-01T11:00:00.000Z")
        #expect(event.key == EventKey(sourceID: "5") && event.replyTo == EventKey(sourceID: "3"))
        #expect(event.kind == .text && event.text == "Good morning")
        let elsewhere = try events(message(#""text":"x","reply_to_message_id":3,"reply_to_peer_id":"channel9""#))
        #expect(elsewhere.first?.replyTo == nil)
    }

    @Test("Text in pieces is put together; people named by number are mentioned")
    func pieces() throws {
        let text =
            #""text":["Dear ",{"type":"mention_name","text":"Bo","user_id":6000000001},"! ",{"type":"link","text":"https://a.example"}]"#
        let event = try #require(try events(message(text)).first)
        #expect(event.text == "Dear Bo! https://a.example")
        #expect(event.mentions == [Party(name: "Bo", id: "user6000000001")])
        #expect(event.kind == .text)
    }

    @Test(
        "What is shared is known by its sort",
        arguments: [
            (#""media_type":"sticker","file":"s.webp","text":"""#, .sticker, nil),
            (#""media_type":"voice_message","file":"v.ogg","text":"""#, .voice, nil),
            (#""media_type":"video_message","file":"v.mp4","text":"""#, .video, nil),
            (#""media_type":"video_file","file":"v.mp4","text":"look"}"#, .video, "look"),
            (#""media_type":"animation","file":"a.mp4","text":"""#, .picture, nil),
            (#""media_type":"audio_file","file":"a.mp3","text":"""#, .file, nil),
            (#""photo":"p.jpg","text":[{"type":"bold","text":"our"}," garden"]"#, .picture, "our garden"),
            (#""file":"(File not included.)","text":"""#, .file, nil),
            (#""poll":{"question":"When?","answers":[]},"text":"""#, .card, "When?"),
            (#""location_information":{"latitude":1,"longitude":2},"text":"""#, .card, nil),
            (#""contact_information":{"first_name":"X","phone_number":"1"},"text":"""#, .card, nil),
            (#""forwarded_from":"Z","text":"kept"}"#, .text, "kept"), (#""text":"""#, .text, ""),
        ] as [(String, EventKind, String?)])
    func kinds(_ members: String, _ kind: EventKind, _ text: String?) throws {
        let members = members.hasSuffix("}") && !members.contains("{") ? String(members.dropLast()) : members
        let event = try #require(try events(message(members)).first)
        #expect(event.kind == kind && event.text == text)
    }

    @Test(
        "People come, go and are removed",
        arguments: [
            (
                #""action":"invite_members","members":["Bo","Cy"]"#,
                ["join|Bo|Ann|invitation|9#1", "join|Cy|Ann|invitation|9#2"]
            ),
            (#""action":"invite_members","members":["Bo",null]"#, ["join|Bo|Ann|invitation|9"]),
            (#""action":"invite_members","members":["Ann"]"#, ["join|Ann|-|-|9"]),
            (#""action":"invite_members","members":[null]"#, []),
            (#""action":"join_group_by_link","inviter":"Bo""#, ["join|Ann|Bo|link|9"]),
            (#""action":"join_group_by_link","inviter":null"#, ["join|Ann|-|link|9"]),
            (#""action":"join_group_by_request""#, ["join|Ann|-|request|9"]),
            (#""action":"remove_members","members":["Ann"]"#, ["leave|Ann|-|-|9"]),
            (#""action":"remove_members","members":["Bo"]"#, ["removal|Ann|Bo|removed|9"]),
            (
                #""action":"create_group","title":"T","members":["Ann","Bo"]"#,
                ["join|Ann|-|created|9#1", "join|Bo|Ann|invitation|9#2"]
            ),
            (#""action":"pin_message","message_id":5"#, ["pin|Ann|-|-|9"]),
            (#""action":"edit_group_title","title":"New""#, ["topic|Ann|-|-|9"]),
            (#""action":"phone_call""#, []), (#""action":"migrate_from_group","title":"Old""#, []),
            (#""information_text":"x""#, []),
        ] as [(String, [String])])
    func service(_ members: String, _ expected: [String]) throws {
        let found = try events(service(members)).map { event in
            let key = String(decoding: event.key.bytes.dropFirst(), as: UTF8.self)
            return [event.kind.name, event.sender.name, event.target?.name ?? "-", event.scene ?? "-", key]
                .joined(separator: "|")
        }
        #expect(found == expected)
    }

    @Test("A bare name in a line of joining leads to the id it has elsewhere, unless two share the name")
    func bareNames() throws {
        let text = chat(
            service(#""action":"invite_members","members":["Bo","Cy","Di"]"#),
            message(#""text":"x""#, from: #""Bo","from_id":"user2""#),
            message(#""text":"x""#, from: #""Cy","from_id":"user3""#),
            message(#""text":"x""#, from: #""Cy","from_id":"user4""#))
        try withFolder(["result.json": text]) { root in
            var reader = try ExportReader(path: root + "/result.json")
            let joins = try reader.next(maximumEvents: 99)?.events.filter { $0.kind == .join } ?? []
            #expect(joins.map(\.sender) == [Party(name: "Bo", id: "user2"), Party(name: "Cy"), Party(name: "Di")])
        }
    }

    @Test("Deleted accounts have an id alone; numbers of old exports are the ids of today")
    func ids() throws {
        let found = try events(
            message(#""text":"x""#, from: #"null,"from_id":"user8""#),
            message(#""text":"x""#, from: #""A","from_id":12"#),
            message(#""text":"x""#, from: #""B","from_id":8589934604"#), message(#""text":"x""#, from: #""C","x":1"#))
        #expect(found.map(\.sender.id) == ["user8", "user12", "channel12", nil])
        #expect(found.map(\.sender.name) == ["user8", "A", "B", "C"])
    }

    @Test("Reactions are events of the people who are named, at their own time")
    func reactions() throws {
        let members =
            #""text":"x","reactions":[{"type":"emoji","count":3,"emoji":"👍","recent":[{"from":"Bo","from_id":"user2","date":"2023-03-01T12:30:00"},{"from":"Cy","from_id":"user3"}]},{"type":"emoji","count":1,"emoji":"👎"}]"#
        let found = try events(message(members)).dropFirst()
        #expect(
            found.map(\.sender.name) == ["Bo", "Cy"] && found.allSatisfy { $0.kind == .reaction && $0.text == "👍" })
        #expect(found.map(\.instant.description) == ["2023-03-01T11:30:00.000Z", "2023-03-01T11:00:00.000Z"])
        #expect(found.allSatisfy { $0.replyTo == EventKey(sourceID: "5") } && Set(found.map(\.key)).count == 2)
    }

    @Test("Without the exact time the wall time is read in the zone asked for")
    func wallTime() throws {
        let text = chat(#"{"id":1,"type":"message","date":"2019-07-01T08:00:00","from":"Ann","from_id":1,"text":"x"}"#)
        let result = try read(text, as: "result.json", zone: #require(CivilZone("Asia/Shanghai")))
        #expect(result.events.map(\.instant.description) == ["2019-07-01T00:00:00.000Z"])
    }

    @Test("The least that a message may be is read; what is none is a bad record")
    func loose() throws {
        let good = #"{"type":"message","date_unixtime":"1544006350","from":"A","text":"x"}"#
        let bad = [
            #"{"type":"message","from":"A","text":"x"}"#,
            #"{"type":"message","date_unixtime":"1544006350","text":"x"}"#,
            #"{"type":"message","date_unixtime":"99999999999999999","from":"A","text":"x"}"#, "7", #"{"type":"odd"}"#,
        ]
        let result = try read("{\"messages\":[\n" + ([good] + bad).joined(separator: ",\n") + "]}", as: "result.json")
        #expect(result.events.count == 1 && result.events.first?.key.isDigest == true)
        #expect(
            result.bad == [
                3: "exports.bad.missing", 4: "exports.bad.no-name", 5: "exports.bad.missing",
                6: "exports.bad.not-understood",
                7: "exports.bad.not-understood",
            ])
    }

    @Test("A chat says its name; an account gives a section for each group and none for talk between two")
    func sections() throws {
        let single = chat(message(#""text":"x""#))
        let described = try describe(single, as: "result.json")
        #expect(described.format == "telegram-json" && described.network == "telegram" && !described.isPresence)
        #expect(described.groupName == "Reading circle" && described.isGroupNameCertain)
        let chats = [
            chat(message(#""text":"private""#), type: "personal_chat", name: "Bo"),
            chat(type: "private_group", name: "Empty"),
            chat(message(#""text":"one""#), message(#""text":"two""#, id: 6), name: "First"),
        ]
        let left = chat(message(#""text":"three""#), type: "public_channel", name: "Second")
        let account =
            #"{"about":"x","personal_information":{"user_id":1},"chats":{"about":"y","list":[\#(chats.joined(separator: ","))]},"left_chats":{"list":[\#(left)]}}"#
        try withFolder(["a/result.json": account, "b/result.json": chats[0], "c/result.json": single]) { root in
            let walk = try ExportWalk([root])
            #expect(walk.groups.map(\.name) == ["First", "Second", "Reading circle"] && walk.refused.isEmpty)
            var texts: [[String?]] = []
            for file in walk.groups.flatMap(\.files) {
                var reader = try ExportReader(
                    file.file, format: file.description.format, section: file.description.section)
                var found: [String?] = []
                while let chunk = try reader.next(maximumEvents: 1) { found += chunk.events.map(\.text) }
                texts.append(found)
            }
            #expect(texts == [["one", "two"], ["three"], ["x"]])
            var reader = try ExportReader(path: root + "/a/result.json")
            #expect(try reader.next(maximumEvents: 9)?.events.map(\.text) == ["one", "two", "three"])
        }
    }

    @Test("Wherever the bytes are cut, the events are the same; where the file ends too early, it is said")
    func cutting() throws {
        let text = chat(
            message(#""text":["é ",{"type":"bold","text":"x"}]"#),
            service(#""action":"invite_members","members":["Bo","Ann"]"#))
        let bytes = Array(text.utf8)
        let whole = try read(bytes, as: "result.json", format: "telegram-json")
        #expect(whole.events.count == 3)
        for piece in stride(from: 1, to: bytes.count, by: 3) {
            #expect(try read(bytes, as: "result.json", format: "telegram-json", piece: piece, chunk: 1) == whole)
        }
        let cut = try read(Array(bytes.dropLast(4)), as: "result.json", format: "telegram-json")
        #expect(cut.events.count == 1 && cut.bad == [2: "exports.bad.broken-document"])
    }
}
