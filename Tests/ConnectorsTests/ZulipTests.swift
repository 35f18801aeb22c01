import Kernel
import Testing

@testable import Connectors

/// A message as the API gives it; what is given comes behind what every message has.
private func message(
    _ content: String, _ more: String = "", id: Int = 9, html: Bool = true, stream: String = "readers", number: Int = 3
) -> String {
    """
    {"id":\(id),"sender_id":5,"sender_full_name":"Ann","sender_email":"user5@card.example","timestamp":1700000000,\
    "content":\(content),"content_type":"text/\(html ? "html" : "x-markdown")","type":"stream",\
    "display_recipient":"\(stream)","stream_id":\(number),"subject":"tea"\(more)}
    """
}

private func answer(_ messages: String...) -> String {
    #"{"result":"success","msg":"","messages":["# + messages.joined(separator: ",\n") + "]}"
}

@Suite("Zulip")
struct ZulipTests {
    @Test(
        "Words come as HTML or Markdown and become plain text; uploads say what a message is",
        arguments: [
            JSONCase(message(#""<p>What <strong>next</strong> &amp; when?</p>""#), "text|Ann|What next & when?"),
            JSONCase(message(#""<p>a<br>\nb</p>\n<ul>\n<li>c</li>\n</ul>""#), "text|Ann|a\nb\nc"),
            JSONCase(message(#""<p>/me waves</p>""#, #","is_me_message":true"#), "text|Ann|waves"),
            JSONCase(
                message(
                    #""<p><a href=\"/user_uploads/1/x/cat.png\">cat.png</a></p><div class=\"message_inline_image\"><a href=\"/user_uploads/1/x/cat.png\"><img></a></div>""#
                ),
                "picture|Ann|cat.png"),
            JSONCase(
                message(#""<a href=\"https://card.example/user_uploads/2/list.pdf\">list.pdf</a>""#),
                "file|Ann|list.pdf"),
            JSONCase(message(#""<a href=\"https://card.example/x.pdf\">x</a>""#), "text|Ann|x"),
            JSONCase(message(#""What **next**, @**Bo Li|7**?""#, html: false), "text|Ann|What next, @Bo Li?"),
            JSONCase(message(#""[a.mp3](/user_uploads/1/a.mp3)""#, html: false), "voice|Ann|a.mp3"),
            JSONCase(message(#""a [not a link""#, html: false), "text|Ann|a [not a link"),
            JSONCase(message(#""built""#).replacing("user5@", with: "ci-bot@"), "notice|Ann|built"),
            JSONCase(message(#""built""#, #","is_bot":true"#), "notice|Ann|built"),
            JSONCase(
                message(#""hi""#).replacing(
                    #""stream","display_recipient":"readers""#, with: #""private","display_recipient":[]"#), nil),
        ])
    func words(_ sample: JSONCase) throws {
        let result = try read(answer(sample.json), as: "x.json")
        #expect(result.short.first == sample.meaning)
        #expect(result.bad.isEmpty && result.skipped == (sample.meaning == nil ? 1 : 0))
    }

    @Test("A quote with an answer is a reply; mentions are known by number; who is named silently is not told")
    func ties() throws {
        let mention = #"<span class=\"user-mention\" data-user-id=\"7\">@Bo Li</span>"#
        let silent = #"<span class=\"user-mention silent\" data-user-id=\"8\">Cy</span>"#
        let link = #"<a href=\"https://card.example/#narrow/stream/3-readers/topic/tea/near/41\">said</a>"#
        let html =
            #""<p>\#(silent) \#(link):</p>\n<blockquote>\n<p>old \#(mention)</p>\n</blockquote>\n<p>yes \#(mention)</p>""#
        let everyone = #""<p><span class=\"user-mention\" data-user-id=\"*\">@all</span> hi</p>""#
        let said = "@_**Cy|8** [said](https://card.example/#narrow/stream/3-readers/topic/tea/near/41):"
        let markdown = #""\#(said)\n```quote\nold @**Bo Li|7**\n```\nyes @**Bo Li|7** @**all**""#
        let events = try read(
            answer(message(html), message(markdown, id: 10, html: false), message(everyone, id: 11)), as: "x.json"
        ).events
        try #require(events.count == 3)
        for event in events.prefix(2) {
            #expect(event.replyTo == EventKey(sourceID: "41"))
            #expect(event.mentions == [Party(name: "Bo Li", id: "7")])
        }
        #expect(events.map(\.text) == ["yes @Bo Li", "yes @Bo Li @all", "@all hi"])
        #expect(events[2].mentions.isEmpty)
        #expect(events[0].key == EventKey(sourceID: "9") && events[0].sender == Party(name: "Ann", id: "5"))
    }

    @Test("A reaction is its person's, at the time of the message")
    func reactions() throws {
        let reactions = #"""
            ,"reactions":[{"emoji_name":"thumbs_up","emoji_code":"1f44d","reaction_type":"unicode_emoji","user_id":7,
            "user":{"full_name":"Bo Li"}},{"emoji_name":"tea","emoji_code":"12","reaction_type":"realm_emoji","user_id":8}]
            """#
        let result = try read(answer(message(#""a""#, reactions)), as: "x.json")
        #expect(result.short == ["text|Ann|a", "reaction|Bo Li|👍", "reaction|8|:tea:"])
        #expect(result.events[1].replyTo == result.events[0].key)
        #expect(Set(result.events.map(\.key)).count == 3)
    }

    @Test("Each stream of an answer is a group")
    func streams() throws {
        let text = answer(
            message(#""a""#), message(#""b""#, id: 10, stream: "tea", number: 4), message(#""c""#, id: 11))
        try withFolder(["x.json": text]) { folder in
            let walk = try ExportWalk([folder])
            #expect(walk.groups.map(\.name) == ["readers", "tea"])
            #expect(try eventsOfSection(walk.groups[0].files[0]).map(\.text) == ["a", "c"])
        }
    }

    @Test("An organisation's export is read with its people, streams and subscriptions")
    func realm() throws {
        let realm = """
            {"zerver_stream":[{"id":3,"name":"readers"}],
             "zerver_userprofile":[{"id":5,"full_name":"Ann","is_bot":false},{"id":6,"full_name":"CI","is_bot":true},
              {"id":7,"full_name":"Bo Li","is_bot":false}],
             "zerver_recipient":[{"id":30,"type":2,"type_id":3},{"id":31,"type":1,"type_id":5}],
             "zerver_realmauditlog":[
              {"id":1,"event_type":301,"event_time":1699999990.0,"modified_user":5,"acting_user":5,"modified_stream":3},
              {"id":2,"event_type":301,"event_time":1699999991.0,"modified_user":7,"acting_user":5,"modified_stream":3},
              {"id":3,"event_type":303,"event_time":1699999992.0,"modified_user":7,"acting_user":5,"modified_stream":3},
              {"id":4,"event_type":303,"event_time":1699999993.0,"modified_user":5,"acting_user":5,"modified_stream":3},
              {"id":5,"event_type":101,"event_time":1699999993.0,"modified_user":5,"acting_user":null,"modified_stream":null}]}
            """
        let messages = """
            {"zerver_message":[
             {"id":1,"sender":5,"recipient":30,"subject":"tea","content":"hi","rendered_content":"<p>hi</p>","date_sent":1700000000.25},
             {"id":2,"sender":6,"recipient":30,"subject":"tea","content":"built","rendered_content":null,"date_sent":1700000001.0},
             {"id":3,"sender":7,"recipient":31,"subject":"","content":"private","date_sent":1700000002.0}],
             "zerver_usermessage":[{"id":1,"message":1}]}
            """
        try withFolder(["realm.json": realm, "messages-000001.json": messages]) { folder in
            let walk = try ExportWalk([folder])
            #expect(walk.groups.map(\.name) == ["readers"])
            let events = try walk.groups[0].files.flatMap { try eventsOfSection($0) }
            let kinds = Dictionary(grouping: events, by: \.kind).mapValues { $0.map(\.sender.name) }
            #expect(kinds[.text] == ["Ann"] && kinds[.notice] == ["CI"] && kinds[.join] == ["Ann", "Bo Li"])
            #expect(kinds[.leave] == ["Ann"] && kinds[.removal] == ["Ann"])
            #expect(events.first { $0.kind == .text }?.instant.description == "2023-11-14T22:13:20.250Z")
        }
        try withFolder(["messages-000001.json": messages]) { folder in
            let walk = try ExportWalk([folder])
            #expect(walk.refused.map(\.fault.text) == ["exports.zulip.no-realm"])
        }
    }

    @Test("However the bytes are cut, the events are the same; what is no message is a bad record")
    func splitting() throws {
        let bad = message(#""a""#).replacing("1700000000", with: "\"x\"")
        let text = answer(message(#""<p>é &#x1F600;</p>""#), bad, "7", message(#""z""#, id: 12))
        let bytes = Array(text.utf8)
        let expected = try read(bytes, as: "x.json")
        #expect(expected.events.map(\.text) == ["é 😀", "z"])
        #expect(expected.bad.count == 1 && expected.skipped == 1)
        for piece in pieceLengths(bytes.count) {
            #expect(try read(bytes, as: "x.json", piece: piece, chunk: 1) == expected)
        }
    }
}
