import Foundation
import Glibc
import Kernel
import Synchronization

/// How many answers a second a plain route gives, ours beside the same route of a bare router.
struct RouteBench {
    let bench: Bench
    let server: ServerProcess

    private static let connections = 4
    private static let seconds = 1.5
    private static let rounds = 3

    func run() throws {
        let bare = try ServerProcess(bench, ["bench-bare"], firstPath: "/healthz")
        defer { bare.stop() }
        var (ours, limit): ([Double], [Double]) = ([], [])
        // Turn by turn, so that what else the machine does falls on both.
        for _ in 0..<Self.rounds {
            limit.append(try rate(bare.port))
            ours.append(try rate(server.port))
        }
        let (mine, theirs) = (ours.sorted()[Self.rounds / 2], limit.sorted()[Self.rounds / 2])
        BenchFigure(
            name: "plain route, \(Self.connections) connections", ours: "\(Int(mine)) answers/s",
            limit: "\(Int(theirs)) answers/s of a bare router", ratio: BenchFigure.ratio(mine / theirs),
            goal: "≥ 0.7", isMet: mine >= 0.7 * theirs
        ).show()
    }

    private func rate(_ port: Int) throws -> Double {
        let counts = AnswerCounts()
        let done = DispatchGroup()
        for _ in 0..<Self.connections {
            done.enter()
            Thread.detachNewThread {
                let count = Self.ask(port)
                counts.all.withLock { $0.append(count) }
                done.leave()
            }
        }
        done.wait()
        let all = counts.all.withLock { $0 }
        guard all.allSatisfy({ $0 > 0 }) else { throw Fault(.unavailable, "bench.no-answer", ["port": String(port)]) }
        return Double(all.reduce(0, +)) / Self.seconds
    }

    private static func ask(_ port: Int) -> Int {
        let client = WireClient(port: port)
        let end = ContinuousClock.now + .seconds(seconds)
        var count = 0
        while ContinuousClock.now < end {
            guard let answer = try? client.get("/healthz"), answer.status == 200 else { return 0 }
            count += 1
        }
        return count
    }
}

/// What each connection got.
private final class AnswerCounts: Sendable {
    let all = Mutex<[Int]>([])
}
