internal import Foundation
internal import Kernel

/// Where uploads wait: a folder for each import, with its files as they came and the list of its bad lines.
package struct ImportFolder: Sendable {
    let path: String

    package init(path: String) { self.path = path }

    func folder(of job: ImportJobID) -> String { "\(path)/\(job)" }
    /// Files that came without a folder, in one that is called after the first of them.
    func looseFiles(of job: ImportJobID) -> String { folder(of: job) + "/files" }
    /// Folders that were chosen, each with all in it.
    func folders(of job: ImportJobID) -> String { folder(of: job) + "/folders" }

    /// The list of lines that could not be read; it outlives the upload.
    package func badLines(of job: ImportJobID) -> String { folder(of: job) + "/bad-lines.tsv" }

    /// Whether there is a list of bad lines with something in it.
    package func hasBadLines(of job: ImportJobID) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: badLines(of: job))
        return (attributes?[.size] as? Int ?? 0) > 0
    }

    /// What to import: each loose file, and each folder, as somebody would name them to the command.
    package func paths(of job: ImportJobID) -> [String] {
        let bases = contents(looseFiles(of: job))
        return bases.flatMap(contents) + contents(folders(of: job))
    }

    private func contents(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted().map { folder + "/" + $0 }
    }

    /// A path without what only this machine's keeper should read: from the upload on.
    package func shown(_ path: String, of job: ImportJobID) -> String {
        for start in [folders(of: job) + "/", looseFiles(of: job) + "/"] where path.hasPrefix(start) {
            return String(path.dropFirst(start.count))
        }
        return path
    }

    func shown(_ values: [String: String], of job: ImportJobID) -> [String: String] {
        values.mapValues { shown($0, of: job) }
    }

    func make(_ job: ImportJobID) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder(of: job), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Fault(.cannotWrite, "command.no-data-folder", ["path": path], cause: String(describing: error))
        }
    }

    /// Deletes the files as they came; the list of bad lines stays.
    package func removeUpload(of job: ImportJobID) {
        try? FileManager.default.removeItem(atPath: looseFiles(of: job))
        try? FileManager.default.removeItem(atPath: folders(of: job))
    }

    package func removeAll(of job: ImportJobID) { try? FileManager.default.removeItem(atPath: folder(of: job)) }
}
