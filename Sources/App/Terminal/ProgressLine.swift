import Foundation
import Importing
import Kernel
import Synchronization

/// One line on a terminal that shows how an import is getting on: count, rate, share and time left.
///
/// Where standard error is no terminal it stays silent, so logs are not filled with half lines.
final class ProgressLine: ImportListener {
    private let catalogue: TextCatalogue
    private let isTerminal: Bool
    private let state = Mutex(State())

    private struct State {
        var bytesInAll = 0
        var bytes = 0
        var events = 0
        var began = ContinuousClock.now
        var shown: ContinuousClock.Instant?
    }

    init(_ catalogue: TextCatalogue) {
        self.catalogue = catalogue
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    func begin(files: Int, bytes: Int) {
        state.withLock { $0 = State(bytesInAll: bytes) }
    }

    func advance(events: Int, bytes: Int) {
        let line: String? = state.withLock { state in
            state.events += events
            state.bytes += bytes
            let now = ContinuousClock.now
            if let shown = state.shown, now - shown < .milliseconds(200) { return nil }
            state.shown = now
            return text(state, now)
        }
        if let line { show(line) }
    }

    func end() {
        if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }

    private func show(_ line: String) {
        if isTerminal { FileHandle.standardError.write(Data("\r\(line)\u{1B}[K".utf8)) }
    }

    private func text(_ state: State, _ now: ContinuousClock.Instant) -> String {
        let seconds = max(
            0.001,
            Double((now - state.began).components.seconds) + Double((now - state.began).components.attoseconds) / 1e18)
        let share = state.bytesInAll == 0 ? 0 : min(1, Double(state.bytes) / Double(state.bytesInAll))
        let left = share > 0 ? Int(seconds / share - seconds) : 0
        let filled = Int(share * 24)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        return catalogue(
            "import.progress",
            [
                "bar": bar, "share": String(Int(share * 100)), "events": String(state.events),
                "rate": String(Int(Double(state.events) / seconds)), "left": "\(left / 60):\(padded(left % 60, to: 2))",
            ])
    }
}
