package import Kernel
internal import Synchronization

/// How often something may be done: so many times at once, and again once in so long.
package struct RateRule: Sendable, Equatable {
    package let burst: Int
    package let intervalMilliseconds: Int64

    package init(burst: Int, intervalMilliseconds: Int64) {
        precondition(burst >= 1 && intervalMilliseconds >= 1, "a limit that lets nothing through")
        self.burst = burst
        self.intervalMilliseconds = intervalMilliseconds
    }

    /// Everything at once and then one by one.
    package static func times(_ burst: Int, thenEverySeconds seconds: Int64) -> RateRule {
        RateRule(burst: burst, intervalMilliseconds: seconds * 1000)
    }

    /// How long it takes until all is as if nothing had been done.
    fileprivate var span: Int64 { Int64(burst) * intervalMilliseconds }
}

/// A token bucket: pure, in whole milliseconds, and as small as one number.
///
/// What is kept is the instant at which the bucket is full again (the "theoretical arrival time" of ATM's GCRA).
package struct RateLimit: Sendable, Equatable {
    package let rule: RateRule
    private var fullAt = Instant(milliseconds: .min)

    package enum Answer: Sendable, Equatable {
        case taken
        /// Not now, but after so many milliseconds, if nobody else takes it.
        case wait(milliseconds: Int64)

        package var isTaken: Bool { self == .taken }
    }

    package init(_ rule: RateRule) { self.rule = rule }

    /// Takes one, where there is one to be had.
    package mutating func take(at now: Instant) -> Answer {
        // A clock that was set back must not shut anybody out for longer than an empty bucket does.
        let owed = min(max(fullAt, now), now.advanced(byMilliseconds: rule.span))
        let after = owed.advanced(byMilliseconds: rule.intervalMilliseconds)
        let excess = after.milliseconds - now.milliseconds - rule.span
        guard excess <= 0 else {
            fullAt = owed
            return .wait(milliseconds: excess)
        }
        fullAt = after
        return .taken
    }

    /// Whether nothing is missing, so that forgetting it changes nothing.
    package func isFull(at now: Instant) -> Bool { fullAt <= now }

    fileprivate func missing(at now: Instant) -> Int64 { isFull(at: now) ? 0 : fullAt.milliseconds - now.milliseconds }
}

/// Token buckets by key, in bounded memory: what is full is forgotten first, then what is nearest to it.
package final class RateLimits<Key: Hashable & Sendable>: Sendable {
    private let rule: RateRule
    private let mostKeys: Int
    private let buckets = Mutex<[Key: RateLimit]>([:])

    package init(_ rule: RateRule, mostKeys: Int = 20_000) {
        self.rule = rule
        self.mostKeys = max(2, mostKeys)
    }

    package func take(_ key: Key, at now: Instant) -> RateLimit.Answer {
        buckets.withLock { buckets in
            if buckets[key] == nil, buckets.count >= mostKeys { Self.shrink(&buckets, to: mostKeys / 2, now) }
            return buckets[key, default: RateLimit(rule)].take(at: now)
        }
    }

    package var count: Int { buckets.withLock { $0.count } }

    private static func shrink(_ buckets: inout [Key: RateLimit], to size: Int, _ now: Instant) {
        buckets = buckets.filter { !$0.value.isFull(at: now) }
        guard buckets.count > size else { return }
        let heaviest = buckets.sorted { $0.value.missing(at: now) > $1.value.missing(at: now) }.prefix(size)
        buckets = Dictionary(uniqueKeysWithValues: heaviest.map { ($0.key, $0.value) })
    }
}
