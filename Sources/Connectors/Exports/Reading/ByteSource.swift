internal import Glibc
internal import Kernel

/// The raw bytes of a file, front to back, with a look at its start beforehand.
final class ByteSource {
    /// How much is read at once.
    static let pieceLength = 256 << 10

    private let descriptor: Int32
    private let member: ZipMemberReader?
    private let name: String
    /// Bytes that were looked at but not yet handed out.
    private var pending: [UInt8]
    private var pendingStart = 0
    /// The most bytes handed out at once; tests make it small to cut lines at every byte.
    private let largestPiece: Int
    /// How many bytes have been handed out.
    private(set) var bytesRead = 0
    /// The file's size.
    let byteCount: Int?

    init(path: String) throws {
        name = path
        // Without waiting: a pipe that nobody writes to would hold the program up for good.
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw ByteSource.unreadable(path) }
        var status = stat()
        fstat(descriptor, &status)
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            throw Fault(.badInput, isFolder ? "exports.is-folder" : "exports.no-plain-file", ["path": path])
        }
        byteCount = Int(status.st_size)
        pending = []
        largestPiece = Int.max
        member = nil
    }

    /// A member of an archive, unpacked as it is read.
    init(_ member: ZipMemberReader, named name: String, byteCount: Int) throws {
        self.member = member
        self.name = name
        self.byteCount = byteCount
        descriptor = -1
        pending = []
        largestPiece = Int.max
    }

    /// Bytes at hand instead of a file, in pieces of at most `largestPiece`.
    init(bytes: [UInt8], largestPiece: Int = .max) {
        name = ""
        descriptor = -1
        pending = bytes
        byteCount = bytes.count
        self.largestPiece = largestPiece
        member = nil
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private var isStream: Bool { descriptor >= 0 || member != nil }

    /// The first bytes of the file, without taking them; call before the first `read`.
    func peek(_ length: Int) throws -> ArraySlice<UInt8> {
        if isStream, pending.count < length {
            let known = pending.count
            var isShort = false
            let bytes = try [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[known...])
                if known > 0 { pending.withUnsafeBytes { _ = memcpy(buffer.baseAddress!, $0.baseAddress!, known) } }
                count = known
                while count < length, !isShort {
                    let more = try readOn(rest.baseAddress! + (count - known), length - count)
                    isShort = more == 0
                    count += more
                }
            }
            pending = bytes
        }
        return pending.prefix(length)
    }

    /// Fills the start of `buffer`; 0 at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let base = buffer.baseAddress, buffer.count > 0 else { return 0 }
        let room = min(buffer.count, largestPiece)
        var count = min(room, pending.count - pendingStart)
        if count > 0 {
            pending.withUnsafeBytes { _ = memcpy(base, $0.baseAddress! + pendingStart, count) }
            pendingStart += count
            if pendingStart == pending.count, isStream { (pending, pendingStart) = ([], 0) }
        } else if isStream {
            count = try readOn(base, min(room, ByteSource.pieceLength))
        }
        bytesRead += count
        return count
    }

    private func readOn(_ base: UnsafeMutableRawPointer, _ length: Int) throws -> Int {
        if let member { return try member.read(into: UnsafeMutableRawBufferPointer(start: base, count: length)) }
        while true {
            let count = Glibc.read(descriptor, base, length)
            if count >= 0 { return count }
            guard errno == EINTR else { throw ByteSource.unreadable(name) }
        }
    }

    private static func unreadable(_ path: String) -> Fault {
        let number = errno
        let code: Fault.Code = number == ENOENT ? .notFound : number == EACCES ? .forbidden : .inputOutput
        return Fault(code, "exports.unreadable", ["path": path, "reason": String(cString: strerror(number))])
    }
}
