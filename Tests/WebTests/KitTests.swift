import Desk
import Kernel
import Reports
import Testing

@testable import Web

/// What the kit decides on its own, without a server.
struct KitTests {
    @Test(
        "A request that changes something is ours only where the browser or the form says so",
        arguments: [
            ("same-origin", nil, OriginCheck.Verdict.ours), ("cross-site", nil, .foreign), ("same-site", nil, .foreign),
            ("none", nil, .foreign), (nil, "http://banyan.test", .ours), (nil, "https://banyan.test", .ours),
            (nil, "http://evil.test", .foreign), (nil, "null", .foreign), (nil, nil, .askToken),
        ] as [(String?, String?, OriginCheck.Verdict)])
    func origin(_ fetchSite: String?, _ origin: String?, _ expected: OriginCheck.Verdict) {
        #expect(OriginCheck.judge(fetchSite: fetchSite, origin: origin, host: "banyan.test") == expected)
    }

    @Test("The public name is ours, too, whatever a proxy asks for us by")
    func publicHost() {
        let judge = { (origin: String) in
            OriginCheck.judge(fetchSite: nil, origin: origin, host: "10.0.0.5:8080", publicHost: "banyan.example")
        }
        #expect(judge("https://banyan.example") == .ours && judge("http://10.0.0.5:8080") == .ours)
        #expect(judge("https://banyan.example.evil") == .foreign && judge("null") == .foreign)
    }

    @Test(
        "A public address is a scheme and a host, written one way",
        arguments: [
            ("https://Banyan.example/", "https://banyan.example"), ("http://a:8080", "http://a:8080"),
            ("https://a:443", "https://a"), ("https://a/b", nil), ("https://a?b", nil), ("ftp://a", nil), ("a", nil),
            ("https://me@a", nil), ("https://", nil), ("", nil),
        ] as [(String, String?)])
    func publicAddress(_ text: String, _ expected: String?) {
        #expect(PublicAddress(text)?.text == expected)
    }

    @Test("What people are told to open is the public address, else where it listens")
    func address() {
        var options = WebOptions(uploads: "/tmp")
        #expect(options.address(listeningOn: 9) == "http://127.0.0.1:9")
        options.host = "::1"
        options.certificate = "/c.pem"
        #expect(options.address(listeningOn: 9) == "https://[::1]:9")
        options.publicAddress = PublicAddress("https://banyan.example")
        #expect(options.address(listeningOn: 9) == "https://banyan.example")
    }

    @Test("The visitor is the last address that no trusted proxy has; others' word for it is not taken")
    func proxies() throws {
        let trust = ProxyTrust(ranges: try ["10.0.0.0/8", "fd00::/8"].map { try #require(AddressRange($0)) })
        let proxy = try #require(ClientAddress(text: "10.1.2.3"))
        let stranger = try #require(ClientAddress(text: "203.0.113.9"))
        #expect(
            trust.visitor(behind: proxy, forwardedFor: "1.2.3.4, 203.0.113.9, 10.9.9.9").description == "203.0.113.9")
        #expect(trust.visitor(behind: stranger, forwardedFor: "1.2.3.4") == stranger)
        #expect(trust.visitor(behind: proxy, forwardedFor: "nonsense") == proxy)
        #expect(trust.visitor(behind: proxy, forwardedFor: nil) == proxy)
    }

    @Test(
        "Ranges of addresses hold what they say",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("0.0.0.0/0", "8.8.8.8", true),
            ("192.168.1.128/25", "192.168.1.127", false), ("::1", "::1", true), ("fd00::/8", "fdff::1", true),
            ("fd00::/8", "10.0.0.1", false), ("127.0.0.1", "::ffff:127.0.0.1", true),
        ])
    func ranges(_ range: String, _ address: String, _ isInside: Bool) throws {
        let range = try #require(AddressRange(range))
        #expect(range.contains(try #require(ClientAddress(text: Substring(address)))) == isInside)
    }

    @Test("What is no range is refused", arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "host", "10.0.0.0/x"])
    func noRange(_ text: String) { #expect(AddressRange(text) == nil) }

    @Test("Fields of a form are decoded, and written back the same")
    func fields() throws {
        let fields = try FormFields(encoded: Array("name=%E7%BE%A4+1&tag=a&tag=b&empty=&broken=%zz%2".utf8))
        #expect(fields["name"] == "群 1")
        #expect(fields.all("tag") == ["a", "b"])
        #expect(fields.text("empty") == nil)
        #expect(fields["broken"] == "%zz%2")
        let again = try FormFields(encoded: Array(fields.encoded.utf8))
        #expect(again.values.map(\.value) == fields.values.map(\.value))
        #expect(throws: Fault.self) { try FormFields(encoded: Array(String(repeating: "a&", count: 1001).utf8)) }
    }

    @Test(
        "Only paths of our own are followed",
        arguments: [
            ("/groups?q=1", "/groups?q=1"), ("//evil.test", "/"), ("https://evil.test", "/"), ("/\\evil", "/"),
            ("", "/"),
            ("/a b", "/"), ("/a\nb", "/"),
        ])
    func paths(_ asked: String, _ followed: String) { #expect(LocalPath.checked(asked) == followed) }

    @Test(
        "The language is the heaviest that we speak",
        arguments: [
            ("zh-TW,zh;q=0.9,en;q=0.8", Language.traditionalChinese), ("fr,en;q=0.5", .english),
            ("en;q=0.1,zh-CN;q=0.2", .simplifiedChinese), ("de", nil), ("", nil), ("en;q=0", nil),
        ] as [(String, Language?)])
    func languages(_ header: String, _ expected: Language?) { #expect(Door.accepted(header) == expected) }

    @Test("A flash is only what we wrote, and leads nowhere else")
    func flash() {
        let flash = Flash("flash.saved", ["name": "群"], undo: "/undo/1")
        #expect(Flash(cookie: flash.cookie) == flash)
        #expect(Flash(cookie: "nonsense") == nil)
        #expect(Flash(cookie: Flash("web.error.500").cookie) == nil)
        #expect(Flash(cookie: Flash("flash.x", undo: "//evil.test").cookie) == nil)
    }

    @Test("Packed bytes have the frame of gzip and are smaller")
    func gzip() throws {
        let packed = try #require(Gzip.packed([UInt8](repeating: 65, count: 10_000)))
        #expect(packed.prefix(2) == [0x1F, 0x8B])
        #expect(packed.count < 200)
    }
}
