internal import Desk
package import Hummingbird
internal import Kernel
internal import Logging
internal import NIOCore

/// What a request carries on its way: who asks, from where, in which language.
///
/// Pages get a context made from it (`Permitted`), which cannot be made without the right that it stands for.
package struct VisitContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The address of the other end of the connection; `ProxyTrust` may find the visitor's behind it.
    var address: ClientAddress
    /// Whether the visitor's own connection is encrypted.
    var isSecure = false
    var language = Language.simplifiedChinese
    /// Who has signed in; nil for whoever has not.
    var actor: Actor?
    /// What the forms of this visit carry.
    var formToken = ""
    /// What the last request left to be told once.
    var flash: Flash?
    /// What waits for somebody, as the bar shows it; nil where it was not counted.
    var waiting: Waiting?
    /// The token of the session's cookie as it came.
    var sessionToken: String?
    var userAgent = ""

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = ClientAddress(source.channel.remoteAddress)
    }

    /// A visit that comes by no connection.
    init(source: some RequestContextSource, address: ClientAddress) {
        coreContext = .init(source: source)
        self.address = address
    }

    /// Forms are small; uploads have their own way.
    package var maxUploadSize: Int { 256 << 10 }

    /// The number of the request in the log; none where it did not come through the server.
    var number: String { logger[metadataKey: "hb.request.id"]?.description ?? "–" }

    var client: Client { Client(address: address.description, userAgent: userAgent) }
}

/// How much waits for somebody: groups on the list of the day, and alerts that nobody has seen.
struct Waiting: Sendable {
    let groups: Int
    let alerts: Int
}
