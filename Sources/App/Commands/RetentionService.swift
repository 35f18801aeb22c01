import Desk
import Kernel
import Logging
import ServiceLifecycle

/// Forgets, while the server runs, the texts that are kept no longer.
struct RetentionService: Service {
    let desk: DataDesk
    let world: World
    let logger: Logger
    /// How long to wait from one time to the next.
    var pause = Duration.seconds(60)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await forget()
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// A failure is no reason to end: the next time goes on where this one stopped.
    func forget() async {
        do {
            let texts = try await desk.carryOutRetention(by: .system("banyan serve"), at: world.now())
            if texts > 0 { logger.notice("texts were forgotten", metadata: ["texts": "\(texts)"]) }
        } catch is CancellationError {
            return
        } catch {
            logger.warning("texts could not be forgotten", metadata: ["error": "\(error)"])
        }
    }
}
