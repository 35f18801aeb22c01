import Foundation
import Kernel
import Testing

@testable import Connectors

/// What Telegram Desktop writes in a message or says of the group, and the events it is.
struct DesktopItem: Sendable, CustomTestStringConvertible {
    let html: String
    let events: [String]
    var testDescription: String { html.count < 80 ? html : events.joined(separator: ", ") }

    /// A message of Fern's, with what stands behind the name.
    static func said(_ html: String, _ event: String) -> DesktopItem {
        DesktopItem(html: message(9, html), events: [event])
    }

    static func service(_ words: String, _ events: String...) -> DesktopItem {
        DesktopItem(html: service(9, words), events: events)
    }

    static func message(_ id: Int, _ html: String, name: String? = "Fern", time: String = "09:04:39") -> String {
        let head = name.map { "<div class=\"from_name\">\n\($0) \n       </div>" } ?? ""
        return """

             <div class="message default clearfix\(name == nil ? " joined" : "")" id="message\(id)">
              <div class="pull_left userpic_wrap"><div class="userpic userpic5" style="width: 42px"><div class="initials">F</div></div></div>
              <div class="body">
               <div class="pull_right date details" title="02.06.2022 \(time) UTC+03:00">
            09:04
               </div>\(head)\(html)
              </div>
             </div>

            """
    }

    static func service(_ id: Int, _ words: String) -> String {
        "\n<div class=\"message service\" id=\"message\(id)\">\n <div class=\"body details\">\n\(words)\n </div>\n</div>\n"
    }
}

func desktopPage(_ items: [String], title: String = "Herbs &amp; Tea") -> String {
    """
    <!DOCTYPE html>
    <html><head><meta charset="utf-8"/><title>Exported Data</title><script src="js/script.js" type="text/javascript"></script></head>
     <body onload="CheckLocation();"><div class="page_wrap"><div class="page_header">
       <a class="content block_link" href="../../lists/chats.html" onclick="return GoBack(this)"><div class="text bold">
    \(title)
        </div></a></div>
      <div class="page_body chat_page"><div class="history">
    \(items.joined())
      <a class="pagination block_link" href="messages2.html">Next messages</a>
      </div></div></div></body></html>
    """
}

