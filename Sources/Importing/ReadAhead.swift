internal import Dispatch
internal import Synchronization

/// Reads the next batch of a feed while the one before is being written.
///
/// One caller at a time, and nobody else reads from the feed meanwhile.
final class ReadAhead: Sendable {
    private let feed: EventFeed
    private let result = Mutex<Result<EventBatch?, any Error>?>(nil)
    private let isRead = DispatchSemaphore(value: 0)

    init(_ feed: EventFeed) {
        self.feed = feed
        readOn()
    }

    /// The next batch, and nil for ever after the last; throws again and again where a file must not be kept.
    ///
    /// Waits where it is not read yet.
    func next() throws -> EventBatch? {
        isRead.wait()
        let read = result.withLock { $0.take() }
        guard let read, case .success(.some) = read else {
            // Nothing more is to be read: the same is said to whoever asks again.
            result.withLock { $0 = read }
            isRead.signal()
            return try read?.get() ?? nil
        }
        readOn()
        return try read.get()
    }

    /// Comes back when nothing is being read any more.
    func settle() {
        isRead.wait()
        isRead.signal()
    }

    private func readOn() {
        DispatchQueue.global(qos: .userInitiated).async { [self] in
            let read = Result { try feed.next() }
            result.withLock { $0 = read }
            isRead.signal()
        }
    }
}
