import Kernel
import Synchronization
import Testing

struct IDSourceTests {
    @Test("Ids of one source never repeat and never go back, though the clock stands, jumps and goes back")
    func growing() {
        let clock = Mutex<Int64>(1_795_422_600_000)
        let source = IDSource(now: { Instant(milliseconds: clock.withLock { $0 }) }, node: 1023)
        var chance = SeededGenerator(seed: 3)
        var last: GroupID = source.next()
        var wrong = 0
        for _ in 0..<50_000 {
            if Int.random(in: 0..<100, using: &chance) == 0 {
                clock.withLock { $0 += .random(in: -5000...5000, using: &chance) }
            }
            let next: GroupID = source.next()
            if next <= last || next.value <= 0 { wrong += 1 }
            last = next
        }
        #expect(wrong == 0)
    }

    @Test("Ids made at once by eight tasks and by two nodes are all different")
    func unique() async {
        let now: @Sendable () -> Instant = { Instant(milliseconds: 1_795_422_600_000) }
        let sources = [IDSource(now: now, node: 1), IDSource(now: now, node: 2)]
        let ids = await withTaskGroup(of: [PersonID].self) { tasks in
            for task in 0..<8 { tasks.addTask { (0..<5000).map { _ in sources[task % 2].next() } } }
            return await tasks.reduce(into: Set<PersonID>()) { $0.formUnion($1) }
        }
        #expect(ids.count == 40_000)
    }
}

struct EventKeyTests {
    private static let noon = Instant(seconds: 1_795_422_600)

    private static func key(
        _ kind: EventKind = .text, at instant: Instant = noon, from sender: Party = Party(name: "al"),
        to target: Party? = nil, saying text: String? = "hi", ordinal: Int = 0
    ) -> EventKey {
        EventKey(digestOf: kind, at: instant, sender: sender, target: target, text: text, ordinal: ordinal)
    }

    @Test("A digest tells apart what differs in any field, a missing one from an empty one, and a shifted boundary")
    func different() {
        let keys: [EventKey] = [
            Self.key(), Self.key(.link), Self.key(at: Instant(seconds: 1_795_422_601)),
            Self.key(from: Party(name: "Al")),
            Self.key(from: Party(name: "al", id: "")), Self.key(from: Party(name: "", id: "al")),
            Self.key(to: Party(name: "")), Self.key(to: Party(name: "", id: "")), Self.key(saying: nil),
            Self.key(saying: ""),
            Self.key(ordinal: 1), Self.key(from: Party(name: "alh"), saying: "i"),
            Self.key(from: Party(name: "a"), saying: "lhi"),
            EventKey(sourceID: "hi"), EventKey(sourceID: ""), EventKey(sourceID: "Hi"),
        ]
        #expect(Set(keys).count == keys.count)
    }

    @Test("Keys are short, digests begin with their time, and long source ids stay different")
    func shape() {
        let long = String(repeating: "x", count: 5000)
        let sourced = [long, long + "y", String(repeating: "x", count: 64), String(repeating: "x", count: 65)].map(
            EventKey.init(sourceID:))
        let digests = (0..<100).map { Self.key(at: Instant(seconds: Int64($0) * 1000), saying: "\($0)") }
        let facts = [
            Set(sourced).count == 4, sourced.allSatisfy { $0.bytes.count <= 65 && !$0.isDigest },
            digests.allSatisfy { $0.bytes.count == 17 && $0.isDigest }, digests == digests.sorted(),
            Self.key() == Self.key(),
        ]
        #expect(facts == [true, true, true, true, true])
    }

    @Test("Which place of an event is kept is the same in whatever order its places come")
    func places() {
        let opening = EventOrder.openingOffset
        let places = [0, 1, 7, opening, opening + 1, opening + 9]
        var wrong: [[Int64]] = []
        for first in places {
            for second in places {
                let both = EventOrder.preferred(first, second)
                if both != EventOrder.preferred(second, first) || ![first, second].contains(both) {
                    wrong.append([first, second])
                }
                for third in places
                where EventOrder.preferred(both, third)
                    != EventOrder.preferred(first, EventOrder.preferred(second, third))
                {
                    wrong.append([first, second, third])
                }
            }
        }
        #expect(wrong == [])
        #expect([EventOrder.preferred(3, opening), EventOrder.place(3, inOpeningInstant: true)] == [3, opening + 3])
    }
}
