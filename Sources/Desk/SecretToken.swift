package import Kernel

/// A secret that lets its bearer in: 32 bytes of chance, of which the database holds only the SHA-256.
///
/// A plain digest is enough, since nobody can go through 2²⁵⁶ tokens. It never shows itself by being printed.
package struct SecretToken: Sendable, CustomStringConvertible, CustomReflectable {
    private let bytes: [UInt8]

    package init(_ world: World) { bytes = world.bytes(32) }

    /// Reads what a browser handed over; nil where it cannot be a token.
    package init?(_ text: String) {
        guard text.utf8.count == 43, let bytes = BaseAlphabet.base64URL.bytes(text.utf8), bytes.count == 32 else {
            return nil
        }
        self.bytes = bytes
    }

    /// For the link or the cookie, and for nothing else: letters that URLs and cookies take as they are.
    package var text: String { BaseAlphabet.base64URL.text(bytes) }

    /// What is stored.
    package var digest: [UInt8] { bytes.sha256 }

    package var description: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
