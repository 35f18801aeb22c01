package import Kernel

/// The server that mail is handed to, and how.
package struct MailServer: Sendable, CustomStringConvertible, CustomReflectable {
    /// `smtp://host:port` or, where TLS comes first, `smtps://host:port`.
    let url: String
    let user: String?
    let password: String?
    package let from: MailAddress
    /// Whether a server without TLS is refused. A password never goes to one.
    let needsTLS: Bool
    /// A file of authorities (PEM) that its certificate may be of, instead of the system's.
    let authority: String?

    /// - Throws: `Fault(.badInput)` where the URL is none of the two, or holds a name or password.
    package init(
        url: String, user: String? = nil, password: String? = nil, from: MailAddress, needsTLS: Bool = true,
        authority: String? = nil
    ) throws {
        guard let url = Self.checked(url) else { throw Fault(.badInput, "notices.bad-mail-server") }
        self.url = url
        self.user = user
        self.password = password
        self.from = from
        self.needsTLS = needsTLS || password != nil
        self.authority = authority
    }

    /// The URL without a path; nil where it is none.
    package static func checked(_ text: String) -> String? {
        for scheme in ["smtp://", "smtps://"] where text.hasPrefix(scheme) {
            // The rest is as in a webhook's, but for what follows the port.
            var rest = String(text.dropFirst(scheme.count))
            if rest.last == "/" { rest.removeLast() }
            guard !rest.contains("/"), !rest.contains("?"), let plain = try? WebhookURL("http://" + rest) else {
                return nil
            }
            return scheme + plain.text.dropFirst("http://".count)
        }
        return nil
    }

    package var isEncryptedFromTheStart: Bool { url.hasPrefix("smtps://") }

    /// Where it is: no secret.
    package var description: String { url }
    package var customMirror: Mirror { Mirror(self, children: ["url": url, "from": from.text]) }
}
