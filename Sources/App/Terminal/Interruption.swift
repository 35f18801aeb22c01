import Dispatch
import Foundation
import Synchronization

/// Notices that a person asked the program to stop (Ctrl-C, or a polite `kill`), so that it can stop at a safe place.
///
/// The second request ends the program at once; by the record's design that loses nothing that was kept.
final class Interruption: Sendable {
    private let isRequested = Mutex(false)
    private let sources: Sources

    /// Kept only so that they go on; never touched after they were set up.
    private struct Sources: @unchecked Sendable {
        let all: [any DispatchSourceSignal]
    }

    init() {
        let numbers = [SIGINT, SIGTERM]
        sources = Sources(all: numbers.map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) })
        for (source, number) in zip(sources.all, numbers) {
            signal(number, SIG_IGN)
            source.setEventHandler { [weak self] in self?.request(number) }
            source.resume()
        }
    }

    var wasRequested: Bool { isRequested.withLock { $0 } }

    private func request(_ number: Int32) {
        let isSecond = isRequested.withLock { requested in
            defer { requested = true }
            return requested
        }
        if isSecond { exit(128 + number) }
    }
}
