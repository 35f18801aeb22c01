import Foundation
import Kernel
import Processes
import Record
import Storage
import Synchronization

/// What the benchmarks share: a folder to work in, the program to run, clocks.
struct Bench: Sendable {
    let folder: String
    let program: String

    func path(_ name: String) -> String { folder + "/" + name }

    /// A store in a fresh SQLite file, migrated.
    func freshStore(_ name: String) async throws -> Store {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path(name) + suffix) }
        let store = try await Store.open(DatabaseLocation(path(name)))
        try await store.migrate(Wiring.migrations)
        return store
    }

    /// Seconds that `body` takes.
    static func seconds<T>(_ body: () async throws -> T) async rethrows -> (seconds: Double, value: T) {
        let start = ContinuousClock.now
        let value = try await body()
        let time = (ContinuousClock.now - start).components
        return (Double(time.seconds) + Double(time.attoseconds) / 1e18, value)
    }

    /// A whole process of this program: how long it took, its largest resident memory in KiB, and what it printed.
    func process(_ arguments: [String]) async throws -> (seconds: Double, kibibytes: Int, output: Data) {
        let output = path("output")
        let start = ContinuousClock.now
        let child = try ChildProcess(program, arguments, output: output).start()
        let peak = PeakMemory(of: child.identifier)
        let ending = child.wait()
        let time = (ContinuousClock.now - start).components
        guard ending == .exited(0) else {
            throw Fault(.internalError, "bench.process-failed", ["command": arguments.joined(separator: " ")])
        }
        return (
            Double(time.seconds) + Double(time.attoseconds) / 1e18, peak.stop(),
            try Data(contentsOf: URL(fileURLWithPath: output))
        )
    }

    /// The median of an odd number of runs.
    static func median(of runs: Int, _ body: () async throws -> Double) async rethrows -> Double {
        var times: [Double] = []
        for _ in 0..<runs { times.append(try await body()) }
        return times.sorted()[runs / 2]
    }
}

/// Watches a process's high-water mark of resident memory (`VmHWM` of `/proc/PID/status`) until told to stop.
final class PeakMemory: Sendable {
    private let state = Mutex((highest: 0, isOver: false))
    private let process: Int32

    init(of process: Int32) {
        self.process = process
        Thread.detachNewThread { [self] in watch() }
    }

    /// The highest mark seen, in KiB.
    func stop() -> Int {
        state.withLock { state in
            state.isOver = true
            return state.highest
        }
    }

    private func watch() {
        while !state.withLock({ $0.isOver }) {
            let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
            let words = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }) ?? []
            if words.count > 1, let kibibytes = Int(words[1]) {
                state.withLock { $0.highest = max($0.highest, kibibytes) }
            }
            usleep(20_000)
        }
    }
}

/// A line of the table: our figure, the limit measured in the same run, and what one is of the other.
struct BenchFigure {
    let name: String
    let ours: String
    let limit: String
    let ratio: String
    /// What is asked of it, and whether it is met.
    let goal: String
    let isMet: Bool

    static let heading = "benchmark | ours | limit of the same run | ratio | goal\n---|---|---|---|---"

    func show() {
        let line = "\(name) | \(ours) | \(limit) | \(ratio) | \(goal) \(isMet ? "met" : "NOT MET")\n"
        FileHandle.standardOutput.write(Data(line.utf8))
    }

    static func rate(_ count: Int, _ seconds: Double, _ unit: String) -> String {
        "\(Int(Double(count) / seconds)) \(unit)/s"
    }

    static func milliseconds(_ seconds: Double) -> String { "\(Int((seconds * 1000).rounded())) ms" }

    static func ratio(_ value: Double) -> String { String(format: "%.2f", value) }
}

/// Counts up, for many tasks at once.
final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}
