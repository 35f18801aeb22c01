import Kernel
import Synchronization
import TestSupport
import Testing

@testable import Insight
@testable import Web

/// What was counted a moment ago is not counted again, and never shown for another state of the record.
struct FigureShelfTests {
    private static let now = at("2026-11-24 08:00")

    private static func count(
        _ shelf: FigureShelf<String, Int, Int>, _ asked: [(key: String, state: Int, now: Instant)]
    ) async throws -> [Int] {
        var counted = 0
        var values: [Int] = []
        for one in asked {
            values.append(
                try await shelf.value(one.key, of: one.state, at: one.now) {
                    counted += 1
                    return counted
                })
        }
        return values
    }

    @Test("it counts once for a key and a state")
    func once() async throws {
        let shelf = FigureShelf<String, Int, Int>()
        let now = Self.now
        let found = try await Self.count(shelf, [("a", 1, now), ("a", 1, now), ("b", 1, now), ("a", 2, now)])
        #expect(found == [1, 1, 2, 3])
    }

    @Test("after a minute it counts again")
    func minute() async throws {
        let shelf = FigureShelf<String, Int, Int>()
        let later = [0, 59, 60].map { Self.now.advanced(bySeconds: $0) }
        #expect(try await Self.count(shelf, later.map { ("a", 1, $0) }) == [1, 1, 2])
    }

    @Test("it keeps for as long as it is told, for the same state")
    func hour() async throws {
        let shelf = FigureShelf<String, Int, Int>(keptSeconds: 3600)
        let later = [0, 60, 3599, 3600].map { Self.now.advanced(bySeconds: $0) }
        #expect(try await Self.count(shelf, later.map { ("a", 1, $0) } + [("a", 2, later[3])]) == [1, 1, 1, 2, 3])
    }

    @Test("it keeps no more than it may")
    func bound() async throws {
        let shelf = FigureShelf<String, Int, Int>(most: 2)
        let keys = ["a", "b", "c", "a"]
        let asked = keys.enumerated().map { ($1, 1, Self.now.advanced(bySeconds: Int64($0))) }
        #expect(try await Self.count(shelf, asked) == [1, 2, 3, 4])
    }

    @Test("what is older than a minute is dropped where all shelves are cleared, and nothing else")
    func cleared() async throws {
        final class Figure: Sendable {}
        let (shelf, marks) = (FigureShelf<String, Int, Figure>(), MarkShelf<Figure>())
        let shelves = Shelves()
        shelves.add(shelf)
        shelves.add(marks)
        let mark = RecordMark(
            group: GroupID(1), revision: 1, observedUntil: 0, name: "tea", network: "wechat", kind: "", zone: "UTC",
            data: nil)
        let later = Self.now.advanced(bySeconds: 59)
        weak var (figure, marked): (Figure?, Figure?)
        do {
            figure = try await shelf.value("a", of: 1, at: Self.now) { Figure() }
            marked = try await marks.value(mark, .all, at: Self.now) { Figure() }.value
            shelves.clear(at: later)
            #expect(figure != nil && marked != nil)
        }
        let kept = try await shelf.value("b", of: 1, at: later) { Figure() }
        shelves.clear(at: Self.now.advanced(bySeconds: 60))
        #expect(figure == nil && marked == nil)
        let again = try await shelf.value("b", of: 1, at: later) { Figure() }
        #expect(again === kept)
    }

    @Test("what took long is kept over a change")
    func slow() async throws {
        let shelf = FigureShelf<String, Int, Int>()
        let first = try await shelf.value("a", of: 1, at: Self.now) {
            try await Task.sleep(for: .milliseconds(250))
            return 1
        }
        let second = try await shelf.value("a", of: 2, at: Self.now) { 2 }
        #expect([first, second] == [1, 1])
    }
}
