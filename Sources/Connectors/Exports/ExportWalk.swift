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

    package struct File: Sendable {
        package let path: String
        package let description: ExportDescription
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

    private var found: [(path: String, name: ExportName)] = []
    private var visited: Set<FileIdentity> = []

    /// Looks at the start of every file under `paths`: files, or folders with all that is in them.
    ///
    /// A path that is named is taken whatever its name; one that is not there is a fault.
    package init(_ paths: [String], format: String? = nil, options: ReadOptions = ReadOptions()) throws {
        for path in paths { try visit(OpenedExport.absolute(path), isNamed: true) }
        found.sort { ExportOrder($0.path, $0.name) < ExportOrder($1.path, $1.name) }
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
        if !isNamed, name.hasPrefix(".") {
            skipped.append(Skipped(path: path, text: "exports.skipped.hidden"))
        } else if !isNamed, !isFolder.boolValue, ExportWalk.isAbout(name) {
            skipped.append(Skipped(path: path, text: "exports.skipped.about"))
        } else if let identity = FileIdentity(path), !visited.insert(identity).inserted {
            // Met before, by another way or round a loop of links.
            return
        } else if isFolder.boolValue {
            try visitFolder(path)
        } else {
            found.append((path, ExportName(path: path)))
        }
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

    /// Files that tell about a folder rather than being of it.
    private static func isAbout(_ name: String) -> Bool {
        let upper = name.uppercased()
        return ["README", "LICENSE", "LICENCE", "COPYING"].contains { upper.hasPrefix($0) }
    }

    /// What each file is, in the order of `found`; on all processors, as folders hold thousands of files.
    private func describe(format: String?, options: ReadOptions) -> [Result<ExportDescription, any Error>] {
        let paths = found.map(\.path)
        let results = Mutex([Result<ExportDescription, any Error>?](repeating: nil, count: paths.count))
        DispatchQueue.concurrentPerform(iterations: paths.count) { index in
            // Enough to know the format and the group; what is read is judged by more.
            let result = Result {
                try OpenedExport(
                    ByteSource(path: paths[index]), path: paths[index], format: format, options: options,
                    sampleLength: 32 << 10
                ).description
            }
            results.withLock { $0[index] = result }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    /// Files of one folder whose group is not written in them go with those of the folder where it is.
    private mutating func group(format: String?, options: ReadOptions) {
        var described: [(file: File, folder: String)] = []
        for (index, result) in describe(format: format, options: options).enumerated() {
            let (path, name) = found[index]
            switch result {
            case .success(let description):
                described.append((File(path: path, description: description), name.folderPath))
            case .failure(let error):
                let fault = error as? Fault ?? Fault(.inputOutput, "exports.unreadable", ["path": path, "reason": ""])
                refused.append(Refused(path: path, fault: fault))
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
