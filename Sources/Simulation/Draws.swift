package import Kernel

/// Draws that made histories are made with.
extension SeededGenerator {
    /// A number 0 ..< count.
    package mutating func index(_ count: Int) -> Int { Int.random(in: 0..<count, using: &self) }

    package mutating func between(_ low: Int, _ high: Int) -> Int { Int.random(in: low...high, using: &self) }

    /// A number 0 ..< 1.
    package mutating func share() -> Double { Double.random(in: 0..<1, using: &self) }

    package mutating func happens(_ probability: Double) -> Bool { share() < probability }

    /// How often something of this rate happens this time: the rate on average, give or take two fifths.
    package mutating func count(rate: Double) -> Int {
        let drawn = rate * (0.6 + 0.8 * share())
        let whole = drawn.rounded(.down)
        return Int(whole) + (happens(drawn - whole) ? 1 : 0)
    }

    /// An index drawn by weight, given the sum of the weights up to and with each.
    package mutating func index(cumulative: [Double]) -> Int {
        let mark = share() * (cumulative.last ?? 0)
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] > mark { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// An index drawn by weight; nil where nothing has any.
    package mutating func index(weights: [Double]) -> Int? {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return nil }
        var left = share() * sum
        for (index, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return index }
        }
        return weights.lastIndex { $0 > 0 }
    }
}
