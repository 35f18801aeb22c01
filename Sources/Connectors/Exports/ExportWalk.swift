internal import Dispatch
internal import Foundation
package import Kernel
internal import Synchronization

/// Finds the files to import under some paths, in the order of their time, by the group they belong to.
package struct ExportWalk: Sendable {
    /// The files of one group, oldest first.
    package struct Group: Sendable {
        package let name: String
        package let files: [File]
    }

    /// One group's history in one file; a file of several groups is here once for each.
    package struct File: Sendable {
        package let file: ExportFile
        package let description: ExportDescription

        package var path: String { file.path }
    }

    /// A file that was passed over because it is none of the history (`README`, hidden files …).
    package struct Skipped: Sendable, Equatable {
        package let path: String
        /// Why: a key of the text catalogue.
        package let text: String
    }

    /// A file that cannot be read, and why.
    package struct Refused: Sendable {
        package let path: String
        package let fault: Fault
    }

    package private(set) var groups: [Group] = []
    package private(set) var skipped: [Skipped] = []
    package private(set) var refused: [Refused] = []

    private var found: [(file: ExportFile, name: ExportName)] = []
    private var visited: Set<FileIdentity> = []

    /// Looks at the start of every file under `paths`: files, or folders with all that is in them.
    ///
    /// A path that is named is taken whatever its name; one that is not there is a fault.
    package init(_ paths: [String], format: String? = nil, options: ReadOptions = ReadOptions()) throws {
        for path in paths { try visit(OpenedExport.absolute(path), isNamed: true) }
        found.sort { ExportOrder($0.file.path, $0.name) < ExportOrder($1.file.path, $1.name) }
        group(format: format, options: options)
    }

    private mutating func visit(_ path: String, isNamed: Bool) throws {
        let name = (path as NSString).lastPathComponent
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            if isNamed { throw Fault(.notFound, "exports.not-found", ["path": path]) }
            skipped.append(Skipped(path: path, text: "exports.skipped.dangling"))
            return
        }
        if !isNamed, let reason = ExportWalk.reasonToSkip(name, isFolder: isFolder.boolValue) {
            skipped.append(Skipped(path: path, text: reason))
        } else if let identity = FileIdentity(path), !visited.insert(identity).inserted {
            // Met before, by another way or round a loop of links.
            return
        } else if isFolder.boolValue {
            try visitFolder(path)
        } else if name.lowercased().hasSuffix(".zip") {
            visitArchive(path)
        } else {
            found.append((ExportFile(path: path), ExportName(path: path)))
        }
    }

    /// The members of an archive, as if it were a folder. One that is refused does not keep the others back.
    private mutating func visitArchive(_ path: String) {
        do {
            let archive = try ZipArchive(path: path)
            for member in archive.members {
                let file = ExportFile(member, of: archive)
                let parts = member.name.split(separator: "/").map(String.init)
                let isHidden = parts.dropLast().contains { $0.hasPrefix(".") || $0 == "__MACOSX" }
                let reason = ExportWalk.reasonToSkip(parts.last ?? "", isFolder: false)
                if let reason = isHidden ? "exports.skipped.hidden" : reason {
                    skipped.append(Skipped(path: file.path, text: reason))
                } else {
                    found.append((file, ExportName(path: file.path)))
                }
            }
        } catch {
            note(error, of: path)
        }
    }

    private mutating func note(_ error: any Error, of path: String) {
        let fault = error as? Fault ?? Fault(.inputOutput, "exports.unreadable", ["path": path, "reason": ""])
        refused.append(Refused(path: path, fault: fault))
    }

    private mutating func visitFolder(_ path: String) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw Fault(.forbidden, "exports.unreadable", ["path": path, "reason": error.localizedDescription])
        }
        for name in names.sorted() { try visit(path + "/" + name, isNamed: false) }
    }

    /// Why a file that nobody named is not looked into; nil where it is.
    private static func reasonToSkip(_ name: String, isFolder: Bool) -> String? {
        if name.hasPrefix(".") { return "exports.skipped.hidden" }
        if isFolder { return nil }
        // Files that tell about a folder rather than being of it.
        let upper = name.uppercased()
        if ["README", "LICENSE", "LICENCE", "COPYING"].contains(where: upper.hasPrefix) {
            return "exports.skipped.about"
        }
        let ending = (name as NSString).pathExtension.lowercased()
        return mediaEndings.contains(ending) ? "exports.skipped.media" : nil
    }

    /// What programs put beside a history: pictures, recordings, documents that were sent, and the look of their pages.
    private static let mediaEndings: Set<String> = [
        "jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "svg", "ico", "tgs", "thumb", "mp4", "mov", "3gp", "avi",
        "mkv",
        "webm", "m4v", "opus", "ogg", "oga", "mp3", "m4a", "aac", "wav", "amr", "silk", "flac", "pdf", "doc", "docx",
        "xls",
        "xlsx", "ppt", "pptx", "vcf", "apk", "exe", "css", "js", "woff", "woff2", "ttf",
    ]

    /// What each file is, in the order of `found`; on all processors, as folders hold thousands of files.
    private func describe(format: String?, options: ReadOptions) -> [Result<[ExportDescription], any Error>] {
        let files = found.map(\.file)
        let results = Mutex([Result<[ExportDescription], any Error>?](repeating: nil, count: files.count))
        DispatchQueue.concurrentPerform(iterations: files.count) { index in
            // Enough to know the format and the group; what is read is judged by more.
            let result = Result {
                try OpenedExport(
                    files[index].open(), of: files[index], format: format, options: options, sampleLength: 32 << 10
                ).sections(options)
            }
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    /// Files of one folder whose group is not written in them go with those of the folder where it is.
    private mutating func group(format: String?, options: ReadOptions) {
        var described: [(file: File, folder: String)] = []
        for (index, result) in describe(format: format, options: options).enumerated() {
            let (file, name) = found[index]
            switch result {
            case .success(let descriptions):
                described += descriptions.map { (File(file: file, description: $0), name.folderPath) }
            case .failure(let error): note(error, of: file.path)
            }
        }
        var certain: [String: Set<String>] = [:]
        for (file, folder) in described where file.description.isGroupNameCertain {
            certain[folder, default: []].insert(file.description.groupName)
        }
        var files: [String: [File]] = [:]
        var order: [String] = []
        for (file, folder) in described {
            var name = file.description.groupName
            if !file.description.isGroupNameCertain, let only = certain[folder], only.count == 1 { name = only.first! }
            if files[name] == nil { order.append(name) }
            files[name, default: []].append(file)
        }
        groups = order.map { Group(name: $0, files: files[$0]!) }
    }
}

/// A file or folder as the system tells it from all others, by whichever link it was reached. A file that has several
/// names of equal right is one for each, as the day may be in the name.
private struct FileIdentity: Hashable {
    private let device: UInt64
    private let number: UInt64
    private let name: String?

    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        name = isFolder || status.st_nlink == 1 ? nil : path
    }
}

