import Kernel
import Testing

@testable import Connectors

struct SystemCase: Sendable, CustomTestStringConvertible {
    let text: String
    /// The deeds in short, or what else the text is.
    let meaning: [String]
    var testDescription: String { text }

    init(_ text: String, _ meaning: String...) {
        self.text = text
        self.meaning = meaning
    }
}

/// What a text means, in short: kind, who, whom, text, scene, recalled id.
func meaning(of text: String, you: Party? = nil, hasIDsInNames: Bool = false) -> [String] {
    let reader = WeChatSystemMessage(you: you, hasIDsInNames: hasIDsInNames)
    switch Array(text.utf8).withView({ reader.meaning(of: $0) }) {
    case .passedOver: return ["pass"]
    case .unknown: return ["unknown"]
    case .broken: return ["broken"]
    case .deeds(let deeds):
        return deeds.map { deed in
            let people = [deed.sender, deed.target].map { party in
                party.map { $0.id.map { id in "\(party!.name)#\(id)" } ?? $0.name } ?? "-"
            }
            let rest = [deed.text, deed.scene, deed.recalled].compactMap { $0 }
            return ([deed.kind.name] + people + rest).joined(separator: "|")
        }
    }
}

@Suite("WeChat's system messages")
struct WeChatSystemMessageTests {
    @Test(
        "Chinese sentences say who came, who went and who did it",
        arguments: [
            SystemCase("你邀请\"小禾\"加入了群聊  ", "join|小禾|你|invitation"),
            SystemCase("你邀请\"小禾、阿布\"加入了群聊  撤销", "join|小禾|你|invitation", "join|阿布|你|invitation"),
            SystemCase("\"老林\"邀请\"小禾\"加入了群聊", "join|小禾|老林|invitation"),
            SystemCase("“老林”邀请“小禾”加入了群聊", "join|小禾|老林|invitation"),
            SystemCase("\"老林\"邀请你加入了群聊，群聊参与人还有：小禾、阿布", "join|你|老林|invitation"),
            SystemCase(
                "\"老林\"邀请你和\"小禾、阿布\"加入了群聊", "join|你|老林|invitation", "join|小禾|老林|invitation", "join|阿布|老林|invitation"),
            SystemCase("\"我邀请你\"邀请\"小禾\"加入了群聊", "join|小禾|我邀请你|invitation"),
            SystemCase("\"小禾\"通过扫描你分享的二维码加入群聊", "join|小禾|你|qr"),
            SystemCase("\"小禾\"通过扫描\"老林\"分享的二维码加入群聊", "join|小禾|老林|qr"),
            SystemCase("你通过扫描\"老林\"分享的二维码加入群聊", "join|你|老林|qr"),
            SystemCase("\"小禾\"通过扫描二维码加入群聊", "join|小禾|-|qr"),
            SystemCase("\"小禾\"通过搜索群聊加入了群聊", "join|小禾|-|search"),
            SystemCase("\"小禾\"通过\"老林\"分享的链接加入群聊", "join|小禾|老林|link"),
            SystemCase("\"小禾\"通过\"老林\"分享的群名片加入群聊", "join|小禾|老林|card"),
            SystemCase("\"老林\"邀请企业微信联系人\"小禾\"加入了群聊", "join|小禾|老林|invitation"),
            SystemCase("\"小禾\"加入了群聊", "join|小禾|-"),
            SystemCase("\"老林\"邀請\"小禾、阿布\"加入群組", "join|小禾|老林|invitation", "join|阿布|老林|invitation"),
            SystemCase("「老林」邀請「小禾」加入了群聊", "join|小禾|老林|invitation"),
            SystemCase("你将\"小禾\"移出了群聊", "removal|你|小禾|removed"),
            SystemCase("你将\"小禾、阿布\"移出了群聊", "removal|你|小禾|removed", "removal|你|阿布|removed"),
            SystemCase("你被\"老林\"移出群聊", "removal|老林|你|removed"),
            SystemCase("\"老林\"将\"小禾\"移出了群聊", "removal|老林|小禾|removed"),
            SystemCase("\"小禾\"被\"老林\"移出群聊", "removal|老林|小禾|removed"),
            SystemCase("\"小禾\"已被移出群聊", "leave|小禾|-|removed"),
            SystemCase("\"小禾\"退出了群聊", "leave|小禾|-"),
            SystemCase("群主\"老林\"已解散该群聊", "leave|老林|-|dissolved"),
            SystemCase("你修改群名为“读书会”", "topic|你|-|读书会"),
            SystemCase("\"老林\"修改群名为“周三“慢”读”", "topic|老林|-|周三“慢”读"),
            SystemCase("\"老林\"修改群名为“群公告”", "topic|老林|-|群公告"),
            SystemCase("你修改群名为“群公告”", "topic|你|-|群公告"),
            SystemCase("你撤回了一条消息", "recall|你|-"),
            SystemCase("你撤回了一条消息 重新编辑", "recall|你|-"),
            SystemCase("\"小禾\" 撤回了一条消息", "recall|小禾|-"),
            SystemCase("\"小禾\"已收回訊息", "recall|小禾|-"),
        ])
    func chinese(_ sample: SystemCase) { #expect(meaning(of: sample.text) == sample.meaning) }

    @Test(
        "English sentences say the same; names are held apart with commas",
        arguments: [
            SystemCase("You invited Ann to the group chat.   ", "join|Ann|You|invitation"),
            SystemCase(
                "You invited Ann、A, Bo to the group chat.  Revoke", "join|Ann、A|You|invitation",
                "join|Bo|You|invitation"),
            SystemCase("Cy invited Ann, Bo to the group chat", "join|Ann|Cy|invitation", "join|Bo|Cy|invitation"),
            SystemCase("Cy invited you to a group chat with ", "join|you|Cy|invitation"),
            SystemCase("Cy invited you to a group chat with Ann, Bo", "join|you|Cy|invitation"),
            SystemCase("Cy invited you and Ann to the group chat", "join|你|Cy|invitation", "join|Ann|Cy|invitation"),
            SystemCase("\"Ann\" joined group chat via the QR code you shared.", "join|Ann|you|qr"),
            SystemCase("\"Ann、A\" joined the group chat via the QR Code shared by \"Bo\".", "join|Ann、A|Bo|qr"),
            SystemCase("You removed \"Ann\" from the group chat", "removal|You|Ann|removed"),
            SystemCase("You were removed from the group chat by \"Bo\"", "removal|Bo|You|removed"),
            SystemCase("\"Ann\" left the group chat.", "leave|Ann|-"),
            SystemCase("\"Bo\" changed the group name to \"New \"name\"\"", "topic|Bo|-|New \"name\""),
            SystemCase("You changed the group name to \"tea\"", "topic|You|-|tea"),
            SystemCase("\"Ann\" has recalled a message.", "recall|Ann|-"),
            SystemCase("You recalled a message", "recall|You|-"),
        ])
    func english(_ sample: SystemCase) { #expect(meaning(of: sample.text) == sample.meaning) }

    @Test(
        "What is nobody's doing in the group is passed over, and what is no system message is not known",
        arguments: [
            SystemCase("\"小禾\" 拍了拍 \"阿布\"", "pass"), SystemCase("Ann tickled Bo", "pass"),
            SystemCase("小禾领取了你的红包", "pass"), SystemCase("阿布发布了群公告", "pass"),
            SystemCase("你已成为新群主", "pass"), SystemCase("\"小禾\"想邀请1位朋友加入群聊  去确认", "pass"),
            SystemCase("你已添加了小禾，现在可以开始聊天了。", "pass"),
            SystemCase("I've accepted your friend request. Now let's chat!", "pass"),
            SystemCase("\"小禾\"与群里其他人都不是微信朋友关系，请注意隐私安全", "pass"),
            SystemCase("晚上一起读书吗", "unknown"), SystemCase("", "unknown"), SystemCase("\"\"邀请\"\"加入了群聊", "unknown"),
            SystemCase(String(repeating: "\"邀请\"", count: 9000), "unknown"),
        ])
    func others(_ sample: SystemCase) { #expect(meaning(of: sample.text) == sample.meaning) }

    @Test("The reader is known by name and id where somebody says who that is; a person called 你 is no reader")
    func yourself() {
        let you = Party(name: "青", id: "wxid_q")
        #expect(meaning(of: "你邀请\"小禾\"加入了群聊", you: you) == ["join|小禾|青#wxid_q|invitation"])
        #expect(meaning(of: "\"老林\"邀请\"你\"加入了群聊", you: you) == ["join|你|老林|invitation"])
        let written = "\"老林(wxid_l)\"邀请\"小禾(wxid_h)、阿(布)(wxid_b)\"加入了群聊"
        let expected = ["join|小禾#wxid_h|老林#wxid_l|invitation", "join|阿(布)#wxid_b|老林#wxid_l|invitation"]
        #expect(meaning(of: written, hasIDsInNames: true) == expected)
    }
}
