import Desk
import HTTPTypes
import Kernel
import Storage
import TestSupport
import Testing

@testable import Notices
@testable import Web

@Suite("Whoever is told by mail says first that they want it")
struct MailConfirmTests {
    private static func make(_ owner: Visitor) async throws -> String {
        let made = try await owner.post(
            "/settings/notices/mail", [("address", "ann@house.example"), ("language", "en"), ("kind", "alert.opened")])
        return try #require(made.location)
    }

    /// The words of the last mail as it would be sent.
    private static func mail(_ house: WebHouse) async throws -> String? {
        let deliveries = DeliveryStore(outlets: house.site.outlets)
        let claimed = try await house.store.write { try deliveries.claim(most: 16, hasMail: true, in: $0) }
        guard case .mail(_, let words)? = claimed.last?.work else { return nil }
        return words.text
    }

    private static func alert(_ house: WebHouse) async throws {
        let notice = Notice(.alertOpened, occurrence: "a \(house.world.ids.next() as NoticeID)", at: house.world.now())
        try await house.store.write { _ = try NoticeStore(world: house.world).post(notice, in: $0) }
    }

    @Test(
        "nothing but the question goes out until the link was followed and a yes was said",
        arguments: TestEngine.available)
    func confirming(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let path = try await Self.make(owner)
            #expect(try await owner.get("/settings/notices").words.contains("Not confirmed yet"))
            let page = try await owner.get(path)
            #expect(page.words.contains("Has yet to confirm") && !page.words.contains("Send a test mail"))
            #expect(try await owner.post(path + "/test").status == 400)
            #expect(try await owner.post(path + "/state", [("state", "on")]).status == 400)
            try await Self.alert(house)
            let text = try #require(try await Self.mail(house))
            let link = try #require(text.firstMatch(of: /https?:\/\/[^\/\s]+(\/confirm\/[\w-]{43})/)?.1)
            #expect(try await Self.mail(house) == nil)
            // What is kept has neither the link nor the token in it.
            let kept = try await house.store.read { try $0.all("SELECT body FROM notice_words") { $0.string(0) } }
            #expect(kept.allSatisfy { !$0.contains("/confirm/") })
            let nobody = house.nobody()
            // Looking at it, as programs that check mail do, confirms nothing.
            let asked = try await nobody.get(String(link))
            #expect(asked.status == 200 && asked.words.contains("ann@house.example"))
            #expect(try await owner.get(path).words.contains("Has yet to confirm"))
            #expect(try await nobody.post(String(link)).status == 200)
            #expect(try await owner.get(path).words.contains("Send a test mail"))
            #expect(try await nobody.get(String(link)).status == 404)
            #expect(try await nobody.post(String(link)).status == 404)
            try await Self.alert(house)
            #expect(try await Self.mail(house) != nil)
            #expect(try await owner.get("/settings/audit").words.contains("A mail recipient confirmed"))
            #expect(try await owner.post(path + "/confirm").status == 400)
            #expect(try await owner.post(path + "/drop").status == 303)
        }
    }

    @Test(
        "a link is over after a week; asking again is limited, and ends the link before",
        arguments: TestEngine.available)
    func asking(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            let path = try await Self.make(owner)
            func link() async throws -> String {
                let text = try #require(try await Self.mail(house))
                return String(try #require(text.firstMatch(of: /(\/confirm\/[\w-]{43})/)?.1))
            }
            let first = try await link()
            #expect(try await owner.post(path + "/confirm").status == 409)
            house.clock.advance(bySeconds: 601)
            #expect(try await owner.get(path).words.contains("Ask once more"))
            #expect(try await owner.post(path + "/confirm").status == 303)
            let second = try await link()
            let nobody = house.nobody()
            #expect(try await nobody.get(first).status == 404)
            #expect(try await nobody.get(second).status == 200)
            for _ in 0..<3 {
                house.clock.advance(bySeconds: 601)
                #expect(try await owner.post(path + "/confirm").status == 303)
            }
            let last = try await link()
            house.clock.advance(bySeconds: 601)
            #expect(try await owner.post(path + "/confirm").status == 409)
            #expect(try await owner.get(path).words.contains("asked five times"))
            #expect(try await nobody.get(last).status == 200)
            house.clock.advance(bySeconds: 7 * 86_400)
            #expect(try await nobody.get(last).status == 404)
            #expect(try await nobody.post(last).status == 404)
            for odd in ["/confirm/x", "/confirm/" + String(repeating: "A", count: 43)] {
                #expect(try await nobody.get(odd).status == 404)
            }
        }
    }
}
