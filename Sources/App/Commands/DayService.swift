import Kernel
import Logging
import ServiceLifecycle
import Web

/// Has what changed the day before ready when somebody comes, so that the first of the morning does not wait for it.
struct DayService: Service {
    let site: Site
    let logger: Logger

    private static let pause = Duration.seconds(30)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await site.prepareDay()
                } catch is CancellationError {
                    return
                } catch {
                    // Whoever looks counts for themselves; the database may be away for a while.
                    logger.warning("the day before could not be counted", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: Self.pause)
            }
        }
    }
}
