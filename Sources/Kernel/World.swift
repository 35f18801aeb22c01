internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// What a computation may not make up for itself: the time, chance, and new ids.
///
/// Everything that needs one of them takes a `World`, so a test or a simulation can decide all three.
package struct World: Sendable {
    package let now: @Sendable () -> Instant
    package let ids: IDSource
    /// So many bytes that nobody can guess: for tokens, salts and keys.
    package let bytes: @Sendable (_ count: Int) -> [UInt8]

    package init(
        now: @escaping @Sendable () -> Instant, ids: IDSource,
        bytes: @escaping @Sendable (_ count: Int) -> [UInt8] = World.realBytes
    ) {
        self.now = now
        self.ids = ids
        self.bytes = bytes
    }

    /// The real clock and real chance. The only place that touches either.
    package static func real() -> World {
        let now: @Sendable () -> Instant = {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
        }
        return World(now: now, ids: IDSource(now: now, node: UInt16.random(in: 0..<1024)))
    }

    /// From the system's own generator, which is fit for secrets.
    package static let realBytes: @Sendable (_ count: Int) -> [UInt8] = { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// A world that stands still at `instant` and counts its ids up from one: what most tests want.
    package static func still(at instant: Instant) -> World {
        World(now: { instant }, ids: IDSource(now: { Instant(milliseconds: IDSource.epoch) }, node: 0))
    }
}

/// Makes ids that grow with time: 41 bits of milliseconds since 2020, 10 bits of node, 12 bits of count.
///
/// Ids of one source never repeat and never go back, even when the clock does: the count then runs ahead of it.
package final class IDSource: Sendable {
    /// 2020-01-01T00:00:00Z in milliseconds.
    static let epoch: Int64 = 1_577_836_800_000

    private let now: @Sendable () -> Instant
    private let node: Int64
    private let last: Mutex<(millisecond: Int64, count: Int64)>

    package init(now: @escaping @Sendable () -> Instant, node: UInt16) {
        self.now = now
        self.node = Int64(node & 1023)
        self.last = Mutex((0, 0))
    }

    package func next<Subject>() -> ID<Subject> {
        let clock = max(0, now().milliseconds - IDSource.epoch)
        return last.withLock { last in
            if clock > last.millisecond {
                last = (clock, 0)
            } else if last.count == 4095 {
                last = (last.millisecond + 1, 0)
            } else {
                last.count += 1
            }
            return ID((last.millisecond << 22) | (node << 12) | last.count)
        }
    }
}
