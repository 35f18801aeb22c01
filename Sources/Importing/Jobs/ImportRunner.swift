internal import Connectors
package import Desk
internal import Dispatch
package import Kernel
package import Logging
internal import Record
internal import ServiceLifecycle
package import Storage
internal import Synchronization

/// Runs the imports that are asked for in the console, one at a time, and clears up behind them.
///
/// An import under way when the process ends, however it ends, goes on with the next start: the importer finds by itself
/// what the record has already.
package struct ImportRunner: Service {
    let store: Store
    let desk: DeskStore
    let folder: ImportFolder
    let world: World
    let logger: Logger
    /// What is to be done with the record after each import.
    let afterwards: @Sendable () async throws -> Void

    package init(
        store: Store, desk: DeskStore, uploads: String, world: World, logger: Logger,
        afterwards: @escaping @Sendable () async throws -> Void
    ) {
        self.store = store
        self.desk = desk
        folder = ImportFolder(path: uploads)
        self.world = world
        self.logger = logger
        self.afterwards = afterwards
    }

    private var jobs: ImportJobStore { ImportJobStore(world: world) }
    /// How often uploads are looked through for what is to go.
    private static let sweepSeconds: Int64 = 600
    /// An upload that takes longer was cut off.
    private static let longestUploadSeconds: Int64 = 86_400

    package func run() async throws {
        // A file is one process's: what is marked as running or on its way there was cut off.
        if store.engine == .sqlite { await carefully { try await pickUp() } }
        var swept: Instant?
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            await carefully { while !Task.isShuttingDownGracefully, try await runNext() {} }
            let due = swept.map { $0.advanced(bySeconds: Self.sweepSeconds) <= world.now() } ?? true
            if due {
                swept = world.now()
                await carefully { try await sweep(cutOffAfterSeconds: Self.longestUploadSeconds) }
            }
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: .milliseconds(700)) }
        }
    }

    /// One failure must not end the service: the next round tries again.
    private func carefully(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            logger.error("imports", metadata: ["error": "\(error)"])
        }
    }

    /// Takes back what a process that is gone had taken.
    func pickUp() async throws {
        let jobs = jobs
        try await store.write { try jobs.releaseAll(in: $0) }
        try await sweep(cutOffAfterSeconds: 0)
    }

    /// Deletes uploads that are over a week old, and what is left of those that were cut off.
    func sweep(cutOffAfterSeconds: Int64) async throws {
        let (jobs, before) = (jobs, world.now().advanced(bySeconds: -cutOffAfterSeconds))
        for id in try await store.write({ try jobs.expired(cutOffBefore: before, in: $0) }) { folder.removeAll(of: id) }
    }

    /// Runs the next import that waits.
    ///
    /// - Returns: Whether there was one.
    @discardableResult
    package func runNext() async throws -> Bool {
        let jobs = jobs
        guard try await store.read({ try jobs.isAnyWaiting(in: $0) }) else { return false }
        guard let job = try await store.write({ try jobs.takeNext(in: $0) }) else { return false }
        try await run(job)
        return true
    }

    private func run(_ job: ImportJob) async throws {
        let meter = ImportMeter()
        let result = await withTaskGroup(of: Void.self) { group in
            group.addTask { await report(meter, of: job) }
            // Reading and writing keep a processor busy; the pages have the others.
            let result = await withTaskExecutorPreference(ImportThreads.shared) { await outcome(of: job, meter) }
            group.cancelAll()
            return result
        }
        let jobs = jobs
        if meter.isLeaving, case .success(let summary) = result, summary.wasStopped {
            return try await store.write { try jobs.release(job.id, in: $0) }
        }
        // Before it is called done: whoever then opens the group sees it whole.
        await carefully { try await afterwards() }
        let ending = ending(of: job, result)
        var progress = meter.progress
        if ending.state == .done { progress.bytes = progress.bytesInAll }
        let record = RecordStore(world: world)
        let isGone = try await store.write { [progress] in
            try jobs.end(job, ending, progress, record: record, in: $0)
        }
        if isGone { folder.removeUpload(of: job.id) }
    }

    private func outcome(of job: ImportJob, _ meter: ImportMeter) async -> Result<ImportSummary, any Error> {
        do {
            let desk = desk
            let actor = try await store.read { try desk.acting(for: job.staff, in: $0) }
            let importer = Importer(
                store: store, record: RecordStore(world: world), progress: meter,
                catalogue: TextCatalogue(job.language), gate: gate(of: job, for: actor), isAlone: false,
                shouldStop: { meter.isStopped })
            var request = job.choice.request(folder.paths(of: job.id))
            request.errorsPath = folder.badLines(of: job.id)
            request.shownPath = { [folder] in folder.shown($0, of: job.id) }
            return .success(try await importer.run(request))
        } catch {
            return .failure(error)
        }
    }

    /// Lets an import write only to groups of whoever asked for it, and to new ones, which become theirs.
    func gate(of job: ImportJob, for actor: Actor) -> ImportGate {
        let (jobs, desk, record, world) = (jobs, desk, RecordStore(world: world), world)
        return ImportGate(
            admit: { group in
                guard actor.mayUse(.importHistories, in: group.id) else {
                    throw Fault(.forbidden, "import.group-taken", ["group": group.name])
                }
            },
            opened: { group, isNew, transaction in
                let now = try desk.acting(for: job.staff, in: transaction)
                if isNew {
                    try desk.take(opened: group.id, by: now, at: world.now(), in: transaction)
                } else if !now.mayUse(.importHistories, in: group.id) {
                    throw Fault(.forbidden, "import.group-taken", ["group": group.name])
                }
                let events = try record.eventCount(of: group, in: transaction)
                try jobs.note(opened: group, holding: events, by: job.id, in: transaction)
            })
    }

    /// Writes once a second how far an import is, and hears whether it is to stop.
    private func report(_ meter: ImportMeter, of job: ImportJob) async {
        let jobs = jobs
        while !Task.isCancelled {
            if Task.isShuttingDownGracefully { meter.leave() }
            await carefully {
                if try await store.read({ try jobs.isStopAsked(job.id, in: $0) }) { meter.stop() }
                let progress = meter.progress
                try await store.write { try jobs.note(progress, of: job.id, in: $0) }
            }
            await cancelWhenGracefulShutdown { try? await Task.sleep(for: .seconds(1)) }
            if Task.isShuttingDownGracefully, !Task.isCancelled {
                meter.leave()
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private func ending(of job: ImportJob, _ result: Result<ImportSummary, any Error>) -> ImportJobStore.Ending {
        switch result {
        case .failure(let error):
            let fault = error as? Fault ?? Fault(.internalError, "import.broke", cause: "\(error)")
            if fault.code == .internalError { logger.error("import", metadata: ["error": "\(error)"]) }
            return .init(state: .failed, fault: shown(fault, of: job))
        case .success(let summary):
            var notes = summary.refused.map { shown($0, of: job) }.map { ImportNote(text: $0.text, values: $0.values) }
            notes += summary.warnings.map { ImportNote(text: $0.text, values: folder.shown($0.values, of: job.id)) }
            if summary.wasStopped { return .init(state: .stopped, summary: summary, notes: notes) }
            guard summary.groups.isEmpty else { return .init(state: .done, summary: summary, notes: notes) }
            let fault = summary.refused.first ?? Fault(.badInput, "import.nothing")
            return .init(state: .failed, fault: shown(fault, of: job), summary: summary, notes: notes)
        }
    }

    private func shown(_ fault: Fault, of job: ImportJob) -> Fault {
        Fault(fault.code, fault.text, folder.shown(fault.values, of: job.id), cause: fault.cause)
    }
}

/// Hears how an import is getting on, and tells it to stop.
final class ImportMeter: ImportListener {
    private let state = Mutex((progress: ImportJobProgress(), isStopped: false, isLeaving: false))

    var progress: ImportJobProgress { state.withLock { $0.progress } }
    var isStopped: Bool { state.withLock { $0.isStopped } }
    /// Whether it stops only because the process ends.
    var isLeaving: Bool { state.withLock { $0.isLeaving } }

    func stop() { state.withLock { $0.isStopped = true } }

    func leave() {
        state.withLock { state in
            if !state.isStopped { (state.isStopped, state.isLeaving) = (true, true) }
        }
    }

    func begin(files: Int, bytes: Int) { state.withLock { $0.progress.bytesInAll = bytes } }

    func advance(events: Int, bytes: Int) {
        state.withLock { state in
            state.progress.events += events
            state.progress.bytes = min(state.progress.bytes + bytes, state.progress.bytesInAll)
        }
    }

    func end() {}
}

/// Threads of their own for imports, so that the tasks of pages never wait for one.
private final class ImportThreads: TaskExecutor {
    static let shared = ImportThreads()
    private let queue = DispatchQueue(label: "banyan.imports", qos: .utility, attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