/// The order of files: those of one folder of history together, by the day in the name, then by the name with its
/// numbers as numbers (`page 2` before `page 10`).
private struct ExportOrder: Comparable {
    private let folder: String
    private let day: Int32
    private let path: String

    init(_ path: String, _ name: ExportName) {
        folder = name.folderPath
        day = name.date?.number ?? Int32.min
        self.path = path
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.folder != right.folder { return isBefore(left.folder, right.folder) }
        if left.day != right.day { return left.day < right.day }
        return isBefore(left.path, right.path)
    }

    private static func isBefore(_ left: String, _ right: String) -> Bool {
        let leftBytes = Array(left.utf8)
        let rightBytes = Array(right.utf8)
        var (first, second) = (0, 0)
        while first < leftBytes.count, second < rightBytes.count {
            let (leftStart, rightStart) = (first, second)
            let leftNumber = number(leftBytes, &first)
            let rightNumber = number(rightBytes, &second)
            if !leftNumber.isEmpty, !rightNumber.isEmpty {
                if leftNumber.count != rightNumber.count { return leftNumber.count < rightNumber.count }
                if leftNumber != rightNumber { return leftNumber.lexicographicallyPrecedes(rightNumber) }
                continue
            }
            (first, second) = (leftStart, rightStart)
            if leftBytes[first] != rightBytes[second] { return leftBytes[first] < rightBytes[second] }
            first += 1
            second += 1
        }
        let leftRest = leftBytes.count - first
        let rightRest = rightBytes.count - second
        return leftRest != rightRest ? leftRest < rightRest : leftBytes.lexicographicallyPrecedes(rightBytes)
    }

    /// The digits at `index`, without leading zeros; moves past them.
    private static func number(_ bytes: [UInt8], _ index: inout Int) -> ArraySlice<UInt8> {
        let start = index
        while index < bytes.count, (48...57).contains(bytes[index]) { index += 1 }
        let digits = bytes[start..<index]
        return digits.count > 1 ? digits.drop { $0 == 48 } : digits
    }
}
