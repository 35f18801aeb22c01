internal import Glibc
internal import Kernel

/// The file that a PostgreSQL database is backed up to.
///
/// It begins with the 16 bytes `Banyan backup 1\n`. Then come records: one byte of kind, four bytes of length (big-endian,
/// at most 1 MiB), and so many bytes of content:
///
/// - `M`, one for each migration, oldest first: its name in UTF-8
/// - `T`, a table begins: its name and those of its columns in UTF-8, separated by NUL. A table comes after
///   those that it refers to
/// - `D`, part of the table's rows in PostgreSQL's COPY text format, cut anywhere
/// - `E`, the table ends: its count of rows, eight bytes big-endian
/// - `Z`, the file ends: the digest of all records before it, eight bytes big-endian
///
/// The digest is Kernel's `ContentDigest` over, for each record, first kind × 2³² + length and then its content.
enum BackupFile {
    enum Kind: UInt8 {
        case migration = 0x4D
        case table = 0x54
        case data = 0x44
        case tableEnd = 0x45
        case end = 0x5A
    }

    static let opening = Array("Banyan backup 1\n".utf8)
    static let longestRecord = 1 << 20

    fileprivate static func add(_ kind: Kind, _ content: UnsafeRawBufferPointer, to digest: inout ContentDigest) {
        digest.add(UInt64(kind.rawValue) << 32 | UInt64(content.count))
        digest.add(content)
    }

    static func bigEndian(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
}

/// Writes a backup, holding no more of it than one record.
final class BackupWriter {
    private let file: String
    private let descriptor: Int32
    private var digest = ContentDigest()
    private var pending: [UInt8] = []

    init(_ file: String) throws {
        self.file = file
        descriptor = try FileFault.check(file, open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600))
        try BackupFile.opening.withUnsafeBytes { try write($0) }
    }

    deinit { close(descriptor) }

    func record(_ kind: BackupFile.Kind, _ content: [UInt8]) throws {
        try flush()
        try content.withUnsafeBytes { try record(kind, $0) }
    }

    /// Adds rows of the table begun last.
    func data(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(BackupFile.longestRecord - pending.count)
            pending.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
            if pending.count == BackupFile.longestRecord { try flush() }
        }
    }

    /// Ends the file and waits until it is on the disk.
    func finish() throws {
        try flush()
        try record(.end, BackupFile.bigEndian(digest.value))
        try FileFault.check(file, fsync(descriptor))
    }

    private func flush() throws {
        guard !pending.isEmpty else { return }
        try pending.withUnsafeBytes { try record(.data, $0) }
        pending.removeAll(keepingCapacity: true)
    }

    private func record(_ kind: BackupFile.Kind, _ content: UnsafeRawBufferPointer) throws {
        BackupFile.add(kind, content, to: &digest)
        try withUnsafeBytes(of: UInt32(content.count).bigEndian) { length in
            try ([kind.rawValue] + length).withUnsafeBytes { try write($0) }
        }
        try write(content)
    }

    private func write(_ bytes: UnsafeRawBufferPointer) throws {
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
            if count < 0, errno == EINTR { continue }
            try FileFault.check(file, count < 0 ? -1 : 0)
            written += count
        }
    }
}

/// Reads a backup record by record, and refuses it at the end where anything was missing or altered.
final class BackupReader {
    private let file: String
    private let descriptor: Int32
    private var digest = ContentDigest()
    private var buffer: [UInt8] = []
    private var position = 0

    init(_ file: String) throws {
        self.file = file
        descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable() }
        guard try take(BackupFile.opening.count) == BackupFile.opening else {
            throw Fault(.wrongDatabase, "storage.backup-foreign", ["file": file])
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// The next record; nil at the end of a file that has proved whole.
    func next() throws -> (kind: BackupFile.Kind, content: [UInt8])? {
        let head = try take(5)
        let length = head.dropFirst().reduce(0) { $0 << 8 | Int($1) }
        guard head.count == 5, let kind = BackupFile.Kind(rawValue: head[0]), length <= BackupFile.longestRecord else {
            throw damaged()
        }
        let content = try take(length)
        guard content.count == length else { throw damaged() }
        if kind == .end {
            guard content == BackupFile.bigEndian(digest.value), try take(1).isEmpty else { throw damaged() }
            return nil
        }
        content.withUnsafeBytes { BackupFile.add(kind, $0, to: &digest) }
        return (kind, content)
    }

    func damaged(cause: String? = nil) -> Fault {
        Fault(.badInput, "storage.backup-damaged", ["file": file], cause: cause)
    }

    /// So many bytes, or fewer where the file ends.
    private func take(_ count: Int) throws -> [UInt8] {
        var taken: [UInt8] = []
        taken.reserveCapacity(count)
        while taken.count < count, try fill() {
            let part = buffer[position..<min(buffer.count, position + count - taken.count)]
            taken += part
            position += part.count
        }
        return taken
    }

    /// Whether there are bytes in the buffer, after reading some where there were none.
    private func fill() throws -> Bool {
        guard position == buffer.count else { return true }
        position = 0
        buffer = [UInt8](repeating: 0, count: 256 << 10)
        var count = -1
        repeat {
            count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        } while count < 0 && errno == EINTR
        guard count >= 0 else { throw unreadable() }
        buffer.removeSubrange(count...)
        return count > 0
    }

    private func unreadable() -> Fault {
        let code: Fault.Code = errno == ENOENT ? .notFound : .inputOutput
        return Fault(code, "storage.backup-unreadable", ["file": file, "reason": FileFault.reason()])
    }
}
