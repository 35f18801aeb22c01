internal import Crypto
internal import Foundation
internal import Glibc
package import Kernel

/// The server's own key: 32 bytes that lie outside the database, so that a copy of the database alone opens no secret in it.
///
/// It seals the secrets of the second step of signing in and of webhooks, which, unlike passwords, the server must be able to read. It
/// is kept in a file beside the data that only the program's own user may read, or handed over in the configuration where
/// several nodes share a database. Losing it costs those secrets, nothing else: they are set up anew.
package struct ServerKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let key: SymmetricKey

    init(_ bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

    /// Reads a key from the configuration: 32 bytes in base64.
    ///
    /// - Throws: `Fault(.badInput)` where it is anything else.
    package init(base64 text: String) throws {
        let letters = text.trimmed.utf8.prefix { $0 != UInt8(ascii: "=") }
        guard let bytes = BaseAlphabet.base64.bytes(letters), bytes.count == 32 else {
            throw Fault(.badInput, "desk.bad-key")
        }
        self.init(bytes)
    }

    /// The key of a file, which is made with a new key where there is none.
    ///
    /// - Throws: `Fault(.forbidden)` where others than its owner may read the file, `.wrongDatabase` where it holds no key.
    package static func load(file: String, world: World) throws -> ServerKey {
        if access(file, F_OK) != 0 { try make(file, world) }
        return try read(file)
    }

    /// Makes a key's file whole or not at all; where another process was first, its key stays.
    private static func make(_ file: String, _ world: World) throws {
        let partial = "\(file).\(getpid()).partial"
        let descriptor = Glibc.open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Fault(.cannotWrite, "desk.key-unwritable", ["path": file], cause: String(cString: strerror(errno)))
        }
        defer { unlink(partial) }
        let key = Array((BaseAlphabet.base64.text(world.bytes(32)) + "\n").utf8)
        let isWritten = write(descriptor, key, key.count) == key.count && fsync(descriptor) == 0
        close(descriptor)
        guard isWritten, link(partial, file) == 0 || errno == EEXIST else {
            throw Fault(.cannotWrite, "desk.key-unwritable", ["path": file], cause: String(cString: strerror(errno)))
        }
    }

    private static func read(_ file: String) throws -> ServerKey {
        var status = stat()
        guard stat(file, &status) == 0, let data = FileManager.default.contents(atPath: file) else {
            throw Fault(.forbidden, "desk.key-unreadable", ["path": file])
        }
        guard status.st_mode & 0o077 == 0 else { throw Fault(.forbidden, "desk.key-open", ["path": file]) }
        do {
            return try ServerKey(base64: String(decoding: data.prefix(200), as: UTF8.self))
        } catch {
            throw Fault(.wrongDatabase, "desk.key-damaged", ["path": file])
        }
    }

    /// Seals a secret for one use and one owner: nobody can open it for another, or without the key.
    ///
    /// One byte 1, a nonce of 12 bytes, the sealed bytes and a tag of 16 (AES-256-GCM, the key by HKDF from the server's).
    package func seal(_ secret: [UInt8], for use: String, of owner: String, _ world: World) throws -> [UInt8] {
        let nonce = try AES.GCM.Nonce(data: world.bytes(12))
        let box = try AES.GCM.seal(secret, using: derived(use), nonce: nonce, authenticating: Array(owner.utf8))
        guard let combined = box.combined else { throw Fault(.internalError, "desk.key-mismatch") }
        return [1] + combined
    }

    /// - Throws: `Fault(.wrongDatabase)` where it was sealed with another key, for another use or owner, or is damaged.
    package func open(_ sealed: [UInt8], for use: String, of owner: String) throws -> [UInt8] {
        guard sealed.first == 1, let box = try? AES.GCM.SealedBox(combined: sealed.dropFirst()),
            let secret = try? AES.GCM.open(box, using: derived(use), authenticating: Array(owner.utf8))
        else { throw Fault(.wrongDatabase, "desk.key-mismatch") }
        return Array(secret)
    }

    /// A digest that only this server can make, for secrets too short for a plain one.
    func digest(_ secret: [UInt8], for use: String, of owner: String) -> [UInt8] {
        var code = HMAC<SHA256>(key: derived(use))
        code.update(data: Array(owner.utf8) + [0] + secret)
        return Array(code.finalize())
    }

    private func derived(_ use: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Array("banyan \(use)".utf8), outputByteCount: 32)
    }

    package var description: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension ServerKey {
    /// What forms of a session carry where the browser does not say that they are ours; nobody else can make it.
    package func formToken(of session: StaffSessionID?) -> String {
        BaseAlphabet.base64URL.text(digest(Array((session?.description ?? "").utf8), for: "forms", of: "web"))
    }
}
