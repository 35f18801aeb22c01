internal import Hummingbird
internal import Logging
internal import NIOCore

/// A router with one plain route and nothing around it: as fast as the library is, for `banyan bench` to compare with.
package enum BareServer {
    /// Serves `/healthz` on a free port of this machine until the process is told to end.
    package static func run(onListening: @escaping @Sendable (Int) async -> Void) async throws {
        let router = Router()
        router.get("/healthz") { _, _ in "ok\n" }
        var logger = Logger(label: "bare") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { await onListening($0.localAddress?.port ?? 0) }, logger: logger)
        try await application.runService()
    }
}
