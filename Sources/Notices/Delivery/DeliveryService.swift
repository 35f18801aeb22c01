package import Kernel
internal import Logging
package import ServiceLifecycle
internal import Storage
internal import Synchronization

/// Sends what is due while the server runs, and forgets what is long over.
///
/// Several processes may do so on one database: each delivery is claimed by one of them.
package struct DeliveryService: Service {
    let engine: DeliveryEngine

    package init(engine: DeliveryEngine) { self.engine = engine }

    private static let pause = Duration.seconds(1)
    private static let purgeSeconds: Int64 = 3600

    package func run() async throws {
        let (signals, signal) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let underWay = UnderWay()
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    await cancelWhenGracefulShutdown {
                        while (try? await Task.sleep(for: Self.pause)) != nil { signal.yield() }
                    }
                    signal.finish()
                }
                var purged: Instant?
                for await _ in signals {
                    for claimed in await claim(underWay) {
                        underWay.begin(claimed.outlet)
                        group.addTask {
                            await engine.deliver(claimed)
                            underWay.end(claimed.outlet)
                            signal.yield()
                        }
                    }
                    await purge(&purged)
                }
            }
        } onGracefulShutdown: {
            signal.finish()
        }
    }

    /// One failure must not end the service: the next round tries again.
    private func claim(_ underWay: UnderWay) async -> [Claimed] {
        let (free, busy) = underWay.room
        guard free > 0 else { return [] }
        do {
            guard try await engine.isAnythingDue() else { return [] }
            try await engine.recover()
            // Few at a time, so that one outlet's backlog does not take up all there is before it counts as busy.
            return try await engine.claim(most: min(free, DeliveryEngine.mostToOne), busy: busy)
        } catch {
            engine.logger.error("deliveries", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func purge(_ purged: inout Instant?) async {
        let now = engine.world.now()
        guard purged.map({ $0.advanced(bySeconds: Self.purgeSeconds) <= now }) ?? true else { return }
        purged = now
        let deliveries = engine.deliveries
        do {
            while try await engine.store.write({ try deliveries.purge(in: $0) }) > 0 {}
        } catch {
            engine.logger.error("deliveries", metadata: ["error": "\(error)"])
        }
    }
}

/// How many transfers are under way to each outlet.
private final class UnderWay: Sendable {
    private let counts = Mutex<[Outlet: Int]>([:])

    func begin(_ outlet: Outlet) { counts.withLock { $0[outlet, default: 0] += 1 } }

    func end(_ outlet: Outlet) {
        counts.withLock { counts in
            let left = (counts[outlet] ?? 1) - 1
            counts[outlet] = left > 0 ? left : nil
        }
    }

    /// How many more there may be, and to whom none.
    var room: (free: Int, busy: Set<Outlet>) {
        counts.withLock { counts in
            let all = counts.values.reduce(0, +)
            let busy = counts.filter { $0.value >= DeliveryEngine.mostToOne }.keys
            return (DeliveryEngine.mostTransfers - all, Set(busy))
        }
    }
}
