import Foundation
import Glibc
import Insight
import Kernel
import Reports

/// Which reports of a folder are complete, and of what: a line for each, written after the report's own file.
///
/// A line that was cut off says nothing, and neither does one whose file is not exactly what was written. So whoever goes on
/// after any end of the process takes no half report for a whole one.
struct ReportJournal {
    /// Hidden, so that it is not taken for one of the reports.
    static let file = ".banyan-reports"

    private let folder: String
    /// By the names of files.
    private var known: [String: Line] = [:]
    /// Those that still hold, for the journal of the whole folder.
    private var current: [Data] = []

    private struct Line: Codable {
        let of: String
        let digest: String
        let entry: String
    }

    init(folder: String) {
        self.folder = folder
        let text = (try? Data(contentsOf: URL(fileURLWithPath: folder + "/" + Self.file))) ?? Data()
        for part in text.split(separator: UInt8(ascii: "\n")) {
            guard let line = try? JSONDecoder().decode(Line.self, from: part),
                let entry = ReportIndex.Entry(stored: Data(line.entry.utf8))
            else { continue }
            known[entry.file] = line
        }
    }

    /// The entry of a report that is complete as it would be made now; nil where it has to be made.
    ///
    /// - Parameter of: What tells it from a report on anything else.
    mutating func entry(_ file: String, of: String) -> ReportIndex.Entry? {
        guard let line = known[file], line.of == of,
            let bytes = try? Data(contentsOf: URL(fileURLWithPath: folder + "/" + file), options: .mappedIfSafe),
            Self.digest(bytes) == line.digest, let entry = ReportIndex.Entry(stored: Data(line.entry.utf8)),
            let data = try? Self.data(line)
        else { return nil }
        current.append(data)
        return entry
    }

    /// Notes that a file was written whole.
    mutating func note(_ entry: ReportIndex.Entry, _ bytes: Data, of: String) throws {
        let stored = String(decoding: try entry.stored, as: UTF8.self)
        let line = try Self.data(Line(of: of, digest: Self.digest(bytes), entry: stored))
        current.append(line)
        let path = folder + "/" + Self.file
        // A line that was cut off is ended first, so that this one stands alone.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o644)
        guard descriptor >= 0 else { throw unwritable(path) }
        defer { Glibc.close(descriptor) }
        let whole = Data("\n".utf8) + line + Data("\n".utf8)
        let written = whole.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard written == whole.count else { throw unwritable(path) }
    }

    /// Leaves only lines that hold.
    func close() throws {
        var whole = Data()
        for line in current { whole += line + Data("\n".utf8) }
        try WholeFile.write(whole, to: folder + "/" + Self.file)
    }

    private func unwritable(_ path: String) -> Fault {
        let reason = String(cString: strerror(errno))
        return Fault(.cannotWrite, "report.unwritable", ["path": path, "reason": reason])
    }

    private static func data(_ line: Line) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return try encoder.encode(line)
    }

    static func digest(_ bytes: Data) -> String {
        var digest = ContentDigest()
        bytes.withUnsafeBytes { digest.add($0) }
        return String(digest.value, radix: 16) + "-" + String(bytes.count)
    }
}
