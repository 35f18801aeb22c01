/// How far webhooks reach. Whoever may enter a URL must not be able to make the server ask services that only it can see.
package enum NetworkReach: Sendable, Equatable {
    /// Addresses that all the world can reach.
    case everywhereOutside
    /// Those and the private ones: this machine, and the network that it is in. Never what clouds tell their machines.
    case alsoPrivate

    /// What an address is.
    enum Place: Sendable, Equatable {
        case outside
        /// Loopback and private networks.
        case inside
        /// Link-local (where clouds keep their keys), multicast, unspecified, reserved: nobody's webhook lives there.
        case nowhere
    }

    func allows(_ place: Place) -> Bool {
        switch place {
        case .outside: true
        case .inside: self == .alsoPrivate
        case .nowhere: false
        }
    }

    /// - Parameter address: The four bytes of an IPv4 address or the sixteen of an IPv6 address, the first one first.
    ///   Source of the ranges: IANA's registries of special-purpose addresses (RFC 6890).
    static func place(_ address: [UInt8]) -> Place {
        switch address.count {
        case 4: placeOf4(address[0], address[1], address[2])
        case 16: placeOf16(address)
        default: .nowhere
        }
    }

    private static func placeOf4(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Place {
        switch (first, second, third) {
        case (10, _, _), (127, _, _), (172, 16...31, _), (192, 168, _), (100, 64...127, _): .inside
        case (0, _, _), (169, 254, _), (192, 0, 0), (192, 0, 2), (198, 18...19, _), (198, 51, 100), (203, 0, 113),
            (192, 88, 99), (224...255, _, _):
            .nowhere
        default: .outside
        }
    }

    private static func placeOf16(_ bytes: [UInt8]) -> Place {
        let isZero = { (range: Range<Int>) in bytes[range].allSatisfy { $0 == 0 } }
        let inner4 = { (start: Int) in placeOf4(bytes[start], bytes[start + 1], bytes[start + 2]) }
        if isZero(0..<15), bytes[15] == 1 { return .inside }
        // IPv4 in IPv6's clothes: mapped, and translated (RFC 6052).
        if isZero(0..<10), bytes[10] == 0xFF, bytes[11] == 0xFF { return inner4(12) }
        if bytes[0..<12] == [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0] { return inner4(12) }
        // The address of a cloud's keys in a private network (fd00:ec2::254).
        if bytes[0..<6] == [0xFD, 0x00, 0x0E, 0xC2, 0, 0] { return .nowhere }
        if bytes[0] & 0xFE == 0xFC { return .inside }
        // What is given out to the world is 2000::/3, less tunnels (6to4, Teredo) and examples.
        guard bytes[0] & 0xE0 == 0x20 else { return .nowhere }
        switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
        case (0x20, 0x01, 0, 0), (0x20, 0x01, 0x0D, 0xB8), (0x20, 0x02, _, _), (0x3F, 0xFF, _, _): return .nowhere
        default: return .outside
        }
    }
}
