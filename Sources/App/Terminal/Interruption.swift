import Dispatch
import Foundation
import Synchronization

/// Notices that a person asked the program to stop (Ctrl-C, or a polite `kill`), so that it can stop at a safe place.
///
/// The second request ends the program at once; by the record's design that loses nothing that was kept.
final class Interruption: Sendable {
    private let isRequested = Mutex(false)
    private let sources: Mutex<[any DispatchSourceSignal]> = Mutex([])

    init() {
        for number in [SIGINT, SIGTERM] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { [weak self] in self?.request(number) }
            source.resume()
            sources.withLock { $0.append(source) }
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
