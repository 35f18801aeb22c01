import Desk
import TestSupport
import Testing

@testable import Web

@Suite("Places among the streams that are open")
struct StreamSeatTests {
    @Test("asking for nothing but a stream's headers takes none for good")
    func headers() async throws {
        try await TestEngine.sqlite.withHouse { house in
            let program = try await house.program(.owner)
            var statuses: Set<Int> = []
            for _ in 0...StreamSeat.most { statuses.insert(try await program.ask("HEAD", "/events/stream").status) }
            #expect(statuses == [200])
        }
    }

    @Test("one that was left is free, and is given back once")
    func left() throws {
        let seat = try StreamSeat.take()
        seat.leave()
        seat.leave()
        for _ in 0..<2 * StreamSeat.most { _ = try StreamSeat.take() }
    }
}
