import Kernel

/// A chat program's way of writing its history down, to measure the reading of it.
struct BenchExport: Sendable {
    /// What the reading of the same bytes by somebody else's means would cost at the least.
    enum Limit: Sendable {
        /// Foundation's `JSONSerialization`, record by record.
        case json
        /// Foundation's `XMLParser`, payload by payload.
        case xml
        /// Bare splitting into lines.
        case lines
    }

    let format: String
    var note = ""
    let path: String
    let limit: Limit
    var isChinese = false
    var head = ""
    /// Stands between one record and the next.
    var separator = "\n"
    var tail = "\n"
    let record: @Sendable (BenchTalk.Message) -> String

    static let all: [BenchExport] =
        telegram + discord + [slack, zulip, matrix, whatsApp, qq] + weChatTables + [weChatChatlog, weChatChatLab]
}

// MARK: - Telegram and Discord

extension BenchExport {
    fileprivate static let telegram = [
        BenchExport(
            format: "telegram-json", path: "result.json", limit: .json,
            head: #"{"name":"Garden","type":"private_supergroup","id":77,"messages":["# + "\n", separator: ",\n",
            tail: "\n]}\n"
        ) { message in
            let answer = message.answered.map { #""reply_to_message_id":\#($0),"# } ?? ""
            return """
                {"id":\(message.number),"type":"message","date":"\(message.day)T\(message.clock)",\
                "date_unixtime":"\(message.second)","from":"\(message.name)","from_id":"user\(message.speaker)",\(answer)\
                "text":"\(message.words)","text_entities":[{"type":"plain","text":"\(message.words)"}]}
                """
        },
        BenchExport(
            format: "telegram-html", path: "messages.html", limit: .lines,
            head: """
                <!DOCTYPE html>
                <html><head><meta charset="utf-8"/><title>Exported Data</title></head>
                <body><div class="page_wrap"><div class="page_header"><div class="content"><div class="text bold">
                Garden
                </div></div></div><div class="page_body chat_page"><div class="history">

                """, tail: "\n</div></div></div></body></html>\n"
        ) { message in
            let (year, month, day) = message.date
            let answer = message.answered.map {
                "\n<div class=\"reply_to details\">\nIn reply to <a href=\"#go_to_message\($0)\">this message</a>\n</div>"
            }
            return """
                <div class="message default clearfix" id="message\(message.number)">
                 <div class="pull_left userpic_wrap"><div class="userpic userpic5"><div class="initials">S</div></div></div>
                 <div class="body">
                  <div class="pull_right date details" title="\(padded(day, to: 2)).\(padded(month, to: 2)).\(year) \(message.clock) UTC+00:00">
                \(message.clock.prefix(5))
                  </div>
                  <div class="from_name">
                \(message.name)
                  </div>\(answer ?? "")
                  <div class="text">
                \(message.words)
                  </div>
                 </div>
                </div>
                """
        },
    ]

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    fileprivate static let discord = [
        BenchExport(
            format: "discord-csv", path: "1.csv", limit: .lines,
            head: "AuthorID,Author,Date,Content,Attachments,Reactions\n"
        ) { message in
            """
            "\(message.speaker)","\(message.name)","\(message.day)T\(message.clock).0000000+00:00","\(message.words)","",""
            """
        },
        BenchExport(
            format: "discord-text", path: "1.txt", limit: .lines,
            head: """
                \(String(repeating: "=", count: 62))
                Guild: Garden
                Channel: herbs
                \(String(repeating: "=", count: 62))


                """
        ) { message in
            let (year, month, day) = message.date
            let hour = message.second / 3600 % 24
            let clock = "\(padded((hour + 11) % 12 + 1, to: 2))\(message.clock.dropFirst(2).prefix(3))"
            return """
                [\(padded(day, to: 2))-\(months[month - 1])-\(padded(year % 100, to: 2)) \(clock) \(hour < 12 ? "AM" : "PM")] \(message.name)
                \(message.words)

                """
        },
        BenchExport(
            format: "discord-json", path: "1.json", limit: .json,
            head: """
                {"guild":{"id":"1","name":"Garden"},"channel":{"id":"2","type":"GuildTextChat","name":"herbs"},
                "messages":[

                """, separator: ",\n", tail: "\n]}\n"
        ) { message in
            let answer = message.answered.map {
                #","reference":{"messageId":"\#($0)","channelId":"2","guildId":"1"}"#
            }
            return """
                {"id":"\(message.number)","type":"\(answer == nil ? "Default" : "Reply")",\
                "timestamp":"\(message.day)T\(message.clock)+00:00","timestampEdited":null,"isPinned":false,\
                "content":"\(message.words)","author":{"id":"\(message.speaker)","name":"\(message.name)",\
                "discriminator":"0000","nickname":"\(message.name)","color":null,"isBot":false,"roles":[],\
                "avatarUrl":"https://cards.example/\(message.speaker).png"},"attachments":[],"embeds":[],"stickers":[],\
                "reactions":[],"mentions":[]\(answer ?? "")}
                """
        },
    ]
}

// MARK: - Slack, Zulip, Matrix

extension BenchExport {
    fileprivate static let slack = BenchExport(
        format: "slack", path: "garden/2023-03-01.json", limit: .json, head: "[\n", separator: ",\n", tail: "\n]\n"
    ) { message in
        let answer = message.answered.map { #","thread_ts":"\#(1_677_628_800 + 20 * $0).000100""# } ?? ""
        return """
            {"client_msg_id":"00000000-0000-0000-0000-\(padded(message.number, to: 12))","type":"message",\
            "user":"U\(message.speaker)","text":"<@U\(message.speaker % 7)> \(message.words)",\
            "ts":"\(message.second).000100","team":"T1","user_profile":{"avatar_hash":"0","real_name":"\(message.name)",\
            "display_name":"\(message.name)","is_restricted":false}\(answer)}
            """
    }

    fileprivate static let zulip = BenchExport(
        format: "zulip", path: "answer.json", limit: .json, head: #"{"result":"success","msg":"","messages":["# + "\n",
        separator: ",\n", tail: "\n]}\n"
    ) { message in
        let mention = #"<span class=\"user-mention\" data-user-id=\"\#(message.speaker % 7)\">@Speaker</span>"#
        return """
            {"id":\(message.number),"sender_id":\(message.speaker),"sender_full_name":"\(message.name)",\
            "sender_email":"user\(message.speaker)@garden.example","timestamp":\(message.second),\
            "content":"<p>\(message.answered == nil ? "" : mention) \(message.words)</p>","content_type":"text/html",\
            "type":"stream","display_recipient":"garden","stream_id":3,"subject":"seeds","reactions":[],"flags":["read"]}
            """
    }

    fileprivate static let matrix = BenchExport(
        format: "matrix", path: "export.json", limit: .json,
        head: #"{"room_name":"Garden","room_creator":"@a:garden.example","exported_by":"@a","messages":["# + "\n",
        separator: ",\n", tail: "\n]}\n"
    ) { message in
        let answer = message.answered.map { #","m.relates_to":{"m.in_reply_to":{"event_id":"$\#($0)"}}"# } ?? ""
        return """
            {"type":"m.room.message","room_id":"!r:garden.example","sender":"@speaker\(message.speaker):garden.example",\
            "event_id":"$\(message.number)","origin_server_ts":\(message.second)000,\
            "content":{"msgtype":"m.text","body":"\(message.words)"\(answer)},"unsigned":{"age":77}}
            """
    }
}

// MARK: - WhatsApp and QQ

extension BenchExport {
    fileprivate static let whatsApp = BenchExport(
        format: "whatsapp", path: "WhatsApp Chat with Garden.txt", limit: .lines,
        head: "[01.03.23, 00:00:00] Garden: \u{200E}Messages and calls are end-to-end encrypted.\n"
    ) { message in
        let (year, month, day) = message.date
        return """
            [\(padded(day, to: 2)).\(padded(month, to: 2)).\(padded(year % 100, to: 2)), \(message.clock)] \(message.name): \(message.words)
            """
    }

    fileprivate static let qq = BenchExport(
        format: "qq", path: "木石.txt", limit: .lines, isChinese: true,
        head: """
            消息记录（此消息记录为文本格式，不支持重新导入）

            ================================================================
            消息分组:我的群聊
            ================================================================
            消息对象:木石
            ================================================================


            """
    ) { message in
        """
        \(message.day) \(message.clock) \(message.name)(\(2_000_000 + message.speaker))
        \(message.words)\(message.number % 16 == 0 ? "[图片]" : "")

        """
    }
}

// MARK: - WeChat

extension BenchExport {
    private static let weChatHead =
        "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n"

    private static func weChatRow(_ message: BenchTalk.Message, _ type: String, _ content: String) -> String {
        """
        \(message.number),3,\(type),0,\(message.second),2,"\(content)",\(message.day) \(message.clock),,\(message.name),wxid_\(message.speaker)
        """
    }

    /// What is shared in a message of WeChat, as XML.
    static func weChatXML(_ message: BenchTalk.Message) -> String {
        """
        <?xml version="1.0"?><msg><appmsg appid="" sdkver="0"><title>\(message.words)</title><des>\(message.name)</des>\
        <action>view</action><type>57</type><refermsg><type>1</type><svrid>\(message.answered ?? 1)</svrid>\
        <fromusr>7@chatroom</fromusr><chatusr>wxid_\(message.speaker % 7)</chatusr><displayname>Speaker</displayname>\
        <content>\(message.words)</content></refermsg></appmsg><fromusername>wxid_\(message.speaker)</fromusername></msg>
        """
    }

    fileprivate static let weChatTables = [
        BenchExport(
            format: "wechat-csv", path: "messages.csv", limit: .lines, isChinese: true, head: weChatHead
        ) { weChatRow($0, "1,0", $0.words) },
        BenchExport(
            format: "wechat-csv", note: ", nothing but XML", path: "messages.csv", limit: .xml, isChinese: true,
            head: weChatHead
        ) { weChatRow($0, "49,57", weChatXML($0).replacing("\"", with: "\"\"")) },
    ]

    fileprivate static let weChatChatlog = BenchExport(
        format: "wechat-chatlog", path: "chatlog.json", limit: .json, isChinese: true, head: "[\n", separator: ",\n",
        tail: "\n]\n"
    ) { message in
        """
        {"seq":\(message.second)000,"time":"\(message.day)T\(message.clock)+00:00","talker":"7@chatroom",\
        "talkerName":"Garden","isChatRoom":true,"sender":"wxid_\(message.speaker)","senderName":"\(message.name)",\
        "isSelf":false,"type":1,"subType":0,"content":"\(message.words)"}
        """
    }

    fileprivate static let weChatChatLab = BenchExport(
        format: "wechat-chatlab", path: "chatlab.json", limit: .json, isChinese: true,
        head: """
            {"chatlab":{"version":"0.0.2","exportedAt":1700000000},
            "meta":{"name":"Garden","platform":"wechat","type":"group"},"members":[],"messages":[

            """, separator: ",\n", tail: "\n]}\n"
    ) { message in
        """
        {"sender":"wxid_\(message.speaker)","accountName":"\(message.name)","groupNickname":"\(message.name)",\
        "timestamp":\(message.second),"type":0,"content":"\(message.words)"}
        """
    }
}
