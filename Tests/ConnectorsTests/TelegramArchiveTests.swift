import Foundation
import Kernel
import Testing

@testable import Connectors

/// What an item of an archive's page holds besides its date and number, and the event it is.
struct ArchiveItem: Sendable, CustomTestStringConvertible {
    var type = "message"
    var user = #"<a href="https://t.me/fern" class="username" rel="nofollow">@fern </a>"#
    var meta = ""
    var words = ""
    var media = ""
    let event: String
    var testDescription: String { event }

    func html(_ id: Int = 7) -> String {
        """
        <li class="message type-\(type)" id="\(id)">
        <div class="avatar"><img src="media/avatar_9.jpg" alt="" /></div>
        <div class="body"><div class="meta">
        \(user)
        \(meta)
        <a class="id" href="#\(id)">#\(id)</a>
        <span class="date">04:39 PM, 01 Jun 2022</span></div>
        <div class="text">

        \t\(words)

        </div>\(media.isEmpty ? "" : "<div class=\"media\">\n\(media)\n</div>")
        </div>
        </li>

        """
    }
}

func archivePage(_ items: [String]) -> String {
    let months = (0..<300).map { "<li class=\"\"><a href=\"\($0).html\">\n\tMay 2022</a></li>\n" }.joined()
    return """
        <!DOCTYPE html>
        <html lang="en"><head><title>Jun 2022 @herbs</title><style>a > b { color: red }</style></head>
        <body><nav class="nav"><a href="./">@herbs</a></nav>
        <ul class="timeline index">\(months)</ul>
        <ul class="messages">
        <li class="day" id="2022-06-01"><span class="title">01 June 2022 <span class="count">(2)</span></span></li>
        \(items.joined())
        </ul><section class="dayline"><ul class="index"><li class="day-2022-06-01"><a href="#">01 Jun</a></li></ul></section>
        <script src="static/main.js">if (1 < 2) { document.write('<li class="message type-message" id="666">') }</script>
        </body></html>
        """
}

@Suite("Telegram as pages of tg-archive")
struct TelegramArchiveTests {
    private static let photo =
        #"<a href="media/7.jpg"><img src="t.jpg" class="thumb" /><br /><span class="filename">photo.jpg</span></a>"#

