internal import Foundation
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// Another program at work for us, in a process group of its own, so that what it starts ends with it.
///
/// Foundation's `Process` is not used: its monitor calls the termination handler, or wakes who waits, and only then is done
/// with the object, of which it holds no reference. Whoever lets go of it at once, as one should, can crash the program;
/// with many at once on a busy machine that was seen (Swift 6.3.1, swift-corelibs-foundation#3126).
package struct ChildProcess: Sendable {
    /// The program's path, and what it is called with behind its name.
    package let program: String
    package let arguments: [String]
    /// Nil for our own.
    package let environment: [String: String]?
    /// Files that take what it prints, made or emptied; nil where nobody reads it.
    package let (output, errors): (String?, String?)

    package init(
        _ program: String, _ arguments: [String], environment: [String: String]? = nil, output: String? = nil,
        errors: String? = nil
    ) {
        (self.program, self.arguments, self.environment) = (program, arguments, environment)
        (self.output, self.errors) = (output, errors)
    }

    /// How a program ended.
    package enum Ending: Sendable, Equatable {
        case exited(Int32)
        case signalled(Int32)
        /// The system does not know it any more.
        case lost
    }

    package struct CannotStart: Error { package let reason: String }
    package struct TimeOver: Error {}

    /// Runs it to its end.
    ///
    /// It is killed, with all it started, when the time is over or the task is cancelled.
    ///
    /// - Throws: `CannotStart`, `TimeOver`, `CancellationError`.
    package func run(limit: Duration) async throws -> Ending {
        let child = try start()
        let end = ContinuousClock.now.advanced(by: limit)
        let isCancelled = Atomic(false)
        let ending = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Watched from a thread of its own: where all the tasks' threads are taken, nobody would look in time.
                Thread.detachNewThread { continuation.resume(returning: Self.watch(child, until: end, isCancelled)) }
            }
        } onCancel: {
            isCancelled.store(true, ordering: .relaxed)
        }
        if let ending { return ending }
        if isCancelled.load(ordering: .relaxed) { throw CancellationError() }
        throw TimeOver()
    }

    /// Waits for its end; nil where it had to make one.
    private static func watch(
        _ child: RunningChild, until end: ContinuousClock.Instant, _ isCancelled: borrowing Atomic<Bool>
    ) -> Ending? {
        while true {
            if let ending = child.ending { return ending }
            if ContinuousClock.now > end || isCancelled.load(ordering: .relaxed) {
                child.kill()
                _ = child.wait()
                return nil
            }
            usleep(RunningChild.pause)
        }
    }

    /// Starts it, and leaves it to the caller to see to its end.
    ///
    /// - Throws: `CannotStart`.
    package func start() throws -> RunningChild {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        for (number, file) in [(STDOUT_FILENO, output), (STDERR_FILENO, errors)] {
            posix_spawn_file_actions_addopen(
                &actions, number, file ?? "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        // Sockets and the database's files are ours alone.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for number in open.compactMap({ Int32($0) }) where number > STDERR_FILENO {
            posix_spawn_file_actions_addclose(&actions, number)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Nor does it inherit which signals we block or ignore.
        var (none, all) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let settings = environment ?? ProcessInfo.processInfo.environment
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var places: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0.key + "=" + $0.value) } + [nil]
        defer { (words + places).forEach { free($0) } }
        var child: pid_t = 0
        let result = posix_spawn(&child, program, &actions, &attributes, &words, &places)
        guard result == 0 else { throw CannotStart(reason: String(cString: strerror(result))) }
        return RunningChild(child)
    }
}
