import Insight
import Kernel
import Logging
import ServiceLifecycle

/// Keeps the board in line with the record while the server runs.
struct StandingService: Service {
    let keeper: StandingKeeper
    let logger: Logger

    /// Groups counted at a time, and how long to wait once all are.
    private static let limit = 20
    private static let pause = Duration.seconds(3)

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                var isBehind = false
                do {
                    isBehind = try await keeper.refresh(limit: Self.limit) == Self.limit
                } catch let fault as Fault {
                    // The record may be away for a while; what is shown meanwhile says when it was counted.
                    logger.warning("\(fault.text)", metadata: ["cause": "\(fault.cause ?? "-")"])
                }
                if !isBehind { try? await Task.sleep(for: Self.pause) }
            }
        }
    }
}
