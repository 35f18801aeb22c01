internal import Crypto
internal import Foundation
package import Kernel

/// Codes of six digits that change every half minute (RFC 6238 with SHA-1, as every authenticator app has them).
struct OneTimeCode: Sendable {
    let secret: [UInt8]

    static let stepSeconds: Int64 = 30
    /// How many steps a telephone's clock may be off, either way.
    static let leeway: Int64 = 1

    static func step(at instant: Instant) -> Int64 { instant.seconds.flooredQuotient(by: stepSeconds) }

    func code(ofStep step: Int64, digits: Int = 6) -> String {
        let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
        let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: secret)))
        let offset = Int(mac[mac.count - 1] & 15)
        let word = mac[offset..<offset + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7fff_ffff
        let bound = (0..<digits).reduce(UInt32(1)) { bound, _ in bound * 10 }
        return padded(Int(word % bound), to: digits)
    }

    /// The step a code is of, near `now` and after `last`: each code is good once. Nil where it is none.
    func step(of code: String, at now: Instant, after last: Int64) -> Int64? {
        let typed = Array(code.utf8.prefix(64).filter { $0 != UInt8(ascii: " ") })
        let current = OneTimeCode.step(at: now)
        var found: Int64?
        for step in current - OneTimeCode.leeway...current + OneTimeCode.leeway where step > last {
            if Array(self.code(ofStep: step).utf8).isEqualInConstantTime(typed) { found = step }
        }
        return found
    }

    /// What an authenticator app reads from a QR code.
    func link(issuer: String, account: String) -> String {
        let letters = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\0"..."\u{7f}"))
            .union(CharacterSet(charactersIn: "-._~"))
        let parts = [issuer, account].map { $0.addingPercentEncoding(withAllowedCharacters: letters) ?? "" }
        let secret = BaseAlphabet.base32.text(secret)
        let values = "secret=\(secret)&issuer=\(parts[0])&algorithm=SHA1&digits=6&period=\(OneTimeCode.stepSeconds)"
        return "otpauth://totp/\(parts[0]):\(parts[1])?\(values)"
    }
}

/// What somebody is shown once when they set up the second step.
package struct SecondStepSetup: Sendable, CustomReflectable {
    /// The `otpauth://` address, to be shown as a QR code.
    package let link: String
    /// The secret in base32, to be typed where no camera is at hand.
    package let secret: String

    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A code on paper that stands in for a lost telephone, once.
enum RecoveryCode {
    static let count = 10
    /// Letters that nobody takes for one another.
    private static let letters = Array("23456789abcdefghjkmnpqrstuvwxyz".utf8)
    private static let length = 12

    /// `abcd-efgh-jkmn`: 59 bits.
    static func made(_ world: World) -> String {
        var code: [UInt8] = []
        while code.count < length {
            // Bytes past the last whole round of letters are passed over, so that all letters are as likely.
            let bytes = world.bytes(length).filter { Int($0) < 256 / letters.count * letters.count }
            code += bytes.map { letters[Int($0) % letters.count] }
        }
        let parts = stride(from: 0, to: length, by: 4).map { String(decoding: code[$0..<$0 + 4], as: UTF8.self) }
        return parts.joined(separator: "-")
    }

    /// The letters alone, whatever was typed between them; nil where it cannot be such a code.
    static func plain(_ text: String) -> [UInt8]? {
        let lowered = text.utf8.prefix(64).map { (65...90).contains($0) ? $0 + 32 : $0 }
        let plain = lowered.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
        return plain.count == length && plain.allSatisfy(letters.contains) ? plain : nil
    }
}
