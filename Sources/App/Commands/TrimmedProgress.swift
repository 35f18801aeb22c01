import Importing
import Synchronization

/// Hands on the progress of an import, and gives memory back on the way: events come and go by the million, and what
/// they leave free between what stays would add up.
final class TrimmedProgress: ImportListener {
    private let listener: any ImportListener
    private let trim: @Sendable () -> Void
    private let events = Mutex(0)

    /// After so many events the heap is trimmed.
    static let stretch = 500_000

    init(_ listener: any ImportListener, trim: @escaping @Sendable () -> Void = Heap.trim) {
        (self.listener, self.trim) = (listener, trim)
    }

    func begin(files: Int, bytes: Int) { listener.begin(files: files, bytes: bytes) }

    func advance(events count: Int, bytes: Int) {
        let isDue = events.withLock { events in
            events += count
            guard events >= Self.stretch else { return false }
            events = 0
            return true
        }
        if isDue { trim() }
        listener.advance(events: count, bytes: bytes)
    }

    func end() { listener.end() }
}
