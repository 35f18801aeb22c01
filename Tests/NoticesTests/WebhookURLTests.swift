import Kernel
import Testing

@testable import Notices

@Suite("Where webhooks go")
struct WebhookURLTests {
    @Test(
        "Addresses that could be read in two ways are refused",
        arguments: [
            ("https://hooks.example/in?a=1&b=%20", true), ("HTTP://Hooks.Example:8080", true),
            ("http://127.0.0.1:9", true), ("http://[2001:db8::1]:8/x", true), ("https://xn--fiq228c.example/", true),
            ("ftp://hooks.example", false), ("file:///etc/passwd", false), ("//hooks.example", false), ("", false),
            ("https://", false), ("https:///x", false), ("https://ann:secret@hooks.example", false),
            ("https://hooks.example@evil.example", false), ("https://hooks.example\r\nX: y", false),
            ("https://hooks.example/\nx", false), ("https://hooks.example/ x", false), ("https://例子.example", false),
            ("https://hooks.example/#x", false), ("https://hooks.example:0", false), ("https://hooks.example:", false),
            ("https://hooks.example:65536", false), ("https://hooks.example:8a", false), ("https://a..b", false),
            ("https://hooks.example\\@evil.example", false), ("https://[::1", false), ("https://[::1]x", false),
            ("https://hooks.example/\u{0}", false), ("https://-a.example", false),
            ("https://h.example/" + String(repeating: "a", count: 2_000), false),
            ("https://" + String(repeating: "a", count: 64) + ".example", false), ("gopher://hooks.example", false),
        ])
    func urls(text: String, isOne: Bool) { #expect(((try? WebhookURL(text)) != nil) == isOne, "\(text)") }

    @Test("Scheme and host are written small, the rest as it is")
    func lowered() throws {
        #expect(try WebhookURL("HTTPS://Hooks.Example:443/Path?Q").text == "https://hooks.example:443/Path?Q")
    }

    private static let places: [(String, NetworkReach.Place)] = [
        ("8.8.8.8", .outside), ("127.0.0.1", .inside), ("10.1.2.3", .inside), ("172.15.0.1", .outside),
        ("172.16.0.1", .inside), ("172.32.0.1", .outside), ("192.168.1.1", .inside), ("100.64.0.1", .inside),
        ("169.254.169.254", .nowhere), ("0.0.0.0", .nowhere), ("224.0.0.1", .nowhere), ("255.255.255.255", .nowhere),
        ("192.0.2.1", .nowhere), ("198.18.0.1", .nowhere), ("2606:4700::1111", .outside), ("::1", .inside),
        ("::", .nowhere), ("fe80::1", .nowhere), ("fc00::1", .inside), ("fd12::1", .inside),
        ("fd00:ec2::254", .nowhere),
        ("ff02::1", .nowhere), ("::ffff:127.0.0.1", .inside), ("::ffff:169.254.169.254", .nowhere),
        ("::ffff:8.8.8.8", .outside), ("64:ff9b::a00:1", .inside), ("2001:db8::1", .nowhere),
        ("2002:7f00:1::", .nowhere),
        ("2001::1", .nowhere), ("::7f00:1", .nowhere),
    ]

    @Test("Each address is where the registries say", arguments: places)
    func place(text: String, place: NetworkReach.Place) throws {
        let bytes = try #require(AddressBytes.read(text))
        #expect(NetworkReach.place(bytes) == place, "\(text)")
    }

    @Test("What clouds tell their machines is never reached, private networks only where that is allowed")
    func reach() {
        #expect(NetworkReach.everywhereOutside.allows(.outside) && !NetworkReach.everywhereOutside.allows(.inside))
        #expect(NetworkReach.alsoPrivate.allows(.outside) && NetworkReach.alsoPrivate.allows(.inside))
        #expect(!NetworkReach.everywhereOutside.allows(.nowhere) && !NetworkReach.alsoPrivate.allows(.nowhere))
        #expect(NetworkReach.place([1, 2, 3]) == .nowhere)
    }
}
