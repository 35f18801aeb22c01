internal import Kernel
internal import Synchronization

/// Figures over many groups that were counted lately, so that looking again does not count again.
///
/// Kept for the state of the record that they were counted from, and never longer than a minute, since names and kinds may
/// change without the record's doing so. What took long to count outlives a change of the record by a while: else somebody
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
    private static var keptMilliseconds: Int64 { 60_000 }
    /// What took longer than this is kept over a change for so many times as long as it took.
    private static var long: Duration { .milliseconds(200) }
    private static var times: Int { 20 }

    /// - Parameter most: How many are kept; the one counted first goes first.
    init(most: Int = 32) { self.most = most }

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
            kept = kept.filter { now.milliseconds - $0.value.countedAt.milliseconds < Self.keptMilliseconds }
        }
    }

    private func find(_ key: Key, _ state: State, at now: Instant) -> Value? {
        kept.withLock { kept in
            guard let found = kept[key] else { return nil }
            let age = now.milliseconds - found.countedAt.milliseconds
            let isSlow = found.cost > Self.long
            let isOutlived = isSlow && ContinuousClock.now - found.finished < found.cost * Self.times
            if age < Self.keptMilliseconds, found.state == state || isOutlived { return found.value }
            kept[key] = nil
            return nil
        }
    }
}
