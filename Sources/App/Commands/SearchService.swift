import Kernel
import Logging
import Record
import ServiceLifecycle
import Storage

/// Keeps messages findable, and what they tell of needs counted, while the server runs: in small steps, so that whoever else writes waits for one of them at most.
struct SearchService: Service {
    let store: Store
    let world: World
    let logger: Logger

    private static let step = 1_000
    private static let pause = Duration.seconds(2)

    func run() async throws {
        let runner = ReactorRunner(store: store, world: world, owner: Wiring.owner, batchSize: Self.step)
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    if try await store.read({ try SearchProgress.load(in: $0) }).isBehind {
                        _ = try await runner.catchUp(SearchIndex())
                    }
                    try await Wiring.readNeeds(store, runner)
                } catch let fault as Fault {
                    // The pages say how far it is; another process may be at it, or the database away.
                    logger.warning("\(fault.text)", metadata: ["cause": "\(fault.cause ?? "-")"])
                } catch is CancellationError {
                    return
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
