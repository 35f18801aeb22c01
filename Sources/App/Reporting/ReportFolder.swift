import Foundation
import Insight
import Kernel
import Record
import Reports
import Storage

/// A folder with a report for each group and an index of them; group by group, so that memory stays small.
///
/// A report that is there already, of the same record, days, form, language and program, is left as it is: so a run that was
/// cut off goes on where it was, and one that comes again makes only what has changed.
struct ReportFolder {
    let path: String
    let writer: ReportWriter
    let window: ReportWindow
    let shouldStop: @Sendable () -> Bool

    /// What came of it.
    struct Outcome {
        /// Reports that are there, and of these those that were there already.
        var written = 0
        var kept = 0
        var groups = 0
        var wasStopped = false
    }

    /// Writes every report, and the index when all of them are there.
    ///
    /// - Parameter advance: Told after each report how many of how many there are.
    func write(_ store: Store, advance: (Int, Int) -> Void) async throws -> Outcome {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            let reason = (error as NSError).localizedFailureReason ?? error.localizedDescription
            throw Fault(
                .cannotWrite, "report.unwritable", ["path": path, "reason": reason], cause: String(describing: error))
        }
        WholeFile.sweep(path)
        let groups = try await store.read { try Group.all(in: $0) }
            .sorted { ($0.network, $0.name) < ($1.network, $1.name) }
        var outcome = Outcome(groups: groups.count)
        var index = ReportIndex(catalogue: writer.catalogue)
        var journal = ReportJournal(folder: path)
        let program = Self.program
        var names = FileNames(suffix: writer.format.suffix)
        if writer.format == .html, let charts = writer.assets?.charts {
            try WholeFile.write(Data(charts), to: path + "/" + PageAssets.chartsFile)
        }
        for group in groups {
            if shouldStop() {
                outcome.wasStopped = true
                return outcome
            }
            let name = names.name(of: group)
            let of = try await store.read { program + (try mark(of: group, in: $0)) }
            if let known = journal.entry(name, of: of) {
                index.add(known)
                outcome.kept += 1
            } else {
                // What it is of is read again beside it: it may have changed in between.
                let (of, report) = try await store.read { transaction in
                    (
                        program + (try mark(of: group, in: transaction)),
                        try GroupReport.loadWhole(
                            group: group.id, window: window, withTopics: true, in: transaction)
                    )
                }
                let bytes = try await writer.bytes(report)
                try WholeFile.write(bytes, to: path + "/" + name)
                let entry = ReportIndex.Entry(report, file: name, catalogue: writer.catalogue)
                try journal.note(entry, bytes, of: of)
                index.add(entry)
            }
            outcome.written += 1
            advance(outcome.written, groups.count)
        }
        try journal.close()
        try WholeFile.write(
            writer.bytes(index), to: path + "/index." + (writer.format == .pdf ? "html" : writer.format.suffix))
        return outcome
    }

    /// What tells a group's report from any other: the state of its record, what was concluded of it, and how it is written.
    private func mark(of group: Group, in transaction: Transaction) throws -> String {
        let record = try RecordMark.load(group.id, in: transaction)
        let outlook = try GroupOutlook.load(group.id, in: transaction)
        var all = Data("\(record.map { "\($0)" } ?? "-") \(window) \(writer.format.rawValue) ".utf8)
        all += Data("\(writer.catalogue.language.rawValue) \(writer.assets?.charts?.count ?? 0) ".utf8)
        let topics = try ReportTopics.mark(group.id, in: transaction)
        all += Data("\(topics.milliseconds) ".utf8)
        if let outlook { all += outlook.healthJSON.data + outlook.forecastJSON.data }
        return ReportJournal.digest(all)
    }

    /// What tells this build of the program from another.
    private static let program: String = {
        var file = stat()
        guard stat("/proc/self/exe", &file) == 0 else { return "" }
        return "\(file.st_size)-\(file.st_mtim.tv_sec)-\(file.st_mtim.tv_nsec)/"
    }()
}

/// Names of files for groups: readable, safe on any file system, and none twice.
struct FileNames {
    let suffix: String
    private var taken: Set<String> = ["index"]

    init(suffix: String) { self.suffix = suffix }

    mutating func name(of group: Group) -> String {
        let stem = FileNames.stem(of: "\(group.network)-\(group.name)")
        var name = stem
        var number = 2
        while !taken.insert(name.lowercased()).inserted {
            name = "\(stem)-\(number)"
            number += 1
        }
        return name + "." + suffix
    }

    /// Letters and digits of any script; a dash for whatever else stands between them.
    private static func stem(of name: String) -> String {
        var stem = ""
        for scalar in name.precomposedStringWithCanonicalMapping.unicodeScalars {
            // Well within what a file system allows for a name.
            if stem.utf8.count >= 120 { break }
            let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
            if isPlain { stem.unicodeScalars.append(scalar) } else if stem.last != "-", !stem.isEmpty { stem += "-" }
        }
        while stem.last == "-" { stem.removeLast() }
        return stem.isEmpty ? "group" : stem
    }
}
