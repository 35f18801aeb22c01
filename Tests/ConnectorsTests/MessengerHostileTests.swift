import Kernel
import Testing

@testable import Connectors

@Suite("Hostile files of WeChat, Zulip and Matrix")
struct MessengerHostileTests {
    private static let seedlings: [(format: String, text: String)] = [
        (
            "wechat-csv",
            "MsgSvrID,Type,SubType,IsSender,CreateTime,StrContent,Sender,StrTalker\n1,1,0,1,1700000000,\"a\"\"b\nc\",wxid_a,1@chatroom\n"
                + "2,10000,0,0,1700000000,\"\"\"a\"\"邀请\"\"b、c\"\"加入了群聊\",x,1@chatroom\n"
                + "3,49,57,0,1,<msg><appmsg><title>a&amp;</title></appmsg></msg>,wxid_a,1@chatroom\n"
        ),
        (
            "wechat-chatlog",
            #"[{"time":"2023-11-14T22:13:20+08:00","talker":"7@chatroom","isChatRoom":true,"sender":"a","type":49,"#
                + #""subType":57,"content":"é","contents":{"title":"\ud83d\ude00","refer":{"sender":"b","time":"2023"}}}]"#
        ),
        (
            "wechat-chatlab",
            #"{"_type":"header","chatlab":{"version":"0.0.2"},"meta":{"name":"a","platform":"qq","ownerId":"x"}}"#
                + "\n"
                + #"{"_type":"message","sender":"a","timestamp":1700000000,"type":80,"content":"\"a\"将\"b\"移出了群聊"}"#
                + "\n"
        ),
        (
            "zulip",
            #"{"messages":[{"id":1,"sender_id":5,"sender_full_name":"A","timestamp":1.5,"type":"stream","stream_id":1,"#
                + #""display_recipient":"s","content":"<p>a <span class=\"user-mention\" data-user-id=\"1\">@b</span> "#
                + #"<a href=\"x/near/1\">said</a><blockquote>c</blockquote>&#39;</p>","reactions":[{"emoji_name":"x"}]}]}"#
        ),
        (
            "zulip",
            #"{"messages":[{"id":1,"sender_id":5,"timestamp":1,"stream_id":1,"content_type":"text/x-markdown","#
                + #""content":"@_**A|1** [said](x/near/4):\n```quote\na\n```\n@**b** **c** `d` [e](f)"}]}"#
        ),
        (
            "matrix",
            #"{"room_name":"r","messages":[{"type":"m.room.message","sender":"@a:b","origin_server_ts":1700000000000,"#
                + #""content":{"msgtype":"m.text","body":"> <@a> b\n\nc","formatted_body":"<a href='https://matrix.to/#/@a:b'>","#
                + #""m.relates_to":{"m.in_reply_to":{"event_id":"$1"}}}},{"type":"m.room.member","sender":"@a:b","#
                + #""origin_server_ts":1,"state_key":"@a:b","content":{"membership":"join","displayname":"é"}}]}"#
        ),
    ]

    private static let spice = Array("<>[]{}@*`:;,|\"\\'&#/$~()\n\r\t 09au".utf8) + [0, 0xFF, 0xC3, 0x80, 0xE2, 0xED]

    @Test("No bytes whatever stop the readers, and the pieces they come in change nothing")
    func fuzz() throws {
        for seed in 0..<240 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let (format, text) = MessengerHostileTests.seedlings[Int(seed) % MessengerHostileTests.seedlings.count]
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 0...10, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[index] = MessengerHostileTests.spice.randomElement(using: &generator)!
            }
            if seed % 5 == 0 { bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))) }
            let whole = try? read(bytes, as: "x", format: format)
            let pieces = try? read(bytes, as: "x", format: format, piece: 5, chunk: 1)
            #expect(whole == pieces, "seed \(seed), \(format)")
            for event in whole?.events ?? [] { #expect(Instant.believable.contains(event.instant)) }
        }
    }

    @Test("Deep, long and endless content is answered in bounded time")
    func abuse() throws {
        let deep = String(repeating: "<b>", count: 200_000)
        let quotes = String(repeating: "@**", count: 100_000) + String(repeating: "`", count: 100_000)
        let zulip = { (content: String, type: String) in
            #"{"messages":[{"id":1,"sender_id":5,"sender_full_name":"A","timestamp":1,"stream_id":1,"display_recipient":"s","#
                + #""content_type":"\#(type)","content":"\#(content)"}]}"#
        }
        #expect(try read(zulip(deep, "text/html"), as: "x").events.count == 1)
        #expect(try read(zulip(quotes, "text/x-markdown"), as: "x").events.count == 1)
        let brackets = String(repeating: "[said](x/near/1)```quote\\n", count: 20_000)
        #expect(try read(zulip(brackets, "text/x-markdown"), as: "x").events.count == 1)
        let sentence = String(repeating: "\"邀请\"", count: 50_000).replacing("\"", with: "\"\"")
        let table = "Type,SubType,IsSender,CreateTime,StrContent\n10000,0,0,1,\"\(sentence)\"\n"
        #expect(try read(table, as: "x.csv").skipped == 2)
    }
}
