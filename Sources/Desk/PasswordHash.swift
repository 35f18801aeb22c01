internal import Crypto
internal import CryptoExtras
internal import Foundation
package import Kernel

/// How much work a guess costs.
package struct PasswordCost: Sendable, Equatable {
    /// N = 2 to the power of this.
    package let logRounds: Int
    package let blockSize: Int
    package let parallelism: Int

    package init(logRounds: Int, blockSize: Int, parallelism: Int) {
        self.logRounds = logRounds
        self.blockSize = blockSize
        self.parallelism = parallelism
    }

    /// N = 2¹⁵, r = 8, p = 3: one of the settings of equal worth that OWASP's Password Storage Cheat Sheet gives for
    /// scrypt (as of 2025). It is the one that takes 32 MiB, so that two at once leave a small machine alone.
    package static let today = PasswordCost(logRounds: 15, blockSize: 8, parallelism: 3)

    /// What a stored hash may ask for: no more than a check of it may cost.
    var isBearable: Bool {
        (1...20).contains(logRounds) && (1...32).contains(blockSize) && (1...16).contains(parallelism)
            && (128 * blockSize) << logRounds <= 256 << 20
    }

    var maxMemory: Int { (128 * blockSize) << logRounds + 128 * blockSize * (parallelism + 2) + 1 << 20 }
}

/// A password, salted and hashed with scrypt (RFC 7914), together with what it takes to check one against it.
package struct PasswordHash: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
    let cost: PasswordCost
    private let salt: [UInt8]
    private let key: [UInt8]

    /// Takes long and much memory, on purpose: see `PasswordHasher`.
    init(_ password: String, _ cost: PasswordCost, salt: [UInt8]) throws {
        self.cost = cost
        self.salt = salt
        key = try PasswordHash.scrypt(PasswordHash.bytes(of: password), salt, cost, count: 32)
    }

    /// Reads what `stored` wrote; nil where it is damaged.
    init?(stored text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt" else { return nil }
        let numbers = parts[2].split(separator: ",").map { $0.split(separator: "=") }
        guard numbers.map({ $0.first ?? "" }) == ["ln", "r", "p"] else { return nil }
        let values = numbers.compactMap { $0.count == 2 ? Int($0[1]) : nil }
        guard values.count == 3 else { return nil }
        cost = PasswordCost(logRounds: values[0], blockSize: values[1], parallelism: values[2])
        guard cost.isBearable, let salt = BaseAlphabet.base64.bytes(parts[3].utf8),
            let key = BaseAlphabet.base64.bytes(parts[4].utf8), key.count == 32
        else { return nil }
        self.salt = salt
        self.key = key
    }

    /// `$scrypt$ln=15,r=8,p=3$SALT$KEY`, as PHC's string format has it.
    var stored: String {
        let parameters = "ln=\(cost.logRounds),r=\(cost.blockSize),p=\(cost.parallelism)"
        let (salt, key) = (BaseAlphabet.base64.text(salt), BaseAlphabet.base64.text(key))
        return "$scrypt$\(parameters)$\(salt)$\(key)"
    }

    /// Whether it is the password's. As slow as making it.
    func matches(_ password: String) throws -> Bool {
        let other = try PasswordHash.scrypt(PasswordHash.bytes(of: password), salt, cost, count: key.count)
        return key.isEqualInConstantTime(other)
    }

    static func scrypt(_ password: [UInt8], _ salt: [UInt8], _ cost: PasswordCost, count: Int) throws -> [UInt8] {
        let key = try KDF.Scrypt.deriveKey(
            from: password, salt: salt, outputByteCount: count, rounds: 1 << cost.logRounds, blockSize: cost.blockSize,
            parallelism: cost.parallelism, maxMemory: cost.maxMemory)
        return key.withUnsafeBytes { Array($0) }
    }

    /// The same letter is the same bytes, however a keyboard composes it.
    private static func bytes(of password: String) -> [UInt8] {
        Array(password.precomposedStringWithCanonicalMapping.utf8)
    }

    package var description: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
