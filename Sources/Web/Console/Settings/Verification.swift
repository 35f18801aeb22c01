internal import Kernel
internal import Record
internal import Synchronization

/// The recount of all groups that is under way, or was last.
final class Verification: Sendable {
    struct State: Sendable {
        var begun: Instant
        var total: Int
        var groups = 0
        var differences = 0
        /// The first differences, each in a line.
        var first: [String] = []
        var isRunning = true
        var isFailed = false
    }

    private static let mostShown = 50
    private let current = Mutex<State?>(nil)

    var state: State? { current.withLock { $0 } }

    /// False where one is under way.
    func begin(total: Int, at now: Instant) -> Bool {
        current.withLock { state in
            guard state?.isRunning != true else { return false }
            state = State(begun: now, total: total)
            return true
        }
    }

    func note(_ group: Group, _ found: [Discrepancy]) {
        current.withLock { state in
            state?.groups += 1
            state?.differences += found.count
            for one in found where (state?.first.count ?? 0) < Self.mostShown {
                state?.first.append(
                    "\(group.name) · \(one.place) (\(one.row)): \(one.stored ?? "–") ≠ \(one.counted ?? "–")")
            }
        }
    }

    func end(isFailed: Bool) {
        current.withLock { state in
            state?.isRunning = false
            state?.isFailed = isFailed
        }
    }
}
