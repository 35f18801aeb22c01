import Kernel
import Testing

@testable import Desk

/// What others have published of the same computations.
struct VectorTests {
    @Test(
        "Codes are RFC 6238's (appendix B, SHA-1)",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func codes(seconds: Int64, code: String) {
        let computed = OneTimeCode(secret: Array("12345678901234567890".utf8))
        let step = OneTimeCode.step(at: Instant(seconds: seconds))
        #expect(computed.code(ofStep: step, digits: 8) == code)
        #expect(computed.code(ofStep: step) == code.suffix(6))
    }

    @Test(
        "scrypt is RFC 7914's (section 12)",
        arguments: [
            ("", "", PasswordCost(logRounds: 4, blockSize: 1, parallelism: 1), "77d6576238657b203b19ca42c18a0497"),
            (
                "password", "NaCl", PasswordCost(logRounds: 10, blockSize: 8, parallelism: 16),
                "fdbabe1c9d3472007856e7190d01e9fe"
            ),
            (
                "pleaseletmein", "SodiumChloride", PasswordCost(logRounds: 14, blockSize: 8, parallelism: 1),
                "7023bdcb3afd7348461c06cd81fd38eb"
            ),
        ])
    func scrypt(password: String, salt: String, cost: PasswordCost, start: String) throws {
        let key = try PasswordHash.scrypt(Array(password.utf8), Array(salt.utf8), cost, count: 64)
        #expect(key.prefix(16).hex == start)
    }

    @Test(
        "Letters for bits are RFC 4648's (section 10), without padding, and read back",
        arguments: [("f", "MY", "Zg"), ("fo", "MZXQ", "Zm8"), ("foobar", "MZXW6YTBOI", "Zm9vYmFy"), ("", "", "")])
    func letters(text: String, base32: String, base64: String) {
        #expect(BaseAlphabet.base32.text(Array(text.utf8)) == base32)
        #expect(BaseAlphabet.base64.text(Array(text.utf8)) == base64)
        #expect(BaseAlphabet.base64.bytes(base64.utf8) == Array(text.utf8))
        #expect(BaseAlphabet.base32.bytes(base32.utf8) == Array(text.utf8))
    }

    @Test("A code is good for a step either way, and not again", arguments: [-2, -1, 0, 1, 2] as [Int64])
    func leeway(steps: Int64) {
        let code = OneTimeCode(secret: Array("12345678901234567890".utf8))
        let now = Instant(seconds: 1_111_111_109)
        let step = OneTimeCode.step(at: now) + steps
        let typed = code.code(ofStep: step)
        #expect(code.step(of: typed, at: now, after: 0) == (abs(steps) <= 1 ? step : nil))
        #expect(code.step(of: typed, at: now, after: step) == nil)
    }

    @Test("The address for an app names product, person and secret")
    func address() {
        let link = OneTimeCode(secret: Array("foobar".utf8)).link(issuer: "Banyan", account: "李雷 a@b?c")
        #expect(
            link == "otpauth://totp/Banyan:%E6%9D%8E%E9%9B%B7%20a%40b%3Fc?secret=MZXW6YTBOI&issuer=Banyan"
                + "&algorithm=SHA1&digits=6&period=30")
    }
}
