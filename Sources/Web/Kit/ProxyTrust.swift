internal import Desk
internal import NIOCore

extension ClientAddress {
    /// The other end of a connection; a local socket's where it has no address.
    init(_ address: SocketAddress?) {
        self = (address?.ipAddress).flatMap { ClientAddress(text: Substring($0)) } ?? ClientAddress(bytes: [])
    }
}

/// Addresses by their first bits, as in `10.0.0.0/8`.
package struct AddressRange: Sendable {
    private let bytes: [UInt8]
    private let length: Int

    /// `address` or `address/length`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1)
        guard let first = parts.first, let address = ClientAddress(text: first), !address.bytes.isEmpty else {
            return nil
        }
        let most = address.bytes.count * 8
        let length = parts.count == 2 ? Int(parts[1]) : most
        guard let length, (0...most).contains(length) else { return nil }
        bytes = address.bytes
        self.length = length
    }

    func contains(_ address: ClientAddress) -> Bool {
        guard address.bytes.count == bytes.count else { return false }
        for bit in 0..<length where (address.bytes[bit / 8] ^ bytes[bit / 8]) << UInt8(bit % 8) & 128 != 0 {
            return false
        }
        return true
    }
}

/// Which machines in front of us are believed when they say for whom they ask.
struct ProxyTrust: Sendable {
    var ranges: [AddressRange] = []

    func trusts(_ address: ClientAddress) -> Bool { ranges.contains { $0.contains(address) } }

    /// The visitor behind the proxies: the last address of `X-Forwarded-For` that no trusted proxy has.
    func visitor(behind peer: ClientAddress, forwardedFor: String?) -> ClientAddress {
        var visitor = peer
        for part in (forwardedFor ?? "").split(separator: ",").reversed() {
            guard trusts(visitor) else { break }
            guard let address = ClientAddress(text: part.drop { $0 == " " }.prefix { $0 != " " }) else { break }
            visitor = address
        }
        return visitor
    }
}
