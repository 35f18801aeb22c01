internal import Dispatch
package import Foundation
internal import Glibc

/// What a run of the program left behind.
package struct CommandResult: Sendable {
    /// The exit status; nil where a signal ended it.
    package let status: Int32?
    /// The signal that ended it: the test's own SIGKILL, or a crash.
    package let signal: Int32?
    package let outputBytes: Data
    package let errorBytes: Data
    package let seconds: Double

    package var output: String { String(decoding: outputBytes, as: UTF8.self) }
    package var errors: String { String(decoding: errorBytes, as: UTF8.self) }
    package var wasKilled: Bool { signal == SIGKILL }
}

/// Runs the built `banyan` as a process of its own, as a person would.
///
/// `BANYAN_DATABASE` of the process is `database`; texts are English and the clock of the machine is UTC.
package struct CommandRunner: Sendable {
    package var database: String
    package var environment: [String: String] = [:]
    /// Without root's right to read and write everything; means nothing where the tests do not run as root.
    package var isUnprivileged = false
    /// When nothing ends a run by then, it is killed, and the test will see so.
    package var longestSeconds = 120.0

    package init(database: String) { self.database = database }

    /// The program that was built together with the tests.
    package static let program: URL = {
        let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = URL(fileURLWithPath: bundle ?? CommandLine.arguments[0]).deletingLastPathComponent()
        return folder.appendingPathComponent("banyan")
    }()

    /// Runs to the end.
    package func callAsFunction(_ arguments: String...) async throws -> CommandResult {
        try await run(arguments)
    }

    /// Runs to the end or, with `kill -9`, no further than after so many seconds.
    package func run(_ arguments: [String], killedAfter seconds: Double? = nil) async throws -> CommandResult {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-run-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let process = Process()
        (process.executableURL, process.arguments) = invocation(of: arguments)
        process.environment = fullEnvironment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try handle(folder.appendingPathComponent("output"))
        process.standardError = try handle(folder.appendingPathComponent("errors"))
        let began = ContinuousClock.now
        try await finish(process, within: seconds ?? longestSeconds)
        let took = ContinuousClock.now - began
        let isSignal = process.terminationReason == .uncaughtSignal
        return CommandResult(
            status: isSignal ? nil : process.terminationStatus, signal: isSignal ? process.terminationStatus : nil,
            outputBytes: try Data(contentsOf: folder.appendingPathComponent("output")),
            errorBytes: try Data(contentsOf: folder.appendingPathComponent("errors")),
            seconds: Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18)
    }

    private var fullEnvironment: [String: String] {
        let own = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "en", "TZ": "UTC"]
        return own.merging(["BANYAN_DATABASE": database]) { $1 }.merging(environment) { $1 }
    }

    private func invocation(of arguments: [String]) -> (URL, [String]) {
        guard isUnprivileged, getuid() == 0 else { return (CommandRunner.program, arguments) }
        let words = ["--bounding-set=-all", "--", CommandRunner.program.path]
        return (URL(fileURLWithPath: "/usr/bin/setpriv"), words + arguments)
    }

    private func handle(_ file: URL) throws -> FileHandle {
        try Data().write(to: file)
        return try FileHandle(forWritingTo: file)
    }

    private func finish(_ process: Process, within seconds: Double) async throws {
        let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in continuation.finish() }
        try process.run()
        let identifier = process.processIdentifier
        // On a queue of its own: the threads that tasks share may all be busy at that moment.
        let killer = DispatchWorkItem { kill(identifier, SIGKILL) }
        DispatchQueue(label: "killer").asyncAfter(deadline: .now() + seconds, execute: killer)
        for await _ in ended {}
        killer.cancel()
    }
}
