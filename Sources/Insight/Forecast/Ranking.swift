internal import Kernel

/// How well scores tell what will happen from what will not.
package enum Ranking {
    /// The area under the ROC curve by ranks (Mann and Whitney): the chance that one that happened has the higher score
    /// than one that did not, ties counted half. Nil where all happened, or none.
    package static func area(_ scores: [Double], _ happened: [Bool]) -> Double? {
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        return area(scores, happened, order: order, weights: [Double](repeating: 1, count: scores.count))
    }

    /// The same where every score counts as many times as its weight.
    static func area(_ scores: [Double], _ happened: [Bool], order: [Int], weights: [Double]) -> Double? {
        var (below, wins, all, none) = (0.0, 0.0, 0.0, 0.0)
        var start = 0
        while start < order.count {
            var (end, yes, no) = (start, 0.0, 0.0)
            while end < order.count, scores[order[end]] == scores[order[start]] {
                if happened[order[end]] { yes += weights[order[end]] } else { no += weights[order[end]] }
                end += 1
            }
            wins += yes * (below + no / 2)
            below += no
            all += yes
            none += no
            start = end
        }
        return all == 0 || none == 0 ? nil : wins / (all * none)
    }

    /// The 95 % interval of the area by drawing whole groups again with replacement, since the days of one group are alike.
    ///
    /// - Parameter groups: The number of the group of each score, from 0.
    /// - Returns: nil where fewer than `leastGroups` groups are there, or too few draws have both outcomes.
    package static func interval(
        _ scores: [Double], _ happened: [Bool], groups: [Int32], groupCount: Int
    ) -> (low: Double, high: Double)? {
        guard groupCount >= leastGroups else { return nil }
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        var chance = SeededGenerator(seed: 20_261_124)
        var areas: [Double] = []
        for _ in 0..<draws {
            var times = [Double](repeating: 0, count: groupCount)
            for _ in 0..<groupCount { times[Int.random(in: 0..<groupCount, using: &chance)] += 1 }
            let weights = groups.map { times[Int($0)] }
            if let area = area(scores, happened, order: order, weights: weights) { areas.append(area) }
        }
        guard areas.count * 2 > draws else { return nil }
        areas.sort()
        return (areas[areas.count / 40], areas[areas.count - 1 - areas.count / 40])
    }

    package static let leastGroups = 5
    private static let draws = 200
}

/// What was forecast beside what came of it, in bands of the forecast.
package struct Calibration: Codable, Hashable, Sendable {
    package struct Band: Codable, Hashable, Sendable {
        /// The band holds forecasts from `from` up to, but not, `to`; the last one 1 as well.
        package var from: Double
        package var to: Double
        package var forecasts = 0
        package var groups = 0
        /// The mean of its forecasts, and the share that happened.
        package var mean = 0.0
        package var happened = 0.0
    }

    /// Those with a forecast in them.
    package var bands: [Band] = []

    private static let bounds: [Double] = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

    package init(_ forecasts: [Double], _ happened: [Bool], groups: [Int64]) {
        for (from, to) in zip(Calibration.bounds, Calibration.bounds.dropFirst()) {
            let inside = forecasts.indices.filter {
                from <= forecasts[$0] && (forecasts[$0] < to || (to == 1 && forecasts[$0] == 1))
            }
            guard !inside.isEmpty else { continue }
            var band = Band(from: from, to: to)
            band.forecasts = inside.count
            band.groups = Set(inside.map { groups[$0] }).count
            band.mean = inside.reduce(0) { $0 + forecasts[$1] } / Double(inside.count)
            band.happened = Double(inside.count { happened[$0] }) / Double(inside.count)
            bands.append(band)
        }
    }
}