@Suite("Telegram as pages of Telegram Desktop")
struct TelegramDesktopTests {
    static let said: [DesktopItem] = [
        .said(#"<div class="text">hi</div>"#, "text|Fern|hi"),
        .said(
            #"<div class="text">\#na &lt;<strong>b</strong>&gt;<br>&quot;c&quot;<br><br>&apos;d&apos;\#n </div>"#,
            "text|Fern|a <b>\n\"c\"\n\n'd'"),
        .said(
            #"<div class="media_wrap clearfix"><a class="photo_wrap clearfix pull_left" href="photos/p.jpg"><img class="photo" src="t.jpg"/></a></div>"#,
            "picture|Fern"),
        .said(
            #"<div class="media_wrap clearfix"><div class="media clearfix pull_left media_photo"><div class="body"><div class="title bold">Photo</div><div class="status details">Not included</div></div></div></div><div class="text">mine</div>"#,
            "picture|Fern|mine"),
        .said(
            #"<div class="media clearfix pull_left media_photo"><div class="title bold">Sticker</div></div>"#,
            "sticker|Fern"),
        .said(#"<a class="sticker_wrap clearfix pull_left" href="s.webp"></a>"#, "sticker|Fern"),
        .said(#"<a class="media clearfix pull_left block_link media_voice_message" href="v.ogg"></a>"#, "voice|Fern"),
        .said(#"<a class="video_file_wrap clearfix pull_left" href="v.mp4"></a>"#, "video|Fern"),
        .said(
            #"<div class="media clearfix pull_left media_video"><div class="title bold">Animation</div></div>"#,
            "picture|Fern"),
        .said(#"<a class="media clearfix pull_left block_link media_file" href="f.zip"></a>"#, "file|Fern"),
        .said(#"<div class="media clearfix pull_left media_contact"></div>"#, "card|Fern"),
        .said(
            #"<div class="media_poll"><div class="question bold">Tea?</div><div class="details">Anonymous poll</div></div>"#,
            "card|Fern|Tea?"),
        .said(
            #"<div class="forwarded body"><div class="from_name">Ivy<span class="date details" title="01.01.2020 01:00:00"> 01.01.2020 01:00:00</span></div><div class="text">theirs</div></div>"#,
            "text|Fern|theirs"),
        .said(
            #"<div class="text">x</div><span class="reactions"><span class="reaction"><span class="emoji">👍</span></span></span>"#,
            "text|Fern|x"),
    ]

    static let service: [DesktopItem] = [
        .service("Ivy joined group by link from Fern", "join|Ivy|Fern"),
        .service("Ivy joined group by link", "join|Ivy"),
        .service("Ivy joined group by request", "join|Ivy"),
        .service("Fern invited Ivy", "join|Ivy|Fern"),
        .service("Fern invited Ivy, Moss and Reed", "join|Ivy|Fern", "join|Moss|Fern", "join|Reed|Fern"),
        .service("Fern invited Fern", "join|Fern"),
        .service("Fern invited Ivy to the voice chat"),
        .service("Fern removed Ivy", "removal|Fern|Ivy"),
        .service("Ivy removed Ivy", "leave|Ivy"),
        .service("Fern removed group photo"),
        .service(
            "Fern created group &laquo;Herbs&raquo; with members Ivy and Moss", "join|Fern", "join|Ivy|Fern",
            "join|Moss|Fern"),
        .service("Fern changed group title to &laquo;Tea &amp; Herbs&raquo;", "topic|Fern|Tea & Herbs"),
        .service(
            ##"Fern pinned <a href="#go_to_message3" onclick="return GoToMessage(3)">this message</a>"##, "pin|Fern"),
        .service("Fern took a screenshot"), .service("Channel photo changed"), .service("3 June 2022"),
    ]

    @Test("A message is the event it shows", arguments: said)
    func kinds(_ item: DesktopItem) throws {
        let result = try read(desktopPage([item.html]), as: "messages.html")
        #expect(result.short == item.events)
        #expect(result.bad.isEmpty && result.lines == 1)
        #expect(result.events.first?.key == EventKey(sourceID: "9"))
        #expect(result.events.first?.instant.description == "2022-06-02T06:04:39.000Z")
    }

    @Test("What the program says happened is that", arguments: service)
    func services(_ item: DesktopItem) throws {
        let result = try read(desktopPage([DesktopItem.service(-1, "2 June 2022"), item.html]), as: "messages.html")
        #expect(result.short == item.events)
        #expect(result.bad.isEmpty)
        #expect(Set(result.events.map(\.key)).count == item.events.count)
        #expect(result.events.allSatisfy { $0.instant.description == "2022-06-02T00:00:00.000Z" })
    }

    @Test("Who came by one line has its number, with a number of their own where they are several")
    func keys() throws {
        func keys(_ words: String) throws -> [String?] {
            let items = [DesktopItem.service(-1, "2 June 2022"), DesktopItem.service(9, words)]
            return try read(desktopPage(items), as: "m.html").events.map { WrittenKey($0.key).id }
        }
        #expect(try keys("Fern invited Ivy") == ["9"])
        #expect(try keys("Fern invited Ivy and Moss") == ["9#1", "9#2"])
        #expect(try keys("Fern created group «Tea» with members Ivy") == ["9", "9#1"])
    }

    @Test("Messages without a name are of who spoke before; one spoken through a program is its speaker's")
    func joined() throws {
        let words = #"<div class="text">x</div>"#
        let items = [
            DesktopItem.message(1, words, name: "Fern via @herbbot"), DesktopItem.message(2, words, name: nil),
            DesktopItem.message(
                3,
                #"<div class="reply_to details">In reply to <a href="messages.html#go_to_message1">this message</a></div>"#
                    + words, name: "Ivy"),
        ]
        let result = try read(desktopPage(items), as: "messages.html")
        #expect(result.events.map(\.sender) == ["Fern", "Fern", "Ivy"].map { Party(name: $0) })
        #expect(result.events.map(\.replyTo) == [nil, nil, EventKey(sourceID: "1")])
        let orphan = try read(desktopPage([DesktopItem.message(1, words, name: nil)]), as: "messages.html")
        #expect(orphan.bad.values.first == "exports.bad.no-name")
    }

    @Test("What the program says has the time of the message before, or its day's beginning where that is later")
    func serviceTimes() throws {
        let items = [
            DesktopItem.service(-1, "2 June 2022"), DesktopItem.message(1, "", time: "23:30:00"),
            DesktopItem.service(2, "Ivy joined group by link"), DesktopItem.service(-2, "4 June 2022"),
            DesktopItem.service(3, "Ivy removed Ivy"),
        ]
        let times = try read(desktopPage(items), as: "messages.html").events.map(\.instant.description)
        #expect(times == ["2022-06-02T20:30:00.000Z", "2022-06-02T20:30:00.000Z", "2022-06-03T21:00:00.000Z"])
        let shanghai = try #require(CivilZone("Asia/Shanghai"))
        let old = desktopPage([items[1].replacing(" UTC+03:00", with: "")])
        #expect(try read(old, as: "m.html", zone: shanghai).events[0].instant.description == "2022-06-02T15:30:00.000Z")
        let timeless = try read(desktopPage([items[2]]), as: "messages.html")
        #expect(timeless.bad.values.first == "exports.bad.time")
    }

    @Test("Of a whole export only the groups are taken, each under its name, page after page")
    func wholeExport() throws {
        let page = desktopPage([DesktopItem.message(1, "")])
        let list = """
            <html><body><div class="page_wrap"><div class="page_header"><div class="text bold">Chats</div></div><div class="page_body list_page">
            <a class="entry block_link clearfix" href="../chats/chat_1/messages.html#allow_back"><div class="pull_right info details">group</div></a>
            <a class="entry block_link clearfix" href="../chats/chat_2/messages.html#allow_back"><div class="pull_right info details">
            private
            </div></a></div></div></body></html>
            """
        let files = [
            "lists/chats.html": list, "chats/chat_1/messages.html": page, "chats/chat_1/messages2.html": page,
            "chats/chat_1/messages10.html": page, "chats/chat_2/messages.html": page, "chats/chat_1/css/style.css": "x",
        ]
        try withFolder(files) { root in
            let walk = try ExportWalk([root])
            #expect(walk.groups.map(\.name) == ["Herbs & Tea"] && walk.refused.isEmpty)
            let found = walk.groups.flatMap(\.files).map { String($0.path.dropFirst(root.count + 1)) }
            #expect(found == ["messages.html", "messages2.html", "messages10.html"].map { "chats/chat_1/\($0)" })
        }
    }

    @Test("The same pages are read by a second reader in Python")
    func second() throws {
        let items = (Self.said + Self.service).enumerated().map {
            $0.element.html.replacing("message9\"", with: "message\($0.offset + 1)\"")
        }
        try withFolder(["messages.html": desktopPage(items)]) { root in
            let theirs = try SecondReading.theirs("telegram_html", [root])
            #expect(try SecondReading.ours([root]).events == theirs)
        }
    }
}
