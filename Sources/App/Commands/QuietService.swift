import CMalloc
import Foundation
import ServiceLifecycle

/// Gives memory back to the system while nobody visits: a server of ten thousand groups idles most of the night.
///
/// What is let go is kept for speed alone: pages of the database, counted figures, folds of groups, the dictionary of
/// words. Whoever comes next has it read again, which takes some milliseconds once.
struct QuietService: Service {
    /// How many visits were answered since the start.
    let answers: @Sendable () -> Int
    /// Lets go of what is kept for the next visitors.
    let letGo: @Sendable () -> Void
    /// So long nobody must have visited; also how often it is looked at.
    var pause = Duration.seconds(60)
    /// How long connections to the database are given to let go before the heap is trimmed.
    var grace = Duration.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var before = answers()
            while !Task.isCancelled {
                try? await Task.sleep(for: pause)
                let now = answers()
                if now == before, !Task.isCancelled {
                    letGo()
                    try? await Task.sleep(for: grace)
                    Heap.trim()
                }
                before = now
            }
        }
    }
}

/// The system's allocator.
enum Heap {
    /// Keeps the allocator from making an arena of its own for every thread that ever meets another at its door.
    ///
    /// Threads come and go here, and each arena holds on to what its busiest moment took: of eight arenas for each processor
    /// (glibc's default) a third of a server's memory was free and not given back. Must be called before threads are
    /// many; has no effect with another allocator than glibc's.
    static func limitArenas() {
        _ = banyan_limit_arenas(Int32(max(2, min(4, ProcessInfo.processInfo.activeProcessorCount))))
    }

    /// Gives the system back what is free in the middle of the heap, too, which glibc does not do by itself.
    static func trim() { _ = banyan_trim_heap() }
}
