import Foundation
import Kernel
import Synchronization

/// One line on a terminal that shows how many of how many are done; silent where standard error is no terminal.
final class CountLine: Sendable {
    private let catalogue: TextCatalogue
    private let isTerminal: Bool
    private let shown = Mutex<ContinuousClock.Instant?>(nil)

    init(_ catalogue: TextCatalogue) {
        self.catalogue = catalogue
        isTerminal = isatty(STDERR_FILENO) == 1
    }

    /// - Parameter key: A text with `{done}` and `{all}`.
    func show(_ key: String, done: Int, of all: Int) {
        guard isTerminal else { return }
        let isDue = shown.withLock { shown in
            let now = ContinuousClock.now
            if let last = shown, now - last < .milliseconds(200) { return false }
            shown = now
            return true
        }
        guard isDue else { return }
        let line = catalogue(key, ["done": String(done), "all": String(all)])
        FileHandle.standardError.write(Data("\r\(line)\u{1B}[K".utf8))
    }

    func end() {
        if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
