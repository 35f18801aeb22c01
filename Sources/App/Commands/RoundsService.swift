import Kernel
import Logging
import Rounds
import ServiceLifecycle

/// Keeps the list of the day and the alerts in line with the record while the server runs.
struct RoundsService: Service {
    let today: TodayKeeper
    let alerts: AlertKeeper
    let world: World
    let logger: Logger

    /// Groups looked at at a time, and how long to wait once all are.
    private static let limit = 50
    private static let pause = Duration.seconds(3)
    /// The list is over all groups, and people do not look at it by the second.
    private static let todaySeconds: Int64 = 15

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var lookedAt: Instant?
            while !Task.isCancelled {
                var isBehind = false
                do {
                    let now = world.now()
                    if lookedAt.map({ $0.advanced(bySeconds: Self.todaySeconds) <= now }) ?? true {
                        try await today.refresh()
                        try await alerts.sumUp()
                        lookedAt = now
                    }
                    isBehind = try await alerts.refresh(limit: Self.limit) == Self.limit
                } catch let fault as Fault {
                    // The record may be away for a while; nothing is lost by looking later.
                    logger.warning("\(fault.text)", metadata: ["cause": "\(fault.cause ?? "-")"])
                }
                if !isBehind { try? await Task.sleep(for: Self.pause) }
            }
        }
    }
}
