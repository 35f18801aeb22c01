/// The part of an address that one customer of a network provider has: an IPv4 address, or an IPv6 network of 64 bits.
///
/// Whoever has one IPv6 address has 2⁶⁴ of them; counting those apart would be no limit.
package struct ClientNetwork: Sendable, Hashable, CustomStringConvertible {
    private let bytes: [UInt8]

    /// An address as the connection or a trusted proxy names it. What cannot be read counts as one and the same network.
    package init(_ address: String) {
        let plain = address.prefix(64).filter { $0 != "[" && $0 != "]" }
        let all = ClientAddress(text: Substring(plain))?.bytes ?? []
        bytes = all.count == 16 ? Array(all[..<8]) : all
    }

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
