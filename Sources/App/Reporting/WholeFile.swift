import Foundation
import Kernel

/// Files that are under their name whole or not at all.
enum WholeFile {
    /// Stands between a file's name and the number of the process that is writing it.
    private static let mark = ".partial-"

    /// Writes a file under another name beside its own, and then renames it.
    static func write(_ data: Data, to path: String) throws {
        let partial = path + mark + String(ProcessInfo.processInfo.processIdentifier)
        do {
            try data.write(to: URL(fileURLWithPath: partial))
            guard rename(partial, path) == 0 else {
                throw Fault(.cannotWrite, "report.unwritable", ["path": path, "reason": reason()])
            }
        } catch {
            let reason = reason()
            unlink(partial)
            if let fault = error as? Fault { throw fault }
            throw Fault(
                .cannotWrite, "report.unwritable", ["path": path, "reason": reason], cause: String(describing: error))
        }
    }

    /// Removes what processes that are no more have left half-written in a folder.
    ///
    /// - Parameter name: Of this file only; nil for all files.
    static func sweep(_ folder: String, for name: String? = nil) {
        for found in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard let range = found.range(of: mark, options: .backwards), range.lowerBound > found.startIndex,
                name.map({ $0 == found[..<range.lowerBound] }) ?? true,
                let process = Int32(found[range.upperBound...]), process > 0, kill(process, 0) != 0, errno == ESRCH
            else { continue }
            unlink(folder + "/" + found)
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
