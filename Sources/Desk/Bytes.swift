internal import Crypto

extension Sequence<UInt8> {
    /// Two lower-case digits a byte.
    var hex: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}

extension [UInt8] {
    var sha256: [UInt8] { Array(SHA256.hash(data: self)) }

    /// Whether two byte strings are the same, in a time that does not tell where they differ.
    func isEqualInConstantTime(_ other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        var difference: UInt8 = 0
        for index in indices { difference |= self[index] ^ other[index] }
        return difference == 0
    }
}

/// Letters that stand for bits: RFC 4648's alphabets, without padding.
struct BaseAlphabet: Sendable {
    private let letters: [UInt8]
    private let bits: Int

    static let base32 = BaseAlphabet("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bits: 5)
    static let base64 = BaseAlphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", bits: 6)
    /// For URLs.
    static let base64URL = BaseAlphabet(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", bits: 6)

    private init(_ letters: String, bits: Int) {
        self.letters = Array(letters.utf8)
        self.bits = bits
    }

    func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var (held, count) = (0, 0)
        for byte in bytes {
            (held, count) = (held << 8 | Int(byte), count + 8)
            while count >= bits {
                count -= bits
                text.append(letters[held >> count & (1 << bits - 1)])
            }
            held &= 1 << count - 1
        }
        if count > 0 { text.append(letters[held << (bits - count) & (1 << bits - 1)]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; nil where it has other letters or could not have come of whole bytes.
    func bytes(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (held, count) = (0, 0)
        for letter in text {
            guard let value = letters.firstIndex(of: letter) else { return nil }
            (held, count) = (held << bits | value, count + bits)
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(held >> count))
            held &= 1 << count - 1
        }
        return count < bits && held == 0 ? bytes : nil
    }
}

/// A SHA-256 digest of bytes that come in pieces, wherever they are cut.
package struct RunningDigest {
    private var hash = SHA256()

    package init() {}

    package mutating func add(_ bytes: some Sequence<UInt8>) {
        if bytes.withContiguousStorageIfAvailable({ hash.update(bufferPointer: UnsafeRawBufferPointer($0)) }) == nil {
            hash.update(data: Array(bytes))
        }
    }

    package var bytes: [UInt8] { Array(hash.finalize()) }
}
