package import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
internal import Kernel
package import Logging
internal import NIOSSL

/// The web server: pages of the console, and what watches over them.
package enum WebServer {
    /// Puts the server together; it listens when it is run as a service.
    ///
    /// - Parameter onListening: Called with the port once it listens; another than asked for where that was 0.
    package static func application(
        _ site: Site, logger: Logger, onListening: @escaping @Sendable (Int) async -> Void
    ) throws -> some ApplicationProtocol {
        let configuration = ApplicationConfiguration(
            address: .hostname(site.options.host, port: site.options.port), serverName: "Banyan")
        return Application(
            responder: try Routes(site: site).router().buildResponder(), server: try server(site.options),
            configuration: configuration,
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? site.options.port) },
            logger: logger)
    }

    private static func server(_ options: WebOptions) throws -> HTTPServerBuilder {
        guard let certificate = options.certificate, let key = options.key else { return .http1() }
        do {
            var tls = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            tls.minimumTLSVersion = .tlsv12
            // Made once to find out whether the key is the certificate's before anything listens.
            _ = try NIOSSLContext(configuration: tls)
            return try .tls(.http1(), tlsConfiguration: tls)
        } catch {
            throw Fault(.badInput, "web.tls.unreadable", ["certificate": certificate, "key": key], cause: "\(error)")
        }
    }
}
