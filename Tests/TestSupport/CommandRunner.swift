package import Foundation
internal import Glibc
internal import Processes

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
        let (output, errors) = (folder.appendingPathComponent("output"), folder.appendingPathComponent("errors"))
        let (program, words) = invocation(of: arguments)
        let child = ChildProcess(
            program, words, environment: fullEnvironment, output: output.path, errors: errors.path)
        let began = ContinuousClock.now
        let ending: ChildProcess.Ending
        do {
            ending = try await child.run(limit: .seconds(seconds ?? longestSeconds))
        } catch is ChildProcess.TimeOver {
            ending = .signalled(SIGKILL)
        }
        let took = ContinuousClock.now - began
        return CommandResult(
            status: ending.status, signal: ending.signal, outputBytes: try Data(contentsOf: output),
            errorBytes: try Data(contentsOf: errors),
            seconds: Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18)
    }

    private var fullEnvironment: [String: String] {
        let own = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "en", "TZ": "UTC"]
        return own.merging(["BANYAN_DATABASE": database]) { $1 }.merging(environment) { $1 }
    }

    private func invocation(of arguments: [String]) -> (String, [String]) {
        guard isUnprivileged, getuid() == 0 else { return (CommandRunner.program.path, arguments) }
        let words = ["--bounding-set=-all", "--", CommandRunner.program.path]
        return ("/usr/bin/setpriv", words + arguments)
    }
}

extension ChildProcess.Ending {
    fileprivate var status: Int32? { if case .exited(let status) = self { status } else { nil } }
    fileprivate var signal: Int32? { if case .signalled(let signal) = self { signal } else { nil } }
}
