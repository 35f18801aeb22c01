package import Kernel
internal import Logging
package import ServiceLifecycle
internal import Storage

/// Makes scheduled reports on time while the server runs.
///
/// Several processes may do so on one database: each occurrence is written down once, and made by whoever takes it first.
package struct BulletinService: Service {
    let maker: BulletinMaker

    package init(maker: BulletinMaker) { self.maker = maker }

    private static let pause = Duration.seconds(2)
    private static let sweepSeconds: Int64 = 600

    package func run() async throws {
        var swept: Instant?
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            await carefully {
                guard try await maker.isAnythingDue() else { return }
                try await maker.fallDue()
                while !Task.isShuttingDownGracefully, try await maker.makeNext() {}
            }
            let now = maker.world.now()
            if swept.map({ $0.advanced(bySeconds: Self.sweepSeconds) <= now }) ?? true {
                swept = now
                let bulletins = maker.bulletins
                await carefully { try await maker.store.write { try bulletins.sweep(in: $0) } }
            }
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.pause) }
        }
    }

    /// One failure must not end the service: the next round tries again.
    private func carefully(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            maker.logger.error("reports", metadata: ["error": "\(error)"])
        }
    }
}
