import Kernel
import Testing

@testable import Connectors

private let header =
    "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender"

/// A row of the table; the content is quoted where it has to be.
private func row(
    _ type: String, _ content: String, second: Int = 1_700_000_000, own: Bool = false, talker: Int = 3,
    sender: String = "备注,小禾,wxid_h"
) -> String {
    let quoted = content.contains { ",\"\n".contains($0) } ? "\"\(content.replacing("\"", with: "\"\""))\"" : content
    return "1,\(talker),\(type),\(own ? 1 : 0),\(second),2,\(quoted),2023-11-14 22:13:20,\(sender)"
}

private func table(_ rows: String...) -> String { ([header] + rows).joined(separator: "\r\n") + "\r\n" }

struct WeChatRowCase: Sendable, CustomTestStringConvertible {
    let type: String
    let content: String
    let meaning: String?
    var testDescription: String { "\(type) \(content)" }

    init(_ type: String, _ content: String, _ meaning: String?) {
        (self.type, self.content, self.meaning) = (type, content, meaning)
    }
}

private func shared(_ inside: String) -> String { "<msg><appmsg appid=\"\">\(inside)</appmsg></msg>" }

@Suite("Tables of WeChatMsg")
struct WeChatCSVTests {
    @Test(
        "The two type numbers say what a row is",
        arguments: [
            WeChatRowCase("1,0", "今晚读什么？", "text|小禾|今晚读什么？"),
            WeChatRowCase("1,0", "<3 真好", "text|小禾|<3 真好"),
            WeChatRowCase("3,0", "<?xml version=\"1.0\"?><msg><img/>", "picture|小禾"),
            WeChatRowCase("34,0", "", "voice|小禾"), WeChatRowCase("43,0", "", "video|小禾"),
            WeChatRowCase("47,0", "<msg><emoji/></msg>", "sticker|小禾"),
            WeChatRowCase("48,0", "<msg><location poiname=\"河边书店\" label=\"x\"/></msg>", "card|小禾|河边书店"),
            WeChatRowCase("42,0", "<msg nickname=\"x\"/>", "card|小禾"),
            WeChatRowCase("49,5", shared("<title>一篇文章</title><url>http://a</url>"), "link|小禾|一篇文章"),
            WeChatRowCase("49,5", "[链接]", "link|小禾"),
            WeChatRowCase("49,6", shared("<title>书单.xlsx</title>"), "file|小禾|书单.xlsx"),
            WeChatRowCase("49,33", shared("<sourcedisplayname>小程序</sourcedisplayname>"), "card|小禾|小程序"),
            WeChatRowCase("49,19", shared("<title>群聊的聊天记录</title>"), "card|小禾|群聊的聊天记录"),
            WeChatRowCase("49,2000", shared("<title>微信转账</title>"), "card|小禾|微信转账"),
            WeChatRowCase("49,2001", "", "card|小禾"),
            WeChatRowCase(
                "49,51", shared("<title>版本不支持</title><finderFeed><desc>读书片段</desc></finderFeed>"), "video|小禾|读书片段"),
            WeChatRowCase("49,57", shared("<title>同意</title><refermsg><svrid>77</svrid></refermsg>"), "text|小禾|同意"),
            WeChatRowCase("49,87", shared("<title>群公告</title><textannouncement>周三见</textannouncement>"), "text|小禾|周三见"),
            WeChatRowCase("49,62", "", nil), WeChatRowCase("50,0", "", nil),
            WeChatRowCase("1090519089,0", shared("<title>a.pdf</title>"), "file|小禾|a.pdf"),
            WeChatRowCase("244813135921,0", shared("<title>同意</title>"), "text|小禾|同意"),
            WeChatRowCase("10000,0", "\"小禾\"邀请\"阿布\"加入了群聊", "join|阿布|小禾"),
            WeChatRowCase(
                "10002,0", "<sysmsg type=\"revokemsg\"><revokemsg><newmsgid>7</newmsgid></revokemsg></sysmsg>",
                "recall|小禾"),
            WeChatRowCase("10000,0", "收到红包，请在手机上查看", nil), WeChatRowCase("10000,0", "", nil),
        ])
    func kinds(_ sample: WeChatRowCase) throws {
        let result = try read(table(row(sample.type, sample.content)), as: "x.csv")
        #expect(result.short.first == sample.meaning)
        #expect(result.bad.isEmpty)
        #expect(result.skipped == (sample.meaning == nil ? 2 : 1))
    }

    @Test("People are known by their ids, and 你 is who sent rows from here")
    func people() throws {
        let text = table(
            row("10000,0", "你将\"阿布\"移出了群聊", sender: ",,"),
            row("1,0", "再见", own: true, sender: ",青,wxid_q"), row("1,0", "嗯"))
        let result = try read(text, as: "x.csv")
        #expect(result.events[0].sender == Party(name: "青", id: "wxid_q"))
        #expect(result.events[0].target == Party(name: "阿布"))
        #expect(result.events[1].sender == Party(name: "青", id: "wxid_q"))
        #expect(result.events[2].sender == Party(name: "小禾", id: "wxid_h"))
        #expect(result.events[1].instant.description == "2023-11-14T22:13:20.000Z")
    }

