import Kernel
import Logging
import Record
import ServiceLifecycle
import Storage

/// Counts anew, one after the other, the groups that a merge of people has left to do or that an earlier version of the
/// program counted less of, and makes findable the names that one left without words.
struct SettlingService: Service {
    let store: Store
    let record: RecordStore
    let logger: Logger

    private static let pause = Duration.seconds(2)
    /// Names at a time: whoever else writes waits for so many at most.
    private static let names = 1_000

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    for group in try await store.read({ try record.unsettledGroups(in: $0) }) {
                        try Task.checkCancellation()
                        try await store.write { try record.settle(group, in: $0) }
                    }
                    while try await store.write({ try record.indexNames(limit: Self.names, in: $0) }) > 0 {
                        try Task.checkCancellation()
                    }
                } catch let fault as Fault {
                    // Groups stay marked, so nothing is forgotten; the next round goes on.
                    logger.warning("\(fault.text)", metadata: ["cause": "\(fault.cause ?? "-")"])
                } catch is CancellationError {
                    return
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
