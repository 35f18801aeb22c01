import Desk
import Kernel
import Testing

struct RateLimitTests {
    @Test("A bucket gives its burst at once, then one an interval, and says how long to wait")
    func burst() {
        var limit = RateLimit(.times(3, thenEverySeconds: 10))
        let start = Instant(seconds: 1_000)
        let first = (0..<4).map { _ in limit.take(at: start) }
        #expect(first == [.taken, .taken, .taken, .wait(milliseconds: 10_000)])
        #expect(limit.take(at: start.advanced(byMilliseconds: 9_999)) == .wait(milliseconds: 1))
        #expect(limit.take(at: start.advanced(bySeconds: 10)) == .taken)
        #expect(limit.isFull(at: start.advanced(bySeconds: 39)) == false)
        #expect(limit.isFull(at: start.advanced(bySeconds: 40)))
    }

    @Test("Whatever the times asked at, no span is given more than its share", arguments: UInt64(1)...200)
    func share(seed: UInt64) {
        var chance = SeededGenerator(seed: seed)
        let rule = RateRule(
            burst: Int.random(in: 1...6, using: &chance),
            intervalMilliseconds: Int64.random(in: 1...5_000, using: &chance))
        var limit = RateLimit(rule)
        var now = Instant(seconds: 1_000_000)
        var taken: [Instant] = []
        for _ in 0..<150 {
            now = now.advanced(byMilliseconds: Int64.random(in: 0...rule.intervalMilliseconds, using: &chance))
            if limit.take(at: now).isTaken { taken.append(now) }
        }
        for (index, end) in taken.enumerated() where index >= rule.burst {
            let begin = taken[index - rule.burst]
            #expect(end.milliseconds - begin.milliseconds >= rule.intervalMilliseconds, "seed \(seed)")
        }
        #expect(!taken.isEmpty)
    }

    @Test("A clock set back shuts nobody out for longer than an empty bucket does")
    func clockSetBack() {
        var limit = RateLimit(.times(2, thenEverySeconds: 10))
        _ = limit.take(at: Instant(seconds: 1_000_000))
        let answer = limit.take(at: Instant(seconds: 1_000))
        #expect(answer == .wait(milliseconds: 10_000))
        #expect(limit.take(at: Instant(seconds: 1_010)) == .taken)
    }

    @Test("Buckets stay few, and those with most missing are kept")
    func bounded() {
        let limits = RateLimits<Int>(.times(2, thenEverySeconds: 60), mostKeys: 100)
        let now = Instant(seconds: 1_000)
        _ = limits.take(-1, at: now)
        _ = limits.take(-1, at: now)
        for key in 0..<10_000 { _ = limits.take(key, at: now) }
        #expect(limits.count <= 100)
        #expect(limits.take(-1, at: now).isTaken == false)
    }

    @Test(
        "One customer's addresses count as one",
        arguments: [
            ("192.0.2.7", "::ffff:192.0.2.7", true), ("2001:db8:1:2:3::4", "2001:db8:1:2::ffff", true),
            ("2001:db8:1:2::1", "2001:db8:1:3::1", false), ("192.0.2.7", "192.0.2.8", false),
            ("fe80::1%eth0", "fe80::2", true), ("[2001:db8::1]", "2001:db8::2", true), ("nonsense", "", true),
        ])
    func networks(left: String, right: String, isOne: Bool) {
        #expect((ClientNetwork(left) == ClientNetwork(right)) == isOne)
    }
}
