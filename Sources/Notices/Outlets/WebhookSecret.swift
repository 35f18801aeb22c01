internal import Crypto
internal import Foundation
internal import Kernel

/// What a webhook's bodies are signed with, as Standard Webhooks 1 has it (https://www.standardwebhooks.com).
///
/// It never shows itself by being printed.
package struct WebhookSecret: Sendable, CustomStringConvertible, CustomReflectable {
    let bytes: [UInt8]

    /// A new one: 32 bytes of chance.
    init(_ world: World) { bytes = world.bytes(32) }

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// `whsec_` and the bytes in base64: what the receiver's library takes. For the page that shows it once.
    package var text: String { "whsec_" + Data(bytes).base64EncodedString() }

    /// `v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64.
    func signature(id: String, seconds: Int64, body: [UInt8]) -> String {
        var code = HMAC<SHA256>(key: SymmetricKey(data: bytes))
        code.update(data: Array("\(id).\(seconds).".utf8))
        code.update(data: body)
        return "v1," + Data(code.finalize()).base64EncodedString()
    }

    package var description: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
