import Synchronization
import Testing

@testable import App

/// A server on which nobody looks gives its memory back; one that is visited does not.
struct QuietServiceTests {
    /// How often it let go in some rounds, with visits in between or without.
    private static func timesLetGo(visited: Bool, until enough: Int) async throws -> (asked: Int, letGo: Int) {
        let counts = Mutex((asked: 0, letGo: 0))
        let service = QuietService(
            answers: {
                counts.withLock { counts in
                    counts.asked += 1
                    return visited ? counts.asked : 0
                }
            },
            letGo: { counts.withLock { $0.letGo += 1 } }, pause: .milliseconds(1), grace: .milliseconds(1))
        let task = Task { try await service.run() }
        for _ in 0..<2_000 where counts.withLock({ $0.asked < enough }) { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        try await task.value
        return counts.withLock { $0 }
    }

    @Test("it lets go time after time as long as nobody visits")
    func quiet() async throws {
        let found = try await Self.timesLetGo(visited: false, until: 4)
        #expect(found.asked >= 4 && found.letGo >= 2)
    }

    @Test("it lets nothing go while somebody visits")
    func visited() async throws {
        let found = try await Self.timesLetGo(visited: true, until: 4)
        #expect(found.asked >= 4 && found.letGo == 0)
    }

    @Test("the allocator can be told twice")
    func heap() {
        Heap.limitArenas()
        Heap.limitArenas()
        Heap.trim()
    }
}
