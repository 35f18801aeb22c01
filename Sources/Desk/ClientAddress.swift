internal import Glibc

/// Where a request comes from: an IPv4 or IPv6 address as its bytes, or a local socket.
package struct ClientAddress: Hashable, Sendable, CustomStringConvertible {
    /// Four or sixteen bytes; none for a local socket.
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) {
        // ::ffff:a.b.c.d is a.b.c.d.
        let isMapped = bytes.count == 16 && bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
        self.bytes = isMapped ? Array(bytes[12...]) : bytes
    }

    /// Nil where the text is no address.
    package init?(text: Substring) {
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

    package var isLoopback: Bool {
        bytes.isEmpty || (bytes.count == 4 && bytes[0] == 127)
            || (bytes.count == 16 && bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1)
    }

    package var description: String {
        if bytes.isEmpty { return "local" }
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16) }
            .joined(separator: ":")
    }
}
