import Foundation
import Glibc
import Kernel
import TestSupport
import Testing

@testable import Desk

struct PasswordTests {
    @Test(
        "Weak passwords are refused, each for its reason",
        arguments: [
            ("short", "desk.password-short"), ("九个字的密码不够长", "desk.password-short"),
            (String(repeating: "ab3 ", count: 65), "desk.password-long"),
            (String(repeating: "a", count: 3_000), "desk.password-long"), ("password123", "desk.password-common"),
            ("PassWord123", "desk.password-common"), ("p@ssw0rd123", "desk.password-common"),
            ("ｐａｓｓｗｏｒｄ１２３", "desk.password-common"), ("aaaaaaaaaaaaa", "desk.password-simple"),
            ("cdefghijklmno", "desk.password-simple"), ("xyxyxyxyxyxyxy", "desk.password-simple"),
            ("fgdfgdfgdfgd", "desk.password-simple"), ("765432109876", "desk.password-simple"),
            ("Banyan-2026!", "desk.password-own"), ("lilei@example.org", "desk.password-own"),
            ("LiLei 2026!!", "desk.password-own"), ("example.org!", "desk.password-own"),
        ])
    func weak(password: String, reason: String) async {
        let found = await refusal {
            try PasswordRules.check(password, signInName: "lilei@example.org", name: "Li Lei")
        }
        #expect(found == reason)
    }

    @Test(
        "Good ones are not",
        arguments: [
            Bench.password, "correct horse banyan staple", "十个字以上的一句话就很好", "kV7#pq-2Lw", "🍵🌳🐈🎋🏮🥟🧧🎍🪁🐉",
            "li lei walks the dog",
        ])
    func good(password: String) async {
        let found = await refusal {
            try PasswordRules.check(password, signInName: "lilei@example.org", name: "Li Lei")
        }
        #expect(found == nil)
    }

    @Test("A hash reads back as it was written, matches its password alone, and shows nothing")
    func stored() throws {
        let hash = try PasswordHash("café au lait", Bench.cheap, salt: Array(1...16))
        #expect(PasswordHash(stored: hash.stored) == hash)
        #expect(try hash.matches("café au lait"))
        #expect(try hash.matches("cafe\u{301} au lait"))
        #expect(try !hash.matches("cafe au lait"))
        #expect("\(hash)\(String(reflecting: hash))".contains("scrypt") == false)
        for text in ["", "$scrypt$", "$scrypt$ln=40,r=8,p=1$AA$AA", "$scrypt$ln=4,r=8$AA$AA", hash.stored + "A"] {
            #expect(PasswordHash(stored: text) == nil)
        }
    }

    @Test("Today's cost is bearable and takes its time")
    func today() async throws {
        #expect(PasswordCost.today.isBearable)
        let hasher = try PasswordHasher(world: .real())
        let hash = try await hasher.hash(Bench.password)
        #expect(try await hasher.check(Bench.password, against: hash))
        #expect(try await !hasher.check(Bench.password, against: nil))
    }

    @Test("Where too many wait, further ones are turned away at once")
    func crowd() async throws {
        let hasher = try PasswordHasher(
            world: .real(), cost: .init(logRounds: 12, blockSize: 8, parallelism: 1), mostWaiting: 3)
        let answers = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<20 { group.addTask { await refusal { try await hasher.hash("a long enough word") } } }
            return await group.reduce(into: [String: Int]()) { $0[$1 ?? "hashed", default: 0] += 1 }
        }
        #expect((answers["hashed"] ?? 0) >= 3 && (answers["desk.busy"] ?? 0) >= 1, "\(answers)")
        #expect(try await hasher.check("a", against: nil) == false)
    }

    @Test("The list of common ones is of about a thousand that are long enough to be tried")
    func list() async throws {
        let names = ["iloveyou123", "1q2w3e4r5t6y", "qwertyuiop123", "woaini1314520", "correcthorsebatterystaple"]
        for name in names {
            #expect(
                await refusal { try PasswordRules.check(name, signInName: "x1", name: "x") } == "desk.password-common")
        }
    }

    @Test("The server's key is kept for its owner alone, stays the same, and opens only what it sealed")
    func key() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.path + "/test.key"
        let key = try ServerKey.load(file: file, world: .real())
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let sealed = try key.seal([1, 2, 3], for: "test", of: "5", .real())
        let again = try ServerKey.load(file: file, world: .real())
        #expect(try again.open(sealed, for: "test", of: "5") == [1, 2, 3])
        let refusals = [
            await refusal { try again.open(sealed, for: "other", of: "5") },
            await refusal { try again.open(sealed, for: "test", of: "6") },
            await refusal { try ServerKey([0]).open(sealed, for: "test", of: "5") },
            await refusal { try again.open(Array(sealed.dropLast()), for: "test", of: "5") },
            await refusal { try again.open([], for: "test", of: "5") },
        ]
        #expect(refusals == Array(repeating: "desk.key-mismatch", count: 5))
        #expect("\(key)".count == 3)
        chmod(file, 0o640)
        #expect(await refusal { try ServerKey.load(file: file, world: .real()) } == "desk.key-open")
        chmod(file, 0o600)
        try Data("rubbish".utf8).write(to: URL(fileURLWithPath: file))
        #expect(await refusal { try ServerKey.load(file: file, world: .real()) } == "desk.key-damaged")
    }
}
