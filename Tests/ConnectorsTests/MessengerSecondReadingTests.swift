import Foundation
import Kernel
import Testing

@testable import Connectors

/// Made histories of every sort of event, the same for the same seed.
private struct MadeHistory {
    private static let people = [("青", "wxid_q"), ("小禾", "wxid_h"), ("阿布 B", "wxid_b"), ("Cy-1", "wxid_c")]
    private static let texts = [
        "今晚读什么？", "a \\\"b\\\" <c> & d", "好的\\n\\n明天", "😀 https://card.example/x", "/me waves", "…",
    ]

    var generator: SeededGenerator
    var second = 1_700_000_000

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }
    mutating func person() -> (name: String, id: String) { MadeHistory.people[number(0..<4)] }
    /// As it stands within quotes of JSON.
    mutating func text() -> String { MadeHistory.texts[number(0..<MadeHistory.texts.count)] }

    mutating func sentence() -> String {
        let (a, b, c) = (person().name, person().name, person().name)
        let all = [
            "\"\(a)\"邀请\"\(b)、\(c)\"加入了群聊", "你邀请\"\(a)\"加入了群聊", "\"\(a)\"邀请你和\"\(b)\"加入了群聊", "你将\"\(a)\"移出了群聊",
            "\"\(a)\"通过扫描\"\(b)\"分享的二维码加入群聊", "\"\(a)\"修改群名为“\(b)”", "\"\(a)\" 撤回了一条消息", "你被\"\(a)\"移出群聊",
            "\(a) invited \(b), \(c) to the group chat",
            "\"\(a)\" joined the group chat via the QR Code shared by \"\(b)\".",
            "\"\(a)\"拍了拍\"\(b)\"", "\(a)领取了\(b)的红包", "\"\(a)\"退出了群聊",
        ]
        return all[number(0..<all.count)]
    }

    mutating func table() -> String {
        var lines = ["MsgSvrID,StrTalker,Type,SubType,IsSender,CreateTime,StrContent,NickName,Sender,MsgSource"]
        let own = MadeHistory.people[0]
        lines.append("1,7@chatroom,1,0,1,1700000000,hi,\(own.0),\(own.1),")
        for id in 2..<200 {
            second += number(0..<90)
            let who = person()
            let title = text().replacing("\\\"", with: "'").replacing("\\n", with: " ").replacing("<c> & d", with: "d")
            let sharedText =
                "<msg><appmsg><title>\(title)</title><refermsg><svrid>\(id - 1)</svrid></refermsg></appmsg></msg>"
            let types = [
                ("1", "0", text()), ("3", "0", ""), ("34", "0", ""), ("43", "0", ""), ("47", "0", ""),
                ("49", "57", sharedText),
                ("49", "5", "[链接]"), ("49", "6", "<msg><appmsg><title>a.pdf</title></appmsg></msg>"), ("49", "62", ""),
                ("50", "0", ""), ("10000", "0", sentence()), ("10000", "0", sentence()),
                ("1", "0", "@\(person().name)\u{2005} ok"),
            ]
            let (type, subtype, content) = types[number(0..<types.count)]
            let quoted = content.replacing("\\n", with: "\n").replacing("\\\"", with: "\"").replacing(
                "\"", with: "\"\"")
            let source =
                content.hasPrefix("@") && id % 2 == 0 ? "<msgsource><atuserlist>wxid_b</atuserlist></msgsource>" : ""
            let isOwn = who.id == own.1 ? 1 : 0
            lines.append(
                "\(id),7@chatroom,\(type),\(subtype),\(isOwn),\(second),\"\(quoted)\",\(who.name),\(who.id),\(source)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    mutating func chatlog() -> String {
        let own = MadeHistory.people[0]
        let records = (0..<200).map { index -> String in
            second += number(0..<3)
            let who = index == 0 ? own : person()
            let time = Instant(seconds: Int64(second)).description.replacing(".000Z", with: "+00:00")
            let refer = "\"refer\":{\"time\":\"\(time)\",\"sender\":\"\(person().id)\",\"type\":1}"
            let written = sentence().replacing("\"", with: "\\\"")
            let bodies = [
                "\"type\":1,\"content\":\"\(text())\"", "\"type\":3,\"content\":\"\"",
                "\"type\":49,\"subType\":57,\"content\":\"嗯\",\"contents\":{\(refer)}",
                "\"type\":49,\"subType\":6,\"content\":\"\",\"contents\":{\"title\":\"a.pdf\"}",
                "\"type\":10000,\"content\":\"\(written)\"",
                "\"type\":50,\"content\":\"\"",
            ]
            return """
                {"seq":\(index),"time":"\(time)","talker":"7@chatroom","talkerName":"书友","isChatRoom":true,"sender":"\(who.1)",\
                "senderName":"\(who.0)","isSelf":\(who.1 == own.1),\(bodies[index == 0 ? 0 : number(0..<bodies.count)])}
                """
        }
        return "[\(records.joined(separator: ",\n"))]"
    }

    mutating func chatLab(asLines: Bool) -> String {
        let mark = { (kind: String) in asLines ? "\"_type\":\"\(kind)\"," : "" }
        let members = MadeHistory.people.map {
            "{\(mark("member"))\"platformId\":\"\($0.1)\",\"accountName\":\"\($0.0)\"}"
        }
        let messages = (0..<200).map { index -> String in
            second += number(0..<90)
            let who = person()
            let types = [0, 1, 2, 3, 4, 5, 7, 8, 20, 22, 23, 24, 25, 80, 81, 99]
            let type = types[number(0..<types.count)]
            let content =
                type >= 80 && type < 99
                ? sentence().replacing("\"", with: "\\\"") : type == 4 || type == 0 || type == 25 ? text() : "[x]"
            let reply = type == 25 ? ",\"replyToMessageId\":\"\(index - 1)\"" : ""
            return """
                {\(mark("message"))"sender":"\(who.id)","accountName":"\(who.name)","timestamp":\(second),"type":\(type),\
                "content":"\(content)","platformMessageId":"\(index)"\(reply)}
                """
        }
        let head =
            "\"chatlab\":{\"version\":\"0.0.2\"},\"meta\":{\"name\":\"书友\",\"platform\":\"wechat\",\"type\":\"group\",\"ownerId\":\"wxid_q\"}"
        if asLines { return (["{\"_type\":\"header\",\(head)}"] + members + messages).joined(separator: "\n") }
        return
            "{\(head),\"members\":[\(members.joined(separator: ","))],\"messages\":[\(messages.joined(separator: ",\n"))]}"
    }

    mutating func zulip() -> String {
        let messages = (0..<200).map { index -> String in
            second += number(0..<90)
            let (who, other) = (number(0..<4), number(0..<4))
            let name = MadeHistory.people[other].0
            let plain = text().replacing("<c> &", with: "c")
            let mention = "<span class=\\\"user-mention\\\" data-user-id=\\\"\(other)\\\">@\(name)</span>"
            let said =
                "<p><span class=\\\"user-mention silent\\\" data-user-id=\\\"\(other)\\\">\(name)</span> <a href=\\\"https://card.example/#narrow/near/\(index)\\\">said</a>:</p>"
            let contents = [
                ("html", "<p>\(plain) &amp; <em>x</em></p>"),
                ("html", "<p>\(mention) \(plain)</p>\\n<ul>\\n<li>a</li>\\n</ul>"),
                ("html", "\(said)\\n<blockquote>\\n<p>old \(mention)</p>\\n</blockquote>\\n<p>yes \(mention)</p>"),
                ("html", "<p><a href=\\\"/user_uploads/1/cat.PNG\\\">cat</a></p>"),
                ("x-markdown", "**\(plain)** @**\(name)|\(other)**"),
                (
                    "x-markdown",
                    "@_**\(name)|\(other)** [said](x/near/\(index)):\\n```quote\\nold\\n```\\nyes [a.pdf](/user_uploads/a.pdf)"
                ),
            ]
            let (type, content) = contents[number(0..<contents.count)]
            let email = number(0..<9) == 0 ? "ci-bot@card.example" : "user@card.example"
            let reaction =
                number(0..<4) == 0
                ? "{\"emoji_name\":\"ok\",\"emoji_code\":\"1f44d\",\"reaction_type\":\"unicode_emoji\",\"user_id\":\(other)}"
                : ""
            return """
                {"id":\(index + 1),"sender_id":\(who),"sender_full_name":"\(MadeHistory.people[who].0)","sender_email":"\(email)",\
                "timestamp":\(second),"content":"\(content)","content_type":"text/\(type)","type":"stream",\
                "display_recipient":"s\(index % 2)","stream_id":\(index % 2 + 4),"subject":"t","reactions":[\(reaction)]}
                """
        }
        return "{\"result\":\"success\",\"messages\":[\(messages.joined(separator: ",\n"))]}"
    }

    mutating func matrix() -> String {
        let events = (0..<300).map { index -> String in
            second += number(0..<90)
            let (who, other) = ("@\(person().id):x", "@\(person().id):x")
            let memberships = ["join", "leave", "invite", "ban"]
            let member = { (membership: String, name: String) in
                (
                    "m.room.member", "{\"membership\":\"\(membership)\",\"displayname\":\"\(name)\"}",
                    ",\"state_key\":\"\(other)\""
                )
            }
            let said = text()
            let kinds: [(String, String, String)] = [
                ("m.room.message", "{\"msgtype\":\"m.text\",\"body\":\"\(said)\"}", ""),
                ("m.room.message", "{\"msgtype\":\"m.notice\",\"body\":\"\(said)\"}", ""),
                ("m.room.message", "{\"msgtype\":\"m.image\",\"body\":\"\(said)\",\"filename\":\"a.png\"}", ""),
                (
                    "m.room.message",
                    "{\"msgtype\":\"m.text\",\"body\":\"> <\(other)> b\\n\\n\(said)\",\"m.relates_to\":{\"m.in_reply_to\":{\"event_id\":\"$\(index - 1)\"}}}",
                    ""
                ),
                (
                    "m.room.message",
                    "{\"msgtype\":\"m.text\",\"body\":\"x\",\"formatted_body\":\"<a href=\\\"https://matrix.to/#/\(other)\\\">x</a>\"}",
                    ""
                ),
                (
                    "m.room.message",
                    "{\"msgtype\":\"m.text\",\"body\":\"* x\",\"m.new_content\":{\"body\":\"x\"},\"m.relates_to\":{\"rel_type\":\"m.replace\",\"event_id\":\"$1\"}}",
                    ""
                ),
                (
                    "m.reaction",
                    "{\"m.relates_to\":{\"rel_type\":\"m.annotation\",\"event_id\":\"$1\",\"key\":\"👍\"}}", ""
                ),
                ("m.room.redaction", "{}", ",\"redacts\":\"$1\""), ("m.room.encrypted", "{}", ""),
                ("m.room.topic", "{\"topic\":\"t\"}", ""),
                member(memberships[number(0..<4)], person().name), member("join", person().name),
                member("leave", person().name),
            ]
            let (type, content, more) = kinds[number(0..<kinds.count)]
            return """
                {"type":"\(type)","room_id":"!r:x","event_id":"$\(index)","sender":"\(who)","origin_server_ts":\(second)123,"content":\(content)\(more)}
                """
        }
        return "{\"room_name\":\"Readers\",\"exported_by\":\"x\",\"messages\":[\(events.joined(separator: ",\n"))]}"
    }
}

@Suite("A second reading")
struct MessengerSecondReadingTests {
    private static func ours(_ folder: String) throws -> [ToldEvent] {
        try ExportWalk([folder]).groups.flatMap { group in
            try group.files.flatMap { try eventsOfSection($0) }.map {
                ToldEvent($0, group: group.name, mention: { $0.id ?? $0.name })
            }
        }
    }

    @Test(
        "Made histories read the same in Python, event by event",
        arguments: ["table", "chatlog", "lab", "lines", "zulip", "matrix"])
    func same(_ form: String) throws {
        for seed in 1...2 as ClosedRange<UInt64> {
            var made = MadeHistory(seed: seed)
            let (reader, name, text) =
                switch form {
                case "table": ("wechat", "书友/a.csv", made.table())
                case "chatlog": ("wechat", "书友/a.json", made.chatlog())
                case "lab": ("wechat", "书友/a.json", made.chatLab(asLines: false))
                case "lines": ("wechat", "书友/a.jsonl", made.chatLab(asLines: true))
                case "zulip": ("zulip", "a.json", made.zulip())
                default: ("matrix", "a.json", made.matrix())
                }
            try withFolder([name: text]) { folder in
                let (ours, theirs) = try (
                    MessengerSecondReadingTests.ours(folder), SecondReading.theirs(reader, [folder])
                )
                #expect(ours.count == theirs.count && ours.count > 100, "\(form), seed \(seed)")
                let difference = zip(ours, theirs).first { $0 != $1 }
                #expect(difference == nil, "\(form), seed \(seed)")
            }
        }
    }
}
