import Foundation
import Glibc
import Kernel
import Processes

/// A server of this program as a child process, to be measured from outside.
final class ServerProcess {
    let port: Int
    /// Seconds from its start until it answered for the first time.
    let secondsToFirstAnswer: Double
    private let process: RunningChild

    private static let patience = 60.0

    /// Starts `arguments` and waits until `path` is answered.
    init(_ bench: Bench, _ arguments: [String], firstPath path: String) throws {
        let log = bench.path("server-\(arguments[0]).log")
        let start = ContinuousClock.now
        process = try ChildProcess(bench.program, arguments, errors: log).start()
        do {
            port = try Self.port(in: log, process, since: start)
            _ = try WireClient(port: port).get(path)
        } catch {
            process.kill()
            process.wait()
            throw error
        }
        secondsToFirstAnswer = Self.seconds(since: start)
    }

    private static func seconds(since start: ContinuousClock.Instant) -> Double {
        Double((ContinuousClock.now - start) / .microseconds(1)) / 1e6
    }

    /// The port that the server says it listens on.
    private static func port(in log: String, _ process: RunningChild, since start: ContinuousClock.Instant) throws
        -> Int
    {
        while process.isRunning, seconds(since: start) < patience {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            if let place = text.range(of: "http://127.0.0.1:") {
                let digits = text[place.upperBound...].prefix { $0.isNumber }
                let isWhole = text[place.upperBound...].dropFirst(digits.count).first != nil
                if isWhole, let port = Int(digits), port > 0 { return port }
            }
            usleep(1_000)
        }
        throw Fault(.unavailable, "bench.no-answer", ["port": "-"])
    }

    /// Resident memory at this moment, in bytes (`VmRSS`).
    var residentBytes: Int {
        let path = "/proc/\(process.identifier)/status"
        let status = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let words = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }) ?? []
        return words.count > 1 ? (Int(words[1]) ?? 0) * 1024 : 0
    }

    func stop() {
        process.terminate()
        process.wait()
    }
}
