import Kernel
import Testing

@testable import Connectors

private func document(_ messages: String, type: String = "group", platform: String = "wechat") -> String {
    """
    {"chatlab":{"version":"0.0.2","exportedAt":1700000000},
     "meta":{"name":"书友","platform":"\(platform)","type":"\(type)"},
     "members":[{"platformId":"wxid_b","accountName":"布","groupNickname":"阿布"},{"platformId":"wxid_z"}],
     "messages":[\(messages)]}
    """
}

private func message(_ type: Int, _ content: String, _ more: String = "") -> String {
    """
    {"sender":"wxid_h","accountName":"禾","groupNickname":"小禾","timestamp":1700000000,"type":\(type),"content":\(content)\(more)}
    """
}

@Suite("ChatLab's format")
struct ChatLabTests {
    @Test(
        "The types say what a message is",
        arguments: [
            JSONCase(message(0, #""好""#), "text|小禾|好"), JSONCase(message(1, "null"), "picture|小禾"),
            JSONCase(message(2, #""[语音]""#), "voice|小禾"), JSONCase(message(3, #""[视频]""#), "video|小禾"),
            JSONCase(message(4, #""a.pdf""#), "file|小禾|a.pdf"), JSONCase(message(5, #""[表情]""#), "sticker|小禾"),
            JSONCase(message(7, #""一篇""#), "link|小禾|一篇"), JSONCase(message(8, #""[位置]""#), "card|小禾"),
            JSONCase(message(20, #""[红包]""#), "card|小禾"), JSONCase(message(21, "null"), "card|小禾"),
            JSONCase(message(22, #""拍了拍""#), nil), JSONCase(message(23, "null"), nil),
            JSONCase(message(25, #""同意""#), "text|小禾|同意"), JSONCase(message(27, "null"), "card|小禾"),
            JSONCase(message(80, #""\"老林\"邀请\"阿布\"加入了群聊""#), "join|阿布|老林"),
            JSONCase(message(81, "null"), "recall|小禾"), JSONCase(message(81, #""\"阿布\"撤回了一条消息""#), "recall|阿布"),
            JSONCase(message(99, "null"), "card|小禾"),
        ])
    func kinds(_ sample: JSONCase) throws {
        let result = try read(document(sample.json), as: "x.json")
        #expect(result.short.first == sample.meaning)
        #expect(result.bad.isEmpty)
    }

    @Test("The head says what the group is called and on which network it is")
    func heads() throws {
        for (platform, network) in [("wechat", "wechat"), ("QQ", "qq"), ("skype", "chatlab")] {
            let described = try describe(document("", platform: platform), as: "x.json")
            #expect(described.format == "wechat-chatlab" && described.network == network)
            #expect(described.groupName == "书友" && described.isGroupNameCertain)
        }
        try withFolder(["a.json": document("", type: "private")]) { folder in
            let walk = try ExportWalk([folder])
            #expect(walk.groups.isEmpty)
        }
    }

    @Test("Lines say what a document says; comments are passed over; members name those who are only ids")
    func lines() throws {
        let bare = #"{"sender":"wxid_b","timestamp":1700000001,"type":25,"content":"嗯","replyToMessageId":"m1"}"#
        let first = message(0, #""好""#, #","platformMessageId":"m1""#)
        let asLines = """
            {"_type":"header","chatlab":{"version":"0.0.2"},"meta":{"name":"书友","platform":"wechat","type":"group"}}
            # a remark
            {"_type":"member","platformId":"wxid_b","accountName":"布","groupNickname":"阿布"}
            {"_type":"message",\(first.dropFirst())
            {"_type":"message",\(bare.dropFirst())
            """
        for text in [document("\(first),\(bare)"), asLines] {
            let events = try read(text, as: "x").events
            try #require(events.count == 2)
            #expect(events.map(\.sender.name) == ["小禾", "阿布"])
            #expect(events[0].key == EventKey(sourceID: "m1") && events[1].replyTo == events[0].key)
        }
        #expect(try describe(asLines, as: "x").groupName == "书友")
    }

    @Test("However the bytes are cut, the events are the same; what is no message is a bad one")
    func splitting() throws {
        let bad =
            #"{"sender":"a","type":0},{"sender":"a","timestamp":1,"content":"x"},7,{"timestamp":1,"type":0,"content":"x"}"#
        let bytes = Array(
            document(
                "\(message(0, #""好""#)),\n\(bad.replacing("},", with: "},\n").replacing("7,", with: "7,\n")),\n\(message(1, "null"))"
            ).utf8)
        let expected = try read(bytes, as: "x.json")
        #expect(expected.events.count == 2 && expected.bad.count == 4)
        for piece in pieceLengths(bytes.count) {
            #expect(try read(bytes, as: "x.json", piece: piece, chunk: 1) == expected)
        }
    }
}
