import Kernel
import Testing

@testable import Connectors

private let opening = "2020-02-14 21:16:10 阿木(2000001)\n早\n\n2020-02-14 21:16:11 小石(2000002)\n早\n\n"

/// What stands below a head, as events in short; the two of the opening are left out.
private func meaning(of body: String, by speaker: String) throws -> [String] {
    let result = try read("\(opening)2020-02-14 21:16:13 \(speaker)\n\(body)\n", as: "talk.txt", format: "qq")
    if let bad = result.bad.values.first { return [bad] }
    return Array(result.short.dropFirst(2))
}

@Suite("Lines of QQ")
struct QQLineTests {
    @Test(
        "What people send is kept by its kind",
        arguments: [
            ChatLine("[图片]", "picture|阿木"), ChatLine("[图片]两张[图片]", "picture|阿木|两张"), ChatLine("[表情]", "sticker|阿木"),
            ChatLine("[表情][表情]", "sticker|阿木"), ChatLine("好[表情]", "text|阿木|好"), ChatLine("[语音]", "voice|阿木"),
            ChatLine("[语音:3\"]", "voice|阿木"), ChatLine("[视频]", "video|阿木"), ChatLine("[文件]单子.pdf", "file|阿木|单子.pdf"),
            ChatLine("[文件：单子.pdf]", "file|阿木"), ChatLine("[QQ红包]恭喜发财", "card|阿木|恭喜发财"), ChatLine("[链接]", "link|阿木"),
            ChatLine("[图片][文件]", "file|阿木"), ChatLine("[表情][图片]", "picture|阿木"), ChatLine("[随便]", "text|阿木|[随便]"),
            ChatLine("a[0] = [图片", "text|阿木|a[0] = [图片"), ChatLine("", "text|阿木|"), ChatLine("@小石 来", "text|阿木|@小石 来"),
            ChatLine("看 https://x.example", "text|阿木|看 https://x.example"), ChatLine("[圖片]", "picture|阿木"),
            ChatLine("一\n\n\n二\n  三", "text|阿木|一\n\n\n二\n  三"), ChatLine("[图片]\n下面", "picture|阿木|下面"),
        ])
    func messages(_ line: ChatLine) throws { #expect(try meaning(of: line.line, by: "阿木(2000001)") == line.meaning) }

    @Test(
        "What the client says is who came and went",
        arguments: [
            ChatLine("新人加入本群。", "join|新人"), ChatLine("新人加入了本群", "join|新人"), ChatLine("新人退出了本群。", "leave|新人"),
            ChatLine("阿木邀请新人加入了本群。", "join|新人|阿木"), ChatLine("阿木邀请甲、乙加入了本群。", "join|甲|阿木", "join|乙|阿木"),
            ChatLine("新人被管理员阿木移出本群。", "removal|阿木|新人"), ChatLine("新人被管理员移出本群。", "leave|新人"),
            ChatLine("新人通过扫描阿木分享的二维码加入本群", "join|新人|阿木"), ChatLine("阿木撤回了一条消息", "recall|阿木"),
            ChatLine("阿木将群名称改为“木石”", "topic|阿木|木石"), ChatLine("小明改名为大明", "rename|小明|大明"), ChatLine("阿木改名为木头"),
            ChatLine("小石被管理员阿木禁言10分钟"), ChatLine("管理员开启了全员禁言"), ChatLine("从没见过的话"),
            ChatLine("新人加入本群。\n甲退出了本群。", "join|新人", "leave|甲"), ChatLine("新人加入群組", "join|新人"),
            ChatLine("阿木邀請新人加入群聊", "join|新人|阿木"), ChatLine("Ann joined the group", "join|Ann"),
        ])
    func deeds(_ line: ChatLine) throws {
        for client in ["系统消息(10000)", "系统消息(1000000)", "系統訊息", "(10000)", ""] {
            #expect(try meaning(of: line.line, by: client) == line.meaning)
        }
    }

    @Test("The client's people are those who speak under the name, also before they do")
    func numbers() throws {
        let text = """
            2020-02-14 21:16:10 系统消息(1000000)
            新人加入本群。

            2020-02-14 21:16:11 阿木(2000001)
            欢迎

            2020-02-14 21:16:12 新人(2000003)
            谢谢

            2020-02-14 21:16:13 系统消息(10000)
            新人(2000003)被管理员阿木移出本群。
            """
        try withFolder(["talk.txt": text]) { folder in
            var reader = try ExportReader(path: folder + "/talk.txt", options: ReadOptions(zone: .utc))
            let events = try #require(try reader.next(maximumEvents: 10)).events
            #expect(events.map(\.sender.id) == ["2000003", "2000001", "2000003", "2000001"])
            #expect(events.last?.target == Party(name: "新人", id: "2000003"))
            #expect(events.map(\.scene) == [nil, nil, nil, "removed"])
        }
    }

    @Test("In copies the client's sentences stand bare between messages")
    func bare() throws {
        let text = """
            【冒泡】阿木 2/14/2020 9:16:13 PM
            早

            你和小石有12个共同好友，点击添加好友。

            【骰子】小石 2/14/2020 9:16:17 PM
            一

            你撤回了一条消息

            阿木撤回了一条消息

            【骰子】小石 2/14/2020 9:16:18 PM

            小石撤回了一条消息

            【骰子】小石 2/14/2020 9:16:19 PM
            二

            他说群公告 写了
            """
        let result = try read(text, as: "talk.txt")
        #expect(
            result.short == [
                "text|阿木|早", "text|小石|一", "recall|你", "recall|阿木", "text|小石|", "recall|小石",
                "text|小石|二\n\n他说群公告 写了",
            ])
        #expect(result.skipped == 1 && result.bad.isEmpty)
    }

    @Test("Unknown words of the client are told with how many")
    func warning() throws {
        let result = try read("\(opening)2020-02-14 21:16:13 系统消息(10000)\n怪话\n又一句\n", as: "talk.txt", format: "qq")
        #expect(result.warnings == [ExportWarning(text: "exports.qq.unknown-lines", values: ["count": "2"])])
    }
}
