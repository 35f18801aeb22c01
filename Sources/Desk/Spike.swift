internal import CryptoExtras
internal import Crypto
enum Spike { static func key() throws -> Int { try KDF.Scrypt.deriveKey(from: Array("x".utf8), salt: Array("y".utf8), outputByteCount: 32, rounds: 16384, blockSize: 8, parallelism: 1).bitCount } }
