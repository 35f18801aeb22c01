import Foundation

/// How long a page took each time it was asked for, in milliseconds.
struct PageTimes {
    /// The first time, when nothing of it was counted yet.
    private let first: Double
    private let sorted: [Double]

    static func all(of rounds: Int, _ ask: (Int) throws -> Void) rethrows -> PageTimes {
        var times: [Double] = []
        for round in 0..<rounds {
            let start = ContinuousClock.now
            try ask(round)
            times.append(Double((ContinuousClock.now - start) / .microseconds(1)) / 1000)
        }
        return PageTimes(first: times[0], sorted: times.sorted())
    }

    private func atMost(_ share: Int) -> Double { sorted[min(sorted.count - 1, sorted.count * share / 100)] }

    /// - Parameter limit: Of 95 in a hundred times, in milliseconds.
    func show(_ name: String, bytes: Int, limit: Double) {
        let late = atMost(95)
        BenchFigure(
            name: name,
            ours: String(
                format: "p95 %.1f ms, median %.1f ms, p99 %.1f ms, most %.1f ms, first %.1f ms, %.1f KB", late,
                atMost(50), atMost(99), sorted[sorted.count - 1], first, Double(bytes) / 1000),
            limit: String(format: "%.0f ms", limit), ratio: BenchFigure.ratio(late / limit),
            goal: "p95 within the limit", isMet: late <= limit
        ).show()
    }
}

/// What pages weigh on the wire.
struct PageWeigher {
    private var heaviest = 0
    private var assets: [String: Int] = [:]

    mutating func add(_ bytes: Int) { heaviest = max(heaviest, bytes) }

    /// The heaviest since the last time.
    mutating func take() -> Int {
        defer { heaviest = 0 }
        return heaviest
    }

    /// All that a browser fetches for a page that it has never seen, and whether the charts are among it.
    mutating func firstVisit(_ path: String, _ client: WireClient) throws -> (bytes: Int, hasCharts: Bool) {
        let page = try client.get(path, packed: false)
        var bytes = try client.get(path).wireBytes
        for asset in page.assets {
            if assets[asset] == nil { assets[asset] = try client.get(asset).wireBytes }
            bytes += assets[asset] ?? 0
        }
        return (bytes, page.assets.contains { $0.contains("echarts") })
    }
}
