internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#endif

/// A program that was started; whoever holds it sees to its end by `wait`.
package final class RunningChild: Sendable {
    /// The process, and the group of it and of what it starts.
    package let identifier: Int32
    private let known = Mutex<ChildProcess.Ending?>(nil)

    /// Microseconds between two looks.
    static let pause: UInt32 = 2_000

    init(_ identifier: Int32) { self.identifier = identifier }

    package var isRunning: Bool { ending == nil }

    /// How it ended; nil while it runs.
    package var ending: ChildProcess.Ending? {
        known.withLock { known in
            if known == nil { known = look() }
            return known
        }
    }

    /// Only under the lock: once it has been waited for, its number is another's.
    private func look() -> ChildProcess.Ending? {
        var status: Int32 = 0
        let found = waitpid(identifier, &status, WNOHANG)
        if found == 0 || found < 0 && errno == EINTR { return nil }
        // What it left behind has nobody to work for.
        _ = Glibc.kill(-identifier, SIGKILL)
        guard found == identifier else { return .lost }
        let signal = status & 0x7F
        return signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
    }

    /// Holds up the thread until it has ended.
    @discardableResult
    package func wait() -> ChildProcess.Ending {
        while true {
            if let ending { return ending }
            usleep(Self.pause)
        }
    }

    /// Asks it to end, as a system does that shuts down.
    package func terminate() { signal(SIGTERM, to: identifier) }

    /// Ends it at once, with all it started.
    package func kill() { signal(SIGKILL, to: -identifier) }

    private func signal(_ signal: Int32, to process: Int32) {
        known.withLock { known in if known == nil { _ = Glibc.kill(process, signal) } }
    }
}
