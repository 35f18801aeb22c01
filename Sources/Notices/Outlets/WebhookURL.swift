internal import Kernel

/// An address that notices may be sent to: `http` or `https`, a host, nothing that could be read in two ways.
///
/// Where the host leads is not looked at here but when it is connected to (`NetworkReach`): names change what they lead to.
package struct WebhookURL: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    static let longest = 2_000
    private static let fault = Fault(.badInput, "notices.bad-url", ["most": String(longest)])

    /// - Throws: `Fault(.badInput)` for other schemes, names or passwords in it, letters that are not ASCII, spaces and
    ///   controls, a fragment, an impossible host or port, or more than 2,000 bytes.
    package init(_ text: String) throws {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.longest, bytes.allSatisfy(Self.isPlain) else { throw Self.fault }
        let lowered = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lowered.hasPrefix($0) }) else { throw Self.fault }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.parts(authority), Self.isHost(host) else { throw Self.fault }
        if let port {
            guard !port.isEmpty, port.count <= 5, let number = Int(port), (1...65_535).contains(number) else {
                throw Self.fault
            }
        }
        self.text = scheme + authority.lowercased() + rest.dropFirst(authority.count)
    }

    package var description: String { text }

    /// What a URL is written with, less `#`, `@`, `\` and what different readers read differently.
    private static func isPlain(_ byte: UInt8) -> Bool {
        guard (0x21...0x7E).contains(byte) else { return false }
        return !"\"#<>@\\^`{|}".utf8.contains(byte)
    }

    private static func parts(_ authority: Substring) -> (host: Substring, port: Substring?)? {
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            let (host, rest) = (authority[...end], authority[authority.index(after: end)...])
            if rest.isEmpty { return (host, nil) }
            return rest.first == ":" ? (host, rest.dropFirst()) : nil
        }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 1 ? (parts[0], nil) : parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.first == "[" {
            let inner = host.dropFirst().dropLast()
            return (2...45).contains(inner.count) && inner.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        return isName(host)
    }

    /// Whether it can be a host's name or IPv4 address: labels of letters, digits and `-`.
    static func isName(_ host: some StringProtocol) -> Bool {
        guard (1...253).contains(host.utf8.count) else { return false }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.utf8.allSatisfy {
                    (48...57).contains($0) || (97...122).contains($0 | 32) || $0 == UInt8(ascii: "-")
                        || $0 == UInt8(ascii: "_")
                }
        }
    }
}
