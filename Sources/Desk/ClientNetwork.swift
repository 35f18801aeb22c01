internal import Glibc

/// The part of an address that one customer of a network provider has: an IPv4 address, or an IPv6 network of 64 bits.
///
/// Whoever has one IPv6 address has 2⁶⁴ of them; counting those apart would be no limit.
package struct ClientNetwork: Sendable, Hashable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// An address as the connection or a trusted proxy names it. What cannot be read counts as one and the same network.
    package init(_ address: String) {
        let plain = address.prefix(64).prefix { $0 != "%" }.filter { $0 != "[" && $0 != "]" }
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, String(plain), &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, String(plain), &six) == 1 {
            let all = withUnsafeBytes(of: &six) { Array($0) }
            bytes = Array(all.starts(with: ClientNetwork.mapped) ? all[12...] : all[..<8])
        } else {
            bytes = []
        }
    }

    /// How an IPv4 address begins where a socket of IPv6 names it.
    private static let mapped: [UInt8] = [UInt8](repeating: 0, count: 10) + [255, 255]

    package var description: String {
        switch bytes.count {
        case 4: bytes.map { String($0) }.joined(separator: ".")
        case 8:
            stride(from: 0, to: 8, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
                .joined(separator: ":") + "::/64"
        default: "?"
        }
    }
}
