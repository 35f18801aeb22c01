internal import Connectors
internal import Kernel
internal import Record

/// Some events of one group, ready to be written, and how far they bring each file they come from.
struct EventBatch: Sendable {
    var events: [Event] = []
    var progress: [ImportProgress] = []
    /// Bytes of the files that these events stand for, for showing progress.
    var bytes = 0
}

/// The events of one group's files, batch after batch, small files together and large ones in pieces.
///
/// One caller at a time; it is handed between the task that reads ahead and the transaction that writes.
final class EventFeed: @unchecked Sendable {
    /// Events in a batch: enough to make a commit cheap, few enough that a stop loses little.
    static let batchSize = 10_000

    private var files: [ExportWalk.File]
    private let span: EventSpan
    private let plan: ReadingPlan
    /// How many events of a file with this digest are in the record already.
    private let takenBefore: @Sendable (Int64) throws -> Int
    private let onFile: @Sendable (SurveyedFile, _ isKnown: Bool) throws -> Void
    private let onRefusal: @Sendable (Fault) -> Void
    private var current: OpenFile?
    /// Why the next file must not be kept; told once what is ready before it has been handed out.
    private var failure: (any Error)?

    private struct OpenFile {
        var progress: ImportProgress
        var reader: ExportReader?
        var held: [Event]
        var toSkip: Int
        var bytes: Int
    }

    init(
        files: [ExportWalk.File], span: EventSpan, plan: ReadingPlan,
        takenBefore: @escaping @Sendable (Int64) throws -> Int,
        onFile: @escaping @Sendable (SurveyedFile, Bool) throws -> Void,
        onRefusal: @escaping @Sendable (Fault) -> Void
    ) {
        self.files = files.reversed()
        self.span = span
        self.plan = plan
        self.takenBefore = takenBefore
        self.onFile = onFile
        self.onRefusal = onRefusal
    }

    /// The next batch; nil when there is nothing more. Throws where a file must not be kept: what came before may.
    func next() throws -> EventBatch? {
        if let failure { throw failure }
        var batch = EventBatch()
        while batch.events.count < EventFeed.batchSize {
            if current == nil {
                // What is ready is written before the next file may fail.
                if try !openNext(into: &batch) { break }
            }
            guard current != nil else { continue }
            try take(into: &batch)
        }
        return batch.events.isEmpty && batch.progress.isEmpty && batch.bytes == 0 ? nil : batch
    }

    /// The next batch that holds events; what there is before it has been taken already.
    func nextWithEvents() throws -> EventBatch? {
        var bytes = 0
        while var batch = try next() {
            batch.bytes += bytes
            if !batch.events.isEmpty { return batch }
            bytes = batch.bytes
        }
        return nil
    }

    /// Nil for a file that cannot be read at all, such as a log without a date: it is noted and passed over.
    private func survey(_ file: ExportWalk.File) throws -> SurveyedFile? {
        do {
            return try SurveyedFile(file, span: span, reading: plan)
        } catch let fault as Fault {
            onRefusal(fault)
            return nil
        }
    }

    private func openNext(into batch: inout EventBatch) throws -> Bool {
        guard let file = files.popLast() else { return false }
        let surveyed: SurveyedFile
        do {
            guard let readable = try survey(file) else { return true }
            surveyed = readable
            let taken = try takenBefore(surveyed.digest)
            try onFile(surveyed, taken == surveyed.events && taken > 0)
            if taken == surveyed.events {
                batch.bytes += file.description.byteCount ?? 0
                return true
            }
            let source = String(file.path.split(separator: "/").last ?? "")
            let progress = ImportProgress(
                digest: surveyed.digest, source: source, events: surveyed.events, taken: taken)
            let reader = surveyed.held == nil ? try plan.reader(of: file) : nil
            if taken > 0, surveyed.events > 0 {
                batch.bytes += (file.description.byteCount ?? 0) * taken / surveyed.events
            }
            current = OpenFile(
                progress: progress, reader: reader, held: Array(surveyed.held?.dropFirst(taken) ?? []),
                toSkip: reader == nil ? 0 : taken, bytes: file.description.byteCount ?? 0)
            return true
        } catch {
            failure = error
            if batch.events.isEmpty, batch.progress.isEmpty { throw error }
            return false
        }
    }

    /// Moves events of the open file into the batch and closes the file at its end.
    private func take(into batch: inout EventBatch) throws {
        guard var file = current else { return }
        let room = EventFeed.batchSize - batch.events.count
        if file.held.isEmpty, file.reader != nil { try readOn(&file) }
        let taken = file.held.prefix(room)
        batch.events += taken
        file.held.removeFirst(taken.count)
        file.progress.taken += taken.count
        let share = file.progress.events == 0 ? 1 : Double(taken.count) / Double(file.progress.events)
        batch.bytes += Int(Double(file.bytes) * share)
        let isDone = file.progress.isFinished
        current = isDone ? nil : file
        if isDone || batch.events.count >= EventFeed.batchSize { batch.progress.append(file.progress) }
    }

    private func readOn(_ file: inout OpenFile) throws {
        while file.held.isEmpty {
            guard let chunk = try file.reader?.next(maximumEvents: EventFeed.batchSize) else {
                throw Fault(.badInput, "import.changed-while-read", ["path": file.progress.source])
            }
            var events = span.filter(chunk.events)
            let skipped = min(file.toSkip, events.count)
            events.removeFirst(skipped)
            file.toSkip -= skipped
            file.held = events
        }
    }
}
