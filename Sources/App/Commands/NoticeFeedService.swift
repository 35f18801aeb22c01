import Kernel
import Logging
import Notices
import Record
import ServiceLifecycle
import Storage

/// Reads what is new in the log for whoever wants to be told of it, while the server runs.
struct NoticeFeedService: Service {
    let store: Store
    let world: World
    let logger: Logger

    private static let step = 500
    private static let pause = Duration.seconds(1)

    func run() async throws {
        let runner = ReactorRunner(store: store, world: world, owner: Wiring.owner, batchSize: Self.step)
        let feed = RecordNotices(world: world)
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await store.read({ try RecordNotices.isWanted(in: $0) }) {
                        _ = try await runner.catchUp(feed)
                    } else {
                        // Whoever subscribes next is told of what comes from then on.
                        try await runner.skip(feed)
                    }
                    if try await store.read({ try StageNotices.isBehind(in: $0) }) {
                        let stages = StageNotices(world: world)
                        _ = try await store.write { try stages.catchUp(in: $0) }
                    }
                } catch {
                    logger.warning("notices", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
