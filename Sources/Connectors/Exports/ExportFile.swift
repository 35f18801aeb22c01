internal import Foundation
internal import Glibc

/// Where an export's bytes are: in a file of its own, or in a member of an archive.
package struct ExportFile: Sendable {
    /// The file's absolute path; for a member the archive's and the member's name behind it.
    package let path: String
    private let archive: ZipArchive?
    private let member: ZipArchive.Member?

    init(path: String) {
        self.path = path
        (archive, member) = (nil, nil)
    }

    init(_ member: ZipArchive.Member, of archive: ZipArchive) {
        path = "\(archive.path)/\(member.name)"
        self.archive = archive
        self.member = member
    }

    /// Its bytes from the start.
    func open() throws -> ByteSource {
        guard let archive, let member else { return try ByteSource(path: path) }
        return try ByteSource(archive.open(member), named: path, byteCount: member.byteCount)
    }

    /// Another file of the same export, by its way from this one's folder (`../users.json`); nil where there is none.
    ///
    /// Of an archive it is a member: no way leads out of it.
    func neighbour(_ way: String) -> ExportFile? {
        guard let archive, let member else {
            let folder = (path as NSString).deletingLastPathComponent
            let other = URL(fileURLWithPath: folder).appendingPathComponent(way).standardizedFileURL.path
            return FileManager.default.fileExists(atPath: other) ? ExportFile(path: other) : nil
        }
        var parts = member.name.split(separator: "/").dropLast()
        for part in way.split(separator: "/") {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                return nil
            }
        }
        return archive.member(named: parts.joined(separator: "/")).map { ExportFile($0, of: archive) }
    }

    /// All of a small file beside an export, such as a list of its people; nil where it is longer than `mostBytes`.
    func contents(mostBytes: Int) throws -> [UInt8]? {
        let source = try open()
        guard source.byteCount ?? 0 <= mostBytes else { return nil }
        let bytes = try source.peek(mostBytes + 1)
        return bytes.count <= mostBytes ? Array(bytes) : nil
    }
}

/// How long files are.
enum FileLength {
    /// Nil where there is no such file.
    static func of(_ path: String) -> Int? {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : nil
    }
}
