import TestSupport
import Testing

@testable import Desk
@testable import Web

/// The door, from the other side.
struct VisitorTests {
    @Test("Who has not signed in is led to the door", arguments: TestEngine.available)
    func door(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let nobody = house.nobody()
            #expect(try await nobody.get("/sign-in").status == 200)
            #expect(try await nobody.get("/healthz").text == "ok\n")
            let owner = try await house.visitor(.owner)
            #expect(try await owner.get("/sign-in").location == "/")
        }
    }

    @Test("Whoever goes out is out", arguments: TestEngine.available)
    func out(engine: TestEngine) async throws {
        try await engine.withHouse { house in
            let owner = try await house.visitor(.owner)
            #expect(try await owner.post("/sign-out").location == "/sign-in")
            #expect(owner.cookieNames.isEmpty)
        }
    }
}
