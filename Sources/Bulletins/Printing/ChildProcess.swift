internal import Foundation
internal import Kernel
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// Another program at work for us, in a process group of its own, so that what it starts ends with it.
struct ChildProcess {
    let program: String
    let arguments: [String]
    let environment: [String: String]

    /// Runs it to its end.
    ///
    /// It is killed, with all it started, when the time is over or the task is cancelled.
    ///
    /// - Returns: Its exit status; negative where a signal ended it.
    /// - Throws: `CancellationError`, a fault where it cannot be started, `TimeOver`.
    func run(limit: Duration) async throws -> Int32 {
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
        // What it left behind has nobody to work for.
        kill(-child, SIGKILL)
        switch ending {
        case .ended(let status):
            let signal = status & 0x7F
            return signal == 0 ? (status >> 8) & 0xFF : -signal
        case .lost(let reason):
            throw Fault(.unavailable, "report.pdf.failed", ["program": program], cause: reason)
        case .late: throw TimeOver()
        case .cancelled: throw CancellationError()
        }
    }

    private enum Ending: Sendable {
        /// As `waitpid` tells it.
        case ended(Int32)
        case lost(String)
        case late
        case cancelled
    }

    /// Waits for its end, or makes one.
    private static func watch(
        _ child: pid_t, until end: ContinuousClock.Instant, _ isCancelled: borrowing Atomic<Bool>
    ) -> Ending {
        var status: Int32 = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { return .ended(status) }
            if ended != 0, errno != EINTR { return .lost(String(cString: strerror(errno))) }
            let isOver = ContinuousClock.now > end
            if isOver || isCancelled.load(ordering: .relaxed) {
                kill(-child, SIGKILL)
                waitpid(child, &status, 0)
                return isOver ? .late : .cancelled
            }
            usleep(10_000)
        }
    }

    struct TimeOver: Error {}

    private func start() throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, mode) in [(STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_WRONLY), (STDERR_FILENO, O_WRONLY)] {
            posix_spawn_file_actions_addopen(&actions, number, "/dev/null", mode, 0)
        }
        // Sockets and the database's files are ours alone.
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for number in open.compactMap({ Int32($0) }) where number > STDERR_FILENO {
            posix_spawn_file_actions_addclose(&actions, number)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // Nor does it inherit which signals we block or ignore.
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var places: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0.key + "=" + $0.value) } + [nil]
        defer { (words + places).forEach { free($0) } }
        var child: pid_t = 0
        let result = posix_spawn(&child, program, &actions, &attributes, &words, &places)
        guard result == 0 else {
            throw Fault(
                .unavailable, "report.pdf.failed", ["program": program], cause: String(cString: strerror(result)))
        }
        return child
    }
}
