import Kernel
import Logging
import Record
import ServiceLifecycle
import Storage

/// Keeps up what groups talk about while the server runs.
struct TopicService: Service {
    let store: Store
    let world: World
    let logger: Logger

    private static let step = 2_000
    private static let pause = Duration.seconds(5)

    func run() async throws {
        let runner = ReactorRunner(store: store, world: world, owner: Wiring.owner, batchSize: Self.step)
        let keeper = TopicKeeper(store: store, world: world)
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await keeper.catchUp(runner, everything: false)
                } catch let fault as Fault {
                    // Another process may be at it, or the database away.
                    logger.warning("\(fault.text)", metadata: ["cause": "\(fault.cause ?? "-")"])
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
