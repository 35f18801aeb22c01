import Kernel
import Storage
import TestSupport
import Testing

@testable import Desk
@testable import Web

/// What the first who comes brings along.
struct FirstZoneTests {
    @Test(
        "Whoever comes first brings the community's zone, where the browser says one that there is",
        arguments: [("Asia/Tokyo", "Asia/Tokyo" as String?), ("Moon/Base", nil), ("", nil)])
    func zone(told: String, kept: String?) async throws {
        try await TestEngine.sqlite.withHouse { house in
            let (desk, now) = (house.site.desk, house.clock.now)
            let made = try await house.store.write { try desk.makeFirstLink(at: now, in: $0) }
            let page = try await house.nobody().get("/join/\(made.token.text)")
            #expect(page.text.contains("name=\"zone\" data-zone"))
            let reply = try await house.nobody().post(
                "/join/\(made.token.text)",
                [("name", "Mira"), ("sign-in-name", "mira"), ("password", "correct horse battery 9"), ("zone", told)])
            #expect(reply.status == 303)
            let (community, zones) = try await house.store.read { transaction in
                (
                    try desk.community(in: transaction),
                    try transaction.all("SELECT zone FROM staff") { $0.string(0) }
                )
            }
            #expect(community?.zone == kept)
            #expect(zones == [kept ?? CivilZone.ofThisMachine.name])
        }
    }

    @Test("Where a table has no heads to sort by, there is a choice of the order")
    func order() async throws {
        try await TestEngine.sqlite.withHouse { house in
            _ = try await house.teaAndRye()
            let owner = try await house.visitor(.owner)
            let page = try await owner.get("/groups?sort=members")
            #expect(page.text.contains("<select name=\"sort\" class=\"only-s\""))
            #expect(page.text.contains("<option value=\"members\" selected>"))
            #expect(try await owner.get("/groups?sort=&q=").status == 200)
            let places = try await owner.get("/search")
            for path in ["/insight/forecast", "/compare", "/import"] {
                #expect(places.text.contains("href=\"\(path)\""), "\(path)")
            }
        }
    }
}
