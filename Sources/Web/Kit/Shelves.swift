internal import Kernel
internal import Record
internal import Storage
internal import Synchronization

/// Something that keeps what was counted, for a while.
protocol TimedShelf: Sendable {
    /// Drops all that nobody would be shown any more.
    func clear(at now: Instant)
}

/// All shelves of a server. What is on one is dropped when somebody looks for it too late: where nobody looks, by this.
final class Shelves: Sendable {
    private let all = Mutex<[any TimedShelf]>([])

    func add(_ shelf: any TimedShelf) { all.withLock { $0.append(shelf) } }

    func clear(at now: Instant) {
        for shelf in all.withLock({ $0 }) { shelf.clear(at: now) }
    }
}

extension Site {
    /// How many pages and operations were answered.
    package var answers: Int { counts.total }

    /// Lets go of what is kept for the next visitors, as far as it can be counted or read again.
    package func letGo() {
        shelves.clear(at: world.now())
        record.forgetFolds()
        store.releaseMemory()
    }
}
