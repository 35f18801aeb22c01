internal import Connectors
internal import Foundation
internal import Kernel
internal import Record
internal import Synchronization

/// Hears how an import is getting on.
package protocol ImportListener: Sendable {
    func begin(files: Int, bytes: Int)
    func advance(events: Int, bytes: Int)
    func end()
}

/// Collects what an import did while it runs, and lists the lines that could not be read.
final class ImportReport: Sendable {
    private let progress: any ImportListener
    private let state: Mutex<State>

    private struct State: ~Copyable {
        var summary = ImportSummary()
        var errors: BadLineList?
    }

    /// - Parameter errorsPath: Where to list the lines that could not be read, with their reasons in this language.
    init(
        errorsPath: String?, shownPath: @escaping @Sendable (String) -> String = { $0 }, _ catalogue: TextCatalogue,
        progress: any ImportListener
    ) throws {
        self.progress = progress
        state = Mutex(State(errors: try errorsPath.map { try BadLineList(path: $0, catalogue, shownPath) }))
    }

    var summary: ImportSummary { state.withLock { $0.summary } }

    func begin(group: String) { state.withLock { $0.summary.groups.append(.init(name: group)) } }

    func note(empty files: [String]) { state.withLock { $0.summary.emptyFiles += files } }

    /// Notes files that could not be read at all; nothing of them is kept.
    func note(refused: [Fault]) { state.withLock { $0.summary.refused += refused } }

    /// Notes a file that has been surveyed; throws where it must not be kept.
    func take(_ file: SurveyedFile, isKnown: Bool) throws {
        try state.withLock { state in
            state.summary.lines += file.linesRead
            state.summary.badLines += file.badLineCount
            state.summary.repairedLines += file.repairedLineCount
            if state.summary.firstBadLine == nil, let line = file.badLines.first {
                state.summary.firstBadLine = .init(place: "\(file.path):\(line.number)", excerpt: line.excerpt)
            }
            for warning in file.warnings where !state.summary.warnings.contains(warning) {
                state.summary.warnings.append(warning)
            }
            try state.errors?.add(file)
            try file.check()
            state.summary.groups[state.summary.groups.count - 1].files += 1
            if isKnown {
                state.summary.groups[state.summary.groups.count - 1].filesKnown += 1
                state.summary.groups[state.summary.groups.count - 1].known += file.events
            }
        }
    }

    func add(_ outcome: AppendOutcome, bytes: Int) {
        state.withLock { state in
            state.summary.groups[state.summary.groups.count - 1].added += outcome.added
            state.summary.groups[state.summary.groups.count - 1].known += outcome.known
        }
        progress.advance(events: outcome.added + outcome.known, bytes: bytes)
    }

    func close() throws { try state.withLock { try $0.errors?.close() } }
}

/// The file that `--errors` names: one bad line a row, `path:line<TAB>reason<TAB>excerpt`.
private struct BadLineList {
    private let handle: FileHandle
    private let catalogue: TextCatalogue
    private let shownPath: @Sendable (String) -> String
    private var text = ""

    /// Made before anything is imported, so that nothing is where it cannot be made.
    init(path: String, _ catalogue: TextCatalogue, _ shownPath: @escaping @Sendable (String) -> String) throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let opened = FileHandle(forWritingAtPath: path)
        else { throw Fault(.cannotWrite, "import.errors-unwritable", ["path": path]) }
        handle = opened
        self.catalogue = catalogue
        self.shownPath = shownPath
    }

    mutating func add(_ file: SurveyedFile) throws {
        let path = shownPath(file.path)
        for line in file.badLines {
            text += "\(path):\(line.number)\t\(catalogue(line.text, line.values))\t\(line.excerpt)\n"
        }
        if file.badLineCount > file.badLines.count {
            text += "\(path)\t+\(file.badLineCount - file.badLines.count)\t\n"
        }
        if text.utf8.count > 1 << 16 { try write() }
    }

    mutating func close() throws {
        try write()
        try handle.close()
    }

    private mutating func write() throws {
        try handle.write(contentsOf: Data(text.utf8))
        text = ""
    }
}
