import Desk
import Kernel
import Logging
import ServiceLifecycle
import Storage

/// Forgets what the desk keeps only for a while: sessions that are over, links that ran out, old failures to sign in.
struct DeskKeepingService: Service {
    let store: Store
    let desk: DeskStore
    let world: World
    let logger: Logger
    /// How long to wait from one time to the next.
    var pause = Duration.seconds(3600)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await forget()
                try? await Task.sleep(for: pause)
            }
        }
    }

    /// A failure is no reason to end: the next time does what this one did not.
    func forget() async {
        let (desk, now) = (desk, world.now())
        do {
            try await store.write { try desk.forgetPast(at: now, in: $0) }
        } catch {
            logger.warning("the desk could not forget", metadata: ["error": "\(error)"])
        }
    }
}