    static let items = [
        ArchiveItem(words: "hi", event: "text|fern|hi"),
        ArchiveItem(
            words: "a &lt;b&gt; &amp; c&#39;s\n<br />\n<br />d &unknown; &",
            event: "text|fern|a <b> & c's\n\nd &unknown; &"),
        ArchiveItem(
            words: #"see <a href="https://h.example/" rel="noopener">h.example</a>"#, event: "text|fern|see h.example"),
        ArchiveItem(media: photo, event: "picture|fern"),
        ArchiveItem(words: "mine", media: photo, event: "picture|fern|mine"),
        ArchiveItem(media: #"<a href="media/7.mp4">clip.mp4</a>"#, event: "video|fern"),
        ArchiveItem(media: #"<a href="media/7.oga">None</a>"#, event: "voice|fern"),
        ArchiveItem(media: #"<a href="media/7.cpp">x.cpp</a>"#, event: "file|fern"),
        ArchiveItem(
            words: "see", media: #"<a href="https://h.example/a.png">Herbs</a><p>all</p>"#, event: "text|fern|see"),
        ArchiveItem(media: #"<a href="https://h.example/a.png">Herbs</a>"#, event: "link|fern"),
        ArchiveItem(
            media:
                #"<div class="poll"><h4 class="title">Tea?</h4><ul class="options"><li><label>yes</label></li></ul></div>"#,
            event: "card|fern|Tea?"),
        ArchiveItem(
            meta: #"<span class="tags">b</span> <span class="tags">o</span> <span class="tags">t</span>"#, words: "x",
            event: "notice|fern|x"),
        ArchiveItem(type: "user_joined", words: "Joined.", event: "join|fern"),
        ArchiveItem(type: "user_left", words: "Left.", event: "leave|fern"),
        ArchiveItem(
            user: #"<a href="https://t.me/fern" class="username">Fern Ivy (@fern)</a>"#, words: "x",
            event: "text|Fern Ivy|x"),
        ArchiveItem(
            user: #"<a href="https://t.me/64466" class="username">@64466</a>"#, words: "x", event: "text|64466|x"),
        ArchiveItem(words: "never closed <b>bold <i>both", event: "text|fern|never closed bold both"),
    ]

    @Test("An item is the event it shows", arguments: items)
    func kinds(_ item: ArchiveItem) throws {
        let result = try read(archivePage([item.html()]), as: "2022-06.html")
        #expect(result.short == [item.event])
        #expect(result.bad.isEmpty && result.lines == 1)
        let event = try #require(result.events.first)
        #expect(event.key == EventKey(sourceID: "7"))
        #expect(event.instant.description == "2022-06-01T16:39:00.000Z")
        #expect(event.sender.id == (item.user.contains("64466") ? "64466" : "fern"))
    }

    @Test("An answer is to the message whose number its link ends in")
    func replies() throws {
        let answer = ArchiveItem(
            meta: #"<a class="reply" href="2022-05_2.html#12">↶ Reply to #12</a>"#, words: "yes", event: "")
        #expect(try read(archivePage([answer.html()]), as: "x.html").events.first?.replyTo == EventKey(sourceID: "12"))
    }

    @Test("A page is known by its head however long that is, and names its group")
    func recognition() throws {
        let described = try describe(archivePage([Self.items[0].html()]), as: "2022-06.html")
        #expect(described.format == "telegram-html" && described.network == "telegram" && !described.isPresence)
        #expect(described.groupName == "herbs" && described.isGroupNameCertain)
    }

    @Test("Pages follow each other by their numbers; what has no messages is passed over quietly")
    func pages() throws {
        let page = archivePage([Self.items[0].html()])
        let feed =
            "<?xml version='1.0'?>\n<rss version=\"2.0\"><channel><generator>tg-archive 1.2</generator></channel></rss>"
        let names = ["2022-06.html", "2022-06_2.html", "2022-06_10.html", "2022-07.html"]
        var files = Dictionary(uniqueKeysWithValues: names.map { ($0, page) })
        files["index.xml"] = feed
        try withFolder(files) { root in
            let walk = try ExportWalk([root])
            #expect(walk.groups.map(\.name) == ["herbs"])
            #expect(walk.groups.flatMap(\.files).map { ($0.path as NSString).lastPathComponent } == names)
            #expect(walk.refused.isEmpty)
        }
    }

    @Test("An item without a date or a name is a bad record, and the next is read")
    func bad() throws {
        let nameless = ArchiveItem(user: "", words: "x", event: "").html()
        let dateless = ArchiveItem(words: "x", event: "").html().replacing("04:39 PM", with: "14:39 PM")
        let unknown = ArchiveItem(type: "unheard_of", words: "x", event: "").html()
        let result = try read(archivePage([nameless, dateless, unknown, Self.items[0].html()]), as: "x.html")
        #expect(result.short == ["text|fern|hi"])
        #expect(result.bad.values.sorted() == ["exports.bad.no-name", "exports.bad.time"])
        #expect(result.lines == 4 && result.skipped == 1)
    }

    @Test("The same pages are read by a second reader in Python")
    func second() throws {
        let page = archivePage(Self.items.dropLast().enumerated().map { $0.element.html($0.offset + 1) })
        try withFolder(["2022-06.html": page.replacing("Fern Ivy (@fern)", with: "@fern")]) { root in
            let theirs = try SecondReading.theirs("telegram_html", [root])
            #expect(try SecondReading.ours([root]).events == theirs)
        }
    }

    @Test("Real pages are read as a second reader reads them, event by event")
    func real() throws {
        guard let folder = SecondReading.folder("telegram-hyperdbg-html") else { return }
        let ours = try SecondReading.ours([folder])
        let theirs = try SecondReading.theirs("telegram_html", [folder])
        #expect(ours.bad == 0 && !theirs.isEmpty)
        #expect(ours.events.count == theirs.count)
        #expect(zip(ours.events, theirs).first { $0 != $1 } == nil)
        let counts = Dictionary(grouping: ours.events, by: \.kind).mapValues(\.count).sorted { $0.key < $1.key }
        print(
            "telegram-html: \(counts), \(Set(ours.events.map(\.senderID)).count) people, \(ours.events.count { $0.replyTo != "" }) answers"
        )
    }
}
