package import Kernel

/// Somebody signed in on one device, as its owner sees it in the list.
package struct Session: Sendable, Equatable {
    package let id: StaffSessionID
    /// `Firefox, Linux`
    package let device: String
    /// The address it was last seen from.
    package let address: String
    package let begunAt: Instant
    package let seenAt: Instant
    /// Whether it is the one that asks.
    package let isCurrent: Bool
}

/// Somebody let in on a request.
package struct Admission: Sendable {
    package let actor: Actor
    /// A new token to hand to the browser in the place of the one it came with; nil where that one stays good.
    package let renewed: SecretToken?
}

/// How long sessions last.
enum SessionTerms {
    static let idleSeconds: Int64 = 14 * 86_400
    static let longestSeconds: Int64 = 90 * 86_400
    /// Between the password and the second step.
    static let halfSeconds: Int64 = 600
    /// How many codes may be tried before the password is asked again.
    static let mostTries = 5
    /// How exact "last seen" is.
    static let seenSeconds: Int64 = 300
    /// How long a token that was replaced is still taken, for requests that were under way.
    static let formerSeconds: Int64 = 60
}

/// Where a request comes from.
package struct Client: Sendable, Equatable {
    /// The address, by the connection or a trusted proxy.
    package let address: String
    package let userAgent: String

    package init(address: String, userAgent: String) {
        self.address = String(decoding: address.utf8.prefix(64), as: UTF8.self).filter { $0.isASCII && $0 != "\0" }
        self.userAgent = userAgent
    }

    var network: ClientNetwork { ClientNetwork(address) }
    var device: String { DeviceName.short(userAgent) }
}
