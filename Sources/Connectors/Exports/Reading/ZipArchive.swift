internal import CZip
internal import Glibc
internal import Kernel
internal import Synchronization

/// An archive of exports, read member by member as a stream; nothing of it is ever unpacked to disk.
///
/// An archive that could harm is refused whole, with the reason, before anything of it is read: names that lead out of
/// it, links, passwords, members that unfold beyond all measure or share their bytes, too many members.
final class ZipArchive: @unchecked Sendable {
    /// A file in the archive.
    struct Member: Sendable {
        let index: UInt64
        /// As written, in UTF-8; folders in front, parted by `/`.
        let name: String
        /// Unpacked.
        let byteCount: Int
    }

    let path: String
    let members: [Member]
    private let byName: [String: Int]
    /// libzip's handle; one caller at a time, as libzip asks.
    private let handle: Mutex<UnsafeHandle>

    /// libzip's archive, which the lock around it lets one caller use at a time.
    private struct UnsafeHandle: @unchecked Sendable { let zip: OpaquePointer }

    init(path: String) throws {
        var number: Int32 = 0
        guard let zip = zip_open(path, ZIP_RDONLY, &number) else {
            var reason = zip_error_t()
            zip_error_init_with_code(&reason, number)
            defer { zip_error_fini(&reason) }
            throw Fault(
                .badInput, "exports.zip.unreadable",
                ["path": path, "reason": String(cString: zip_error_strerror(&reason))])
        }
        self.path = path
        do {
            members = try ZipDirectory(path: path, zip).members
        } catch {
            zip_discard(zip)
            throw error
        }
        byName = Dictionary(members.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        handle = Mutex(UnsafeHandle(zip: zip))
    }

    deinit { handle.withLock { zip_discard($0.zip) } }

    func member(named name: String) -> Member? { byName[name].map { members[$0] } }

    /// A reader of one member; each keeps its own place, also where several are open.
    func open(_ member: Member) throws -> ZipMemberReader {
        let file = handle.withLock { zip_fopen_index($0.zip, member.index, 0).map(ZipMemberReader.File.init) }
        guard let file else { throw damaged(member) }
        return ZipMemberReader(archive: self, member: member, file: file)
    }

    fileprivate func read(_ file: ZipMemberReader.File, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        handle.withLock { _ in Int(zip_fread(file.pointer, buffer.baseAddress, UInt64(buffer.count))) }
    }

    fileprivate func close(_ file: ZipMemberReader.File) { handle.withLock { _ in _ = zip_fclose(file.pointer) } }

    fileprivate func damaged(_ member: Member) -> Fault {
        Fault(.badInput, "exports.zip.damaged", ["path": path, "member": ZipDirectory.shown(member.name)])
    }
}

/// The bytes of one member, front to back.
final class ZipMemberReader {
    /// libzip's open member, used by its reader alone and under the archive's lock.
    struct File: @unchecked Sendable { let pointer: OpaquePointer }

    private let archive: ZipArchive
    private let member: ZipArchive.Member
    private let file: File
    private var bytesRead = 0

    fileprivate init(archive: ZipArchive, member: ZipArchive.Member, file: File) {
        (self.archive, self.member, self.file) = (archive, member, file)
    }

    deinit { archive.close(file) }

    /// Fills the start of `buffer`; 0 at the end. Throws where the member is damaged or longer than it says.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive.read(file, into: buffer)
        bytesRead += max(0, count)
        guard count >= 0, bytesRead <= member.byteCount, count > 0 || bytesRead == member.byteCount else {
            throw archive.damaged(member)
        }
        return count
    }
}

/// What an archive says is in it, judged before anything is read.
private struct ZipDirectory {
    /// As many members as this are refused: no chat program writes them, and each is opened.
    private static let mostMembers = 10_000
    /// DEFLATE makes at most 1,032 bytes of one; chat histories come to thirty.
    private static let mostUnfolding = 200
    /// What is smaller may unfold as it likes.
    private static let harmlessLength = 1 << 20
    private static let mostBytes = 64 << 30

