internal import Foundation
internal import Glibc
package import Kernel

/// A file of an upload: its path as the browser said it, and how long it is.
package struct UploadedFile: Sendable, Equatable {
    package let name: String
    package let bytes: Int

    package init(name: String, bytes: Int) {
        self.name = name
        self.bytes = bytes
    }
}

/// Writes the files of an upload to disk as they come.
///
/// A name is only ever a way down from the upload's own folder, which is new and empty: nothing is overwritten, and no
/// link is there to be followed.
package final class UploadWriter {
    /// So many files are nobody's history.
    package static let mostFiles = 9_999
    private static let mostFolders = 24
    private static let longestName = 255

    private let folder: ImportFolder
    private let job: ImportJobID
    private let mostBytes: Int
    private var handle: FileHandle?
    private var current: (name: String, bytes: Int)?
    private var base: String?
    package private(set) var files: [UploadedFile] = []
    private var bytes = 0

    package init(_ folder: ImportFolder, _ job: ImportJobID, mostBytes: Int) throws {
        self.folder = folder
        self.job = job
        self.mostBytes = mostBytes
        try folder.make(job)
    }

    /// Begins a file of this name, with folders where the browser sends them.
    package func begin(_ name: String) throws {
        guard files.count < Self.mostFiles else {
            throw Fault(.badInput, "import.upload.too-many", ["most": String(Self.mostFiles)])
        }
        let parts = try Self.parts(of: name)
        let path: String
        if parts.count > 1 {
            path = folder.folders(of: job) + "/" + parts.joined(separator: "/")
        } else {
            let base = base ?? Self.base(of: parts[0])
            self.base = base
            path = folder.looseFiles(of: job) + "/" + base + "/" + parts[0]
        }
        let parent = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
        do {
            try FileManager.default.createDirectory(
                atPath: parent, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Fault(.badInput, "import.upload.bad-name", ["name": name], cause: String(describing: error))
        }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else {
            throw Fault(.badInput, "import.upload.bad-name", ["name": name], cause: "errno \(errno)")
        }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        current = (name, 0)
    }

    package func write(_ piece: some Collection<UInt8>) throws {
        bytes += piece.count
        guard bytes <= mostBytes else { throw Self.tooLarge(mostBytes) }
        current?.bytes += piece.count
        do {
            try handle?.write(contentsOf: Data(piece))
        } catch {
            throw Fault(.cannotWrite, "import.upload.disk", cause: String(describing: error))
        }
    }

    package func end() throws {
        guard let current else { return }
        try handle?.close()
        handle = nil
        files.append(UploadedFile(name: current.name, bytes: current.bytes))
        self.current = nil
    }

    package static func tooLarge(_ most: Int) -> Fault {
        Fault(.badInput, "import.upload.too-large", ["most": String(most >> 20)])
    }

    /// The folders and the file of a name; refuses one that leads anywhere but down, or cannot be a file's.
    static func parts(of name: String) throws -> [String] {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let isGood = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && part.utf8.count <= longestName
                && !part.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        guard isGood, parts.count <= mostFolders else {
            throw Fault(.badInput, "import.upload.bad-name", ["name": String(name.prefix(80))])
        }
        return parts
    }

    /// What the folder of loose files is called, and so a group that no file names: the first file's name without its
    /// ending.
    private static func base(of file: String) -> String {
        let stem = file.hasPrefix(".") ? file[...] : file.prefix { $0 != "." }
        return stem.isEmpty ? file : String(stem)
    }
}
