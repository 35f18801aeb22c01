import Kernel
import Testing

@testable import Connectors

@Suite("WeChat's system messages in XML")
struct WeChatXMLTests {
    private static func change(_ sentence: String, ids: [String]) -> String {
        let list = ids.map { "<username><![CDATA[\($0)]]></username>" }.joined()
        return """
            77@chatroom:
            <sysmsg type="delchatroommember"><delchatroommember><plain><![CDATA[\(sentence)  ]]></plain>
            <link><scene>invite</scene><text><![CDATA[  撤销]]></text><memberlist>\(list)</memberlist></link>
            </delchatroommember></sysmsg>
            """
    }

    private static func template(_ text: String, _ links: String) -> String {
        """
        <sysmsg type="sysmsgtemplate"><sysmsgtemplate><content_template type="tmpl_type_profile"><plain></plain>\
        <template><![CDATA[\(text)]]></template><link_list>\(links)</link_list></content_template></sysmsgtemplate></sysmsg>
        """
    }

    private static func link(_ name: String, _ members: [(String, String)]) -> String {
        let list = members.map {
            "<member><username>\($0.0)</username><nickname><![CDATA[\($0.1)]]></nickname></member>"
        }
        return "<link name=\"\(name)\" type=\"link_profile\"><memberlist>\(list.joined())</memberlist></link>"
    }

    @Test("As many ids as names belong to them; otherwise the names stand alone")
    func members() {
        let two = WeChatXMLTests.change("你邀请\"小禾、阿布\"加入了群聊", ids: ["wxid_h", "wxid_b"])
        #expect(meaning(of: two) == ["join|小禾#wxid_h|你|invitation", "join|阿布#wxid_b|你|invitation"])
        let three = WeChatXMLTests.change("你邀请\"小禾、阿布\"加入了群聊", ids: ["wxid_h"])
        #expect(meaning(of: three) == ["join|小禾|你|invitation", "join|阿布|你|invitation"])
        let removed = WeChatXMLTests.change("你将\"小禾\"移出了群聊", ids: ["wxid_h"])
        #expect(meaning(of: removed) == ["removal|你|小禾#wxid_h|removed"])
    }

    @Test("A template's links are people, whatever their names hold; a hidden link is no text")
    func templates() {
        let who = WeChatXMLTests.link("username", [("wxid_l", "🌙老林(管理)")])
        let whom = WeChatXMLTests.link("names", [("wxid_h", "小禾"), ("wxid_b", "阿、布\"加入了群聊")])
        let invited = WeChatXMLTests.template("\"$username$\"邀请\"$names$\"加入了群聊", who + whom)
        #expect(
            meaning(of: invited) == [
                "join|小禾#wxid_h|🌙老林(管理)#wxid_l|invitation",
                "join|阿、布\"加入了群聊#wxid_b|🌙老林(管理)#wxid_l|invitation",
            ])
        let revoke = "<link name=\"revoke\" type=\"link_revoke_qrcode\" hidden=\"1\"><title>撤销</title></link>"
        let scanned = WeChatXMLTests.template(
            "\"$adder$\"通过扫描你分享的二维码加入群聊  $revoke$", WeChatXMLTests.link("adder", [("wxid_h", "小禾")]) + revoke)
        #expect(meaning(of: scanned) == ["join|小禾#wxid_h|你|qr"])
        #expect(meaning(of: WeChatXMLTests.template("$5 and $6", "")) == ["unknown"])
    }

    @Test("A template that names its links again and again is no more than they are")
    func repeats() {
        let members = (0..<500).map { ("wxid_\($0)", "n\($0)") }
        let many = String(repeating: "$names$", count: 1000)
        let invited = WeChatXMLTests.template("\"a\"邀请\"\(many)\"加入了群聊", WeChatXMLTests.link("names", members))
        #expect(meaning(of: invited).count == 500)
        let title = "<link name=\"x\" type=\"y\"><title>\(String(repeating: "t", count: 100_000))</title></link>"
        let long = WeChatXMLTests.template(String(repeating: "$x$", count: 50_000), title)
        #expect(meaning(of: long) == ["unknown"])
    }

    @Test("A recall names the message; applications, announcements and the like are passed over")
    func others() {
        let recalled = """
            <sysmsg type="revokemsg"><revokemsg><msgid>1</msgid><newmsgid>99</newmsgid>\
            <replacemsg><![CDATA["小禾" 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>
            """
        #expect(meaning(of: "wxid_h:\n" + recalled) == ["recall|小禾|-|99"])
        for type in ["NewXmlChatRoomAccessVerifyApplication", "mmchatroombarannouncememt", "pat", "roomtoolstips"] {
            #expect(meaning(of: "<sysmsg type=\"\(type)\"><x>你邀请</x></sysmsg>") == ["pass"])
        }
        #expect(meaning(of: "<msg><appmsg><title>邀请你加入群聊</title></appmsg></msg>") == ["unknown"])
    }

    @Test(
        "XML that is broken, too deep or that defines entities is refused",
        arguments: [
            "<sysmsg type=\"delchatroommember\">", "<sysmsg type=\"sysmsgtemplate\"></sysmsg>", "<", "<a></b>",
            String(repeating: "<a>", count: 100_000),
            String(repeating: "<a>", count: 60) + String(repeating: "</a>", count: 60),
            "<!DOCTYPE s [<!ENTITY a \"b\">]><sysmsg type=\"x\">&a;</sysmsg>",
            "<sysmsg type=\"x\">" + String(repeating: "<a/>", count: 30_000) + "</sysmsg>",
        ])
    func hostile(_ text: String) { #expect(meaning(of: text) == ["broken"]) }
}
