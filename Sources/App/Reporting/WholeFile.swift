import Foundation
import Kernel

/// Files that are under their name whole or not at all.
enum WholeFile {
    /// Writes a file under another name beside its own, and then renames it.
    static func write(_ data: Data, to path: String) throws {
        let partial = path + ".partial-\(ProcessInfo.processInfo.processIdentifier)"
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

    private static func reason() -> String { String(cString: strerror(errno)) }
}