    @Test("A reply knows what it answers and a mention whom it means")
    func ties() throws {
        let columns = "MsgSvrID,Type,SubType,IsSender,CreateTime,StrContent,Sender,NickName,MsgSource"
        let reply = shared("<title>同意</title><refermsg><svrid>77</svrid></refermsg>").replacing("\"", with: "\"\"")
        let text = """
            \(columns)
            77,1,0,0,1700000000,@阿布\u{2005}和@小 禾\u{2005}来吗,wxid_q,青,<msgsource><atuserlist>wxid_b;wxid_h</atuserlist></msgsource>
            78,49,57,0,1700000001,"\(reply)",wxid_b,阿布,
            79,1,0,0,1700000002,@所有人\u{2005}@青\u{2005}好,wxid_b,阿布,
            80,1,0,0,1700000003,好,wxid_b,阿布,"<msgsource><atuserlist><![CDATA[wxid_q,notify@all]]></atuserlist></msgsource>"
            """
        let result = try read(text, as: "x.csv")
        try #require(result.events.count == 4)
        #expect(result.events[0].mentions == [Party(name: "阿布", id: "wxid_b"), Party(name: "小 禾", id: "wxid_h")])
        #expect(result.events[1].replyTo == result.events[0].key)
        #expect(result.events[2].mentions == [Party(name: "青")])
        #expect(result.events[3].mentions == [Party(name: "wxid_q", id: "wxid_q")])
    }

    @Test("Several who join by one sentence are one event each, told apart where it has an id")
    func several() throws {
        let columns = "MsgSvrID,Type,SubType,IsSender,CreateTime,StrContent,Sender"
        let text = "\(columns)\n5,10000,0,0,1700000000,\"\"\"老林\"\"邀请\"\"小禾、阿布\"\"加入了群聊\",\n"
        let result = try read(text, as: "x.csv")
        #expect(result.short == ["join|小禾|老林", "join|阿布|老林"])
        #expect(result.events.map(\.key) == [EventKey(sourceID: "5#1"), EventKey(sourceID: "5#2")])
    }

    @Test("Chinese headers are read by name, with wall times")
    func chinese() throws {
        let text = """
            消息ID,类型,发送人,时间,内容,备注,昵称,更多信息
            9,文本,小禾,2023-11-14 22:13:20,"早, 各位",,,
            10,图片,阿布,2023-11-14 22:13:21,[图片],,,
            11,系统消息,,2023-11-14 22:13:22,"你邀请""小禾""加入了群聊",,,
            """
        let shanghai = try #require(CivilZone("Asia/Shanghai"))
        let result = try read(text, as: "x.csv", zone: shanghai)
        #expect(result.short == ["text|小禾|早, 各位", "picture|阿布", "join|小禾|你"])
        #expect(result.events[0].instant.description == "2023-11-14T14:13:20.000Z")
        #expect(result.events[0].key == EventKey(sourceID: "9"))
    }

    @Test("What is no row is a bad line and the next is read; the first unknown sentence is told once")
    func badRows() throws {
        let text = table(
            row("x,0", "a"), row("1,0", "a", sender: ",,"), row("49,5", "<msg><appmsg>"), row("1,0", "a") + ",1",
            row("10000,0", "没有人见过的话"), row("10000,0", "也没有人见过"), row("1,0", "好\n的"))
        let result = try read(text, as: "x.csv")
        #expect(result.events.map(\.text) == ["好\n的"])
        #expect(result.bad.count == 4)
        #expect(Set(result.bad.values) == ["value", "no-name", "xml", "fields"].map { "exports.bad.\($0)" }.asSet)
        #expect(result.warnings.map(\.text) == ["exports.wechat.unknown-sentence"])
        #expect(fault { _ = try read("a,b\n", as: "x.csv", format: "wechat-csv") } == "exports.wechat.no-header")
    }

    @Test("Each talk of several people is a group; talk between two is none")
    func sections() throws {
        let text = table(
            row("1,0", "甲", talker: 3), row("1,0", "私下", talker: 4, sender: ""), row("1,0", "乙", talker: 5),
            row("1,0", "丙", talker: 3))
        try withFolder(["书友/all.csv": text]) { folder in
            let walk = try ExportWalk([folder])
            #expect(walk.groups.map(\.name) == ["书友 3", "书友 5"])
            let texts = try walk.groups.map { group in
                try eventsOfSection(group.files[0]).compactMap(\.text)
            }
            #expect(texts == [["甲", "丙"], ["乙"]])
        }
        try withFolder(["书友/all.csv": table(row("1,0", "甲")), "小青/a.csv": table(row("1,0", "私下", sender: ""))]) {
            let walk = try ExportWalk([$0])
            #expect(walk.groups.map(\.name) == ["书友"])
        }
    }

    @Test("However the bytes are cut, the events are the same")
    func splitting() throws {
        let text = table(
            row("1,0", "今晚, \"读\"什么\n？"), row("10000,0", "你邀请\"小禾、阿布\"加入了群聊"),
            row("49,5", shared("<title>一篇</title>")), row("x,0", ""), row("3,0", ""))
        let bytes = Array(text.utf8)
        let expected = try read(bytes, as: "x.csv")
        #expect(expected.events.count == 5 && expected.bad.count == 1)
        for piece in pieceLengths(bytes.count) {
            #expect(try read(bytes, as: "x.csv", piece: piece, chunk: 1) == expected)
        }
    }
}

extension Array where Element: Hashable {
    fileprivate var asSet: Set<Element> { Set(self) }
}
