internal import Glibc
internal import NIOCore

/// Where a request comes from: an IPv4 or IPv6 address as its bytes, or a local socket.
struct ClientAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four or sixteen bytes; none for a local socket.
    let bytes: [UInt8]

    init(bytes: [UInt8]) {
        // ::ffff:a.b.c.d is a.b.c.d.
        let isMapped = bytes.count == 16 && bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
        self.bytes = isMapped ? Array(bytes[12...]) : bytes
    }

    init(_ address: SocketAddress?) {
        self = (address?.ipAddress).flatMap { ClientAddress(text: Substring($0)) } ?? ClientAddress(bytes: [])
    }

    /// Nil where the text is no address.
    init?(text: Substring) {
        guard text.utf8.count <= 64 else { return nil }
        let plain = String(text.prefix { $0 != "%" })
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, plain, &four) == 1 {
            self.init(bytes: withUnsafeBytes(of: &four) { Array($0) })
        } else if inet_pton(AF_INET6, plain, &six) == 1 {
            self.init(bytes: withUnsafeBytes(of: &six) { Array($0) })
        } else {
            return nil
        }
    }

    var isLoopback: Bool {
        bytes.isEmpty || (bytes.count == 4 && bytes[0] == 127)
            || (bytes.count == 16 && bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1)
    }

    var description: String {
        if bytes.isEmpty { return "local" }
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }
}

/// Addresses by their first bits, as in `10.0.0.0/8`.
struct AddressRange: Sendable {
    private let bytes: [UInt8]
    private let length: Int

    /// `address` or `address/length`; nil for anything else.
    init?(_ text: String) {
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
