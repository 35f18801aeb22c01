package import Foundation
internal import Processes

/// A program of the system that a test needs.
package enum SystemTool {
    /// Runs it to its end.
    ///
    /// - Parameter program: Its path; `/usr/bin/env` finds others.
    /// - Returns: Its exit status, nil where a signal ended it, and what it printed.
    @discardableResult
    package static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32?, output: Data) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("banyan-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let ending = try ChildProcess(program, arguments, output: file.path).start().wait()
        let output = try Data(contentsOf: file)
        if case .exited(let status) = ending { return (status, output) }
        return (nil, output)
    }
}
