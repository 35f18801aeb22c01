internal import Kernel
internal import Synchronization

/// Figures over many groups that were counted lately, so that looking again does not count again.
///
/// Kept for the state of the record that they were counted from, and no longer than a minute where nothing else is said, since
/// names and kinds may change without the record's doing so. What took long to count outlives a change of the record by a while: else somebody
/// who reads while an import is under way would wait at every step.
final class FigureShelf<Key: Hashable & Sendable, State: Equatable & Sendable, Value: Sendable>: TimedShelf {
    private struct Kept {
        let value: Value
        let state: State
        let countedAt: Instant
        let finished: ContinuousClock.Instant
        let cost: Duration
    }

    private let kept = Mutex<[Key: Kept]>([:])
    private let most: Int
    private let keptMilliseconds: Int64
    private let times: Int
    /// What took longer than this is kept over a change for `times` as long as it took.
    private static var long: Duration { .milliseconds(200) }

    /// - Parameter most: How many are kept; the one counted first goes first.
    /// - Parameter times: For so many times as long as it took to count, what took long outlives a change of the record.
    init(most: Int = 32, keptSeconds: Int64 = 60, times: Int = 20) {
        (self.most, self.times) = (most, times)
        keptMilliseconds = keptSeconds * 1000
    }

    func value(_ key: Key, of state: State, at now: Instant, count: () async throws -> Value) async throws -> Value {
        if let value = find(key, state, at: now) { return value }
        let began = ContinuousClock.now
        let value = try await count()
        let finished = ContinuousClock.now
        let new = Kept(value: value, state: state, countedAt: now, finished: finished, cost: finished - began)
        kept.withLock { kept in
            if kept.count >= most, kept[key] == nil {
                let oldest = kept.min { $0.value.countedAt < $1.value.countedAt }
                if let oldest { kept[oldest.key] = nil }
            }
            kept[key] = new
        }
        return value
    }

    func clear(at now: Instant) {
        kept.withLock { kept in
            kept = kept.filter { now.milliseconds - $0.value.countedAt.milliseconds < keptMilliseconds }
        }
    }

    private func find(_ key: Key, _ state: State, at now: Instant) -> Value? {
        kept.withLock { kept in
            guard let found = kept[key] else { return nil }
            let age = now.milliseconds - found.countedAt.milliseconds
            let isSlow = found.cost > Self.long
            let isOutlived = isSlow && ContinuousClock.now - found.finished < found.cost * times
            if age < keptMilliseconds, found.state == state || isOutlived { return found.value }
            kept[key] = nil
            return nil
        }
    }
}
