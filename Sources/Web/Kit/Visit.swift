internal import Desk
package import Hummingbird
internal import Kernel
internal import NIOCore

/// What a request carries on its way: who asks, from where, in which language.
///
/// The contexts of pages are made from it (`StaffContext` and the like) and cannot be made without the right they stand for.
package struct VisitContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The address of the other end of the connection; `ProxyTrust` may find the visitor's behind it.
    var address: ClientAddress
    /// Whether the visitor's own connection is encrypted.
    var isSecure = false
    var language = Language.simplifiedChinese
    var session: SessionView?
    /// What the last request left to be told once.
    var flash: Flash?
    /// Different for each answer; scripts of the page carry it.
    var nonce = ""

    package init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = ClientAddress(source.channel.remoteAddress)
    }

    /// Forms are small; uploads have their own way.
    package var maxUploadSize: Int { 256 << 10 }
}
