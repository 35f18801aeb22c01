internal import Foundation
internal import Synchronization

/// So many databases may be in use by tests at one time; who comes later waits.
///
/// Swift Testing starts every test of a run at once. Left alone, hundreds of databases and of programs would share the
/// processors, each would take minutes for what takes a second, and tests of what ends in time would say nothing.
final class DatabasePlaces: Sendable {
    /// Four for each processor: a test often waits for its disk or for a program it runs.
    static let shared = DatabasePlaces(count: 4 * max(2, ProcessInfo.processInfo.activeProcessorCount))

    /// Whether the task has a place already: who holds one database and asks for a second must not wait for itself.
    @TaskLocal private static var isInside = false

    private struct State {
        var free: Int
        /// In the order they came; taken from `first` on.
        var waiting: [CheckedContinuation<Void, Never>] = []
        var first = 0
    }
    private let state: Mutex<State>

    init(count: Int) { state = Mutex(State(free: count)) }

    func withPlace<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        if DatabasePlaces.isInside { return try await body() }
        await take()
        defer { leave() }
        return try await DatabasePlaces.$isInside.withValue(true) { try await body() }
    }

    private func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free > 0 {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.first < state.waiting.count else {
                state.free += 1
                return nil
            }
            state.first += 1
            return state.waiting[state.first - 1]
        }
        next?.resume()
    }
}
