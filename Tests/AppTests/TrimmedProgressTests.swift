import Importing
import Synchronization
import Testing

@testable import App

struct TrimmedProgressTests {
    @Test("Progress is handed on, and memory given back once in half a million events")
    func trims() {
        let seen = Mutex<[Int]>([])
        let trims = Mutex(0)
        let progress = TrimmedProgress(Listener { count in seen.withLock { $0.append(count) } }) {
            trims.withLock { $0 += 1 }
        }
        progress.begin(files: 1, bytes: 10)
        for _ in 0..<26 { progress.advance(events: 40_000, bytes: 1) }
        progress.end()
        #expect(seen.withLock { $0 } == Array(repeating: 40_000, count: 26))
        #expect(trims.withLock { $0 } == 2)
    }
}

private struct Listener: ImportListener {
    let note: @Sendable (Int) -> Void

    func begin(files: Int, bytes: Int) {}
    func advance(events: Int, bytes: Int) { note(events) }
    func end() {}
}
