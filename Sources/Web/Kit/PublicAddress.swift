internal import Foundation

/// The address under which the console is reached from outside, as links and checks need it: `https://banyan.example`.
package struct PublicAddress: Sendable, Hashable {
    /// Scheme, host and port, without a slash at the end.
    package let text: String
    /// Host and port as a browser sends them in `Host` and `Origin`.
    package let host: String
    package let isSecure: Bool

    /// Nil where the text is no `http` or `https` address, or has a path, a query or a name of a user: the console lives
    /// at the root of its host.
    package init?(_ text: String) {
        let plain = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let parts = URLComponents(string: plain), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let name = parts.host, !name.isEmpty, parts.path.isEmpty,
            parts.query == nil, parts.fragment == nil, parts.user == nil
        else { return nil }
        let port = parts.port.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : ":\($0)" } ?? ""
        host = name.lowercased() + port
        isSecure = scheme == "https"
        self.text = scheme + "://" + host
    }
}
