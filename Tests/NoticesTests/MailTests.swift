import Foundation
import Kernel
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Desk
@testable import Notices

@Suite("Mail")
struct MailTests {
    private static let words = NoticeWords(
        subject: "群“面包房”在变冷 – 本周活跃人数下降了一半，请尽快看看这个群\r\nBcc: eve@evil.example",
        text: "第一段 <b>&\n第二行\n\n.\nFrom here = 100% \u{7F}" + String(repeating: "长", count: 80) + " ")

    @Test("A mail's headers cannot be broken, no line is long, and both forms read back")
    func message() throws {
        let mail = MailMessage(
            from: try MailAddress("banyan@house.example"), to: try MailAddress("ann+alerts@house.example"),
            words: Self.words, id: "notice.7", at: NoticeScene.start,
            boundary: "banyan-" + String(repeating: "f", count: 24))
        let text = String(decoding: mail.bytes, as: UTF8.self)
        let lines = text.components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 && !$0.contains("\n") && !$0.contains("\r") })
        #expect(text.utf8.allSatisfy { $0 < 0x80 })
        #expect(!lines.contains { $0.hasPrefix("Bcc") })
        let head = lines.prefix { !$0.isEmpty }
        #expect(head.filter { !$0.hasPrefix(" ") }.count == 8)
        #expect(text.contains("Date: Tue, 24 Nov 2026 08:00:00 +0000\r\n"))
        #expect(text.contains("&lt;b&gt;&amp;<br>") || text.contains("&lt;b&gt;&amp;"))
    }

    @Test(
        "Dates are those of the calendar",
        arguments: [
            ("1970-01-01 00:00", "Thu, 01 Jan 1970 00:00:00 +0000"),
            ("2000-02-29 23:59", "Tue, 29 Feb 2000 23:59:00 +0000"),
            ("2026-11-24 08:05", "Tue, 24 Nov 2026 08:05:00 +0000"),
        ])
    func dates(time: String, text: String) { #expect(MailMessage.date(at(time)) == text) }

    @Test(
        "Only plain addresses are taken",
        arguments: [
            ("ann@house.example", true), ("a.b+c@x-y.example", true), ("ann@house", false), ("@house.example", false),
            ("ann@", false), ("an n@house.example", false), ("ann@house.example\r\nRCPT TO:<eve@evil.example>", false),
            ("<ann@house.example>", false), ("ann@hou\u{0}se.example", false), ("\"a b\"@house.example", false),
            ("安@house.example", false), ("ann@例.example", false), ("a..b@house.example", false),
            ("ann@house.example,eve@evil.example", false), (String(repeating: "a", count: 65) + "@b.example", false),
        ])
    func addresses(text: String, isOne: Bool) { #expect(((try? MailAddress(text)) != nil) == isOne) }

    @Test(
        "Only servers are taken for servers",
        arguments: [
            ("smtp://mail.example:587", true), ("smtps://mail.example", true), ("smtp://[::1]:25/", true),
            ("http://mail.example", false), ("smtp://ann:secret@mail.example", false),
            ("smtp://mail.example/path", false),
            ("smtp://", false), ("smtp://mail.example:0", false), ("smtp://mail example", false),
        ])
    func servers(text: String, isOne: Bool) { #expect((MailServer.checked(text) != nil) == isOne) }

    @Test("A password goes over TLS alone, and is never shown")
    func password() throws {
        let server = try MailServer(
            url: "smtp://mail.example", user: "ann", password: "hush hush", from: MailAddress("a@b.example"),
            needsTLS: false)
        #expect(server.needsTLS)
        var shown = ""
        dump(server, to: &shown)
        #expect(!"\(server) \(String(reflecting: server)) \(shown)".contains("hush"))
    }

    @Test("A mail whose end nobody knows is listed, and only a person sends it again", arguments: TestEngine.available)
    func doubtful(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            let id = try await scene.recipient("ann@house.example")
            try await scene.post("1", words: [.english: NoticeWords(subject: "Rye is cooling", text: "Look.")])
            let transport = ScriptedTransport(mail: .doubtful(text: "no answer"))
            let sender = try scene.engine(transport)
            #expect(try await sender.turn() == 1)
            scene.clock.advance(bySeconds: 10 * 86_400)
            #expect(try await sender.turn() == 0)
            let found = try await scene.deliveries(in: .unknown)
            #expect(found.count == 1 && found.first?.outlet == .mail(id))
            transport.answers(mail: .accepted)
            let delivery = try #require(found.first).id
            let store = DeliveryStore(outlets: scene.outlets)
            try await scene.store.write { try store.resend(delivery, by: NoticeScene.system, in: $0) }
            await #expect(throws: Fault.self) {
                try await scene.store.write { try store.resend(delivery, by: NoticeScene.system, in: $0) }
            }
            #expect(try await sender.turn() == 1)
            #expect(try await scene.deliveries(in: .delivered).count == 1)
            let sent = transport.mails.withLock { $0 }
            #expect(sent.count == 2)
            #expect(String(decoding: sent[0].message, as: UTF8.self).contains("Subject: Rye is cooling\r\n"))
        }
    }

    @Test(
        "A mail that certainly did not go out is tried again; one that was refused is not",
        arguments: TestEngine.available)
    func certain(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            _ = try await scene.recipient("ann@house.example")
            try await scene.post("1")
            let transport = ScriptedTransport(mail: .notSent(fault: "notices.fault.connect", code: nil, text: ""))
            let sender = try scene.engine(transport)
            #expect(try await sender.turn() == 1)
            scene.clock.advance(bySeconds: 10)
            transport.answers(mail: .refused(code: 550, text: "no such user"))
            #expect(try await sender.turn() == 1)
            scene.clock.advance(bySeconds: 86_400)
            #expect(try await sender.turn() == 0)
            #expect(try await scene.deliveries(in: .failed).first?.code == 550)
        }
    }

    @Test("Without a server mail waits", arguments: TestEngine.available)
    func noServer(engine: TestEngine) async throws {
        try await engine.withNotices { scene in
            _ = try await scene.recipient("ann@house.example")
            try await scene.post("1")
            let transport = ScriptedTransport()
            #expect(try await scene.engine(transport, hasMail: false).turn() == 0)
            #expect(try await scene.engine(transport).turn() == 1)
        }
    }
}
