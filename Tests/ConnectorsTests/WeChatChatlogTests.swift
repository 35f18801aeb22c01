import Kernel
import Testing

@testable import Connectors

/// A message as chatlog writes it; what is given comes behind what every message has.
private func message(_ more: String, second: Int = 0, talker: String = "7@chatroom", sender: String = "wxid_h")
    -> String
{
    """
    {"seq":170000000\(second)000,"time":"2023-11-14T22:13:2\(second)+08:00","talker":"\(talker)","talkerName":"书友",\
    "isChatRoom":\(talker.hasSuffix("@chatroom")),"sender":"\(sender)","senderName":"小禾","isSelf":false,\(more)}
    """
}

private func array(_ messages: String...) -> String { "[\n" + messages.joined(separator: ",\n") + "\n]\n" }

struct JSONCase: Sendable, CustomTestStringConvertible {
    let json: String
    let meaning: String?
    var testDescription: String { json }

    init(_ json: String, _ meaning: String?) { (self.json, self.meaning) = (json, meaning) }
}

@Suite("What chatlog writes")
struct WeChatChatlogTests {
    @Test(
        "The types say what a message is",
        arguments: [
            JSONCase(#""type":1,"subType":0,"content":"今晚读什么？""#, "text|小禾|今晚读什么？"),
            JSONCase(#""type":3,"subType":0,"content":"","contents":{"md5":"ab"}"#, "picture|小禾"),
            JSONCase(#""type":34,"content":"""#, "voice|小禾"), JSONCase(#""type":43,"content":"""#, "video|小禾"),
            JSONCase(#""type":47,"content":"""#, "sticker|小禾"),
            JSONCase(#""type":49,"subType":5,"content":"","contents":{"title":"一篇","url":"http://a"}"#, "link|小禾|一篇"),
            JSONCase(#""type":49,"subType":6,"content":"","contents":{"title":"a.pdf"}"#, "file|小禾|a.pdf"),
            JSONCase(#""type":49,"subType":19,"content":"","contents":{"title":"聊天记录","desc":"x"}"#, "card|小禾|聊天记录"),
            JSONCase(#""type":49,"subType":57,"content":"同意","contents":{}"#, "text|小禾|同意"),
            JSONCase(#""type":49,"subType":2000,"content":"[转账|发送 ￥1]""#, "card|小禾"),
            JSONCase(#""type":49,"subType":62,"content":"小禾拍了拍青""#, nil),
            JSONCase(#""type":50,"content":"""#, nil),
            JSONCase(#""type":10000,"content":"\"老林(wxid_l)\"邀请\"阿布(wxid_b)\"加入了群聊""#, "join|阿布|老林"),
            JSONCase(#""type":10000,"content":"你撤回了一条消息""#, "recall|你"),
        ])
    func kinds(_ sample: JSONCase) throws {
        let result = try read(array(message(sample.json)), as: "x.json")
        #expect(result.short.first == sample.meaning)
        #expect(result.bad.isEmpty && result.skipped == (sample.meaning == nil ? 1 : 0))
    }

    @Test("A reply knows what it answers by who said it when; one second may hold several of one person")
    func replies() throws {
        let refer =
            #""contents":{"refer":{"seq":0,"time":"2023-11-14T14:13:20Z","sender":"wxid_h","type":1,"content":"a"}}"#
        let text = array(
            message(#""type":1,"content":"a""#), message(#""type":1,"content":"b""#),
            message(#""type":49,"subType":57,"content":"c",\#(refer)"#, second: 5, sender: "wxid_b"))
        let events = try read(text, as: "x.json").events
        try #require(events.count == 3)
        #expect(events[2].replyTo == events[0].key)
        #expect(Set(events.map(\.key)).count == 3)
        #expect(events[0].sender == Party(name: "小禾", id: "wxid_h"))
        #expect(events[0].instant.description == "2023-11-14T14:13:20.000Z")
    }

    @Test("Lines are read like an array; each chat room is a group, and talk between two is none")
    func sections() throws {
        let messages = [
            message(#""type":1,"content":"甲""#), message(#""type":1,"content":"私""#, talker: "wxid_z"),
            message(#""type":1,"content":"乙""#, second: 1, talker: "8@chatroom").replacing("书友", with: "茶友"),
            message(#""type":1,"content":"丙""#, second: 2),
        ]
        let forms = ["x.json": "[\(messages.joined(separator: ","))]", "x.jsonl": messages.joined(separator: "\n")]
        for (name, text) in forms {
            try withFolder([name: text]) { folder in
                let walk = try ExportWalk([folder])
                #expect(walk.groups.map(\.name) == ["书友", "茶友"])
                let texts = try walk.groups.map { try eventsOfSection($0.files[0]).compactMap(\.text) }
                #expect(texts == [["甲", "丙"], ["乙"]])
            }
        }
    }

    @Test("A record that is none is a bad one, and the next is read; wherever the bytes are cut")
    func badRecords() throws {
        let text = array(
            message(#""type":1,"content":"a""#), message(#""type":1,"content":"b""#).replacing("T22", with: "T99"),
            message(#""type":"x","content":"b""#), message(#""type":1,"content":"c""#, sender: ""), "3", "[1]",
            message(#""type":1,"content":"d\u0000""#), message(#""type":1,"content":"é""#, second: 1))
        let bytes = Array(text.utf8)
        let expected = try read(bytes, as: "x.json")
        #expect(expected.events.map(\.text) == ["a", "é"])
        #expect(expected.bad.count == 6)
        for piece in pieceLengths(bytes.count) {
            #expect(try read(bytes, as: "x.json", piece: piece, chunk: 1) == expected)
        }
    }
}
