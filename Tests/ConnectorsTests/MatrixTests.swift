import Kernel
import Testing

@testable import Connectors

/// One event; what is given comes behind what every event has.
private func event(_ type: String, _ content: String, _ more: String = "", by sender: String = "@ann:card.example")
    -> String
{
    """
    {"type":"\(type)","room_id":"!r:card.example","sender":"\(sender)","origin_server_ts":1700000000123,\
    "content":\(content)\(more)}
    """
}

private func said(_ content: String, _ more: String = "") -> String { event("m.room.message", content, more) }

private func room(_ events: [String]) -> String {
    #"{"room_name":"Readers","room_creator":"@ann:card.example","topic":"","export_date":"x","exported_by":"@ann","messages":["#
        + events.joined(separator: ",\n") + "]}"
}

private func member(
    _ membership: String, before: String? = nil, of person: String = "@bo:card.example", name: String? = nil,
    by sender: String? = nil
) -> String {
    let shown = name.map { #","displayname":"\#($0)""# } ?? ""
    let previous = before.map { #","unsigned":{"prev_content":{"membership":"\#($0)"}}"# } ?? ""
    return event(
        "m.room.member", #"{"membership":"\#(membership)"\#(shown)}"#, #","state_key":"\#(person)"\#(previous)"#,
        by: sender ?? person)
}

@Suite("Matrix rooms")
struct MatrixTests {
    @Test(
        "The type says what an event is",
        arguments: [
            JSONCase(said(#"{"msgtype":"m.text","body":"What next?"}"#), "text|ann|What next?"),
            JSONCase(said(#"{"msgtype":"m.emote","body":"waves"}"#), "text|ann|waves"),
            JSONCase(said(#"{"msgtype":"m.notice","body":"built"}"#), "notice|ann|built"),
            JSONCase(said(#"{"msgtype":"m.image","body":"a.png"}"#), "picture|ann"),
            JSONCase(said(#"{"msgtype":"m.image","body":"my cat","filename":"a.png"}"#), "picture|ann|my cat"),
            JSONCase(said(#"{"msgtype":"m.audio","body":"a.ogg"}"#), "voice|ann"),
            JSONCase(said(#"{"msgtype":"m.video","body":"a.mp4","filename":"a.mp4"}"#), "video|ann"),
            JSONCase(said(#"{"msgtype":"m.file","body":"a.pdf"}"#), "file|ann|a.pdf"),
            JSONCase(said(#"{"msgtype":"m.location","body":"the shop"}"#), "card|ann|the shop"),
            JSONCase(said("{}"), "text|ann"), JSONCase(event("m.room.encrypted", "{}"), "text|ann"),
            JSONCase(event("m.sticker", #"{"body":"x"}"#), "sticker|ann"),
            JSONCase(
                event("m.reaction", #"{"m.relates_to":{"rel_type":"m.annotation","event_id":"$1","key":"👍"}}"#),
                "reaction|ann|👍"),
            JSONCase(event("m.room.redaction", "{}", #","redacts":"$1""#), "recall|ann"),
            JSONCase(event("m.room.name", #"{"name":"Readers"}"#), "topic|ann|Readers"),
            JSONCase(event("m.room.topic", #"{"topic":"slow"}"#), "topic|ann|slow"),
            JSONCase(event("m.room.pinned_events", #"{"pinned":["$1"]}"#), "pin|ann"),
            JSONCase(
                event(
                    "m.room.pinned_events", #"{"pinned":["$1"]}"#,
                    #","unsigned":{"prev_content":{"pinned":["$1","$2"]}}"#), nil),
            JSONCase(
                event(
                    "org.matrix.msc3381.poll.start", #"{"org.matrix.msc3381.poll.start":{"question":{"body":"Tea?"}}}"#),
                "card|ann|Tea?"),
            JSONCase(event("m.room.create", "{}"), nil), JSONCase(event("m.call.invite", "{}"), nil),
            JSONCase(
                said(
                    #"{"msgtype":"m.text","body":"* b","m.new_content":{"body":"b"},"m.relates_to":{"rel_type":"m.replace","event_id":"$1"}}"#
                ), "edit|ann|b"),
        ])
    func kinds(_ sample: JSONCase) throws {
        let result = try read(room([sample.json]), as: "x.json")
        #expect(result.short.first == sample.meaning)
        #expect(result.bad.isEmpty && result.skipped == (sample.meaning == nil ? 1 : 0))
        #expect(result.events.allSatisfy { $0.instant.description == "2023-11-14T22:13:20.123Z" })
    }

    @Test("Changes of membership are joining, leaving and removal; a new name is none")
    func membership() throws {
        let ann = "@ann:card.example"
        let events = [
            member("join", of: ann, name: "Ann"), member("invite", by: ann),
            member("join", before: "invite", name: "Bo"),
            member("join", before: "join", name: "Bobby"), said(#"{"msgtype":"m.text","body":"hi"}"#),
            member("leave", before: "join"), member("join", before: "leave"), member("leave", before: "join", by: ann),
            member("invite", before: "leave", by: ann), member("leave", before: "invite"),
            member("ban", before: "join", by: ann), member("leave", before: "ban", by: ann), member("knock"),
        ]
        let result = try read(room(events), as: "x.json")
        #expect(
            result.short == [
                "join|Ann", "join|Bo|Ann", "text|Ann|hi", "leave|Bobby", "join|Bobby", "removal|Ann|Bobby",
                "removal|Ann|Bobby",
            ])
        #expect(result.events.map(\.scene) == [nil, "invitation", nil, nil, nil, "removed", "banned"])
        #expect(result.events[1].sender.id == "@bo:card.example" && result.events[1].target?.id == ann)
    }

    @Test("What the server does not say of memberships before, the events before say")
    func withoutPrevious() throws {
        let events = [member("join", name: "Bo"), member("join", name: "Bobby"), member("leave"), member("leave")]
        #expect(try read(room(events), as: "x.json").short == ["join|Bo", "leave|Bobby"])
    }

    @Test("Answers, threads and mentions are known by id; what older clients repeat is no text")
    func ties() throws {
        let quoted =
            #"{"msgtype":"m.text","body":"> <@bo:x> a\n> b\n\nyes","m.relates_to":{"m.in_reply_to":{"event_id":"$1"}}}"#
        let thread =
            #"{"msgtype":"m.text","body":"t","m.relates_to":{"rel_type":"m.thread","event_id":"$0","is_falling_back":true,"m.in_reply_to":{"event_id":"$1"}}}"#
        let pill =
            #"{"msgtype":"m.text","body":"Bo: hi","formatted_body":"<mx-reply><a href=\"https://matrix.to/#/@cy:x\">c</a></mx-reply><a href=\"https://matrix.to/#/@bo:x\">Bo</a>: hi"}"#
        let listed = #"{"msgtype":"m.text","body":"hi","m.mentions":{"user_ids":["@bo:x","@cy:x"]}}"#
        let result = try read(room([quoted, thread, pill, listed].map { said($0, #","event_id":"$9""#) }), as: "x")
        try #require(result.events.count == 4)
        #expect(result.events[0].text == "yes" && result.events[0].replyTo == EventKey(sourceID: "$1"))
        #expect(result.events[1].replyTo == EventKey(sourceID: "$0"))
        #expect(result.events[2].mentions == [Party(name: "bo", id: "@bo:x")])
        #expect(result.events[3].mentions.map(\.id) == ["@bo:x", "@cy:x"])
        #expect(result.events[3].key == EventKey(sourceID: "$9"))
    }

    @Test("Plain events are read from an array and from lines; rooms are groups, talk between two is none")
    func plain() throws {
        let first = [event("m.room.name", #"{"name":"Readers"}"#), said(#"{"msgtype":"m.text","body":"a"}"#)]
        let second = said(#"{"msgtype":"m.text","body":"b"}"#).replacing("!r:", with: "!s:")
        let direct = member("join").replacing("!r:", with: "!d:").replacing(
            "\"join\"", with: "\"join\",\"is_direct\":true")
        let events = first + [second, direct]
        let forms = ["[\(events.joined(separator: ","))]", events.joined(separator: "\n") + "\n"]
        for text in forms {
            try withFolder(["events": text]) { folder in
                let walk = try ExportWalk([folder])
                #expect(walk.groups.map(\.name) == ["Readers", "!s:card.example"])
                #expect(try eventsOfSection(walk.groups[0].files[0]).compactMap(\.text) == ["Readers", "a"])
                #expect(try eventsOfSection(walk.groups[1].files[0]).compactMap(\.text) == ["b"])
            }
        }
        #expect(try describe(room(first), as: "x.json").groupName == "Readers")
    }

    @Test("However the bytes are cut, the events are the same; what is no event is a bad record")
    func splitting() throws {
        let events = [
            said(#"{"msgtype":"m.text","body":"é\n😀"}"#), "7", #"{"type":"m.room.message"}"#,
            said("{}").replacing("@ann:card.example", with: ""), member("join").replacing("membership", with: "x"),
            said(#"{"msgtype":"m.text","body":"z"}"#),
        ]
        let bytes = Array(room(events).utf8)
        let expected = try read(bytes, as: "x.json")
        #expect(expected.events.map(\.text) == ["é\n😀", "z"])
        #expect(expected.bad.count == 4)
        for piece in pieceLengths(bytes.count) {
            #expect(try read(bytes, as: "x.json", piece: piece, chunk: 1) == expected)
        }
    }
}
