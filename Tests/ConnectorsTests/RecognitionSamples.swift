import Testing

/// A file as a program writes it, of each format one or several.
struct FormatSample: Sendable, CustomTestStringConvertible {
    let format: String
    let name: String
    let text: String
    var testDescription: String { "\(format): \(name)" }

    init(_ format: String, _ name: String, _ text: String) {
        (self.format, self.name, self.text) = (format, name, text)
    }

    static let all = own + irc + tables + talks + documents + pages

    private static let own = [
        FormatSample("csv", "talk.csv", "time,sender,text\n2026-01-05T09:30:00Z,Ann,Morning\n"),
        FormatSample("csv", "表.csv", "时间;发送者;内容;类型\n2026/1/5 9:30;小禾;早;text\n"),
        FormatSample("csv", "named.csv", "#banyan {\"banyan\":1,\"group\":\"Den\"}\ntime,sender,text\n"),
        FormatSample("jsonl", "talk.jsonl", #"{"time":"2026-01-05T09:30:00Z","sender":"Ann","text":"Morning"}"# + "\n"),
        FormatSample(
            "jsonl", "named.jsonl",
            #"{"banyan":1,"group":"Den"}"# + "\n" + #"{"time":1700000000000,"sender_id":"u1","text":"Morning"}"# + "\n"),
    ]

    private static let irc = [
        FormatSample(
            "irc-plain", "2018-09-08.txt", "[04:05] <ann> morning\n[04:06] * bo waves\n[04:07] *** cy joined\n"),
        FormatSample(
            "irc-znc", "2018-09-08.log", "[04:05:01] <ann> morning\n[04:06:02] *** Joins: bo (a@b.example)\n"),
        FormatSample(
            "irc-mirc-html", "2018-09-08.html",
            """
            <!DOCTYPE html><html><body>
            <span class="irc-date">[4:05]</span> <span class="g">* ann (a@b) has joined #den</span><br />
            <span class="irc-date">[4:06]</span> <span class="b">&lt;ann&gt; morning</span><br />

            """),
        FormatSample(
            "irc-pidgin-html", "2018-09-08.html",
            """
            <html><head><title>Conversation with #den at Sat 08 Sep 2018</title></head><body>
            <font color="#16569E"><font size="2">(2:56:14 PM)</font> <b>ann:</b></font> morning<br/>
            <font color="#A82F2F"><font size="2">(2:56:20 PM)</font> <b>bo:</b></font> hello<br/>

            """),
    ]

    private static let tables = [
        FormatSample(
            "discord-csv", "1.csv",
            "AuthorID,Author,Date,Content,Attachments,Reactions\n\"11\",\"ann#0420\",\"05-Dec-19 12:00 AM\",\"hi\",\"\",\"\"\n"
        ),
        FormatSample(
            "discord-csv", "old.csv",
            "Author;Date;Content;Attachments;Reactions;\n\"ann#0420\";\"05-Dec-19 12:00 AM\";\"hi\";\"\";\"\";\n"),
        FormatSample(
            "wechat-csv", "messages.csv",
            """
            localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender
            1,3,1,0,0,1700000000,2,早,2023-11-14 22:13:20,备注,小禾,wxid_h

            """),
        FormatSample("wechat-csv", "消息.csv", "消息ID,类型,发送人,时间,内容\n9,文本,小禾,2023-11-14 22:13:20,早\n"),
    ]

    private static let talks = [
        FormatSample(
            "whatsapp", "_chat.txt", "[31.12.20, 23:58:01] Ann: morning\n[31.12.20, 23:59:59] \u{200E}Bo left\n"),
        FormatSample(
            "whatsapp", "WhatsApp Chat with Den.txt",
            "12/31/20, 11:58 PM - Ann: morning\n12/31/20, 11:59 PM - Bo: hello\nand on\n"),
        FormatSample("qq", "talk.txt", "2019-09-23 20:43:38 阿木(12345678)\n早\n\n2019-09-23 20:44:00 小石(2000002)\n好\n\n"),
        FormatSample(
            "qq", "全部消息记录.txt",
            """
            消息记录（此消息记录为文本格式，不支持重新导入）

            ================================================================
            消息分组:我的群聊
            ================================================================
            消息对象:木石
            ================================================================

            2019-09-23 20:43:38 阿木(12345678)
            早

            """),
        FormatSample("qq", "copied.txt", "阿木 2020/2/14 21:16:13\n早\n\n小石 2020/2/14 21:17:13\n好\n\n"),
        FormatSample(
            "discord-text", "herbs.txt",
            """
            ==============================================================
            Guild: Garden
            Channel: herbs
            ==============================================================

            [17-May-19 01:47 PM] ann#0420
            morning

            """),
    ]

    private static let documents = [
        FormatSample(
            "telegram-json", "result.json",
            """
            {"name":"Den","type":"private_supergroup","id":77,"messages":[
             {"id":5,"type":"message","date":"2023-03-01T12:00:00","date_unixtime":"1677668400","from":"Ann",
              "from_id":"user1","text":"morning"}]}
            """),
        FormatSample(
            "telegram-json", "account.json",
            #"{"about":"…","personal_information":{"user_id":1},"chats":{"about":"…","list":[{"name":"Den","id":7}]}}"#),
        FormatSample(
            "telegram-json", "least.json",
            #"{"messages":[{"type":"message","date_unixtime":"1677668400","from":"Ann","text":"morning"}]}"#),
        FormatSample(
            "discord-json", "herbs.json",
            """
            {"guild":{"id":"1","name":"Garden"},"channel":{"id":"2","type":"GuildTextChat","name":"herbs"},
             "messages":[{"id":"100","type":"Default","timestamp":"2026-01-01T10:00:00+02:00","content":"hi",
              "author":{"id":"7","name":"ann"}}]}
            """),
        FormatSample(
            "slack", "den/2016-01-15.json",
            #"[{"type":"message","user":"U1","text":"morning","ts":"1452837318.000200"}]"#),
        FormatSample("slack", "den/2016-01-16.json", "[]"),
        FormatSample(
            "slack", "users.json", #"[{"id":"U1","team_id":"T1","name":"ann","profile":{"display_name":"Ann"}}]"#),
        FormatSample(
            "zulip", "answer.json",
            """
            {"result":"success","msg":"","messages":[{"id":9,"sender_id":5,"sender_full_name":"Ann",
             "timestamp":1700000000,"content":"morning","type":"stream","display_recipient":"den","stream_id":3}]}
            """),
        FormatSample("zulip", "messages-000001.json", #"{"zerver_message":[{"id":9,"sender":5,"recipient":3}]}"#),
        FormatSample(
            "matrix", "room.json",
            """
            {"room_name":"Den","exported_by":"@ann","messages":[{"type":"m.room.message","room_id":"!r:card.example",
             "sender":"@ann:card.example","origin_server_ts":1700000000123,"content":{"msgtype":"m.text","body":"hi"}}]}
            """),
        FormatSample(
            "matrix", "events.jsonl",
            #"{"type":"m.room.message","sender":"@a:b","origin_server_ts":1700000000123,"content":{"body":"hi"}}"#
                + "\n"),
        FormatSample("wechat-chatlog", "talk.json", "[\(chatlog)]"),
        FormatSample("wechat-chatlog", "talk.jsonl", "\(chatlog)\n\(chatlog)\n"),
        FormatSample(
            "wechat-chatlab", "lab.json",
            """
            {"chatlab":{"version":"0.0.2","exportedAt":1700000000},"meta":{"name":"书友","platform":"wechat","type":"group"},
             "members":[{"platformId":"wxid_h","accountName":"禾"}],
             "messages":[{"sender":"wxid_h","accountName":"禾","timestamp":1700000000,"type":0,"content":"早"}]}
            """),
    ]

    private static let chatlog =
        #"{"seq":1700000000000,"time":"2023-11-14T22:13:20+08:00","talker":"7@chatroom","talkerName":"书友","isChatRoom":true,"sender":"wxid_h","senderName":"小禾","isSelf":false,"type":1,"subType":0,"content":"早"}"#

    private static let pages = [
        FormatSample(
            "telegram-html", "messages.html", desktopPage([DesktopItem.message(9, "<div class=\"text\">hi</div>")])),
        FormatSample("telegram-html", "2022-06.html", archivePage([ArchiveItem(words: "hi", event: "").html()])),
    ]
}
