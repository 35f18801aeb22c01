import Testing

@testable import Notices

/// What libcurl does without anybody there; `Tests/Notices` has receivers.
@Suite("The carrier")
struct TransportTests {
    private static func answer(_ url: String, _ reach: NetworkReach) async -> WebhookAnswer {
        let request = WebhookRequest(url: url, headers: [("content-type", "application/json")], body: Array("{}".utf8))
        return await CurlTransport(reach: reach, mail: nil).post(request)
    }

    @Test(
        "No way of writing a private address gets around the refusal",
        arguments: [
            "http://127.0.0.1:9/", "http://localhost:9/", "http://127.1:9/", "http://2130706433:9/", "http://0x7f.1:9/",
            "http://[::1]:9/", "http://[::ffff:127.0.0.1]:9/", "https://10.0.0.1/", "http://192.168.0.1/",
            "http://169.254.169.254/latest/meta-data/", "http://0.0.0.0:9/",
        ])
    func refuses(url: String) async {
        let answer = await Self.answer(url, .everywhereOutside)
        #expect(answer.code == nil && answer.fault == "notices.fault.private", "\(url): \(answer)")
    }

    @Test("With leave this machine is reached, link-local addresses are not")
    func leave() async {
        // Port 9 of this machine takes nothing.
        #expect(await Self.answer("http://127.0.0.1:9/", .alsoPrivate).fault == "notices.fault.connect")
        #expect(await Self.answer("http://169.254.169.254/", .alsoPrivate).fault == "notices.fault.private")
    }

    @Test(
        "Other schemes are not carried", arguments: ["file:///etc/passwd", "gopher://127.0.0.1/", "smtp://127.0.0.1/"])
    func schemes(url: String) async {
        let answer = await Self.answer(url, .alsoPrivate)
        #expect(answer.code == nil && answer.fault == "notices.fault.broke", "\(answer)")
    }

    @Test("Without a server mail certainly does not go out")
    func noServer() async throws {
        let mail = try OutgoingMail(
            from: MailAddress("a@b.example"), to: MailAddress("c@d.example"), message: Array("x".utf8))
        let answer = await CurlTransport(reach: .alsoPrivate, mail: nil).send(mail)
        #expect(answer == .notSent(fault: "notices.fault.no-mail", code: nil, text: ""))
        let closed = try MailServer(url: "smtp://127.0.0.1:9", from: MailAddress("a@b.example"))
        let other = await CurlTransport(reach: .alsoPrivate, mail: closed).send(mail)
        guard case .notSent(let fault, _, _) = other else { throw NotSent() }
        #expect(fault == "notices.fault.connect")
    }

    private struct NotSent: Error {}
}