    private(set) var members: [ZipArchive.Member] = []

    init(path: String, _ zip: OpaquePointer) throws {
        let count = zip_get_num_entries(zip, 0)
        guard count < ZipDirectory.mostMembers else {
            throw Fault(
                .badInput, "exports.zip.too-many",
                ["path": path, "count": String(count), "most": String(ZipDirectory.mostMembers - 1)])
        }
        var (packed, unpacked) = (0, 0)
        for index in 0..<UInt64(max(0, count)) {
            let entry = try ZipDirectory.entry(index, path, zip)
            packed += entry.packed
            unpacked += entry.member.byteCount
            let unfolds = entry.member.byteCount / max(1, entry.packed) > ZipDirectory.mostUnfolding
            if unfolds && entry.member.byteCount > ZipDirectory.harmlessLength || unpacked > ZipDirectory.mostBytes {
                throw ZipDirectory.refusal("exports.zip.bomb", path, entry.member.name)
            }
            if !entry.member.name.hasSuffix("/") { members.append(entry.member) }
        }
        // Members that share their bytes pack more than the file has.
        if let length = FileLength.of(path), packed > length {
            throw ZipDirectory.refusal("exports.zip.bomb", path, members.last?.name ?? "")
        }
    }

    private static func entry(
        _ index: UInt64, _ path: String, _ zip: OpaquePointer
    ) throws -> (member: ZipArchive.Member, packed: Int) {
        var status = zip_stat_t()
        guard zip_stat_index(zip, index, 0, &status) == 0, let written = zip_get_name(zip, index, 1 << 6) else {
            throw refusal("exports.zip.damaged", path, String(index))
        }
        let name = decoded(written)
        guard leadsInside(name) else { throw refusal("exports.zip.name", path, name) }
        var system: UInt8 = 0
        var attributes: UInt32 = 0
        zip_file_get_external_attributes(zip, index, 0, &system, &attributes)
        // Made on Unix (3), the upper half is the file's mode; 0o120000 is a symbolic link.
        if system == 3, attributes >> 16 & 0o170000 == 0o120000 { throw refusal("exports.zip.link", path, name) }
        guard status.encryption_method == 0 else { throw refusal("exports.zip.password", path, name) }
        guard status.size <= UInt64(mostBytes), status.comp_size <= UInt64(mostBytes) else {
            throw refusal("exports.zip.bomb", path, name)
        }
        let member = ZipArchive.Member(index: index, name: name, byteCount: Int(status.size))
        return (member, Int(status.comp_size))
    }

    /// UTF-8 where it is; else GB18030, which is what Chinese systems write without saying so.
    private static func decoded(_ written: UnsafePointer<CChar>) -> String {
        let bytes = Array(UnsafeBufferPointer(start: written, count: strlen(written))).map { UInt8(bitPattern: $0) }
        if TextDetection.isUTF8(bytes[...]) { return String(decoding: bytes, as: UTF8.self) }
        var room = [UInt8](repeating: 0, count: bytes.count * 4 + 16)
        let decoder = try? TextDecoder(ByteSource(bytes: bytes), encoding: .gb18030, mark: 0)
        let count = (try? room.withUnsafeMutableBytes { try decoder?.read(into: $0) }) ?? 0
        return String(decoding: room.prefix(count), as: UTF8.self)
    }

    private static func leadsInside(_ name: String) -> Bool {
        guard !name.isEmpty, !name.hasPrefix("/"), name.utf8.count <= 1024 else { return false }
        guard !name.unicodeScalars.contains(where: { $0.value < 32 || $0 == "\\" }) else { return false }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isDrive = parts[0].utf8.count == 2 && parts[0].hasSuffix(":")
        return !isDrive && !parts.contains { $0 == ".." || $0 == "." }
    }

    private static func refusal(_ text: String, _ path: String, _ member: String) -> Fault {
        Fault(.badInput, text, ["path": path, "member": shown(member)])
    }

    /// A member's name as it may be shown.
    static func shown(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.prefix(120).map { $0.value < 32 ? "·" : $0 }))
    }
}
